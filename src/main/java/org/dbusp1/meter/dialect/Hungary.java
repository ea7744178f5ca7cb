package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/** Hungary: P1 with a balance of import and export, or with a clock and the name of the device. */
public final class Hungary {
    public static final Dialect P1 = Dialect.named("HUNGARY", "P1 Hungary",
            new Country("Hungary", "Europe/Budapest", "off until you ask the grid operator"))
            .recognisedBy(telegram -> telegram.prints(Codes.COMBINED)
                    || Codes.hasClock(telegram) && telegram.prints(Codes.DEVICE_NAME)).build();

    private Hungary() {
    }
}
