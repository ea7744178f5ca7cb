package org.dbusp1.simulator;

import static org.dbusp1.simulator.Lines.template;

import java.time.ZoneId;
import java.util.List;

/**
 * Sweden (Energiföretagen's recommendation, H1), and the countries that use it: Finland (SESKO SK 13-1), and meters of
 * Denmark and Norway. One total of import and one of export, reactive values, no meter number.
 */
final class NordicDialects {
    private static final String REGISTERS = """
            0-0:1.0.0({clock})
            1-0:1.8.0({A+ 00000000.000*kWh})
            1-0:2.8.0({A- 00000000.000*kWh})
            1-0:3.8.0({R+ 00000000.000*kvarh})
            1-0:4.8.0({R- 00000000.000*kvarh})
            1-0:1.7.0({P+ 0000.000*kW})
            1-0:2.7.0({P- 0000.000*kW})
            1-0:3.7.0({Q+ 0000.000*kvar})
            1-0:4.7.0({Q- 0000.000*kvar})""";

    /** Ellevio's and Kamstrup's meters: the imports of all phases, then their exports. */
    private static final String GROUPED = wide(template(Lines.PHASE_POWERS, Lines.PHASE_REACTIVE_POWERS));
    /** Meters of Landis+Gyr, Aidon and Kaifa: values sorted by phase. */
    private static final String IN_PAIRS = wide(template(Lines.PHASE_POWERS_IN_PAIRS, """
            1-0:23.7.0({Q+.L1 00.000*kvar})
            1-0:24.7.0({Q-.L1 00.000*kvar})
            1-0:43.7.0({Q+.L2 00.000*kvar})
            1-0:44.7.0({Q-.L2 00.000*kvar})
            1-0:63.7.0({Q+.L3 00.000*kvar})
            1-0:64.7.0({Q-.L3 00.000*kvar})"""));
    private static final String ELLEVIO = template("/ELL5\\253833635_A\n", REGISTERS, GROUPED, Lines.VOLTAGES,
            Lines.currents("000.0"));

    private static final String LANDIS_GYR = capitals(template("/LGF5E360\n", REGISTERS, IN_PAIRS, Lines.VOLTAGES,
            Lines.currents("000.0")));

    private static final String AIDON = capitals(template("/ADN9 6534\n", REGISTERS, IN_PAIRS, Lines.VOLTAGES,
            Lines.currents("000.0")));

    /** Shenzhen Star: DSMR's version with totals, and events in the log of failures. No register names the country. */
    private static final String STAR = template("""
            /STR5\\2MSZ314X

            1-3:0.2.8(50)
            0-0:1.0.0({clock})
            0-0:96.1.1({hex 735999##########})""", Lines.TWO_TARIFFS, Lines.TARIFF, """
            1-0:1.8.0({A+ 000000.000*kWh})
            1-0:2.8.0({A- 000000.000*kWh})
            1-0:3.8.0({R+ 000000.000*kvarh})
            1-0:4.8.0({R- 000000.000*kvarh})""", Lines.POWERS, """
            1-0:3.7.0({Q+ 00.000*kvar})
            1-0:4.7.0({Q- 00.000*kvar})
            1-0:99.97.0(2)(0-0:96.11.63)(231206102343W)(6)(231206102343W)(5)""", Lines.SAGS_AND_SWELLS, Lines.VOLTAGES,
            Lines.currents("000.0"), Lines.PHASE_POWERS, Lines.PHASE_REACTIVE_POWERS);

    /** Iskra with Veitur's heat meter: no checksum, the clock in two lines, readings of the hot water without a time. */
    private static final String ICELAND = """
            /ISk5\\2MIE5E-200

            0-0:96.1.0({text 868#####})
            0-0:96.1.1({hex 60868#####})
            1-0:0.9.1({time of day})
            1-0:0.9.2({date})
            1-0:1.7.0({P+ 00.000*kW})
            1-0:2.7.0({P- 00.000*kW})
            1-0:31.7.0({I.L1 000*A})
            1-0:32.7.0({U.L1 000.0*V})
            1-0:1.8.0({A+ 000000.000*kWh})
            1-0:2.8.0({A- 000000.000*kWh})
            1-0:21.7.0({P+.L1 00.000*kW})
            1-0:22.7.0({P-.L1 00.000*kW})
            0-{water channel}:24.2.1({water 0000.000*m3})
            0-{water channel}:24.2.10(0000000)
            0-{water channel}:24.2.2(0000.090*m3/h)
            0-{water channel}:24.2.3(000074.8*degC)
            0-{water channel}:24.2.4(000031.3*degC)""";

    static final List<SimulatedDialect> ALL = List.of(
            dialect("sweden-star", "Sweden, Shenzhen Star", "Europe/Stockholm", STAR),
            new SimulatedDialect("iceland", "Iceland, Iskra", ZoneId.of("Atlantic/Reykjavik"), 10, 300, false, true, TariffRule.SINGLE,
                    List.of(SimulatedMedium.WATER), ICELAND),
            dialect("sweden", "Sweden, H1", "Europe/Stockholm", ELLEVIO),
            dialect("finland", "Finland, H1 (SK 13-1)", "Europe/Helsinki", LANDIS_GYR),
            dialect("denmark", "Denmark, as H1", "Europe/Copenhagen", LANDIS_GYR),
            dialect("norway", "Norway, as H1", "Europe/Oslo", AIDON));

    private NordicDialects() {
    }

    /** Returns the lines with four digits before the point in powers. */
    private static String wide(String lines) {
        return lines.replace(" 00.000", " 0000.000");
    }

    /** Most makers write kVAr; the recommendation has kvar. */
    private static String capitals(String template) {
        return template.replace("*kvar", "*kVAr");
    }

    private static SimulatedDialect dialect(String name, String title, String zone, String template) {
        return new SimulatedDialect(name, title, ZoneId.of(zone), 10, 3_600, true, true, TariffRule.SINGLE, List.of(),
                template);
    }
}
