package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/** Switzerland: energies and powers on channel 1. */
public final class Switzerland {
    static final Country COUNTRY = new Country("Switzerland", "Europe/Zurich",
            "ask the grid operator to switch on the customer interface");

    public static final Dialect P1 = Dialect.named("SWITZERLAND", "P1 Switzerland", COUNTRY)
            .recognisedBy(telegram -> telegram.measuresOnChannel1() && !telegram.prints(Codes.DSMR_VERSION)).build();

    private Switzerland() {
    }
}
