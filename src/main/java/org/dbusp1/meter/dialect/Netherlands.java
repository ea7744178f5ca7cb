package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;
import org.dbusp1.meter.Dialect.TariffRate;
import org.dbusp1.meter.Dialect.TelegramTraits;
import org.dbusp1.meter.Obis;

/** The Netherlands: Netbeheer Nederland, P1 Companion Standard 2.2 to 5.0.2. */
public final class Netherlands {
    private static final Country COUNTRY = new Country("Netherlands", "Europe/Amsterdam", "the port is always on");
    /** Registers that DSMR 2.2 and 3.0 print and no German meter does: the tariff in force, gas of full hours. */
    private static final Obis[] WITHOUT_VERSION = {Obis.parse("0-0:96.14.0"), Obis.parse("0-1:24.3.0"),
        Obis.parse("7-0:23.1.0")};

    public static final Dialect DSMR2 = dialect("DSMR2", "DSMR 2.2/3.0").withoutChecksum()
            .recognisedBy(Netherlands::isDsmr2).build();
    public static final Dialect DSMR4 = dialect("DSMR4", "DSMR 4")
            .recognisedBy(telegram -> telegram.prints(Codes.DSMR_VERSION)).build();
    public static final Dialect DSMR5 = dialect("DSMR5", "DSMR 5").every(1, 10)
            .recognisedBy(telegram -> telegram.version().filter(version -> version.startsWith("5")).isPresent())
            .build();

    private Netherlands() {
    }

    /**
     * Begins the description of a Dutch dialect. P1 Companion Standard 5.0.2, note on the tariff indicator: 1 is low, 2
     * normal.
     */
    private static Dialect.Builder dialect(String name, String title) {
        return Dialect.named(name, title, COUNTRY).rates(TariffRate.LOW, TariffRate.NORMAL);
    }

    /** Recognises DSMR 2 and 3. Some meters of DSMR 2.2 print group F, as D0 meters do. */
    private static boolean isDsmr2(TelegramTraits telegram) {
        return !Codes.hasClock(telegram) && (Germany.printsAsD0(telegram) ? telegram.prints(WITHOUT_VERSION)
                : !telegram.prints(Codes.COMBINED));
    }
}
