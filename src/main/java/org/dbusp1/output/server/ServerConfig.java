package org.dbusp1.output.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;

/** Reads the configuration of a server: its port, and the networks that may connect. */
public final class ServerConfig {
    private ServerConfig() {
    }

    public static ValueType<List<Network>> networks() {
        ValueType<List<Network>> several = new ValueType<>("NETWORK",
                "a network such as 192.168.0.0/16 or fd00::/8, or an address", text -> Network.parse(text).orElse(null)).list();
        return new ValueType<>(several.label(), several.constraint() + ", or * for all",
                text -> text.equals("*") ? Network.EVERYBODY : several.parser().parse(text));
    }

    /** Returns where a server listens: on every address of this machine if networks may connect, else only on the loopback address. */
    public static Listener.Address address(Config config, Key<Integer> port, Key<List<Network>> allow, PortChoice ports) {
        List<Network> allowed = config.get(allow);
        return new Listener.Address(allowed.isEmpty() ? InetAddress.getLoopbackAddress() : new InetSocketAddress(0).getAddress(),
                port(config, port, ports), allowed);
    }

    /** Returns only the configured port; without one, the ports that {@code ports} chooses from the default port on. */
    public static PortRange port(Config config, Key<Integer> key, PortChoice ports) {
        return config.setting(key).isPresent() ? PortRange.only(config.get(key)) : ports.range(key.name(), config.get(key));
    }
}
