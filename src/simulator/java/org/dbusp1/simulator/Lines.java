package org.dbusp1.simulator;

/** Lines of telegrams that are the same in several standards, in {@link Template}'s notation. */
final class Lines {
    static final String TWO_TARIFFS = """
            1-0:1.8.1({A+.1 000000.000*kWh})
            1-0:1.8.2({A+.2 000000.000*kWh})
            1-0:2.8.1({A-.1 000000.000*kWh})
            1-0:2.8.2({A-.2 000000.000*kWh})""";

    static final String TARIFF = "0-0:96.14.0({tariff 0000})";

    static final String POWERS = """
            1-0:1.7.0({P+ 00.000*kW})
            1-0:2.7.0({P- 00.000*kW})""";

    /** The imports of all phases, then their exports. */
    static final String PHASE_POWERS = """
            1-0:21.7.0({P+.L1 00.000*kW})
            1-0:41.7.0({P+.L2 00.000*kW})
            1-0:61.7.0({P+.L3 00.000*kW})
            1-0:22.7.0({P-.L1 00.000*kW})
            1-0:42.7.0({P-.L2 00.000*kW})
            1-0:62.7.0({P-.L3 00.000*kW})""";

    /** Import and export of each phase, one phase after the other. */
    static final String PHASE_POWERS_IN_PAIRS = """
            1-0:21.7.0({P+.L1 00.000*kW})
            1-0:22.7.0({P-.L1 00.000*kW})
            1-0:41.7.0({P+.L2 00.000*kW})
            1-0:42.7.0({P-.L2 00.000*kW})
            1-0:61.7.0({P+.L3 00.000*kW})
            1-0:62.7.0({P-.L3 00.000*kW})""";

    static final String PHASE_REACTIVE_POWERS = """
            1-0:23.7.0({Q+.L1 00.000*kvar})
            1-0:43.7.0({Q+.L2 00.000*kvar})
            1-0:63.7.0({Q+.L3 00.000*kvar})
            1-0:24.7.0({Q-.L1 00.000*kvar})
            1-0:44.7.0({Q-.L2 00.000*kvar})
            1-0:64.7.0({Q-.L3 00.000*kvar})""";

    static final String VOLTAGES = """
            1-0:32.7.0({U.L1 000.0*V})
            1-0:52.7.0({U.L2 000.0*V})
            1-0:72.7.0({U.L3 000.0*V})""";

    static final String SAGS_AND_SWELLS = """
            1-0:32.32.0({sags.L1 00000})
            1-0:52.32.0({sags.L2 00000})
            1-0:72.32.0({sags.L3 00000})
            1-0:32.36.0({swells.L1 00000})
            1-0:52.36.0({swells.L2 00000})
            1-0:72.36.0({swells.L3 00000})""";

    private Lines() {
    }

    /** Returns lines of currents; countries differ in the decimals. */
    static String currents(String mask) {
        return """
                1-0:31.7.0({I.L1 %1$s*A})
                1-0:51.7.0({I.L2 %1$s*A})
                1-0:71.7.0({I.L3 %1$s*A})""".formatted(mask);
    }

    static String template(String... blocks) {
        return String.join("\n", blocks);
    }
}
