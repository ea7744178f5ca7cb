package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;
import static org.dbusp1.metering.guard.Telegrams.values;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each meter here prints import, export and their difference, of the whole and of each phase, in watts. */
class PowerRuleTest {
    private static final Quantity[] TOTALS = {POWER_IMPORT, POWER_EXPORT, POWER_NET};
    private static final Quantity[] ALL_PHASES = {POWER_IMPORT_L1, POWER_EXPORT_L1, POWER_L1, POWER_IMPORT_L2,
        POWER_EXPORT_L2, POWER_L2, POWER_IMPORT_L3, POWER_EXPORT_L3, POWER_L3};

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
     * The watts of the whole and of the phases, what else the meter sends, and the quantities withheld: "totals", "phases", all of
     * one phase, "L1", or each by its name. "1 A, 1 A, 0 A" are currents at 230 V.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "80 kW above small phases, by the currents         | 80000 200 200 100        | 1 A, 1 A, 0 A       | totals",
        "also exported                                     | -80000 200 200 100       | 1 A, 1 A, 0 A       | totals",
        "20 kW phases under a small total, by the currents | 500 20000 20000 20000    | 1 A, 1 A, 0 A       | phases",
        "no contradiction with the total but a current     | 40000 29000 40500 -29000 | 130 A, 1 A, 130 A   | POWER_IMPORT_L2",
        "a phase that its current does not carry           | 500 29000 20000 0        | 130 A, 1 A, 0 A     | L2",
        "the fuse decides without currents                 | 80000 200 200 100        | FUSE=40             | totals",
        "the fuse decides for phases too                   | 500 20000 20000 20000    | FUSE=40             | phases",
        "above 3 x 125 A                                   | 200000 200 200 100       |                     | totals",
        "above 125 A                                       | 500 60000 0 0            |                     | L1",
        "a fuse of 0 is unset                              | 80000 200 200 100        | FUSE=0              | totals phases",
        "a fuse of 999 A is off                            | 80000 200 200 100        | FUSE=999            | totals phases",
        "a fuse of 999.99 A is off                         | 80000 200 200 100        | FUSE=999.99         | totals phases",
        "3 x 2 x 40 A                                      | 55200 1 1 1              | FUSE=40             | totals phases",
        "more than that                                    | 55201 1 1 1              | FUSE=40             | totals",
        "2 x 40 A on each phase                            | 1 18400 18400 18400      | FUSE=40             | totals phases",
        "more than that on one                             | 1 18401 18400 18400      | FUSE=40             | L1",
        "nothing decides for a high total                  | 80000 200 200 100        |                     | totals phases",
        "nothing decides for high phases                   | 500 20000 20000 20000    |                     | totals phases",
        "currents that carry both decide nothing           | 80000 200 200 100        | 120 A, 120 A, 120 A | totals phases",
        "a load switched between two samples               | 30500 200 200 100        |                     | ",
        "more than a load                                  | 30501 200 200 100        |                     | totals phases",
        "a load switched off                               | 500 10100 10200 10200    |                     | ",
        "more than a load switched off                     | 500 10100 10201 10200    |                     | totals phases",
        "half of a large connection                        | 200000 40000 30000 30000 |                     | ",
        "more than half of it                              | 200000 40000 30000 29999 |                     | totals",
        "twice a large connection                          | 100000 80000 60000 60000 |                     | ",
        "phases in opposite directions                     | 1000 25000 -12000 -12000 |                     | ",
        "a total that exports                              | -40000 5000 -22000 -23000 |                    | ",
        "phases without sign                               | -45000 15000 15000 15000 |                     | ",
        "the signed sum fits                               | 25000 -20000 25000 20000 |                     | ",
        "the sum without signs fits                        | 65000 -20000 25000 20000 |                     | ",
        "phases of 0 are judged by the currents            | 80000 0 0 0              | 3 A, 4 A, 3 A       | totals",
        "not below a large load                            | 29000 0 0 0              | 3 A, 4 A, 3 A       | ",
        "not where the currents carry it                   | 80000 0 0 0              | 60 A, 60 A, 55 A    | ",
        "not without currents                              | 80000 0 0 0              |                     | ",
        "a phase without current leaves them unknown       | 80000 200 200 100        | CURRENT_L1=1 CURRENT_L2=1 | totals phases",
        "a dead voltage counts as nominal | 80000 0 0 0 | VOLTAGE_L1=0 CURRENT_L1=180 VOLTAGE_L2=0 CURRENT_L2=0 CURRENT_L3=0 | ",
        "an absent voltage counts as nominal | 80000 0 0 0 | VOLTAGE_L1=250 CURRENT_L1=159 VOLTAGE_L2=0 CURRENT_L2=0 CURRENT_L3=0 | ",
        "an export alone                                   |                          | POWER_EXPORT=80000 CURRENT_L1=3 | POWER_EXPORT",
        "2 x 230 V x 66 A                                  |                          | POWER_IMPORT=30001 CURRENT_L1=65 | ",
        "a load is no contradiction of a current           |                          | POWER_IMPORT=30000 CURRENT_L1=3 | ",
        "2 x 230 V x 100 A                                 |                          | POWER_IMPORT=46000 CURRENT_L1=99 | ",
        "more than that current carries                    |                          | POWER_IMPORT=46001 CURRENT_L1=99 | POWER_IMPORT",
        "a phase far above its current | | POWER_IMPORT_L1=40000 CURRENT_L1=10 | POWER_IMPORT_L1",
        "its export too | | POWER_EXPORT_L2=40000 CURRENT_L2=10 | POWER_EXPORT_L2",
        "a phase that its current carries                  |                          | POWER_IMPORT_L1=40000 CURRENT_L1=100 | ",
        "a load on a phase                                 |                          | POWER_IMPORT_L1=30000 CURRENT_L1=10 | ",
        "a phase without a current                         |                          | POWER_IMPORT_L1=40000 | ",
        "2 x 230 V x 100 A on a phase                      |                          | POWER_IMPORT_L1=46000 CURRENT_L1=99 | ",
        "more than that on a phase | | POWER_IMPORT_L1=46001 CURRENT_L1=99 | POWER_IMPORT_L1",
        "a current with a sign | | POWER_IMPORT_L1=46001 CURRENT_L1=-99 | POWER_IMPORT_L1",
        "a phase whose net power is unknown                |                          | POWER_NET=80000 POWER_L1=200 POWER_IMPORT_L2=5 | ",
        "by its export too                                 |                          | POWER_NET=80000 POWER_L1=200 POWER_EXPORT_L2=5 | ",
        "phases that the meter does not have | | POWER_NET=80000 POWER_L1=500 CURRENT_L1=2 | POWER_NET",
        "two phases | | POWER_NET=500 POWER_L1=29000 POWER_L3=29000 CURRENT_L1=2 CURRENT_L3=2 | POWER_L1 POWER_L3"})
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
        Set<Quantity> expected = new HashSet<>();
        for (String word : withheld == null ? new String[0] : withheld.split(" ")) {
            expected.addAll(switch (word) {
                case "totals" -> List.of(TOTALS);
                case "phases" -> List.of(ALL_PHASES);
                case "L1", "L2", "L3" -> List.of(ALL_PHASES).subList(3 * (word.charAt(1) - '1'), 3 * (word.charAt(1) - '0'));
                default -> List.of(Quantity.valueOf(word));
            });
        }
        assertThat(comparedPowers(values(pairs.toArray())).keySet()).as(name).isEqualTo(expected);
    }

    @Test
    void namesTheReason() {
        assertThat(comparedPowers(meter(80_000, 200, 200, 100, amperes(1, 1, 0)))).containsValue(Reason.TOTAL_NOT_SUM);
        assertThat(comparedPowers(meter(500, 20_000, 20_000, 20_000, amperes(1, 1, 0)))).containsValue(Reason.PHASES_NOT_TOTAL);
        assertThat(comparedPowers(meter(80_000, 0, 0, 0, amperes(3, 4, 3)))).containsValue(Reason.NOT_IN_CURRENTS);
        assertThat(comparedPowers(values(POWER_IMPORT_L1, 40_000, CURRENT_L1, 10))).containsValue(Reason.NOT_IN_CURRENTS);
    }

    @Test
    void withAPowerWithheldThereIsNothingToCompare() {
        for (Quantity withheld : List.of(POWER_IMPORT_L1, POWER_EXPORT_L1, POWER_L1, POWER_IMPORT, POWER_EXPORT)) {
            GuardedReading now = candidate(meter(80_000, 200, 200, 100));
            now.withhold(Reason.OUT_OF_RANGE, withheld);
            new PowerRule().check(now);
            assertThat(now.withheldReasons()).containsOnlyKeys(withheld);
        }
    }

    @Test
    void aWithheldCurrentDecidesNothing() {
        GuardedReading now = candidate(meter(80_000, 200, 200, 100, amperes(1, 1, 0)));
        now.withhold(Reason.NOT_IN_POWER, CURRENT_L1);
        new PowerRule().check(now);
        assertThat(now.withheldReasons()).hasSize(13);
    }

    private static GuardedReading candidate(Values values) {
        return new GuardedReading(Telegrams.reading(values), 0);
    }

    private static Map<Quantity, Reason> comparedPowers(Values values) {
        GuardedReading now = candidate(values);
        new PowerRule().check(now);
        return now.withheldReasons();
    }
}
