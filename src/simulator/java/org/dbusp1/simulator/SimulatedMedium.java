package org.dbusp1.simulator;

import java.util.Locale;

/** The medium of an M-Bus device, and the unit of its raw counter. */
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
