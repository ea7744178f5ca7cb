package org.dbusp1.simulator;

import static org.dbusp1.simulator.Lines.template;

import java.time.ZoneId;
import java.util.List;

/** Luxembourg, Austria (both in clear text), Germany, Switzerland. */
final class CentralDialects {
    /** Luxembourg's Smarty: no tariffs, apparent power, limits for import and export, a message for each M-Bus device. */
    private static final String LUXEMBOURG = template("""
            /Lux5\\253663629_D

            1-3:0.2.8(42)
            0-0:1.0.0({clock})
            0-0:42.0.0({hex SAG1030700######})
            1-0:1.8.0({A+ 000000.000*kWh})
            1-0:2.8.0({A- 000000.000*kWh})
            1-0:3.8.0({R+ 000000.000*kvarh})
            1-0:4.8.0({R- 000000.000*kvarh})""", Lines.POWERS, """
            1-0:3.7.0({Q+ 00.000*kvar})
            1-0:4.7.0({Q- 00.000*kvar})
            0-0:17.0.0(027.6*kVA)
            1-0:9.7.0({S+ 00.000*kVA})
            1-0:10.7.0({S- 00.000*kVA})
            1-1:31.4.0(040*A)(-040*A)
            0-0:96.3.10(1)
            0-1:96.3.10(0)
            0-2:96.3.10(0)
            0-0:96.7.21({failures 00000})""", Lines.SAGS_AND_SWELLS, """
            0-0:96.13.0()
            0-0:96.13.2()
            0-0:96.13.3()
            0-0:96.13.4()
            0-0:96.13.5()""", Lines.VOLTAGES, Lines.currents("000"), Lines.PHASE_POWERS, Lines.PHASE_REACTIVE_POWERS,
            """
            0-{gas channel}:24.1.0(003)
            0-{gas channel}:96.1.0({hex FLO1827#########})
            0-{gas channel}:24.2.1({gas time})({gas 00000.000*m3})
            0-{gas channel}:24.4.0(1)""");

    /** Sagemcom T210-D-r: values in W and Wh, totals and tariffs, no meter number, no voltages, no currents. */
    private static final String AUSTRIA = """
            /EST5\\253740976_A

            1-3:0.2.8(50)
            0-0:1.0.0({clock})
            1-0:1.8.0({A+ 000000000*Wh})
            1-0:1.8.1({A+.1 000000000*Wh})
            1-0:1.8.2({A+.2 000000000*Wh})
            1-0:1.7.0({P+ 000000000*W})
            1-0:2.8.0({A- 000000000*Wh})
            1-0:2.8.1({A-.1 000000000*Wh})
            1-0:2.8.2({A-.2 000000000*Wh})
            1-0:2.7.0({P- 000000000*W})
            1-0:3.8.0({R+ 000000000*varh})
            1-0:3.8.1({R+.1 000000000*varh})
            1-0:3.8.2({R+.2 000000000*varh})
            1-0:3.7.0({Q+ 000000000*var})
            1-0:4.8.0({R- 000000000*varh})
            1-0:4.8.1({R-.1 000000000*varh})
            1-0:4.8.2({R-.2 000000000*varh})
            1-0:4.7.0({Q- 000000000*var})""";

    /** Groupe E: energies on channel 1, a second clock without the letter for the season, values sorted by phase. */
    private static final String SWITZERLAND = template("""
            /GRE5\\\\12341234_A

            0-0:1.0.0({clock})
            0-0:0.0.0({plain clock})
            1-1:1.8.1({A+.1 000000.000*kWh})
            1-1:1.8.2({A+.2 000000.000*kWh})
            1-1:2.8.1({A-.1 000000.000*kWh})
            1-1:2.8.2({A-.2 000000.000*kWh})""", Lines.TARIFF, """
            1-1:1.7.0({P+ 00.000*kW})
            1-1:2.7.0({P- 00.000*kW})
            0-0:96.7.21({failures 00000})
            0-0:96.7.9({long failures 00000})
            1-0:99.97.0{failure log}""", Lines.SAGS_AND_SWELLS, Lines.VOLTAGES, Lines.currents("000.00"), """
            0-0:96.13.0()
            0-0:96.1.4(12345)
            0-0:96.1.2({hex                                                 })""", Lines.PHASE_POWERS_IN_PAIRS, """
            0-0:96.13.1()
            1-1:1.6.0({peak+ at})({peak+ 00.000*kW})
            0-0:98.1.0(12)
            1-0:1.4.0({demand+ 00.000*kW})""");

    /** EasyMeter Q3D, IEC 62056-21 push: group F printed, seven decimals, powers in W with a sign. */
    private static final String D0 = """
            /ESY5Q3DB1024 V3.04

            1-0:0.0.0*255({text 027203131####})
            1-0:1.8.0*255({A+ 00000000.0000000*kWh})
            1-0:2.8.0*255({A- 00000000.0000000*kWh})
            1-0:21.7.0*255({P.L1 000000.00*W})
            1-0:41.7.0*255({P.L2 000000.00*W})
            1-0:61.7.0*255({P.L3 000000.00*W})
            1-0:1.7.0*255({P 000000.00*W})
            1-0:96.5.5*255(80)
            0-0:96.1.255*255({text 1ESY131300####})""";

    /** eBZ DD3: net power and powers of phases with a sign, eight decimals, voltages. */
    private static final String D0_EBZ = """
            /EBZ5DD32R06ETA_107

            1-0:0.0.0*255({text 1EBZ0100######})
            1-0:96.1.0*255({text 1EBZ0100######})
            1-0:1.8.0*255({A+ 000000.00000000*kWh})
            1-0:2.8.0*255({A- 000000.00000000*kWh})
            1-0:16.7.0*255({P 000000.00*W})
            1-0:36.7.0*255({P.L1 000000.00*W})
            1-0:56.7.0*255({P.L2 000000.00*W})
            1-0:76.7.0*255({P.L3 000000.00*W})
            1-0:32.7.0*255({U.L1 000.0*V})
            1-0:52.7.0*255({U.L2 000.0*V})
            1-0:72.7.0*255({U.L3 000.0*V})
            1-0:96.5.0*255(001C0104)""";

    static final List<SimulatedDialect> ALL = List.of(
            new SimulatedDialect("luxembourg", "Luxembourg, Smarty", ZoneId.of("Europe/Luxembourg"), 10, 3_600, true,
                    true, TariffRule.SINGLE, List.of(SimulatedMedium.GAS), LUXEMBOURG),
            new SimulatedDialect("austria", "Austria, Sagemcom T210-D-r", ZoneId.of("Europe/Vienna"), 10, 3_600, true,
                    true, TariffRule.DAY_AND_NIGHT, List.of(), AUSTRIA),
            new SimulatedDialect("switzerland", "Switzerland, Groupe E", ZoneId.of("Europe/Zurich"), 10, 3_600, true,
                    true, TariffRule.SWISS, List.of(), SWITZERLAND),
            new SimulatedDialect("d0", "Germany, D0 (EasyMeter Q3D)", ZoneId.of("Europe/Berlin"), 2, 3_600, false,
                    true, TariffRule.SINGLE, List.of(), D0),
            new SimulatedDialect("d0-ebz", "Germany, D0 (eBZ DD3)", ZoneId.of("Europe/Berlin"), 1, 3_600, false,
                    true, TariffRule.SINGLE, List.of(), D0_EBZ));

    private CentralDialects() {
    }
}
