package org.dbusp1.simulator;

import static org.dbusp1.simulator.Lines.template;

import java.time.ZoneId;
import java.util.List;

/** Israel: DSMR 5 with tariffs from 11 on, without totals, with a load profile of the last quarter hour. */
final class IsraelDialects {
    private static final String KAIFA = template("""
            /KFM5KAIFA-METER

            1-3:0.2.8(50)
            0-0:1.0.0({clock})
            0-0:96.1.1({text K5####})
            1-0:1.8.11({A+.1 000000.000*kWh})
            1-0:1.8.12({A+.2 000000.000*kWh})
            1-0:1.8.13({A+.3 000000.000*kWh})
            1-0:2.8.11({A-.1 000000.000*kWh})
            1-0:2.8.12({A-.2 000000.000*kWh})
            1-0:2.8.13({A-.3 000000.000*kWh})
            0-0:96.14.1({tariff 00})""", Lines.POWERS, Lines.PHASE_POWERS_IN_PAIRS, "0-0:96.13.0()", Lines.VOLTAGES,
            Lines.currents("000.0"), "1-0:99.1.0{load profile}");

    static final List<SimulatedDialect> ALL = List.of(new SimulatedDialect("israel", "Israel, IEC (Kaifa)",
            ZoneId.of("Asia/Jerusalem"), 10, 3_600, true, true, TariffRule.ISRAELI, List.of(), KAIFA));

    private IsraelDialects() {
    }
}
