package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;
import static org.dbusp1.metering.guard.TestValues.values;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each meter here prints import, export and their difference, of the whole and of each phase, in watts. */
class PlausibilityRuleTest {
    private static final Quantity[] TOTALS = {POWER_IMPORT, POWER_EXPORT, POWER_NET};

    /** A total and three phases, import positive, export negative; more pairs of quantity and value. */
    private static Values meter(double total, double l1, double l2, double l3, Object... more) {
        List<Object> pairs = meterPairs(total, l1, l2, l3);
        pairs.addAll(Arrays.asList(more));
        return values(pairs.toArray());
    }

    private static List<Object> meterPairs(double total, double l1, double l2, double l3) {
        List<Object> pairs = new ArrayList<>();
        power(pairs, total, TOTALS);
        power(pairs, l1, POWER_IMPORT_L1, POWER_EXPORT_L1, POWER_L1);
        power(pairs, l2, POWER_IMPORT_L2, POWER_EXPORT_L2, POWER_L2);
        power(pairs, l3, POWER_IMPORT_L3, POWER_EXPORT_L3, POWER_L3);
        return pairs;
    }

    private static void power(List<Object> pairs, double watts, Quantity... directions) {
        pairs.addAll(List.of(directions[0], Math.max(0, watts), directions[1], Math.max(0, -watts), directions[2], watts));
    }

    private static Object[] amperes(double l1, double l2, double l3) {
        return new Object[] {VOLTAGE_L1, 230, VOLTAGE_L2, 230, VOLTAGE_L3, 230, CURRENT_L1, l1, CURRENT_L2, l2, CURRENT_L3, l3};
    }

    /**
     * The watts of the whole and of the phases, what else the meter sends, and whether all powers are withheld. "1 A, 1 A, 0 A" are
     * currents at 230 V.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "80 kW above small phases, by the currents         | 80000 200 200 100        | 1 A, 1 A, 0 A       | all",
        "also exported                                     | -80000 200 200 100       | 1 A, 1 A, 0 A       | all",
        "20 kW phases under a small total, by the currents | 500 20000 20000 20000    | 1 A, 1 A, 0 A       | all",
        "no contradiction with the total but a current     | 40000 29000 40500 -29000 | 130 A, 1 A, 130 A   | all",
        "a phase that its current does not carry           | 500 29000 20000 0        | 130 A, 1 A, 0 A     | all",
        "no fuse decides                                   | 80000 200 200 100        | FUSE=40             | all",
        "a total high above the phases                     | 80000 200 200 100        |                     | all",
        "phases high above the total                       | 500 20000 20000 20000    |                     | all",
        "also where the currents carry both                | 80000 200 200 100        | 120 A, 120 A, 120 A | all",
        "a load switched between two samples               | 30500 200 200 100        |                     | ",
        "more than a load                                  | 30501 200 200 100        |                     | all",
        "a load switched off                               | 500 10100 10200 10200    |                     | ",
        "more than a load switched off                     | 500 10100 10201 10200    |                     | all",
        "half of a large connection                        | 200000 40000 30000 30000 |                     | ",
        "more than half of it                              | 200000 40000 30000 29999 |                     | all",
        "twice a large connection                          | 100000 80000 60000 60000 |                     | ",
        "phases in opposite directions                     | 1000 25000 -12000 -12000 |                     | ",
        "a total that exports                              | -40000 5000 -22000 -23000 |                    | ",
        "phases without sign                               | -45000 15000 15000 15000 |                     | ",
        "the signed sum fits                               | 25000 -20000 25000 20000 |                     | ",
        "the sum without signs fits                        | 65000 -20000 25000 20000 |                     | ",
        "phases of 0 are judged by the currents            | 80000 0 0 0              | 3 A, 4 A, 3 A       | all",
        "not below a large load                            | 29000 0 0 0              | 3 A, 4 A, 3 A       | ",
        "not where the currents carry it                   | 80000 0 0 0              | 60 A, 60 A, 55 A    | ",
        "not without currents                              | 80000 0 0 0              |                     | ",
        "a phase without current leaves them unknown       | 80000 200 200 100        | CURRENT_L1=1 CURRENT_L2=1 | all",
        "a dead voltage counts as nominal | 80000 0 0 0 | VOLTAGE_L1=0 CURRENT_L1=180 VOLTAGE_L2=0 CURRENT_L2=0 CURRENT_L3=0 | ",
        "an absent voltage counts as nominal | 80000 0 0 0 | CURRENT_L1=100 CURRENT_L2=71 CURRENT_L3=0 | ",
        "with its margin | 80000 0 0 0 | CURRENT_L1=100 CURRENT_L2=70 CURRENT_L3=0 | all",
        "an export alone                                   |                          | POWER_EXPORT=80000 CURRENT_L1=3 | all",
        "2 x 230 V x 66 A                                  |                          | POWER_IMPORT=30001 CURRENT_L1=65 | ",
        "a load is no contradiction of a current           |                          | POWER_IMPORT=30000 CURRENT_L1=3 | ",
        "2 x 230 V x 100 A                                 |                          | POWER_IMPORT=46000 CURRENT_L1=99 | ",
        "more than that current carries                    |                          | POWER_IMPORT=46001 CURRENT_L1=99 | all",
        "a phase far above its current | | POWER_IMPORT_L1=40000 CURRENT_L1=10 | all",
        "its export too | | POWER_EXPORT_L2=40000 CURRENT_L2=10 | all",
        "a phase that its current carries                  |                          | POWER_IMPORT_L1=40000 CURRENT_L1=100 | ",
        "a load on a phase                                 |                          | POWER_IMPORT_L1=30000 CURRENT_L1=10 | ",
        "a phase without a current                         |                          | POWER_IMPORT_L1=40000 | ",
        "2 x 230 V x 100 A on a phase                      |                          | POWER_IMPORT_L1=46000 CURRENT_L1=99 | ",
        "more than that on a phase | | POWER_IMPORT_L1=46001 CURRENT_L1=99 | all",
        "a current with a sign | | POWER_IMPORT_L1=46001 CURRENT_L1=-99 | all",
        "a phase whose net power is unknown                |                          | POWER_NET=80000 POWER_L1=200 POWER_IMPORT_L2=5 | ",
        "by its export too                                 |                          | POWER_NET=80000 POWER_L1=200 POWER_EXPORT_L2=5 | ",
        "phases that the meter does not have | | POWER_NET=80000 POWER_L1=500 CURRENT_L1=2 | all",
        "two phases | | POWER_NET=500 POWER_L1=29000 POWER_L3=29000 CURRENT_L1=2 CURRENT_L3=2 | all"})
    void withholdsWhatNoHouseCanCause(String name, String watts, String more, String withheld) {
        List<Object> pairs = new ArrayList<>();
        if (watts != null) {
            double[] powers = Stream.of(watts.split(" ")).mapToDouble(Double::parseDouble).toArray();
            pairs.addAll(meterPairs(powers[0], powers[1], powers[2], powers[3]));
        }
        if (more != null && more.endsWith(" A")) {
            double[] currents = Stream.of(more.split("[ A,]+")).mapToDouble(Double::parseDouble).toArray();
            pairs.addAll(List.of(amperes(currents[0], currents[1], currents[2])));
        } else if (more != null) {
            for (String pair : more.split(" ")) {
                pairs.add(Quantity.valueOf(pair.substring(0, pair.indexOf('='))));
                pairs.add(Double.parseDouble(pair.substring(pair.indexOf('=') + 1)));
            }
        }
        Values values = values(pairs.toArray());
        Set<Quantity> powers = values.present().stream().filter(quantity -> quantity.unit() == Unit.WATT).collect(Collectors.toSet());
        assertThat(comparedPowers(values).keySet()).as(name).isEqualTo(withheld == null ? Set.of() : powers);
    }

    @Test
    void namesTheReason() {
        for (Values contradictory : List.of(meter(80_000, 200, 200, 100, amperes(1, 1, 0)), meter(500, 20_000, 20_000, 20_000),
                meter(80_000, 0, 0, 0, amperes(3, 4, 3)), values(POWER_IMPORT_L1, 40_000, CURRENT_L1, 10))) {
            assertThat(comparedPowers(contradictory).values()).isNotEmpty().containsOnly(Reason.CONTRADICTS_MESSAGE);
        }
    }

    @Test
    void withAPowerWithheldThereIsNothingToCompare() {
        for (Quantity withheld : List.of(POWER_IMPORT_L1, POWER_EXPORT_L1, POWER_L1, POWER_IMPORT, POWER_EXPORT)) {
            GuardedReading now = candidate(meter(80_000, 200, 200, 100)).withhold(Reason.OUT_OF_RANGE, List.of(withheld));
            assertThat(withheldOf(now)).containsEntry(withheld, Reason.OUT_OF_RANGE)
                    .doesNotContainValue(Reason.CONTRADICTS_MESSAGE);
        }
    }

    /** 90 kW where a current of 200 A, which no power confirms, would carry it. */
    @Test
    void aWithheldCurrentDecidesNothing() {
        GuardedReading now = candidate(meter(500, 90_000, 0, 0, VOLTAGE_L1, 230, CURRENT_L1, 1, VOLTAGE_L2, 230, CURRENT_L2, 200));
        assertThat(withheldOf(now)).hasSize(13).containsKey(CURRENT_L2).doesNotContainKey(CURRENT_L1);
    }

    private static GuardedReading candidate(Values values) {
        return new GuardedReading(Snapshots.of(values).reading(), 0);
    }

    private static Map<Quantity, Reason> comparedPowers(Values values) {
        return withheldOf(candidate(values));
    }

    private static Map<Quantity, Reason> withheldOf(GuardedReading message) {
        return new PlausibilityRule().check(message).withheldValues();
    }
}
