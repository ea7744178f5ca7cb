package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;
import org.dbusp1.meter.Dialect.TelegramTraits;
import org.dbusp1.meter.Obis;

/** Germany: meters with an optical port, which send D0 text (IEC 62056-21) or SML. */
public final class Germany {
    public static final Country COUNTRY = new Country("Germany", "Europe/Berlin", """
            the optical port at the front is always on; for the power of new meters enter the PIN, from the metering \
            operator, and set Inf to On""");

    private static final Obis D0_NUMBER = Obis.parse("0-0:96.1.255");

    /** Meters that answer requests, in mode C, send each minute. */
    public static final Dialect D0 = Dialect.named("D0", "D0", COUNTRY).port(Dialect.Port.OPTICAL).every(4, 60)
            .withoutChecksum().recognisedBy(telegram -> printsAsD0(telegram) && !Codes.hasClock(telegram))
            .numbers("0-0:96.1.1", "0-0:96.1.0", "0-0:42.0.0", "0-0:96.1.255", "1-0:96.1.0", "1-0:0.0.0").build();
    /** Known meters send each 1 to 4 s. */
    public static final Dialect SML = Dialect.named("SML", "SML", COUNTRY).port(Dialect.Port.OPTICAL).every(4, 10)
            .build();

    private Germany() {
    }

    static boolean printsAsD0(TelegramTraits telegram) {
        return telegram.printsD0Codes() || telegram.prints(D0_NUMBER);
    }
}
