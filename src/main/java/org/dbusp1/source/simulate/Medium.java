package org.dbusp1.source.simulate;

/** What an M-Bus device counts, and in which unit its raw counter runs. */
public enum Medium {
    /** Millilitres. */
    GAS,
    /** Millilitres. */
    WATER,
    /** Kilojoules. */
    HEAT
}
