package org.dbusp1.output.tcp;

import java.util.List;
import java.util.function.Supplier;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.Network;
import org.dbusp1.output.server.ServerConfig;
import org.jspecify.annotations.Nullable;

/** The keys of the raw port. */
public final class TcpConfig {
    private static final KeyTable KEYS = new KeyTable("P1 port on the network");

    public static final Key<Boolean> ENABLED = KEYS.defineDestination("tcp.enabled", "false", ValueType.trueOrFalse(),
            "pass each good telegram, byte for byte, to every client that connects");
    public static final Key<Integer> PORT = KEYS.define("tcp.port", "2001", ValueType.number(1, 65_535),
            "the port to listen on; where no port is set, the next free one up to 2010 if 2001 is in use");
    public static final Key<List<Network>> ALLOW = KEYS.defineDestination("tcp.allow", "", ServerConfig.networks(),
            "networks whose clients may connect, or * for all; empty: only this machine");

    public static final OutputDefinition OUTPUT = new OutputDefinition("tcp", KEYS, TcpConfig::supplier);

    private TcpConfig() {
    }

    private static @Nullable Supplier<Output> supplier(Config config, OutputContext context) {
        if (!config.get(ENABLED)) {
            return null;
        }
        Listener.Address address = ServerConfig.address(config, PORT, ALLOW, context.portChoice());
        return () -> new TcpOutput(address);
    }
}
