package org.dbusp1.collect;

import java.nio.file.Path;
import java.util.Optional;
import org.dbusp1.output.history.HistorySettings;
import org.dbusp1.output.mqtt.MqttSettings;

/**
 * The settings of a collector.
 *
 * @param broker   the broker that delivers the rows
 * @param database the database to write them to
 * @param group    the group of collectors that share the rows
 * @param name     the name of this collector within the group, the same after each restart
 * @param metrics  a file for figures in the form of Prometheus; absent: none
 */
public record CollectSettings(MqttSettings broker, HistorySettings database, String group, String name,
        Optional<Path> metrics) {
    /** The pattern of group and name. */
    public static final String NAME = "[A-Za-z0-9_.-]{1,64}";
}
