package org.dbusp1.output.modbus;

import java.util.List;
import java.util.function.Supplier;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.base.process.Program;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.Network;
import org.dbusp1.output.server.ServerConfig;
import org.jspecify.annotations.Nullable;

/** The keys of the energy meter on Modbus TCP. */
public final class ModbusConfig {
    private static final KeyTable KEYS = new KeyTable("Energy meter on Modbus TCP");

    public static final Key<Boolean> ENABLED = KEYS.defineDestination("modbus.enabled", "false", ValueType.trueOrFalse(),
            "offer the meter as a Carlo Gavazzi EM24 on Modbus TCP, which a GX device finds without an installation; evcc reads "
                    + "http.homewizard, openWB /api/now: by an EM24 their currents have a wrong direction where phases are not shown");
    public static final Key<Integer> PORT = KEYS.define("modbus.port", "502", ValueType.number(1, 65_535),
            "the port to listen on; a GX device searches on 502 only; where no port is set, the next free one up to 511 if 502 is in use");
    public static final Key<List<Network>> ALLOW = KEYS.defineDestination("modbus.allow", "", ServerConfig.networks(),
            "networks whose clients may connect, such as the address of the GX device; empty: only this machine");

    public static final OutputDefinition OUTPUT = new OutputDefinition("modbus", KEYS, ModbusConfig::supplier);

    private ModbusConfig() {
    }

    private static @Nullable Supplier<Output> supplier(Config config, OutputContext context) {
        if (!config.get(ENABLED)) {
            return null;
        }
        Listener.Address address = ServerConfig.address(config, PORT, ALLOW, context.portChoice());
        return () -> new ModbusOutput(address, Program.version());
    }
}
