package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/** Lithuania: ESO, all profiles. */
public final class Lithuania {
    public static final Dialect P1 = Dialect.named("LITHUANIA", "P1 Lithuania",
            new Country("Lithuania", "Europe/Vilnius", "off until you order it at ESO's self-service"))
            .recognisedBy(telegram -> telegram.prints(Codes.TOTAL) && telegram.prints(Codes.TARIFF_1)
                    && telegram.prints(Codes.METER_NUMBER)).build();

    private Lithuania() {
    }
}
