package org.dbusp1.collect;

import java.nio.file.Path;
import java.util.Optional;
import org.dbusp1.output.history.HistorySettings;
import org.dbusp1.output.mqtt.MqttSettings;

/**
 * The settings of a collector.
 *
 * @param broker   where rows come from
 * @param database where they are written
 * @param group    collectors of one group share the rows
 * @param name     of this collector within the group, the same after each restart
 * @param metrics  a file for figures in the form of Prometheus; absent: none
 */
public record CollectSettings(MqttSettings broker, HistorySettings database, String group, String name,
        Optional<Path> metrics) {
    /** The pattern of group and name. */
    public static final String NAME = "[A-Za-z0-9_.-]{1,64}";
}
