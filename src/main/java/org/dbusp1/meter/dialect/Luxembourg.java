package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/** Luxembourg: Luxmetering P1, on DSMR 5. */
public final class Luxembourg {
    public static final Dialect P1 = Dialect.named("LUXEMBOURG", "Smarty P1",
            new Country("Luxembourg", "Europe/Luxembourg", """
                    always on, but encrypted: the grid operator gives out the key"""))
            .recognisedBy(telegram -> telegram.prints(Codes.DSMR_VERSION) && telegram.prints(Codes.DEVICE_NAME))
            .build();

    private Luxembourg() {
    }
}
