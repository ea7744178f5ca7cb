package org.dbusp1.simulator;

import static org.dbusp1.simulator.Lines.template;

import java.time.ZoneId;
import java.util.List;

/**
 * Sweden (Energiföretagen's recommendation, H1), and the countries that use it: Finland (SESKO SK 13-1), and meters of
 * Denmark and Norway. One total register each way, reactive values, no meter number.
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

    /** Ellevio, Kamstrup: import of all phases, then export. */
    private static final String GROUPED = wide(template(Lines.PHASE_POWERS, Lines.PHASE_REACTIVE_POWERS));
    /** Landis+Gyr, Aidon, Kaifa: phase by phase. */
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

    static final List<SimulatedDialect> ALL = List.of(
            dialect("sweden", "Sweden, H1", "Europe/Stockholm", ELLEVIO),
            dialect("finland", "Finland, H1 (SK 13-1)", "Europe/Helsinki", LANDIS_GYR),
            dialect("denmark", "Denmark, as H1", "Europe/Copenhagen", LANDIS_GYR),
            dialect("norway", "Norway, as H1", "Europe/Oslo", AIDON));

    private NordicDialects() {
    }

    /** Powers of four digits before the point. */
    private static String wide(String lines) {
        return lines.replace(" 00.000", " 0000.000");
    }

    /** Most makers write kVAr, the recommendation kvar. */
    private static String capitals(String template) {
        return template.replace("*kvar", "*kVAr");
    }

    private static SimulatedDialect dialect(String name, String title, String zone, String template) {
        return new SimulatedDialect(name, title, ZoneId.of(zone), 10, 3_600, true, true, TariffRule.SINGLE, List.of(),
                template);
    }
}
