package org.dbusp1.app.assembly;

import java.util.List;
import org.dbusp1.app.config.DemandKeys;
import org.dbusp1.app.config.Keys;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.KeyGroup;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.csv.CsvConfig;
import org.dbusp1.output.fleet.RowsConfig;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.http.HttpConfig;
import org.dbusp1.output.modbus.ModbusConfig;
import org.dbusp1.output.mqtt.MqttConfig;
import org.dbusp1.output.tcp.TcpConfig;

/**
 * Lists all configuration keys and outputs, in the order of help and manual. Of the driver's classes outside of its own package, a new
 * output has to be added only here.
 */
public final class OutputRegistry {
    private static final List<KeyGroup> ALL = List.of(
            Keys.METER,
            VenusConfig.KEYS,
            HttpConfig.OUTPUT,
            TcpConfig.OUTPUT,
            ModbusConfig.OUTPUT,
            HistoryConfig.OUTPUT,
            RowsConfig.OUTPUT,
            MqttConfig.OUTPUT,
            DemandKeys.KEYS,
            CsvConfig.OUTPUT,
            Keys.MESSAGES);

    private static final List<Key<?>> KEYS = ALL.stream().<Key<?>>flatMap(group -> group.keys().stream()).toList();

    private OutputRegistry() {
    }

    public static List<Key<?>> keys() {
        return KEYS;
    }

    /** Returns the outputs other than D-Bus, switched on or not. */
    public static List<OutputDefinition> outputs() {
        return ALL.stream().filter(OutputDefinition.class::isInstance).map(OutputDefinition.class::cast).toList();
    }
}
