package org.dbusp1.gx.ess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The inverter's steps and the meter's, and what they show about the order of phases. */
class PhaseComparisonTest {
    private static final long SECOND = 1_000_000_000L;

    private final PhaseComparison comparison = new PhaseComparison();
    private final double[] house = new double[3];
    private final double[] inverter = new double[3];
    private long nanos;

    /** Shows the present powers; the inverter's phase 1 to 3 is on the meter's phase of this order. */
    private void look(int... order) {
        double[] meter = house.clone();
        for (int phase = 0; phase < 3; phase++) {
            meter[order[phase] - 1] += inverter[phase];
        }
        nanos += 10 * SECOND;
        comparison.accept(watts(meter), watts(inverter), nanos);
    }

    private static PhaseWatts watts(double[] powers) {
        return PhaseWatts.of(phase -> powers[phase - 1]);
    }

    private void minutes(int minutes, Random random, int... order) {
        for (int i = 0; i < 6 * minutes; i++) {
            inverter[random.nextInt(3)] = random.nextInt(4000) - 2000;
            for (int phase = 0; phase < 3; phase++) {
                house[phase] += random.nextGaussian() * 30;
            }
            if (random.nextInt(10) == 0) {
                house[random.nextInt(3)] = random.nextInt(3000);
            }
            look(order);
        }
    }

    private Optional<PhaseOrder> doubt() {
        return Optional.ofNullable(comparison.supported(PhaseOrder.STRAIGHT));
    }

    @Test
    void theRightOrderIsNeverDoubted() {
        for (int seed = 0; seed < 50; seed++) {
            comparison.restart();
            for (int hour = 0; hour < 10; hour++) {
                minutes(6, new Random(seed * 100L + hour), 1, 2, 3);
                assertThat(doubt()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2,1,3,'L2,L1,L3'", "3,2,1,'L3,L2,L1'", "1,3,2,'L1,L3,L2'", "2,3,1,'L3,L1,L2'", "3,1,2,'L2,L3,L1'"})
    void anotherOrderIsDoubtedAndTheRightOneNamed(int one, int two, int three, String map) {
        minutes(12, new Random(one * 10L + two), one, two, three);
        assertThat(doubt().orElseThrow().text()).isEqualTo(map);
    }

    /** The inverter moves once a minute, and something in the house is switched each two minutes. Half of the moves: 12 to 14 of 20. */
    @ParameterizedTest
    @ValueSource(ints = {5, 10, 15})
    void aWrongOrderIsFoundWithASlowMeterWithinAnHour(int interval) {
        int found = 0;
        for (int seed = 0; seed < 20; seed++) {
            comparison.restart();
            Random random = new Random(seed);
            for (int second = 0; second < 3_600; second += interval) {
                if (random.nextInt(60) < interval) {
                    inverter[random.nextInt(3)] = random.nextInt(4000) - 2000;
                }
                for (int phase = 0; phase < 3; phase++) {
                    house[phase] += random.nextGaussian() * 30;
                }
                if (random.nextInt(120) < interval) {
                    house[random.nextInt(3)] = random.nextInt(3000);
                }
                look(2, 1, 3);
            }
            found += doubt().filter(order -> order.text().equals("L2,L1,L3")).isPresent() ? 1 : 0;
        }
        assertThat(found).as("houses of 20").isGreaterThanOrEqualTo(19);
    }

    @Test
    void anOrderThatIsSetAlreadyIsCorrectedFromThere() {
        // Published L1 is the meter's L2, L2 its L3, L3 its L1; the inverter's L1 is published as L2.
        minutes(12, new Random(1), 2, 1, 3);
        assertThat(Objects.requireNonNull(comparison.supported(PhaseOrder.parse("L3,L1,L2"))).text()).isEqualTo("L3,L2,L1");
    }

    @Test
    void itTakesMinutes() {
        minutes(2, new Random(5), 2, 1, 3);
        assertThat(doubt()).isEmpty();
    }

    @Test
    void whatMovesAlikeOnAllPhasesShowsNothing() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            double power = random.nextInt(4000) - 2000;
            inverter[0] = power;
            inverter[1] = power + random.nextInt(40);
            inverter[2] = power - random.nextInt(40);
            look(2, 1, 3);
        }
        assertThat(doubt()).isEmpty();
    }

    @Test
    void aQuietInverterShowsNothing() {
        for (int i = 0; i < 200; i++) {
            house[i % 3] = i * 50 % 3000;
            look(2, 1, 3);
        }
        assertThat(doubt()).isEmpty();
    }

    @Test
    void essThatBalancesTheHouseShowsTheRightOrder() {
        Random random = new Random(11);
        for (int i = 0; i < 90; i++) {
            int phase = random.nextInt(3);
            house[phase] = random.nextInt(3000);
            look(1, 2, 3);
            // The inverter takes it away one look later: the meter's phase falls by what the inverter's falls.
            inverter[phase] = -house[phase];
            look(1, 2, 3);
        }
        assertThat(doubt()).isEmpty();
    }

    @Test
    void dataThatDisagreeRaiseNoDoubt() {
        Random random = new Random(13);
        for (int i = 0; i < 12; i++) {
            minutes(1, random, 2, 1, 3);
            minutes(1, random, 1, 2, 3);
        }
        assertThat(doubt()).isEmpty();
    }

    @Test
    void aDoubtGoesWhenTheOrderIsRightAgainAndWhenItWasChanged() {
        minutes(12, new Random(17), 2, 1, 3);
        assertThat(doubt()).isPresent();
        minutes(30, new Random(18), 1, 2, 3);
        assertThat(doubt()).isEmpty();
        minutes(30, new Random(19), 2, 1, 3);
        assertThat(doubt()).isPresent();
        comparison.restart();
        assertThat(doubt()).isEmpty();
    }

    @Test
    void aGapIsNoStep() {
        for (int i = 0; i < 60; i++) {
            inverter[i % 3] = i % 2 * 1500;
            comparison.skip();
            look(2, 1, 3);
        }
        assertThat(doubt()).isEmpty();
    }

    @Test
    void aOnePhaseOrderIsNotDoubted() {
        minutes(12, new Random(23), 2, 1, 3);
        assertThat(comparison.supported(new PhaseOrder(List.of(2)))).isNull();
    }
}
