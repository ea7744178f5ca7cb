package org.dbusp1.simulator;

import java.util.Locale;

/** What an M-Bus device counts, and in which unit its raw counter runs. */
public enum SimulatedMedium {
    /** Millilitres. */
    GAS,
    /** Millilitres. */
    WATER,
    /** Kilojoules. */
    HEAT;

    /** As given on the command line: {@code gas}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
