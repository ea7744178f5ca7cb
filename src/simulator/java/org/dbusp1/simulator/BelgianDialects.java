package org.dbusp1.simulator;

import static org.dbusp1.simulator.Lines.template;

import java.time.ZoneId;
import java.util.List;

/** Belgium: e-MUCS P1 in its versions, and the meters of Wallonia. One telegram a second, gas every five minutes. */
final class BelgianDialects {
    private static final ZoneId ZONE = ZoneId.of("Europe/Brussels");

    private static final List<SimulatedMedium> GAS_AND_WATER = List.of(SimulatedMedium.GAS, SimulatedMedium.WATER);
    private static final String PHASES =
            template(Lines.POWERS, Lines.PHASE_POWERS, Lines.VOLTAGES, Lines.currents("000.00"));
    private static final String METER = """
            0-0:96.1.1({hex 1SAG3100######})
            0-0:1.0.0({clock})""";

    private static final String LIMITS = """
            0-0:96.3.10(1)
            0-0:17.0.0(999.9*kW)
            1-0:31.4.0(999*A)
            0-0:96.13.0()""";

    /** The mean power of the running quarter hour, the month's peak, and the peaks of past months. */
    private static final String CAPACITY = """
            1-0:1.4.0({demand+ 00.000*kW})
            1-0:1.6.0({peak+ at})({peak+ 00.000*kW})
            0-0:98.1.0{peaks}""";

    private static final String GAS = """
            0-{gas channel}:24.1.0(003)
            0-{gas channel}:96.1.1({hex 7FLO21########})
            0-{gas channel}:24.4.0(1)
            0-{gas channel}:24.2.3({gas time})({gas 00000.000*m3})""";

    private static final String WATER = """
            0-{water channel}:24.1.0(007)
            0-{water channel}:96.1.1({hex 8SET0000######})
            0-{water channel}:24.2.1({water time})({water 00000.000*m3})""";

    /** e-MUCS 1.3: no powers of phases yet, currents in whole ampere. */
    private static final String EMUCS13 = template("""
            /FLU5\\253770234_A

            0-0:96.1.4(50213)""", METER, Lines.TWO_TARIFFS, Lines.TARIFF, Lines.POWERS, Lines.VOLTAGES,
            Lines.currents("000"), LIMITS, GAS);

    private static final String EMUCS15 = template("""
            /FLU5\\253769484_A

            0-0:96.1.4(50215)""", METER, Lines.TWO_TARIFFS, Lines.TARIFF, PHASES, LIMITS, GAS);

    /** e-MUCS 1.6: adds water. */
    private static final String EMUCS16 = template("""
            /FLU5\\253769484_A

            0-0:96.1.4(50216)""", METER, Lines.TWO_TARIFFS, Lines.TARIFF, PHASES, LIMITS, GAS, WATER);

    /** e-MUCS 1.7: adds the capacity tariff. */
    private static final String EMUCS17 = template("""
            /FLU5\\253769484_A

            0-0:96.1.4(50217)""", METER, Lines.TWO_TARIFFS, Lines.TARIFF, CAPACITY, PHASES, LIMITS, GAS, WATER);

    /** e-MUCS 1.7.1: prints the tariff after the peaks. */
    private static final String EMUCS171 = template("""
            /FLU5\\253769484_A

            0-0:96.1.4(50217)""", METER, Lines.TWO_TARIFFS, CAPACITY, Lines.TARIFF, PHASES, LIMITS, GAS, WATER);

    /** e-MUCS 2.x: numbers of the connections, relays, finer limits, water at 24.2.3. */
    private static final String EMUCS221 = template("""
            /LGF5E360

            0-0:96.1.4(50221)
            1-0:94.32.1(230)
            0-0:96.1.1({hex 1LGZ00########})
            0-0:96.1.2({hex 54144890##########})
            0-0:1.0.0({clock})""", Lines.TWO_TARIFFS, Lines.TARIFF, CAPACITY, PHASES, """
            0-0:96.3.10(1)
            0-0:17.0.0(99.999*kW)
            1-0:31.4.0(999.99*A)
            0-1:96.3.10(0)
            0-2:96.3.10(0)
            0-3:96.3.10(0)
            0-4:96.3.10(0)
            0-0:96.13.0()
            0-{gas channel}:24.1.0(003)
            0-{gas channel}:96.1.1({hex 7AMX21########})
            0-{gas channel}:96.1.2({hex 54144890##########})
            0-{gas channel}:24.4.0(1)
            0-{gas channel}:24.2.3({gas time})({gas 00000.000*m3})
            0-{water channel}:24.1.0(007)
            0-{water channel}:96.1.1({hex 8SET0000######})
            0-{water channel}:96.1.2({hex 54144890##########})
            0-{water channel}:24.2.3({water time})({water 00000.000*m3})""");

    /** Iskra's meters: five tariffs, the value of a peak before its time, which has no letter for the season, the limit in kVA. */
    private static final String WALLONIA = template("""
            /ISk5\\2MIE5T-200

            0-0:96.1.4(3231313130)
            0-0:96.1.1({hex 90######})
            0-0:1.0.0({clock})
            1-0:1.8.1({A+.1 000000.000*kWh})
            1-0:1.8.2({A+.2 000000.000*kWh})
            1-0:1.8.3({A+.3 000000.000*kWh})
            1-0:1.8.4({A+.4 000000.000*kWh})
            1-0:1.8.5({A+.5 000000.000*kWh})
            1-0:2.8.1({A-.1 000000.000*kWh})
            1-0:2.8.2({A-.2 000000.000*kWh})
            1-0:2.8.3({A-.3 000000.000*kWh})
            1-0:2.8.4({A-.4 000000.000*kWh})
            1-0:2.8.5({A-.5 000000.000*kWh})""", Lines.TARIFF, """
            1-0:1.4.0({demand+ 00.000*kW})
            1-0:1.6.0({peak+ 00.000*kW})({plain peak+ at})""", Lines.POWERS, Lines.PHASE_POWERS_IN_PAIRS,
            Lines.VOLTAGES, Lines.currents("000.00"), """
            0-0:96.3.10(1)
            0-0:17.0.0(999.9*kVA)
            1-0:31.4.0(999*A)
            0-1:96.3.10(0)
            0-2:96.3.10(0)
            0-0:96.13.0()""");

    static final List<SimulatedDialect> ALL = List.of(
            dialect("emucs13", "Belgium, e-MUCS P1 1.3", List.of(SimulatedMedium.GAS), EMUCS13),
            dialect("emucs15", "Belgium, e-MUCS P1 1.5", List.of(SimulatedMedium.GAS), EMUCS15),
            dialect("emucs16", "Belgium, e-MUCS P1 1.6", GAS_AND_WATER, EMUCS16),
            dialect("emucs17", "Belgium, e-MUCS P1 1.7, capacity tariff", GAS_AND_WATER, EMUCS17),
            dialect("emucs171", "Belgium, e-MUCS P1 1.7.1", GAS_AND_WATER, EMUCS171),
            dialect("emucs221", "Belgium, e-MUCS P1 2.x", GAS_AND_WATER, EMUCS221),
            dialect("wallonia", "Belgium, Iskra in Wallonia", List.of(), WALLONIA));

    private BelgianDialects() {
    }

    private static SimulatedDialect dialect(String name, String title, List<SimulatedMedium> devices, String template) {
        return new SimulatedDialect(name, title, ZONE, 1, 300, true, true, TariffRule.BELGIAN, devices, template);
    }
}
