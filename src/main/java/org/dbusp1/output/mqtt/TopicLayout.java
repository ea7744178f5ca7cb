package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.jspecify.annotations.Nullable;

/** Layouts of topics: the driver's own, and those of other programs for users who migrate. */
public enum TopicLayout {
    /** All values as JSON, below the meter's key. */
    NATIVE("native", NativeTable::rows),
    /** The topics and digits of P1Meter2Mqtt. */
    P1METER2MQTT("p1meter2mqtt", P1Meter2MqttTable::rows),
    /** Each telegram as it was received. */
    RAW("raw", () -> List.of(Row.message("telegram")));

    /**
     * A topic of a layout.
     *
     * @param topic below {@link TopicLayout#root}
     * @param always true if it is published with each snapshot; false if it is published when it has changed, and periodically
     * @param payload makes the payload from a snapshot and the facts for it; null if the value is absent
     */
    record Row(String topic, boolean always, BiFunction<Snapshot, FactInput, byte @Nullable []> payload) {
        static Row changing(String topic, Function<Snapshot, @Nullable String> text) {
            return new Row(topic, false, (snapshot, view) -> {
                String value = text.apply(snapshot);
                return value == null ? null : value.getBytes(StandardCharsets.UTF_8);
            });
        }

        static Row message(String topic) {
            return new Row(topic, true, (snapshot, view) -> snapshot.reading().message().bytes());
        }
    }

    private final String text;
    private final Supplier<List<Row>> rows;

    TopicLayout(String text, Supplier<List<Row>> rows) {
        this.text = text;
        this.rows = rows;
    }

    /** Returns the name in the configuration. */
    public String text() {
        return text;
    }

    /** Returns the period in which all topics are published, changed or not. */
    Duration fullPeriod() {
        return this == P1METER2MQTT ? Duration.ofMinutes(10) : Duration.ofMinutes(1);
    }

    /** Returns whether the first states of a connection have QoS 1; P1Meter2Mqtt's short messages have QoS 0, as its own. */
    boolean isFirstAcknowledged() {
        return this != P1METER2MQTT;
    }

    /** @param base the root of the driver's own topics */
    String root(String base, MeterKey key) {
        return this == P1METER2MQTT ? "sensors/power/p1meter" : Topics.ofMeter(base, key);
    }

    /** Returns the message that P1Meter2Mqtt publishes after it has connected; null for other layouts. */
    @Nullable Publication greeting() {
        return this == P1METER2MQTT
                ? new Publication("hass/status", "p1 meter alive: p1meter".getBytes(StandardCharsets.UTF_8), 0, false) : null;
    }

    List<Row> rows() {
        return rows.get();
    }
}
