package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;
import org.dbusp1.meter.Dialect.TariffRate;
import org.dbusp1.meter.Dialect.TelegramTraits;
import org.dbusp1.meter.Obis;

/** Belgium: Fluvius, e-MUCS P1. */
public final class Belgium {
    private static final Obis E_MUCS_VERSION = Obis.parse("0-0:96.1.4");

    /** Tariff 1 is the normal tariff (0-0:96.14.0), the opposite of the Netherlands. */
    public static final Dialect P1 = Dialect.named("BELGIUM", "e-MUCS P1",
            new Country("Belgium", "Europe/Brussels", """
                    off until you ask: in Flanders switch on the user ports at Mijn Fluvius, elsewhere ask ORES, RESA \
                    or Sibelga"""))
            .every(1, 10).recognisedBy(Belgium::isBelgian).versionTitle(Belgium::version)
            .rates(TariffRate.NORMAL, TariffRate.LOW).build();

    private Belgium() {
    }

    /** Recognises a Belgian telegram. The first Iskra meters of Wallonia print neither version nor total. */
    private static boolean isBelgian(TelegramTraits telegram) {
        return telegram.prints(E_MUCS_VERSION) || telegram.prints(Codes.TARIFF_1) && Codes.hasClock(telegram)
                && !telegram.prints(Codes.TOTAL, Codes.DSMR_VERSION, Codes.COMBINED, Codes.DEVICE_NAME);
    }

    /** Returns the name of a version: 50217 is e-MUCS 1.7 on P1 5.0.2 (e-MUCS P1, register 0-0:96.1.4). */
    private static String version(String printed) {
        return printed.matches("50\\d{3}")
                ? "5.0." + printed.charAt(2) + ", e-MUCS " + printed.charAt(3) + "." + printed.charAt(4) : printed;
    }
}
