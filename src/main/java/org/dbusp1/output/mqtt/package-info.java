/**
 * Publishes readings to a broker of MQTT 5, and announces the meter to Home Assistant. Begin at {@code MqttOutput} (when), then
 * {@code PendingRequests} (when again), {@code LayoutPublisher} (how often), {@code NativeTable} (what), {@code HomeAssistantDiscovery}
 * (announcements). There is no queue: the newest snapshot is the state. A {@code QueuedOutput} makes all calls, on one thread; what the
 * network's thread learns waits for the next call. The fleet uses the connection, configuration, topics and error messages too.
 *
 * <p>In: each {@code Snapshot}. Its {@code published()} has only what is valid now: a withheld value is absent, its entity stays. A rise of
 * {@code meterIndex} is a replaced meter. {@code isDue}: a telegram may be early by a fifth of the interval. {@code NumberedDevice}: number
 * 1 of gas is the gas meter, {@code GONE} the longest time without a new counter. {@code MeterIdentity.isAnother}: an absent number proves
 * nothing. {@code Fact}: a figure of a {@code FactInput}, null while absent; {@code isOfferedWhileAbsent}: announced in a demand window
 * without a value. {@code DriverState}: what ESS and the outputs do. {@code StateStore.recall}: of an earlier run; empty if it is damaged.
 * {@code Config.setting} is what the owner wrote, {@code get} that or the default.
 *
 * <p>Out: topics, and a {@code Fault}: the log has it once until {@code end}; {@code hide} only hides it. {@code NextAttempt} is due at
 * first. {@code Backoff.failed(true)}: only the owner can end it. Tests: {@code OddBrokersTest}, {@code system.MqttDriverTest}.
 */
@NullMarked
package org.dbusp1.output.mqtt;

import org.jspecify.annotations.NullMarked;
