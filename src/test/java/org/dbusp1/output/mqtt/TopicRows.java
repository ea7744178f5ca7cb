package org.dbusp1.output.mqtt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.feedback.TestDriverState;

/** The topics of MQTT for the reference. */
public final class TopicRows {
    /**
     * A layout of topics.
     *
     * @param root     the first parts of its topics
     * @param topics   below the root
     */
    public record Layout(String root, List<String> topics) {
    }

    /** Stands for each output. */
    private static final List<String> OUTPUT = List.of("NAME");

    private TopicRows() {
    }

    /** Returns the name that Home Assistant shows for a quantity. */
    public static String name(Quantity quantity) {
        return NativeTable.sensor(quantity, 2).name();
    }

    /** Returns the message {@code state} of a telegram. */
    public static byte[] state(Snapshot sent) {
        return NativeTable.state(sent, Fact.SnapshotInput.of(sent, sent.telegramCounts(), TestDriverState.empty()));
    }

    /** Returns the layouts by their names. */
    public static Map<String, Layout> layouts() {
        Map<String, Layout> layouts = new LinkedHashMap<>();
        for (TopicLayout profile : TopicLayout.values()) {
            layouts.put(profile.text(), new Layout(profile.root("dbus-p1", new MeterKey("KEY")),
                    profile.rows().stream().map(TopicLayout.Row::topic).toList()));
        }
        return layouts;
    }

    /** Returns name and unit in Home Assistant of each topic of the native layout that is no quantity. */
    public static Map<String, String[]> facts() {
        return NativeTable.facts(OUTPUT.stream()).map(fact -> NativeTable.sensor(fact, true)).collect(Collectors.toMap(Entity::id,
                sensor -> new String[] {sensor.name(), sensor.unit()}, (first, second) -> first, LinkedHashMap::new));
    }

    /** Returns the quantity of each topic of P1Meter2Mqtt that has one. */
    public static Map<String, Quantity> quantities() {
        return P1Meter2MqttTable.TABLE.stream().collect(Collectors.toMap(P1Meter2MqttTable.RegisterTopic::topic,
                P1Meter2MqttTable.RegisterTopic::quantity, (first, second) -> first, LinkedHashMap::new));
    }
}
