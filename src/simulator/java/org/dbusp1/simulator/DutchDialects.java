package org.dbusp1.simulator;

import static org.dbusp1.simulator.Lines.template;

import java.time.ZoneId;
import java.util.List;

/** The Netherlands: Dutch Smart Meter Requirements, P1 companion standards 2.2 to 5.0.2. */
final class DutchDialects {
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

    private static final String TARIFFS_OF_FIVE_DIGITS = """
            1-0:1.8.1({A+.1 00000.000*kWh})
            1-0:1.8.2({A+.2 00000.000*kWh})
            1-0:2.8.1({A-.1 00000.000*kWh})
            1-0:2.8.2({A-.2 00000.000*kWh})""";

    /** DSMR 2.2: no clock and no checksum; gas in two lines, read at the full hour. */
    private static final String DSMR22 = template("""
            /ISk5\\2MT382-1003

            0-0:96.1.1({hex ZBEF0050########})""", TARIFFS_OF_FIVE_DIGITS, Lines.TARIFF, """
            1-0:1.7.0({P+ 0000.00*kW})
            1-0:2.7.0({P- 0000.00*kW})
            0-0:17.0.0(0999.00*kW)
            0-0:96.3.10(1)
            0-0:96.13.1()
            0-0:96.13.0()
            0-{gas channel}:24.1.0(3)
            0-{gas channel}:96.1.0({hex 2811010830######})
            0-{gas channel}:24.3.0({gas plain time})(00)(60)(1)(0-{gas channel}:24.2.1)(m3)
            ({gas 00000.000 m3})
            0-{gas channel}:24.4.0(1)""");

    /** DSMR 3.0: as 2.2, but the limiter in ampere, powers with one digit less and gas in one line. */
    private static final String DSMR30 = template("""
            /ISk5\\2MT382-1000

            0-0:96.1.1({hex KC8EG0##########})""", TARIFFS_OF_FIVE_DIGITS, Lines.TARIFF, """
            1-0:1.7.0({P+ 000.00*kW})
            1-0:2.7.0({P- 000.00*kW})
            0-0:17.0.0(016*A)
            0-0:96.3.10(1)
            0-0:96.13.1()
            0-0:96.13.0()
            0-{gas channel}:96.1.0({hex G0030###########})
            0-{gas channel}:24.1.0(03)
            0-{gas channel}:24.3.0({gas plain time})(00)(60)(1)(0-{gas channel}:24.2.1)(m3)({gas 00000.000 m3})
            0-{gas channel}:24.4.0(1)""");

    private static final String FAILURES = """
            0-0:96.7.21({failures 00000})
            0-0:96.7.9({long failures 00000})
            1-0:99.97.0{failure log}""";

    private static final String GAS = """
            0-{gas channel}:24.1.0(003)
            0-{gas channel}:96.1.0({hex G0058###########})
            0-{gas channel}:24.2.1({gas time})({gas 00000.000*m3})""";

    private static final String HEAT_AND_WATER = """
            0-{heat channel}:24.1.0(004)
            0-{heat channel}:96.1.0({hex W0030###########})
            0-{heat channel}:24.2.1({heat time})({heat 00000.000*GJ})
            0-{water channel}:24.1.0(007)
            0-{water channel}:96.1.0({hex W0070###########})
            0-{water channel}:24.2.1({water time})({water 00000.000*m3})""";

    private static final String MESSAGES = """
            0-0:96.13.1()
            0-0:96.13.0()""";

    private static final String DSMR40 = template("""
            {text /XMX5LGBBFFB231######}

            1-3:0.2.8(40)
            0-0:1.0.0({clock})
            0-0:96.1.1({hex E000400##########})""", Lines.TWO_TARIFFS, Lines.TARIFF, Lines.POWERS, """
            0-0:17.0.0(999.9*kW)
            0-0:96.3.10(1)""", FAILURES, Lines.SAGS_AND_SWELLS, MESSAGES, Lines.currents("000"), Lines.PHASE_POWERS,
            GAS, "0-{gas channel}:24.4.0(1)", HEAT_AND_WATER);

    /** DSMR 4.2: as 4.0, without breaker, limiter and valve. */
    private static final String DSMR42 = template("""
            /KFM5KAIFA-METER

            1-3:0.2.8(42)
            0-0:1.0.0({clock})
            0-0:96.1.1({hex E003300##########})""", Lines.TWO_TARIFFS, Lines.TARIFF, Lines.POWERS, FAILURES,
            Lines.SAGS_AND_SWELLS, MESSAGES, Lines.currents("000"), Lines.PHASE_POWERS_IN_PAIRS, GAS, HEAT_AND_WATER);

    /** DSMR 5.0: adds voltages, and omits the code of the message. */
    private static final String DSMR50 = template("""
            /Ene5\\T210-D ESMR5.0

            1-3:0.2.8(50)
            0-0:1.0.0({clock})
            0-0:96.1.1({hex E0047000#########})""", Lines.TWO_TARIFFS, Lines.TARIFF, Lines.POWERS, FAILURES,
            Lines.SAGS_AND_SWELLS, "0-0:96.13.0()", Lines.VOLTAGES, Lines.currents("000"), Lines.PHASE_POWERS, GAS,
            HEAT_AND_WATER);

    /** A heat meter with a P1 port. */
    private static final String WARMTELINK = """
            /NWA-WARMTELINK

            1-3:0.2.8(50)
            0-0:1.0.0({clock})
            0-0:96.1.1({text ADC31000########})
            0-0:96.13.1()
            0-0:96.13.0()
            0-{heat channel}:24.1.0(004)
            0-{heat channel}:96.1.0({text 62######2D2C0B0C})
            0-{heat channel}:24.2.1({heat time})({heat 000.000*GJ})""";

    static final List<SimulatedDialect> ALL = List.of(
            old("dsmr22", "DSMR 2.2", DSMR22),
            old("dsmr30", "DSMR 3.0", DSMR30),
            dialect("dsmr40", "DSMR 4.0", 10, 3_600, List.of(SimulatedMedium.GAS), DSMR40),
            dialect("dsmr42", "DSMR 4.2", 10, 3_600, List.of(SimulatedMedium.GAS), DSMR42),
            dialect("dsmr50", "DSMR 5.0, ESMR 5, SMR 5", 1, 300, List.of(SimulatedMedium.GAS), DSMR50),
            dialect("warmtelink", "DSMR 5.0, heat only", 10, 3_600, List.of(SimulatedMedium.HEAT), WARMTELINK));

    private DutchDialects() {
    }

    private static SimulatedDialect old(String name, String title, String template) {
        return new SimulatedDialect(name, title, ZONE, 10, 3_600, false, true, TariffRule.DUTCH,
                List.of(SimulatedMedium.GAS), template);
    }

    private static SimulatedDialect dialect(String name, String title, int interval, int deviceInterval,
                                            List<SimulatedMedium> devices, String template) {
        return new SimulatedDialect(name, title, ZONE, interval, deviceInterval, true, true, TariffRule.DUTCH, devices,
                template);
    }
}
