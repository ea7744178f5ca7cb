package org.dbusp1.output.modbus;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All connections. When there are too many, a new one takes the place of one that has never asked anything, or that has
 * been silent for long; a client that asks regularly keeps its place. Used by one thread.
 */
final class Clients {
    /** Of all clients. */
    static final int MOST = 32;
    /** Of one address: a GX device has one, and a second one while it searches. */
    static final int MOST_OF_ONE = 4;
    /** Silence after which a connection may be taken for a new one; a GX device asks each second. */
    private static final Duration SILENT = Duration.ofSeconds(10);

    private final Set<Client> all = new LinkedHashSet<>();

    /** Whether there is a place for a connection of this address; another one may be closed for it. */
    boolean hasRoom(InetAddress address, long now) {
        List<Client> own = all.stream().filter(client -> client.address().equals(address)).toList();
        return (own.size() < MOST_OF_ONE || makeRoom(own, now))
                && (all.size() < MOST || makeRoom(List.copyOf(all), now));
    }

    private boolean makeRoom(List<Client> among, long now) {
        Optional<Client> idle = among.stream()
                .filter(client -> !client.hasAsked() || now - client.active() > SILENT.toNanos())
                .min(Comparator.comparing(Client::hasAsked).thenComparing(client -> client.active() - now));
        idle.ifPresent(this::close);
        return idle.isPresent();
    }

    void add(Client client) {
        all.add(client);
    }

    void close(Client client) {
        client.close();
        all.remove(client);
    }

    /** Closes those that take too long. */
    void expire(long now) {
        List.copyOf(all).stream().filter(client -> client.isOverdue(now)).forEach(this::close);
    }

    /** Those whose requests wait because they asked too often. */
    List<Client> paused() {
        return all.stream().filter(Client::isPaused).toList();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void closeAll() {
        all.forEach(Client::close);
        all.clear();
    }
}
