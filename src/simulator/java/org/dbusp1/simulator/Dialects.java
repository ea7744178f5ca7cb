package org.dbusp1.simulator;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All dialects that can be simulated. */
public final class Dialects {
    private static final List<SimulatedDialect> ALL = Stream.of(DutchDialects.ALL, BelgianDialects.ALL,
            CentralDialects.ALL, NordicDialects.ALL, EasternDialects.ALL, HanDialects.ALL, SmlDialects.ALL).flatMap(List::stream).toList();

    private Dialects() {
    }

    public static List<SimulatedDialect> all() {
        return ALL;
    }

    public static Optional<SimulatedDialect> named(String name) {
        return ALL.stream().filter(dialect -> dialect.name().equals(name)).findFirst();
    }
}
