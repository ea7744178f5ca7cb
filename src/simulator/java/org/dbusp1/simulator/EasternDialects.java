package org.dbusp1.simulator;

import static org.dbusp1.simulator.Lines.template;

import java.time.ZoneId;
import java.util.List;

/** Hungary, Lithuania, Poland, Israel. */
final class EasternDialects {
    private static final String IMPORT_OF_FOUR_TARIFFS = """
            1-0:1.8.0({A+ 000000.000*kWh})
            1-0:1.8.1({A+.1 000000.000*kWh})
            1-0:1.8.2({A+.2 000000.000*kWh})
            1-0:1.8.3({A+.3 000000.000*kWh})
            1-0:1.8.4({A+.4 000000.000*kWh})""";

    private static final String EXPORT_OF_FOUR_TARIFFS = """
            1-0:2.8.0({A- 000000.000*kWh})
            1-0:2.8.1({A-.1 000000.000*kWh})
            1-0:2.8.2({A-.2 000000.000*kWh})
            1-0:2.8.3({A-.3 000000.000*kWh})
            1-0:2.8.4({A-.4 000000.000*kWh})""";

    private static final String HUNGARIAN_REGISTERS = template(IMPORT_OF_FOUR_TARIFFS, EXPORT_OF_FOUR_TARIFFS, """
            1-0:3.8.0({R+ 000000.000*kvarh})
            1-0:4.8.0({R- 000000.000*kvarh})
            1-0:5.8.0({R1 000000.000*kvarh})
            1-0:6.8.0({R2 000000.000*kvarh})
            1-0:7.8.0({R3 000000.000*kvarh})
            1-0:8.8.0({R4 000000.000*kvarh})
            1-0:15.8.0({A+- 000000.000*kWh})""");

    private static final String HUNGARIAN_VALUES = template(Lines.VOLTAGES, Lines.currents("000"), """
            1-0:13.7.0({|PF| 0.000})
            1-0:33.7.0({|PF|.L1 0.000})
            1-0:53.7.0({|PF|.L2 0.000})
            1-0:73.7.0({|PF|.L3 0.000})
            1-0:14.7.0({f 00.00*Hz})""", Lines.POWERS, """
            1-0:5.7.0({Q1 00.000*kvar})
            1-0:6.7.0({Q2 00.000*kvar})
            1-0:7.7.0({Q3 00.000*kvar})
            1-0:8.7.0({Q4 00.000*kvar})""");

    private static final String FUSES = """
            1-0:31.4.0(200*A)
            1-0:51.4.0(200*A){[L2]}
            1-0:71.4.0(200*A){[L3]}""";

    private static final String MONTH = "0-0:98.1.0{month}";

    /**
     * Sagemcom's meter of E.ON: reactive energy by quadrant, power factors, no powers of phases, a snapshot of the month's
     * start.
     */
    private static final String HUNGARY = template("""
            /SAG5SAG-METER

            0-0:1.0.0({clock})
            0-0:42.0.0({hex SAG30######00002160})
            0-0:96.1.0({hex 890######00002160})""", Lines.TARIFF, """
            0-0:96.3.10(1)
            0-0:17.0.0(90.000*kW)""", HUNGARIAN_REGISTERS, HUNGARIAN_VALUES,
            FUSES.replace("200", "200.00"), MONTH, "0-0:96.13.0()");

    /** Sanxing's meter: meter number and breaker as plain text, 1,024 bytes 0xFF as message, phases not netted. */
    private static final String HUNGARY_SANXING = template("""
            {text /AUX59903######}

            0-0:1.0.0({clock})
            0-0:42.0.0({text AUX1030303######})
            0-0:96.1.0({text 9903######})""", Lines.TARIFF, """
            0-0:96.50.68(ON)
            0-0:17.0.0(90.000*kW)""", HUNGARIAN_REGISTERS, HUNGARIAN_VALUES, FUSES, MONTH,
            "0-0:96.13.0({FF 1024})");

    private static final String LITHUANIAN_FACTORS = """
            1-0:13.7.0({PF 0.000})
            1-0:33.7.0({PF.L1 0.000})
            1-0:53.7.0({PF.L2 0.000})
            1-0:73.7.0({PF.L3 0.000})""";

    /** ESO's extended profile: no empty line, signed power factors, the profile's name as message. */
    private static final String LITHUANIA = template("""
            /ESO5\\253880853_A
            0-0:1.0.0({clock})""", IMPORT_OF_FOUR_TARIFFS, """
            1-0:2.8.0({A- 000000.000*kWh})
            1-0:3.8.0({R+ 000000.000*kvarh})
            1-0:4.8.0({R- 000000.000*kvarh})""", Lines.POWERS, """
            1-0:3.7.0({Q+ 00.000*kvar})
            1-0:4.7.0({Q- 00.000*kvar})""", Lines.PHASE_POWERS, Lines.PHASE_REACTIVE_POWERS, """
            1-0:32.7.0({U.L1 000.0*V})
            1-0:31.7.0({I.L1 000*A})
            1-0:52.7.0({U.L2 000.0*V})
            1-0:51.7.0({I.L2 000*A})
            1-0:72.7.0({U.L3 000.0*V})
            1-0:71.7.0({I.L3 000*A})
            1-0:14.7.0({f 00.0*Hz})""", LITHUANIAN_FACTORS, """
            0-0:96.7.21({failures 00000})
            0-0:96.13.0({hex set01_extended_3ph})""", Lines.SAGS_AND_SWELLS,
            "0-0:96.1.1({hex 80047060216131259326427003######})");

    /**
     * ESO's maximal profile: no total powers, but apparent power, means of ten minutes, and largest values. Of these only
     * peaks of active power are simulated.
     */
    private static final String LITHUANIA_MAXIMAL = template("""
            /ESO5\\253880853_A

            0-0:1.0.0({clock})""", IMPORT_OF_FOUR_TARIFFS, EXPORT_OF_FOUR_TARIFFS, """
            1-0:3.8.0({R+ 000000.000*kvarh})
            1-0:3.8.1({R+.1 000000.000*kvarh})
            1-0:3.8.2({R+.2 000000.000*kvarh})
            1-0:3.8.3({R+.3 000000.000*kvarh})
            1-0:3.8.4({R+.4 000000.000*kvarh})
            1-0:4.8.0({R- 000000.000*kvarh})
            1-0:4.8.1({R-.1 000000.000*kvarh})
            1-0:4.8.2({R-.2 000000.000*kvarh})
            1-0:4.8.3({R-.3 000000.000*kvarh})
            1-0:4.8.4({R-.4 000000.000*kvarh})""", Lines.PHASE_POWERS, Lines.PHASE_REACTIVE_POWERS, """
            1-0:32.7.0({U.L1 000.0*V})
            1-0:32.24.0({mean U.L1 000.0*V})
            1-0:31.7.0({I.L1 000*A})
            1-0:52.7.0({U.L2 000.0*V})
            1-0:52.24.0({mean U.L2 000.0*V})
            1-0:51.7.0({I.L2 000*A})
            1-0:72.7.0({U.L3 000.0*V})
            1-0:72.24.0({mean U.L3 000.0*V})
            1-0:71.7.0({I.L3 000*A})
            1-0:12.7.0({U.max 000.0*V})
            1-0:11.7.0({I.max 000*A})
            1-0:91.7.0({I.N 000*A})
            1-0:90.7.0({I.sum 000*A})
            1-0:14.7.0({f 00.0*Hz})
            1-0:15.7.0({|P| 00.000*kW})
            1-0:9.7.0({S+ 00.000*kVA})
            1-0:29.7.0({S+.L1 00.000*kVA})
            1-0:49.7.0({S+.L2 00.000*kVA})
            1-0:69.7.0({S+.L3 00.000*kVA})
            1-0:10.7.0({S- 00.000*kVA})
            1-0:30.7.0({S-.L1 00.000*kVA})
            1-0:50.7.0({S-.L2 00.000*kVA})
            1-0:70.7.0({S-.L3 00.000*kVA})
            1-0:1.24.0({P+ 00.000*kW})
            1-0:16.24.0({P 00.000*kW})
            1-0:15.24.0({|P| 00.000*kW})""", LITHUANIAN_FACTORS, """
            1-0:13.3.0(0.000)
            1-0:0.8.2(00900*s)
            1-0:1.4.0({demand+ 000000.000*kW})
            1-0:2.4.0({demand- 000000.000*kW})
            1-0:3.4.0(000000.000*kvar)
            1-0:4.4.0(000000.000*kvar)
            1-0:9.4.0(000000.000*kVA)
            1-0:10.4.0(000000.000*kVA)
            0-0:96.7.21({failures 00000})
            1-0:32.33.0(03042*s)
            1-0:52.33.0(03042*s){[L2]}
            1-0:72.33.0(03042*s){[L3]}
            1-0:32.34.0(0000*V)
            1-0:52.34.0(0000*V){[L2]}
            1-0:72.34.0(0000*V){[L3]}
            1-0:32.37.0(00000*s)
            1-0:52.37.0(00000*s){[L2]}
            1-0:72.37.0(00000*s){[L3]}
            1-0:32.38.0(000*V)
            1-0:52.38.0(000*V){[L2]}
            1-0:72.38.0(000*V){[L3]}
            1-0:0.2.0(02.21)
            1-0:0.2.8(1EA43311)
            1-1:0.2.0(02.13)
            1-1:0.2.8(047C71F1)
            0-0:96.13.0({hex set01_max_3ph})""", Lines.SAGS_AND_SWELLS,
            "0-0:96.1.1({hex 80047060216131259326427003######})");

    /** Kaifa's meter: four tariffs of which one counts, the model's name at 96.1.1, some lines twice. */
    private static final String POLAND = template("""
            /KFM5KAIFA-METER

            0-0:1.0.0({clock})
            0-0:96.1.0({hex 330#####})""", IMPORT_OF_FOUR_TARIFFS, EXPORT_OF_FOUR_TARIFFS, Lines.POWERS, """
            1-0:3.7.0({Q+ 00.000*kvar})
            1-0:4.7.0({Q- 00.000*kvar})""", Lines.VOLTAGES, """
            0-0:17.0.0(00000)
            0-0:96.1.1({hex MA309M})
            0-0:17.0.0(00000)
            0-0:17.0.0(00000)
            0-0:94.98.31(00000)
            0-0:94.98.32(00000)
            0-0:96.13.0(3)
            0-0:96.13.0()""");

    /** DSMR 5 with tariffs that are numbered from 11, without totals, with a load profile of the last quarter hour. */
    private static final String ISRAEL = template("""
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

    static final List<SimulatedDialect> ALL = List.of(
            dialect("hungary", "Hungary, E.ON (Sagemcom)", "Europe/Budapest", true, TariffRule.DAY_AND_NIGHT, HUNGARY),
            dialect("hungary-sanxing", "Hungary, E.ON (Sanxing)", "Europe/Budapest", false, TariffRule.DAY_AND_NIGHT,
                    HUNGARY_SANXING),
            dialect("lithuania", "Lithuania, ESO extended", "Europe/Vilnius", true, TariffRule.LITHUANIAN, LITHUANIA),
            dialect("lithuania-maximal", "Lithuania, ESO maximal", "Europe/Vilnius", true, TariffRule.LITHUANIAN,
                    LITHUANIA_MAXIMAL),
            dialect("poland", "Poland (Kaifa)", "Europe/Warsaw", true, TariffRule.SINGLE, POLAND),
            dialect("israel", "Israel, IEC (Kaifa)", "Asia/Jerusalem", true, TariffRule.ISRAELI, ISRAEL));

    private EasternDialects() {
    }

    private static SimulatedDialect dialect(String name, String title, String zone, boolean netting,
                                            TariffRule tariffs, String template) {
        return new SimulatedDialect(name, title, ZoneId.of(zone), 10, 3_600, true, netting, tariffs, List.of(),
                template);
    }
}
