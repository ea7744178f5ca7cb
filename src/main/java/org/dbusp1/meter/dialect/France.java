package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/** France: the customer output of electronic meters, TIC. */
public final class France {
    public static final Country COUNTRY = new Country("France", "Europe/Paris", """
            the customer output (I1, I2) is always on; ask the supplier for the mode standard, which is free""");

    /** Frames with a warning hold only a part of the values. */
    public static final Dialect TIC_HISTORIQUE = Dialect.named("TIC_HISTORIQUE", "TIC historique", COUNTRY)
            .port(Dialect.Port.TIC).every(2, 3).sendsPartialLists().build();
    public static final Dialect TIC_STANDARD = Dialect.named("TIC_STANDARD", "TIC standard", COUNTRY)
            .port(Dialect.Port.TIC).every(1, 3).build();

    private France() {
    }
}
