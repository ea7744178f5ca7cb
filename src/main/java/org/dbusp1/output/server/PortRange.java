package org.dbusp1.output.server;

import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The possible ports of a server. It listens on the first free one, so that two drivers do not need different
 * configurations.
 *
 * @param candidates the ports, the preferred port first; at least one port. 0 lets the system choose
 * @param listening receives the candidate that was opened; for 0 it is 0, not the port that the system chose
 */
public record PortRange(List<Integer> candidates, IntConsumer listening) {
    /** The lowest port on which Linux lets every user listen by default. */
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    public interface Opening<T> {
        /** Opens a server on a port. @throws BindException if another program has the port */
        T on(int port) throws IOException;
    }

    public PortRange {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("no port to listen on");
        }
    }

    public static PortRange only(int port) {
        return new PortRange(List.of(port), number -> { });
    }

    public int preferred() {
        return candidates.get(0);
    }

    /** Returns a text for messages about the users that may listen on the preferred port; empty if every user may. */
    public String permissionHint() {
        return preferred() == 0 || preferred() >= FIRST_UNPRIVILEGED_PORT ? "" : """
                : above %s every user may listen, below only root, as on a GX device, a service with \
                AmbientCapabilities=CAP_NET_BIND_SERVICE in its systemd unit, or every user after sysctl \
                net.ipv4.ip_unprivileged_port_start=%s""".formatted(FIRST_UNPRIVILEGED_PORT - 1, preferred());
    }

    /** @throws IOException the exception of the preferred port if no port is free, or that of another failure */
    public <T> T open(Opening<T> opening) throws IOException {
        BindException first = null;
        for (int port : candidates) {
            try {
                T server = opening.on(port);
                listening.accept(port);
                return server;
            } catch (BindException e) {
                first = first == null ? e : first;
            }
        }
        throw first;
    }

    /** Returns the form for messages: {@code port 8099}, {@code ports 8099 to 8108}. */
    @Override
    public String toString() {
        int least = candidates.stream().mapToInt(port -> port).min().getAsInt();
        int most = candidates.stream().mapToInt(port -> port).max().getAsInt();
        return least == most ? "port " + least : "ports " + least + " to " + most;
    }
}
