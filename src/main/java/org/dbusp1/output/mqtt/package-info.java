/**
 * Publishes readings to a broker of MQTT 5, and announces the meter to Home Assistant. There is no queue: the newest snapshot is the
 * state; after a connection, and each minute while something is not accepted, all is published again. Only events, and the last state of a
 * silent meter, are kept.
 *
 * <p>{@code MqttConfig} makes the output, and a {@code QueuedOutput} calls it on one thread. Begin at {@code MqttOutput} (when),
 * {@code PendingRequests} (when again), {@code LayoutPublisher} (how often), {@code NativeTable} (what) and {@code HomeAssistantDiscovery}
 * (announcements). From outside: {@code Snapshot} (its {@code published()} may be shown now), {@code Fact} and {@code FactInput} (a named
 * figure, and what it is made of), {@code DriverState} (what flows back), {@code StateStore}. A withheld value is absent in the state: its
 * entity stays announced, without a value. The fleet uses connection, configuration, topics and error messages too. Tests:
 * {@code OddBrokersTest}, {@code ReconnectTest}, {@code TopicLayoutTest} and {@code DiscoveryRulesTest}, with mosquitto; of the whole
 * driver {@code system.MqttDriverTest}.
 */
@NullMarked
package org.dbusp1.output.mqtt;

import org.jspecify.annotations.NullMarked;
