package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/** The H1 port of Sweden, Norway, Denmark and Finland: totals, and no register that names country or meter. */
public final class Nordic {
    /** Every telegram without the signs of another dialect. */
    public static final Dialect H1 = Dialect.named("NORDIC", "H1",
            new Country("Sweden", "Europe/Stockholm", """
                    off until you ask the grid operator, mostly on its web pages with BankID"""))
            .recognisedBy(telegram -> true).build();
    /** Finland, in another time zone; only the owner can select it. */
    public static final Dialect FINLAND = Dialect.named("FINLAND", "H1 Finland",
            new Country("Finland", "Europe/Helsinki", "off until you ask the grid operator")).build();

    private Nordic() {
    }
}
