package org.dbusp1.decode.register;

/** The content of a register's brackets, and so the way to read it. */
public enum RegisterKind {
    /** One number. */
    NUMBER,
    /** One number and its time, in either order. */
    TIMED_NUMBER,
    /** A number, or text with one in it. */
    TARIFF,
    /** A limit for import, and maybe one for export. */
    FUSE,
    CLOCK,
    /** The clock as seconds since 1970, or as any other clock. */
    UNIX_CLOCK,
    /** The date of the clock, and its time of day, in separate lines. */
    CLOCK_DATE,
    CLOCK_TIME,
    /** Version of the format, as printed. */
    VERSION,
    /** Version of the format, which some meters print as hex of ASCII. */
    HEX_VERSION,
    /** A number of the meter, which may be hex of ASCII. */
    METER_NUMBER,
    /** A number of the meter, as printed. */
    PLAIN_METER_NUMBER,
    /** Details of the meter itself, which are read only when they are requested. */
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
    /** A register that is not known. */
    UNKNOWN
}
