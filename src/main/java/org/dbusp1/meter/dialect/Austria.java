package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/** Austria: P1 text of Steiermark and Graz, on DSMR 5 with totals. */
public final class Austria {
    public static final Dialect P1 = Dialect.named("AUSTRIA", "P1 Austria",
            new Country("Austria", "Europe/Vienna", """
                    switch on the customer interface at the grid operator's portal, which also gives out the key"""))
            .recognisedBy(telegram -> telegram.prints(Codes.DSMR_VERSION) && telegram.prints(Codes.TOTAL)).build();

    private Austria() {
    }
}
