package org.dbusp1.decode.register;

/** What in a telegram tells its dialect. */
public enum DialectHint {
    CLOCK,
    /** 1-3:0.2.8, and whether its version is 5. */
    DSMR_VERSION,
    VERSION_5,
    /** 0-0:96.1.4 */
    EMUCS_VERSION,
    /** 0-0:42.0.0 */
    DEVICE_NAME,
    /** 0-0:96.1.1 */
    NUMBER,
    /** 0-0:96.1.0 */
    OLD_NUMBER,
    /** 1.8.0 */
    TOTAL,
    /** 1.8.1 */
    TARIFFS,
    /** 15.8.0 */
    COMBINED,
    /** An energy or a power on 1-1. */
    VALUES_ON_CHANNEL_1,
    /** 1.8.11 */
    TARIFFS_FROM_11,
    /** What DSMR 2.2 and 3.0 print and no German meter does: the tariff in force, gas of full hours. */
    DSMR_WITHOUT_VERSION,
    /** Group F printed, or 0-0:96.1.255. */
    D0;

    public int bit() {
        return 1 << ordinal();
    }

    public static int bits(DialectHint... signs) {
        int bits = 0;
        for (DialectHint sign : signs) {
            bits |= sign.bit();
        }
        return bits;
    }
}
