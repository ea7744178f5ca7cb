package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.dbusp1.meter.Published.Withheld;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A meter that sends import every 2 s, all powers and voltages every 10 s, and counters once an hour. */
class LatestValuesTest {
    private static final Duration PROMISED = Duration.ofSeconds(10);

    private final LatestValues latest = new LatestValues();

    /**
     * Short lists with an import, and long lists with an import and an export, each with its second, 0..300 for one a minute; and
     * the values after the last.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a short list erases nothing          | 300/0@0 320@2            | import=320 export=0 net=320 voltage=230
            nothing holds once the line is lost  | 300/0@0 lost 300@2       | import=300 net=300
            import ends export                   | 0/2000@0 150@2           | import=150 export=0 net=150 voltage=230
            export holds while import is 0       | 0/2000@0 0@2             | import=0 export=2000 net=-2000 voltage=230
            until the import was higher          | 0/2000@0 150@2 0@4       | import=0 voltage=230
            an export of 0 while it imports too  | 300/0@0 0@2              | import=0 voltage=230
            and is known from the next long list | 300/0@0 0@2 0/700@4 0@6  | import=0 export=700 net=-700 voltage=230
            at 0 the net power may be unknown    | 300@0 0@2                | import=0
            a list rarer than the dialect's      | 1/0@0..300 1@330         | import=1 export=0 net=1 voltage=230
            is valid for three of its intervals  | 1/0@0..300 1@331         | import=1 net=1
            or of its own if twelve are equal    | 1/0@0..720 1@900         | import=1 net=1 voltage=230
            and no longer                        | 1/0@0..720 1@901         | import=1 net=1
            but no power                         | 0/9@0..720 0@751         | import=0 voltage=230
            lists that did not arrive | 1/0@0 1/0@10 1/0@20 1/0@30 1/0@40 1/0@50 * 1/0@100 1@130 | import=1 export=0 net=1 voltage=230
            make no value last longer | 1/0@0 1/0@10 1/0@20 * 1/0@70 * 1/0@120 * 1/0@170 1@201 | import=1 net=1
            """)
    void theseValuesAreValid(String name, String lists, String expected) {
        Values valid = Values.NONE;
        for (String list : lists.split(" ")) {
            String[] range = list.split("@|\\.\\.");
            for (int second = 0; range.length == 3 && second <= Integer.parseInt(range[2]); second += 60) {
                longList(second, Long.parseLong(range[0].split("/")[0]), Long.parseLong(range[0].split("/")[1]));
            }
            if (range.length == 3) {
                continue;
            }
            String[] parts = list.split("[/@]");
            switch (list) {
                case "lost" -> latest.clear();
                case "*" -> latest.breakGaps();
                default -> valid = parts.length == 2 ? shortList(Integer.parseInt(parts[1]), Long.parseLong(parts[0]))
                        : longList(Integer.parseInt(parts[2]), Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            }
        }
        assertThat(valid.toString().replaceAll("power_|_l1|_[wv]=|[{},]", "").replaceAll("([a-z])(?=[-0-9])", "$1=")).isEqualTo(expected);
    }

    @Test
    void phasesAreGoneThreeIntervalsAfterTheLastLongListAndDoNotFlickerBefore() {
        for (int second = 0; second <= 600; second += 2) {
            Values valid = second % 10 == 0 ? longList(second, 300, 0) : shortList(second, 300);
            assertThat(valid.has(Quantity.VOLTAGE_L1)).isTrue();
        }
        assertThat(shortList(630, 300).has(Quantity.VOLTAGE_L1)).isTrue();
        assertThat(shortList(632, 300).has(Quantity.VOLTAGE_L1)).isFalse();
    }

    /** Of another list than the total's they are not the house's: it may export. */
    @Test
    void phasesLeaveWithTheTotal() {
        Values sent = new Values.Builder().set(Quantity.POWER_IMPORT, 2_157_000).set(Quantity.POWER_EXPORT, 0)
                .set(Quantity.POWER_NET, 2_157_000).set(Quantity.POWER_L1, 1_611_000).set(Quantity.POWER_L2, 3_000)
                .set(Quantity.POWER_IMPORT_L3, 543_000).set(Quantity.VOLTAGE_L1, 230_000).build();
        latest.accept(sent, Withheld.NOTHING, 0, PROMISED);

        assertThat(shortList(2, 0).present()).containsExactlyInAnyOrder(Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1);
    }

    @Test
    void keepsLastCounterWhenHourlyListIsLate() {
        latest.accept(values(Quantity.ENERGY_IMPORT, 12_345), Withheld.NOTHING, 0, PROMISED);

        assertThat(shortList(4 * 3_600, 300).scaled(Quantity.ENERGY_IMPORT)).isEqualTo(12_345);
    }

    @Test
    void ofWhatIsWithheldNothingOlderIsShown() {
        longList(0, 300, 0);

        Values valid = latest.accept(values(Quantity.POWER_IMPORT, 300_000),
                new Withheld(Set.of(Quantity.VOLTAGE_L1), Set.of()), nanos(2), PROMISED);

        assertThat(valid.has(Quantity.VOLTAGE_L1)).isFalse();
    }

    private Values shortList(int second, long watts) {
        Values.Builder sent = new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1_000);
        if (watts > 0) {
            sent.set(Quantity.POWER_NET, watts * 1_000);
        }
        return latest.accept(sent.build(), Withheld.NOTHING, nanos(second), PROMISED);
    }

    private Values longList(int second, long imported, long exported) {
        Values sent = new Values.Builder().set(Quantity.POWER_IMPORT, imported * 1_000)
                .set(Quantity.POWER_EXPORT, exported * 1_000).set(Quantity.POWER_NET, (imported - exported) * 1_000)
                .set(Quantity.VOLTAGE_L1, 230_000).build();
        return latest.accept(sent, Withheld.NOTHING, nanos(second), PROMISED);
    }

    private static Values values(Quantity quantity, long scaled) {
        return new Values.Builder().set(quantity, scaled).build();
    }

    private static long nanos(int second) {
        return Duration.ofSeconds(second).toNanos();
    }
}
