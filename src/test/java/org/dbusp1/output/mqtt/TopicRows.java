package org.dbusp1.output.mqtt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.meter.Quantity;

/** The topics of MQTT for the reference. */
public final class TopicRows {
    private TopicRows() {
    }

    /** Returns the name that Home Assistant shows for a quantity. */
    public static String name(Quantity quantity) {
        return NativeTable.sensor(quantity, 2).name();
    }

    /** Returns the topics of each layout. */
    public static Map<String, List<String>> all() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (Profile profile : Profile.values()) {
            rows.put(profile.text(), profile.rows().stream().map(Profile.Row::topic).toList());
        }
        return rows;
    }
}
