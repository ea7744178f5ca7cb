package org.dbusp1.source.simulate;

import java.util.List;
import java.util.Optional;

/** All dialects that can be simulated. */
public final class Dialects {
    private static final List<SimulatedDialect> ALL = List.copyOf(DutchDialects.ALL);

    private Dialects() {
    }

    public static List<SimulatedDialect> all() {
        return ALL;
    }

    public static Optional<SimulatedDialect> named(String name) {
        return ALL.stream().filter(dialect -> dialect.name().equals(name)).findFirst();
    }
}
