package org.dbusp1.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerModelTest {
    private static final int DAY = 86_400;

    private final PowerModel rule = new PowerModel();
    private Values valid = Values.NONE;

    /** Accepts watts of the total and of the phases, "-" for none. Powers that are not sent stay as they were. */
    private boolean shows(double second, String total, String... phases) {
        Values.Builder sent = new Values.Builder();
        set(sent, Quantity.POWER_NET, total);
        for (int i = 0; i < phases.length; i++) {
            set(sent, Phase.ALL.get(i).power(), phases[i]);
        }
        Values.Builder now = new Values.Builder();
        valid.present().forEach(quantity -> now.set(quantity, valid.scaled(quantity)));
        Values message = sent.build();
        message.present().forEach(quantity -> now.set(quantity, message.scaled(quantity)));
        valid = now.build();
        return rule.phases(valid, message, valid.has(Quantity.POWER_NET) ? new HousePower.Known(valid.scaled(Quantity.POWER_NET),
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
        "1020/1050, 1000, 20, 0, true", "1020/1052, 1000, 20, 0, false", // 10 W and 2 %
        "1020/1010, 1000, 20, 0, true", "20/-20, 30, -10, 0, false"})
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
    @CsvSource({
        "0 800 +, 1 900 -, 2 800 -, 31.9 800 -, 32 800 +", // withdrawn at once, back after half a minute
        "0 900 -, 1 800 -, 31 800 +",
        "0 900 -, 1 800 -, 30 881 -, 31 800 -, 60 800 -, 61 800 +",
        "0 900 -, 1 800 -, 20 - -, 21 800 -, 50 800 -, 51 800 +", // without a total nothing is proved
        "0 800 +, 1 - -, 2 800 +", // and nothing refuted
        "0 900 -, 1 800 -, lost, 40 800 -, 70 800 +"})
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
        assertThat(shows(1, "0", "0", "0", "0")).isTrue();
        assertThat(shows(2, "-39", "0", "0", "0")).isFalse();
        assertThat(shows(3, "39", "0", "38", "0")).as("one flows").isTrue();
        assertThat(shows(4, "39", "0", "0", "0")).as("as with any meter").isTrue();
    }

    /** Also where a total has refuted them. */
    @Test
    void phasesOfZeroThatWereRefutedDoNotReturn() {
        assertThat(shows(0, "444", "0", "0", "0")).isFalse();
        for (int second = 1; second < 100; second++) {
            assertThat(shows(second, "20", "0", "0", "0")).isFalse();
        }
        for (int second = 100; second < 130; second++) {
            assertThat(shows(second, "20", "21", "0", "0")).isFalse();
        }
        assertThat(shows(130, "20", "21", "0", "0")).isTrue();
    }

    /** A list without powers, as one with counters, changes nothing; so does one whose phases follow with the next. */
    @Test
    void aListWithoutPowersChangesNothing() {
        assertThat(shows(0, "850", "500", "300", "0")).isTrue();
        assertThat(shows(1, "-")).isTrue();
        assertThat(shows(2, "850")).as("now an earlier message's: 50 W are too much").isFalse();
    }

    @Test
    void phasesThatComeWithALaterListAreShownAtOnce() {
        assertThat(shows(0, "800")).isFalse();
        assertThat(shows(2, "800", "500", "300", "0")).isTrue();
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
