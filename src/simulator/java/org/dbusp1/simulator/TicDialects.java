package org.dbusp1.simulator;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * French meters' customer output (TIC, Enedis-NOI-CPT_54E): mode historique with two and with six tariffs, mode
 * standard of a consumer and of a producer. A consumer's meter shows 0 VA while the house feeds in.
 */
final class TicDialects {
    private static final String HISTORIQUE_HEAD = """
            ADCO {text 0418########}
            """;
    private static final String HISTORIQUE_CURRENTS = """
            IINST {I.L1 000}
            IINST1 {[L2]}{I.L1 000}
            IINST2 {I.L2 000}
            IINST3 {I.L3 000}
            IMAX {[L1]}060
            IMAX1 {[L2]}060
            IMAX2 {[L2]}060
            IMAX3 {[L3]}060
            PMAX {[L2]}07990
            PAPP {S+ 00000}
            HHPHC A
            MOTDETAT 000000
            PPOT {[L2]}00""";

    private static final String HISTORIQUE = HISTORIQUE_HEAD + """
            OPTARIF HC..
            ISOUSC 45
            HCHC {A+.1 000000000}
            HCHP {A+.2 000000000}
            PTEC {hc period}
            """ + HISTORIQUE_CURRENTS;

    private static final String TEMPO = HISTORIQUE_HEAD + """
            OPTARIF BBR(
            ISOUSC 45
            BBRHCJB {A+.1 000000000}
            BBRHPJB {A+.2 000000000}
            BBRHCJW {A+.3 000000000}
            BBRHPJW {A+.4 000000000}
            BBRHCJR {A+.5 000000000}
            BBRHPJR {A+.6 000000000}
            PTEC {tempo period}
            DEMAIN {tempo tomorrow}
            """ + HISTORIQUE_CURRENTS;

    private static final String STANDARD_HEAD = """
            ADSC\t{text 0418########}
            VTIC\t02
            DATE\t{tic date}\t
            NGTF\t     H PLEINE/CREUSE
            LTARF\t    HEURE PLEINE
            EAST\t{A+ 000000000}
            EASF01\t{A+.1 000000000}
            EASF02\t{A+.2 000000000}
            EASF03\t000000000
            EASF04\t000000000
            EASF05\t000000000
            EASF06\t000000000
            EASF07\t000000000
            EASF08\t000000000
            EASF09\t000000000
            EASF10\t000000000
            EASD01\t{A+.1 000000000}
            EASD02\t{A+.2 000000000}
            EASD03\t000000000
            EASD04\t000000000
            """;
    private static final String STANDARD_PHASES = """
            IRMS1\t{I.L1 000}
            IRMS2\t{I.L2 000}
            IRMS3\t{I.L3 000}
            URMS1\t{U.L1 000}
            URMS2\t{U.L2 000}
            URMS3\t{U.L3 000}
            PREF\t12
            PCOUP\t12
            SINSTS\t{S+ 00000}
            SINSTS1\t{[L2]}{S+.L1 00000}
            SINSTS2\t{S+.L2 00000}
            SINSTS3\t{S+.L3 00000}
            """;
    private static final String STANDARD_TAIL = """
            MSG1\tPAS DE          MESSAGE        \s
            PRM\t{text 0900##########}
            RELAIS\t000
            NTARF\t{tariff 00}
            NJOURF\t00
            NJOURF+1\t00
            PJOURF+1\t00008001 NONUTILE NONUTILE NONUTILE NONUTILE NONUTILE NONUTILE NONUTILE NONUTILE NONUTILE NONUTILE""";

    private static final String CONSUMER = STANDARD_HEAD + STANDARD_PHASES + """
            STGE\t{consumer status}
            """ + STANDARD_TAIL;

    private static final String PRODUCER = STANDARD_HEAD + """
            EAIT\t{A- 000000000}
            ERQ1\t{R1 000000000}
            ERQ2\t{R2 000000000}
            ERQ3\t{R3 000000000}
            ERQ4\t{R4 000000000}
            """ + STANDARD_PHASES + """
            SINSTI\t{S- 00000}
            STGE\t{producer status}
            """ + STANDARD_TAIL;

    static final List<SimulatedDialect> ALL = List.of(
            dialect("tic-historique", "France, TIC historique", TariffRule.FRENCH, HISTORIQUE),
            dialect("tic-tempo", "France, TIC historique, tariff Tempo", TariffRule.TEMPO, TEMPO),
            dialect("tic-standard", "France, TIC standard, consumer", TariffRule.FRENCH, CONSUMER),
            dialect("tic-producer", "France, TIC standard, producer", TariffRule.FRENCH, PRODUCER));

    private TicDialects() {
    }

    private static SimulatedDialect dialect(String name, String title, TariffRule tariffs, String template) {
        return new SimulatedDialect(name, title, ZoneId.of("Europe/Paris"), 2, 3_600, false, true, tariffs,
                List.of(), template, Optional.of(new Frames()));
    }

    /** Makes groups of a template's lines, each with its check, and a frame of the groups. */
    private static final class Frames implements PushList {
        private static final int CHECK_BITS = 0x3F;

        @Override
        public int pause(long second) {
            return 2;
        }

        @Override
        public byte[] push(SimulatedMeter meter) {
            String lines = meter.lines();
            boolean threePhases = lines.contains("IINST2");
            StringBuilder frame = new StringBuilder("\002");
            lines.lines().filter(line -> !threePhases || !line.matches("(IINST|IMAX) .*"))
                    .forEach(line -> group(line, frame));
            return frame.append('\003').toString().getBytes(StandardCharsets.US_ASCII);
        }

        private static void group(String line, StringBuilder frame) {
            boolean standard = line.indexOf('\t') >= 0;
            int sum = line.chars().sum() + (standard ? '\t' : 0);
            frame.append('\n').append(line).append(standard ? '\t' : ' ').append((char) ((sum & CHECK_BITS) + ' '))
                    .append('\r');
        }
    }
}
