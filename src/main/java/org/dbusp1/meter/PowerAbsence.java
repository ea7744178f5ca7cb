package org.dbusp1.meter;

/** The likely cause for which there is no power of the house. */
public enum PowerAbsence {
    /** A German meter with an optical port sends its power only after its PIN was entered; until then its counters are whole kWh. */
    PIN,
    /** A meter with an optical port sent its power before: Inf is off again. */
    INF_OFF,
    /** A meter with an optical port sends no counter of whole kWh, and no power: it has no PIN, or its PIN was entered. */
    COUNTERS_ONLY,
    /** The meter sends a power whose direction is unknown. */
    NO_DIRECTION,
    /** The meter counts heat or cold, and no electric energy. */
    HEAT_METER,
    /** The grid operator has not opened the port for all that the meter measures. */
    PORT_NOT_OPEN,
    /** This message has an import of 0 and no export, which another one may have, or none has. */
    EXPORT_UNKNOWN,
    /** The meter sends a power that no house has, or that its message contradicts. */
    WITHHELD;

    /** Returns whether the meter sends a power, and this message leaves open which: there is nothing that its owner could switch on. */
    public boolean isOfMessage() {
        return this == EXPORT_UNKNOWN || this == WITHHELD;
    }
}
