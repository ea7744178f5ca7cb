package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_EXPORT;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT_T1;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT_T2;
import static org.dbusp1.metering.guard.Telegrams.values;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuityRuleTest {
    private final ContinuityRule rule = new ContinuityRule();
    private double second;

    private GuardedReading accept(Object... pairs) {
        GuardedReading now = new GuardedReading(Telegrams.reading(values(pairs)), Math.round(second * 1e9));
        rule.check(now);
        return now;
    }

    /** A counter in kWh, 20 s apart or @ at a second; ! is withheld, ~ retracts what was believed after the kWh behind it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            believes the first value and what rises slowly               | 100 100 101 102
            withholds a value that falls once                            | 100 99! 101
            withholds a jump, and measures it from the believed value    | 100 107! 101
            believes a lower counter that stays for a minute             | 100 7! 7! 8! 8 9
            does not believe values that differ each time                | 100 40! 10! 40! 10! 40! 10! 40! 10! 40! 10!
            a counter that is reset to 0 is absent until it counts       | 100 0! 0! 0! 0! 0! 0! 0! 0! 0! 1! 1! 1! 1
            a 0 between ends what lasted                                 | 100 7! 7! 7! 0! 7! 7! 7! 7
            a new counter may stand at 0                                 | 0 0 0 1
            one sane value ends the doubt                                | 100 7! 7! 7! 101 7!
            a value that only the last contradicts retracts it           | 100 101 105 102! 102! 102! 102~101 103
            it does not if it came twice                                 | 100 105 105 102! 102! 102! 102
            nor if two wrong ones follow each other: it was set back     | 100 105 107 102! 102! 102! 102 103
            but the second of two, if it alone was wrong                 | 100 105 110 106! 106! 106! 106~105 108
            a counter that rolls over waits a minute too                 | 999999 2! 2! 2! 2
            counts the time from the last believed value                 | 100@1000 107@1001! 1105@5000 2111@5001!
            """)
    void judgesEachCounter(String name, String counters) {
        for (String word : counters.split(" ")) {
            String[] time = word.replace("!", "").split("@");
            second = time.length == 1 ? second + 20 : Double.parseDouble(time[1]);
            String[] parts = time[0].split("~");
            GuardedReading now = accept(ENERGY_IMPORT, Double.parseDouble(parts[0]));
            assertThat(now.withheld).as("%s of %s", word, counters)
                    .isEqualTo(word.endsWith("!") ? Map.of(ENERGY_IMPORT, Reason.CONTRADICTS_PAST) : Map.of());
            assertThat(now.retracted).as("%s of %s", word, counters).isEqualTo(parts.length == 1 ? Set.of() : Set.of(ENERGY_IMPORT));
        }
    }

    @Test
    void aCounterThatIsWithheldTakesItsSumWithItAndBothComeBackTogether() {
        Object[] meter = {ENERGY_IMPORT_T1, 100, ENERGY_IMPORT_T2, 50, ENERGY_IMPORT, 150, ENERGY_EXPORT, 5};
        Object[] other = {ENERGY_IMPORT_T1, 10, ENERGY_IMPORT_T2, 50, ENERGY_IMPORT, 60, ENERGY_EXPORT, 5};
        accept(meter);
        for (List<Quantity> withheld : List.of(List.of(ENERGY_IMPORT_T1, ENERGY_IMPORT), List.of(ENERGY_IMPORT_T1, ENERGY_IMPORT),
                List.of(ENERGY_IMPORT_T1, ENERGY_IMPORT), List.<Quantity>of())) {
            second += 20;
            assertThat(accept(other).withheld.keySet()).containsExactlyInAnyOrderElementsOf(withheld);
        }
    }
}
