package org.dbusp1.simulator;

import java.util.Locale;

/** The medium of an M-Bus device, and the unit of its raw counter. */
public enum SimulatedMedium {
    /** Counted in millilitres. */
    GAS,
    /** Counted in millilitres. */
    WATER,
    /** Counted in kilojoules. */
    HEAT;

    /** Returns the word of the command line: {@code gas}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
