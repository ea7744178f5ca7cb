package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/** Poland: Kaifa MA309M, Elgama. */
public final class Poland {
    /** Polish meters print their model in the register in which others print their number. */
    public static final Dialect P1 = Dialect.named("POLAND", "P1 Poland",
            new Country("Poland", "Europe/Warsaw", """
                    off until you ask the grid operator; it gives out the key where the meter encrypts"""))
            .recognisedBy(telegram -> telegram.prints(Codes.TOTAL) && telegram.prints(Codes.OLD_METER_NUMBER))
            .numbers("0-0:96.1.0", "0-0:96.1.1", "0-0:42.0.0", "0-0:96.1.255").build();

    private Poland() {
    }
}
