package org.dbusp1.output.venus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts the calls to other services until they are answered. A service that hangs answers none, and both this process
 * and the bus keep each call until the service answers or leaves: so who asks regularly leaves such a service out.
 * Guarded by the output's lock, with which answers are passed on.
 */
final class OpenCalls {
    private final Object lock;
    private final Map<String, Integer> open = new HashMap<>();

    OpenCalls(Object lock) {
        this.lock = lock;
    }

    /** The services that have not answered everything so far. */
    Set<String> services() {
        return Set.copyOf(open.keySet());
    }

    /** The names on the bus, as {@link LocalSettings#names} tells them. */
    void names(LocalSettings link, Consumer<List<String>> then) {
        link.names(found -> {
            synchronized (lock) {
                then.accept(found);
            }
        });
    }

    /** Reads a path of any service; empty where it is not there, or invalid, or the service left. */
    void read(LocalSettings link, String service, String path, Consumer<Optional<Object>> then) {
        open.merge(service, 1, Integer::sum);
        link.read(service, path, value -> {
            synchronized (lock) {
                open.computeIfPresent(service, (name, count) -> count > 1 ? count - 1 : null);
                then.accept(value);
            }
        });
    }
}
