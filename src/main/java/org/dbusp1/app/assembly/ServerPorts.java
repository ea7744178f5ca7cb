package org.dbusp1.app.assembly;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.server.PortChoice;
import org.dbusp1.output.server.PortRange;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the ports of servers. The drivers of several cables with one configuration listen on different ports, and the port
 * of each cable is the same after a restart, in whatever order the drivers start. A port is remembered from the first
 * telegram on, so that a cable without a meter reserves none.
 */
final class ServerPorts implements Output, PortChoice {
    private static final int PORT_COUNT = 10;

    private final StateStore store;
    /** The identity of the cable; null if no port is remembered for the source. */
    private final @Nullable String cable;
    /** Ports in use that are remembered at the first telegram, by server and cable. */
    private final Map<String, String> unremembered = new HashMap<>();
    private boolean hasTelegram;

    ServerPorts(StateStore store, @Nullable String cable) {
        this.store = store;
        this.cable = cable;
    }

    /**
     * {@inheritDoc} The remembered port is first, then of the ten ports from the first one those that no other cable has,
     * then the rest of the ten.
     */
    @Override
    public PortRange range(String server, int first) {
        String name = cable == null ? null : server + " " + cable;
        Integer before = name == null ? null : remembered(name);
        Set<Integer> occupied = store.keys().stream().filter(key -> key.startsWith(server + " "))
                .filter(key -> !key.equals(name)).map(this::remembered).filter(Objects::nonNull).collect(Collectors.toSet());
        Stream<Integer> free = ports(first).filter(Predicate.not(occupied::contains));
        Stream<Integer> others = ports(first).filter(occupied::contains);
        return new PortRange(Stream.of(Stream.ofNullable(before), free, others).flatMap(ports -> ports).distinct().toList(), port -> {
            // A remembered port stays remembered even if another program uses it for a while.
            if (before == null && name != null) {
                listening(name, port);
            }
        });
    }

    private synchronized void listening(String name, int port) {
        unremembered.put(name, Integer.toString(port));
        remember();
    }

    @Override
    public synchronized void snapshot(Snapshot snapshot) {
        hasTelegram = true;
        remember();
    }

    private void remember() {
        if (hasTelegram) {
            unremembered.forEach(store::remember);
            unremembered.clear();
        }
    }

    @Override
    public void offline() {
    }

    @Override
    public void close() {
    }

    private @Nullable Integer remembered(String key) {
        return store.recall(key, ServerPorts::port).orElse(null);
    }

    private static Stream<Integer> ports(int first) {
        return IntStream.range(first, first + PORT_COUNT).boxed();
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("no port: " + text);
        }
        return port;
    }
}
