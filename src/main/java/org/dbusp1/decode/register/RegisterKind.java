package org.dbusp1.decode.register;

/** How the brackets of a register are to be read. */
public enum RegisterKind {
    /** One number. */
    NUMBER,
    /** One number and the time of it, in either order. */
    TIMED_NUMBER,
    /** A number, or text with one in it. */
    TARIFF,
    /** A limit for import, and maybe one for export. */
    FUSE,
    CLOCK,
    /** The clock as seconds since 1970, or as any other clock. */
    UNIX_CLOCK,
    /** The date of the clock, and its time of day, each in a line of its own. */
    CLOCK_DATE,
    CLOCK_TIME,
    /** Version of the format, as printed. */
    VERSION,
    /** The same, which some meters print as hex of ASCII. */
    HEX_VERSION,
    /** A number of the meter, which may be hex of ASCII. */
    METER_NUMBER,
    /** A number of the meter, as printed. */
    PLAIN_METER_NUMBER,
    /** The meter itself, in details that are read only when asked for. */
    MESSAGE,
    MESSAGE_CODE,
    BREAKER,
    LIMITER,
    PEAK_HISTORY,
    FAILURES,
    /** The meter's own record of the last quarter hour. */
    QUARTER_HOUR,
    /** Lines of an M-Bus channel. */
    MBUS_TYPE,
    MBUS_ID,
    MBUS_VALVE,
    MBUS_READING,
    MBUS_OLD_READING,
    MBUS_OTHER,
    /** The gas counter at a full hour, in one of many lines. */
    GAS_OF_HOUR,
    /** Nothing that we know. */
    UNKNOWN
}
