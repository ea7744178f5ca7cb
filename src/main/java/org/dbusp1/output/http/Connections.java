package org.dbusp1.output.http;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All connections, the oldest first. When there are too many, the oldest one that waits for a request is closed for the
 * new one: a client with many silent connections loses those and no other client waits. Used by one thread.
 */
final class Connections {
    /** Of all clients. */
    static final int MOST = 200;
    /** Of one address. This machine's has no such limit: behind it may be a proxy with all clients of the house. */
    static final int MOST_OF_ONE = 50;

    private final Set<Connection> all = new LinkedHashSet<>();

    /** Adds a connection, or closes it when there is no place for it. */
    boolean admit(Connection fresh) {
        boolean place = true;
        if (!fresh.client().isLoopbackAddress()) {
            place = room(one -> one.client().equals(fresh.client()), MOST_OF_ONE);
        }
        if (!place || !room(one -> true, MOST)) {
            fresh.close();
            return false;
        }
        return all.add(fresh);
    }

    private boolean room(Predicate<Connection> among, int most) {
        return all.stream().filter(among).count() < most || closeWaiting(among);
    }

    /** Closes the oldest connection that waits for a request. */
    boolean closeWaiting(Predicate<Connection> among) {
        Optional<Connection> oldest = all.stream().filter(among).filter(Connection::isWaiting).findFirst();
        oldest.ifPresent(this::close);
        return oldest.isPresent();
    }

    void close(Connection connection) {
        connection.close();
        all.remove(connection);
    }

    /** Closes those whose client takes too long. */
    void expire(boolean crowded) {
        long now = System.nanoTime();
        for (Iterator<Connection> each = all.iterator(); each.hasNext();) {
            if (each.next().expire(now, crowded)) {
                each.remove();
            }
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void closeAll() {
        all.forEach(Connection::close);
        all.clear();
    }
}
