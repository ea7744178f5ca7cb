package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect.TelegramTraits;
import org.dbusp1.meter.Obis;

/** Registers by which several dialects are recognised. */
final class Codes {
    /** Version of the P1 format, Netbeheer Nederland. */
    static final Obis DSMR_VERSION = Obis.parse("1-3:0.2.8");
    static final Obis METER_NUMBER = Obis.parse("0-0:96.1.1");
    static final Obis OLD_METER_NUMBER = Obis.parse("0-0:96.1.0");
    /** Name of the device. */
    static final Obis DEVICE_NAME = Obis.parse("0-0:42.0.0");
    /** Import of all tariffs, and of the first one. */
    static final Obis TOTAL = Obis.parse("1-0:1.8.0");
    static final Obis TARIFF_1 = Obis.parse("1-0:1.8.1");
    /** The balance of import and export. */
    static final Obis COMBINED = Obis.parse("1-0:15.8.0");

    private static final Obis CLOCK = Obis.parse("0-0:1.0.0");
    private static final Obis CLOCK_OF_CHANNEL = Obis.parse("0-1:1.0.0");
    private static final Obis UNIX_CLOCK = Obis.parse("0-0:1.1.0");

    private Codes() {
    }

    /**
     * Returns whether a telegram has the clock of its meter. Meters without checksum also print the local time and
     * date, 0.9.1 and 0.9.2; these show no dialect.
     */
    static boolean hasClock(TelegramTraits telegram) {
        return telegram.prints(CLOCK, CLOCK_OF_CHANNEL, UNIX_CLOCK);
    }
}
