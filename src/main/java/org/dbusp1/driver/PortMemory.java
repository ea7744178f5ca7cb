package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.output.PortRange;

/**
 * Which port serves which cable: the drivers of several cables, with one configuration, each listen on a port of their
 * own, and each address stays the same after a restart, in whatever order they start.
 */
public final class PortMemory {
    private static final int MOST = 10;

    private final FileStateStore memory;
    private final Optional<String> cable;

    /**
     * @param directory where ports are remembered
     * @param cable     what names the cable; absent where nothing is to be remembered by it
     * @param disk      where the file is written
     */
    public PortMemory(Path directory, Optional<String> cable, Executor disk) {
        this.memory = new FileStateStore(directory.resolve("ports.properties"),
                "which port of this machine serves which cable", disk);
        this.cable = cable;
    }

    /**
     * The ports that a server may listen on: the one remembered, then those that no other cable has.
     *
     * @param server names the kind of server
     * @param first  the first of ten ports
     */
    public PortRange choice(String server, int first) {
        Optional<String> name = cable.map(known -> server + " " + known);
        Optional<Integer> own = name.flatMap(known -> memory.recall(known, PortMemory::port));
        Set<String> taken = memory.factsOfOthers(server + " ", name.orElse(""));
        Stream<Integer> free = range(first).filter(port -> !taken.contains(port.toString()));
        Stream<Integer> others = range(first).filter(port -> taken.contains(port.toString()));
        return new PortRange(Stream.of(own.stream(), free, others).flatMap(ports -> ports).distinct()
                .toList(), port -> {
            // A port that another program has for a while is not given up.
            if (own.isEmpty()) {
                name.ifPresent(known -> memory.remember(known, Integer.toString(port)));
            }
        });
    }

    private static Stream<Integer> range(int first) {
        return IntStream.range(first, first + MOST).boxed();
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("no port: " + text);
        }
        return port;
    }
}
