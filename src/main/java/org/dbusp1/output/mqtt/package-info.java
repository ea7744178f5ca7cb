/**
 * Publishes readings to a broker of MQTT 5, and announces the meter to Home Assistant. Begin at {@code MqttOutput} (when, and when
 * again), then {@code LayoutPublisher} (how often), {@code NativeTable} (what), {@code HomeAssistantDiscovery} (announcements). A
 * {@code QueuedOutput} makes all calls on one thread, {@code tick} each second; any thread may ask {@code fault} and {@code dropped}. What
 * the network's thread learns waits for the next call. The fleet ({@code src/fleet}) sends rows of the history to the same broker, by
 * these classes. Out: topics, and to the {@code StateStore} what the broker acknowledged of announcements.
 *
 * <p>In: each {@code Snapshot}, of which the newest waits; events, of which 20 wait; birth messages; {@code offline}: the values ended.
 * {@code MeterKey}: one level of a topic, fixed from the first telegram on; a meter that replaces another keeps it, and {@code meterIndex}
 * rises. {@code published()}: what is valid now; a withheld value is absent, its entity stays; the layout raw has the telegram as it came.
 * {@code isDue}: a telegram may be early by a fifth of the interval. {@code NumberedDevice}: number 1 of gas is the gas meter;
 * without a number a device is not announced. {@code isAnother}: an absent number proves nothing. {@code Fact}: a row of a table, whose
 * value is null while absent; its {@code topic} is as {@code power_l1_w}; {@code isOfferedWhileAbsent}: announced while a demand window is
 * watched. {@code ValueFormat}: INTEGER rises and falls, TOTAL never falls, COUNTER has the meter's unit. {@code Fault}: logged once until
 * {@code end}; {@code hide} only hides it. {@code Config.setting}: what the owner wrote. {@code NextAttempt}: due at first.
 */
@NullMarked
package org.dbusp1.output.mqtt;

import org.jspecify.annotations.NullMarked;
