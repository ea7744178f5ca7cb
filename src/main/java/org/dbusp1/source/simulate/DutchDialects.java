package org.dbusp1.source.simulate;

import java.time.ZoneId;
import java.util.List;

/** The Netherlands: Dutch Smart Meter Requirements, P1 companion standards 2.2 to 5.0.2. */
final class DutchDialects {
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

    private static final String DSMR22 = """
            /ISk5\\2MT382-1003

            0-0:96.1.1({hex ZBEF0050########})
            1-0:1.8.1({A+.1 00000.000*kWh})
            1-0:1.8.2({A+.2 00000.000*kWh})
            1-0:2.8.1({A-.1 00000.000*kWh})
            1-0:2.8.2({A-.2 00000.000*kWh})
            0-0:96.14.0({tariff 0000})
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
            0-{gas channel}:24.4.0(1)""";

    /** As 2.2, but the limiter in ampere, powers with one digit less and gas on one line. */
    private static final String DSMR30 = """
            /ISk5\\2MT382-1000

            0-0:96.1.1({hex KC8EG0##########})
            1-0:1.8.1({A+.1 00000.000*kWh})
            1-0:1.8.2({A+.2 00000.000*kWh})
            1-0:2.8.1({A-.1 00000.000*kWh})
            1-0:2.8.2({A-.2 00000.000*kWh})
            0-0:96.14.0({tariff 0000})
            1-0:1.7.0({P+ 000.00*kW})
            1-0:2.7.0({P- 000.00*kW})
            0-0:17.0.0(016*A)
            0-0:96.3.10(1)
            0-0:96.13.1()
            0-0:96.13.0()
            0-{gas channel}:96.1.0({hex G0030###########})
            0-{gas channel}:24.1.0(03)
            0-{gas channel}:24.3.0({gas plain time})(00)(60)(1)(0-{gas channel}:24.2.1)(m3)({gas 00000.000 m3})
            0-{gas channel}:24.4.0(1)""";

    private static final String DSMR40 = """
            {text /XMX5LGBBFFB231######}

            1-3:0.2.8(40)
            0-0:1.0.0({clock})
            0-0:96.1.1({hex E000400##########})
            1-0:1.8.1({A+.1 000000.000*kWh})
            1-0:1.8.2({A+.2 000000.000*kWh})
            1-0:2.8.1({A-.1 000000.000*kWh})
            1-0:2.8.2({A-.2 000000.000*kWh})
            0-0:96.14.0({tariff 0000})
            1-0:1.7.0({P+ 00.000*kW})
            1-0:2.7.0({P- 00.000*kW})
            0-0:17.0.0(999.9*kW)
            0-0:96.3.10(1)
            0-0:96.7.21({failures 00000})
            0-0:96.7.9({long failures 00000})
            1-0:99.97.0{failure log}
            1-0:32.32.0({sags.L1 00000})
            1-0:52.32.0({sags.L2 00000})
            1-0:72.32.0({sags.L3 00000})
            1-0:32.36.0({swells.L1 00000})
            1-0:52.36.0({swells.L2 00000})
            1-0:72.36.0({swells.L3 00000})
            0-0:96.13.1()
            0-0:96.13.0()
            1-0:31.7.0({I.L1 000*A})
            1-0:51.7.0({I.L2 000*A})
            1-0:71.7.0({I.L3 000*A})
            1-0:21.7.0({P+.L1 00.000*kW})
            1-0:41.7.0({P+.L2 00.000*kW})
            1-0:61.7.0({P+.L3 00.000*kW})
            1-0:22.7.0({P-.L1 00.000*kW})
            1-0:42.7.0({P-.L2 00.000*kW})
            1-0:62.7.0({P-.L3 00.000*kW})
            0-{gas channel}:24.1.0(003)
            0-{gas channel}:96.1.0({hex G0016###########})
            0-{gas channel}:24.2.1({gas time})({gas 00000.000*m3})
            0-{gas channel}:24.4.0(1)
            0-{heat channel}:24.1.0(004)
            0-{heat channel}:96.1.0({hex W0030###########})
            0-{heat channel}:24.2.1({heat time})({heat 00000.000*GJ})
            0-{water channel}:24.1.0(007)
            0-{water channel}:96.1.0({hex W0070###########})
            0-{water channel}:24.2.1({water time})({water 00000.000*m3})""";

    /** As 4.0 without breaker, limiter and valve. */
    private static final String DSMR42 = DSMR40
            .replace("{text /XMX5LGBBFFB231######}", "/KFM5KAIFA-METER")
            .replace("1-3:0.2.8(40)", "1-3:0.2.8(42)")
            .replace("0-0:17.0.0(999.9*kW)\n", "")
            .replace("0-0:96.3.10(1)\n", "")
            .replace("0-{gas channel}:24.4.0(1)\n", "");

    private static final String DSMR50 = """
            /Ene5\\T210-D ESMR5.0

            1-3:0.2.8(50)
            0-0:1.0.0({clock})
            0-0:96.1.1({hex E0047000#########})
            1-0:1.8.1({A+.1 000000.000*kWh})
            1-0:1.8.2({A+.2 000000.000*kWh})
            1-0:2.8.1({A-.1 000000.000*kWh})
            1-0:2.8.2({A-.2 000000.000*kWh})
            0-0:96.14.0({tariff 0000})
            1-0:1.7.0({P+ 00.000*kW})
            1-0:2.7.0({P- 00.000*kW})
            0-0:96.7.21({failures 00000})
            0-0:96.7.9({long failures 00000})
            1-0:99.97.0{failure log}
            1-0:32.32.0({sags.L1 00000})
            1-0:52.32.0({sags.L2 00000})
            1-0:72.32.0({sags.L3 00000})
            1-0:32.36.0({swells.L1 00000})
            1-0:52.36.0({swells.L2 00000})
            1-0:72.36.0({swells.L3 00000})
            0-0:96.13.0()
            1-0:32.7.0({U.L1 000.0*V})
            1-0:52.7.0({U.L2 000.0*V})
            1-0:72.7.0({U.L3 000.0*V})
            1-0:31.7.0({I.L1 000*A})
            1-0:51.7.0({I.L2 000*A})
            1-0:71.7.0({I.L3 000*A})
            1-0:21.7.0({P+.L1 00.000*kW})
            1-0:41.7.0({P+.L2 00.000*kW})
            1-0:61.7.0({P+.L3 00.000*kW})
            1-0:22.7.0({P-.L1 00.000*kW})
            1-0:42.7.0({P-.L2 00.000*kW})
            1-0:62.7.0({P-.L3 00.000*kW})
            0-{gas channel}:24.1.0(003)
            0-{gas channel}:96.1.0({hex G0058###########})
            0-{gas channel}:24.2.1({gas time})({gas 00000.000*m3})
            0-{heat channel}:24.1.0(004)
            0-{heat channel}:96.1.0({hex W0030###########})
            0-{heat channel}:24.2.1({heat time})({heat 00000.000*GJ})
            0-{water channel}:24.1.0(007)
            0-{water channel}:96.1.0({hex W0070###########})
            0-{water channel}:24.2.1({water time})({water 00000.000*m3})""";

    /** A heat meter of its own, with a P1 port. */
    private static final String HEAT = """
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
            dialect("dsmr22", "DSMR 2.2", 10, 3_600, false, DSMR22),
            dialect("dsmr30", "DSMR 3.0", 10, 3_600, false, DSMR30),
            dialect("dsmr40", "DSMR 4.0", 10, 3_600, true, DSMR40),
            dialect("dsmr42", "DSMR 4.2", 10, 3_600, true, DSMR42),
            dialect("dsmr50", "DSMR 5.0, ESMR 5, SMR 5", 1, 300, true, DSMR50),
            dialect("warmtelink", "DSMR 5.0, heat only", 10, 3_600, true, HEAT));

    private DutchDialects() {
    }

    private static SimulatedDialect dialect(String name, String title, int interval, int deviceInterval,
                                            boolean checksum, String template) {
        return new SimulatedDialect(name, title, ZONE, interval, deviceInterval, checksum, true, TariffRule.DUTCH,
                template);
    }
}
