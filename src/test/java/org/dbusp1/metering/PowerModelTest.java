package org.dbusp1.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PowerModelTest {
    private static final int DAY = 86_400;

    private final PowerModel rule = new PowerModel();
    private Values valid = Values.NONE;

    /** Accepts watts of the total and of the phases, "-" for none. Where lists alternate. */
    private boolean shows(double second, String total, String... phases) {
        Values.Builder sent = new Values.Builder();
        set(sent, Quantity.POWER_NET, total);
        for (int i = 0; i < phases.length; i++) {
            set(sent, Phase.ALL.get(i).power(), phases[i]);
        }
        Values message = sent.build();
        valid = PowerModel.joined(message, message, valid);
        return rule.phases(valid, valid.has(Quantity.POWER_NET) ? new HousePower.Known(valid.scaled(Quantity.POWER_NET),
                PowerOrigin.SENT) : null, (long) (second * 1e9)) == PhasePowers.SHOWN;
    }

    private static void set(Values.Builder values, Quantity quantity, String watts) {
        if (!watts.equals("-")) {
            values.set(quantity, Math.round(Double.parseDouble(watts) * 1_000));
        }
    }

    /** The total, the phases, and whether these are shown; after a slash the total of a later message without phases. */
    @ParameterizedTest
    @CsvSource({
        "-98, 54, -842, 631, true", // an Iskra 2M550T
        "100, 40, 0, 0, true", "101, 40, 0, 0, false", // 60 W
        "1100, 1000, 0, 0, true", "1101, 1000, 0, 0, false", // a tenth
        "1500, 2500, -2000, 500, true", "1501, 2500, -2000, 500, false", // of the magnitudes
        "10500, 10000, 0, 0, true", "10501, 10000, 0, 0, false", // 500 W
        "444, 0, 0, 0, false", "0, 0, 0, 0, true", "39, 0, 0, 0, false",
        "-2000, 700, 700, 600, false", // without a sign
        "-2000, 0, 0, 0, false", // 0 while the house exports
        "250, 251, -, -, true", "300, -, -, -, false", "-, 100, 200, 300, false", "3030, 1000, -, 1000, false",
        "1020/1020, 1000, 20, 0, false"})
    void phasesAreShownWhileTheirSumStandsForTheTotal(String total, String l1, String l2, String l3, boolean shown) {
        String[] totals = total.split("/");
        boolean last = shows(0, totals[0], l1, l2, l3);
        if (totals.length > 1) {
            assertThat(last).as("its own message").isTrue();
            last = shows(2, totals[1]);
        }
        assertThat(last).isEqualTo(shown);
    }

    /** Times and totals over phases of 500, 300 and 0 W, each with whether the phases are shown. "lost" is a silence. */
    @ParameterizedTest
    @ValueSource(strings = {
        "0 800 +, 1 900 -, 2 800 -, 30.9 800 -, 31 800 +", // withdrawn at once, back after half a minute
        "0 900 -, 1 800 -, 30 800 +",
        "0 900 -, 1 800 -, 29 881 -, 30 800 -, 58 800 -, 59 800 +",
        "0 900 -, 1 800 -, 20 - -, 21 800 -, 30 800 +", "0 800 +, 1 - -, 2 800 +", // without a total nothing is refuted
        "0 900 -, 1 800 -, lost, 40 800 +"})
    void whatWaitsIsTheWayBack(String messages) {
        for (String message : messages.split(", ?")) {
            String[] parts = message.split(" ");
            if (message.equals("lost")) {
                rule.lineLost();
            } else {
                valid = Values.NONE;
                assertThat(shows(Double.parseDouble(parts[0]), parts[1], "500", "300", "0")).as(message).isEqualTo(parts[2].equals("+"));
            }
        }
    }

    /** Belgian Landis+Gyr meters on 3x230 V print 0 W for each phase, also under a total that is small; others for a moment. */
    @Test
    void phasesThatWereZeroSoFarAreNoneBesideATotal() {
        assertThat(shows(0, "39", "0", "0", "0")).isFalse();
        assertThat(shows(1, "0", "0", "0", "0")).isFalse();
        assertThat(shows(2, "-39", "0", "0", "0")).isFalse();
        assertThat(shows(3, "39", "0", "38", "0")).as("one flows, and they have disagreed").isFalse();
        assertThat(shows(32, "39", "0", "38", "0")).as("for half a minute").isTrue();
        assertThat(shows(33, "39", "0", "0", "0")).as("0 W prove nothing").isFalse();
    }

    /** Also where a total has refuted them. */
    @Test
    void phasesOfZeroThatWereRefutedDoNotReturn() {
        assertThat(shows(0, "444", "0", "0", "0")).isFalse();
        for (int second = 1; second < 100; second++) {
            assertThat(shows(second, "20", "0", "0", "0")).isFalse();
        }
        for (int second = 100; second < 129; second++) {
            assertThat(shows(second, "20", "21", "0", "0")).isFalse();
        }
        assertThat(shows(129, "20", "21", "0", "0")).isTrue();
    }

    /** A list without powers, as one with counters, changes nothing; so does one whose phases follow with the next. */
    @Test
    void aListWithoutPowersChangesNothing() {
        assertThat(shows(0, "850", "500", "300", "0")).isTrue();
        assertThat(shows(1, "-")).isTrue();
        assertThat(shows(2, "800")).as("now of an earlier list").isFalse();
    }

    @Test
    void phasesThatComeWithALaterListAreShownAtOnce() {
        assertThat(shows(0, "800")).isFalse();
        assertThat(shows(2, "800", "500", "300", "0")).isTrue();
    }

    /** The second, the total and L1 of messages of a P1 meter, "-" for none; and the row of the last. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', value = {
        "SHOWN; 0 800 800", "SHOWN; 0 0 0", "SHOWN; 0 800 800 > 1 800 0 > 31 800 800",
        "UNKNOWN_YET; 0 - -",
        "NEVER_SENT; 0 800 -", "NEVER_SENT; 0 444 0", "NEVER_SENT; 0 444 0 > 1 0 0",
        "WITHOUT_TOTAL; 0 - 800", "WITHOUT_TOTAL; 0 800 800 > 1 - -",
        "DISAGREE; 0 900 800", "DISAGREE; 0 800 800 > 1 800 -", "DISAGREE; 0 800 800 > 1 39 0",
        "RETURNING; 0 900 800 > 29.9 800 800", "RETURNING; 0 900 800 > 1 0 0"})
    void thePhasesAreByTheFirstRowThatHolds(PhasePowers row, String messages) {
        PhasePowers last = null;
        for (String message : messages.split(" > ")) {
            String[] parts = message.split(" ");
            Values.Builder sent = new Values.Builder().set(Quantity.ENERGY_IMPORT, 1);
            set(sent, Quantity.POWER_NET, parts[1]);
            set(sent, Quantity.POWER_L1, parts[2]);
            Snapshot snapshot = Snapshots.of(sent.build()).take();
            long nanos = (long) (Double.parseDouble(parts[0]) * 1e9);
            last = rule.phases(sent.build(), rule.house(snapshot.reading(), snapshot.published(), nanos).known(), nanos);
        }
        assertThat(last).isEqualTo(row);
    }

    /** Powers of a list, "?" of those that are withheld, and after a bar what is valid of earlier ones; then what is valid. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', nullValues = "none", value = {
        "earlier powers end; POWER_NET=20 POWER_IMPORT=20 | POWER_NET=-900 POWER_EXPORT=900 POWER_L1=-900; 20 SENT; 0",
        "earlier powers end; POWER_NET=500 POWER_IMPORT=500 | POWER_NET=-3000; 500 SENT; none",
        "earlier powers end; POWER_NET=-500 | POWER_NET=900 POWER_EXPORT=0; -500 SENT; none",
        "earlier powers end; POWER_IMPORT=0 | POWER_NET=0 POWER_EXPORT=0; none; none",
        "earlier powers end; POWER_IMPORT=0 | POWER_NET=300 POWER_EXPORT=0 POWER_L1=300; none; none",
        "earlier powers end; POWER_IMPORT=0 | VOLTAGE_L1=230; none; none",
        "earlier powers end; POWER_IMPORT=0 POWER_L2=500 | POWER_NET=-900 POWER_EXPORT=900; none; none",
        "earlier powers end; POWER_IMPORT=?0 | POWER_NET=-900 POWER_EXPORT=900; none; none",
        "earlier powers end; POWER_IMPORT=0 POWER_EXPORT=?9 | POWER_NET=-900 POWER_EXPORT=900; none; none",
        "earlier powers end; POWER_NET=?9 | POWER_NET=-900 POWER_EXPORT=900; none; none",
        "earlier powers end; POWER_IMPORT=500 | POWER_NET=-3000 POWER_EXPORT=3000 POWER_L1=-3000; none; none",
        "earlier powers end; POWER_EXPORT=500 | POWER_NET=3000 POWER_IMPORT=3000 POWER_L1=3000; none; 500",
        "earlier powers end; POWER_L2=-500 | POWER_NET=3000 POWER_IMPORT=3000 POWER_L1=3000; none; none",
        "earlier powers end; POWER_EXPORT_L2=500 | POWER_NET=3000 POWER_L1=3000; none; none",
        "export goes on; POWER_IMPORT=0 | POWER_NET=-900 POWER_EXPORT=900 POWER_L1=-900; -900 EXPORT_GOES_ON; 900",
        "export goes on; POWER_IMPORT=0 VOLTAGE_L1=230 | POWER_NET=-3000; -3000 EXPORT_GOES_ON; none",
        "list without a power; ENERGY_IMPORT=5 | POWER_NET=-900 POWER_EXPORT=900 POWER_L1=-900; -900 EARLIER_LIST; 900",
        "list without a power; VOLTAGE_L1=?230 | POWER_NET=300 POWER_L1=300; 300 EARLIER_LIST; none",
        "list without a power; VOLTAGE_L1=230 | ENERGY_IMPORT=5; none; none"})
    void thePowersOfAnEarlierListEndOrGoOnTogether(String row, String lists, @Nullable String net, @Nullable Long export) {
        String[] parts = lists.split(" \\| ");
        Values sent = values(parts[0].replace("?", ""));
        Values believed = values(parts[0].replaceAll("\\S+=\\?\\S+", "").trim());
        Values earlier = values(parts[1]);
        assertThat(PowerModel.OF_LISTS.stream().filter(one -> one.holds().test(new PowerModel.Lists(sent, believed, earlier))).findFirst())
                .map(PowerModel.ListRow::name).contains(row);
        Values joined = PowerModel.joined(sent, believed, earlier);
        assertThat(joined.has(Quantity.POWER_NET) ? joined.scaled(Quantity.POWER_NET) + " " + joined.netOrigin() : null).isEqualTo(net);
        assertThat(joined.has(Quantity.POWER_EXPORT) ? Long.valueOf(joined.scaled(Quantity.POWER_EXPORT)) : null).isEqualTo(export);
        assertThat(joined.has(Quantity.POWER_L1)).as("its phases")
                .isEqualTo(!row.equals("earlier powers end") && earlier.has(Quantity.POWER_L1));
        assertThat(joined.has(Quantity.ENERGY_IMPORT)).isEqualTo(sent.has(Quantity.ENERGY_IMPORT) || earlier.has(Quantity.ENERGY_IMPORT));
    }

    private static Values values(String sent) {
        Values.Builder values = new Values.Builder();
        for (String word : sent.isEmpty() ? new String[0] : sent.split(" ")) {
            values.set(Quantity.valueOf(word.split("=")[0]), Long.parseLong(word.split("=")[1]));
        }
        return values.build();
    }

    /** A day of one message a second, whose phases and total are sampled a moment apart, as by an Iskra 2M550T with panels. */
    @Test
    void aMeterThatSamplesOneAfterAnotherKeepsItsPhases() {
        Random random = new Random(1);
        double[] phases = {54, -842, 631};
        int changes = 0;
        boolean before = true;
        for (int second = 0; second < DAY; second++) {
            double sum = 0;
            for (int i = 0; i < phases.length; i++) {
                phases[i] = Math.max(-1_500, Math.min(1_500, phases[i] + random.nextInt(-40, 41)));
                sum += phases[i];
            }
            String total = Double.toString(Math.rint(sum + random.nextInt(-59, 60)));
            List<String> printed = List.of(watts(phases[0]), watts(phases[1]), watts(phases[2]));
            valid = Values.NONE;
            boolean shown = shows(second, total, printed.toArray(String[]::new));
            changes += shown == before ? 0 : 1;
            before = shown;
        }
        assertThat(changes).isZero();
    }

    private static String watts(double exact) {
        return Long.toString(Math.round(exact));
    }
}
