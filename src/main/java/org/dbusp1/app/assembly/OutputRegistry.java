package org.dbusp1.app.assembly;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.app.config.DemandKeys;
import org.dbusp1.app.config.Keys;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.base.state.OwnerOnly;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.csv.CsvConfig;
import org.dbusp1.output.fleet.RowsConfig;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.http.HttpConfig;
import org.dbusp1.output.modbus.ModbusConfig;
import org.dbusp1.output.mqtt.MqttConfig;
import org.dbusp1.output.tcp.TcpConfig;
import org.jspecify.annotations.Nullable;

/**
 * Lists all configuration keys and outputs, in the order of help and manual. Of the driver's classes outside of its own package, a new
 * output has to be added only here.
 */
public final class OutputRegistry {
    /** The keys below one heading; with the output that they configure, or null. */
    private record Group(KeyTable table, @Nullable OutputDefinition output) {
        Group(KeyTable table) {
            this(table, null);
        }

        Group(OutputDefinition output) {
            this(output.table(), output);
        }
    }

    private static final List<Group> ALL = List.of(
            new Group(Keys.METER),
            new Group(VenusConfig.KEYS),
            new Group(HttpConfig.OUTPUT),
            new Group(TcpConfig.OUTPUT),
            new Group(ModbusConfig.OUTPUT),
            new Group(HistoryConfig.OUTPUT),
            new Group(RowsConfig.OUTPUT),
            new Group(MqttConfig.OUTPUT),
            new Group(DemandKeys.KEYS),
            new Group(CsvConfig.OUTPUT),
            new Group(Keys.MESSAGES));

    private static final List<Key<?>> KEYS = ALL.stream().<Key<?>>flatMap(group -> group.table().keys().stream()).toList();

    private OutputRegistry() {
    }

    public static List<Key<?>> keys() {
        return KEYS;
    }

    /** Returns a line for each directory that an output waits for, because its parent is missing. */
    public static List<String> missingDirectories(Config config, Path stateDirectory) {
        List<String> lines = new ArrayList<>();
        addMissing(HistoryConfig.ownersDirectory(config), config.settingText(HistoryConfig.URL), stateDirectory, lines);
        addMissing(CsvConfig.ownersDirectory(config), config.settingText(CsvConfig.DIR), stateDirectory, lines);
        return lines;
    }

    private static void addMissing(@Nullable Path directory, String setting, Path stateDirectory, List<String> lines) {
        if (directory == null || directory.startsWith(stateDirectory.toAbsolutePath())) {
            return;
        }
        try {
            OwnerOnly.requireParent(directory);
        } catch (NoSuchFileException e) {
            lines.add(setting + ": " + e.getReason() + "; until there is one, nothing is written");
        }
    }

    /** Returns the outputs other than D-Bus, switched on or not. */
    public static List<OutputDefinition> outputs() {
        return ALL.stream().flatMap(group -> Stream.ofNullable(group.output())).toList();
    }
}
