package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.jspecify.annotations.Nullable;

/** Layouts of topics: the driver's own, and those of other programs for users who migrate. */
public enum TopicLayout {
    /** All quantities, below the meter's key. */
    NATIVE("native", NativeTable::rows),
    /** The topics and digits of P1Meter2Mqtt. */
    P1METER2MQTT("p1meter2mqtt", outputs -> P1Meter2MqttTable.rows()),
    /** Each telegram as it was received. */
    RAW("raw", outputs -> List.of(Row.message("telegram")));

    /**
     * A topic of a layout.
     *
     * @param topic below {@link TopicLayout#root}
     * @param always true if it is published with each snapshot; false if it is published when it has changed, and periodically
     * @param retained true for an energy counter or the reading of an M-Bus device: the broker retains what stays true while the meter is
     * silent; a measurement is never retained
     * @param payload makes the payload from a snapshot and the facts for it; null if the value is absent
     */
    record Row(String topic, boolean always, boolean retained, BiFunction<Snapshot, FactInput, byte @Nullable []> payload) {
        /** Makes a topic that the broker does not retain. */
        Row(String topic, boolean always, Function<Snapshot, byte @Nullable []> payload) {
            this(topic, always, false, (snapshot, view) -> payload.apply(snapshot));
        }

        /** Returns a topic that is published when its text changes. */
        static Row changing(String topic, Function<Snapshot, @Nullable String> text) {
            return changing(topic, false, text);
        }

        static Row changing(String topic, boolean retained, Function<Snapshot, @Nullable String> text) {
            return new Row(topic, false, retained, (snapshot, view) -> utf8(text.apply(snapshot)));
        }

        static Row of(Fact fact) {
            return new Row(fact.topic(), false, false, (snapshot, view) -> utf8(fact.print(view)));
        }

        /** Returns the topic of the message itself, byte for byte. */
        static Row message(String topic) {
            return new Row(topic, true, snapshot -> snapshot.reading().message().bytes());
        }

        /** Returns false for a message of all values, which ends with its last one. */
        boolean isEmptied() {
            return !always;
        }

        private static byte @Nullable [] utf8(@Nullable String text) {
            return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private final String text;
    private final Function<List<String>, List<Row>> rows;

    TopicLayout(String text, Function<List<String>, List<Row>> rows) {
        this.text = text;
        this.rows = rows;
    }

    /** Returns the name in the configuration. */
    public String text() {
        return text;
    }

    /** True if a topic gets an empty message when its value ends; the readers of P1Meter2Mqtt expect digits. */
    boolean isEmptied() {
        return this == NATIVE;
    }

    /** Returns the period in which all topics are published, changed or not. */
    Duration fullPeriod() {
        return this == P1METER2MQTT ? Duration.ofMinutes(10) : Duration.ofMinutes(1);
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

    /** @param outputs the names of the outputs besides the D-Bus */
    List<Row> rows(List<String> outputs) {
        return rows.apply(outputs);
    }
}
