package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;
import org.dbusp1.meter.Obis;

/** Israel: Kaifa meters of the Israel Electric Corporation, whose tariffs begin at 11. */
public final class Israel {
    private static final Obis TARIFF_11 = Obis.parse("1-0:1.8.11");

    public static final Dialect P1 = Dialect.named("ISRAEL", "P1 Israel",
            new Country("Israel", "Asia/Jerusalem", "ask the Israel Electric Corporation to open the customer port"))
            .recognisedBy(telegram -> telegram.prints(TARIFF_11)).build();

    private Israel() {
    }
}
