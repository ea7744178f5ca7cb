package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A meter that sends import every 2 s, all powers and voltages every 10 s, as its dialect does, and counters once an hour. */
class ValidityTest {
    private final Validity validity = new Validity(new Interval(null, false));

    private Values accept(Values sent, int second, Quantity... withheld) {
        GuardedReading now = new GuardedReading(Telegrams.reading(Dialect.KAIFA, "K", Optional.of("A"), sent),
                Duration.ofSeconds(second).toNanos());
        now.withhold(Reason.OUT_OF_RANGE, List.of(withheld));
        return validity.accept(now);
    }

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
            is valid for three of those          | 1/0@0..300 1@331         | import=1 net=1
            also if it comes regularly           | 1/0@0..720 1@751         | import=1 net=1
            and no power is valid for longer     | 0/9@0..720 0@751         | import=0
            """)
    void theseValuesAreValid(String name, String lists, String expected) {
        Values valid = Values.NONE;
        for (String list : lists.split(" ")) {
            String[] range = list.split("@|\\.\\.");
            for (int second = 0; range.length == 3 && second <= Integer.parseInt(range[2]); second += 60) {
                longList(second, Long.parseLong(range[0].split("/")[0]), Long.parseLong(range[0].split("/")[1]));
            }
            String[] parts = list.split("[/@]");
            if (list.equals("lost")) {
                validity.end();
            } else if (range.length < 3) {
                valid = parts.length == 2 ? shortList(Integer.parseInt(parts[1]), Long.parseLong(parts[0]))
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
        accept(sent, 0);
        assertThat(shortList(2, 0).present()).containsExactlyInAnyOrder(Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1);
    }

    @Test
    void keepsTheLastCounterWhenTheHourlyListIsLate() {
        accept(new Values.Builder().set(Quantity.ENERGY_IMPORT, 12_345).build(), 0);
        assertThat(shortList(4 * 3_600, 300).scaled(Quantity.ENERGY_IMPORT)).isEqualTo(12_345);
    }

    @Test
    void ofWhatIsWithheldNothingOlderIsShown() {
        longList(0, 300, 0);
        Values valid = accept(new Values.Builder().set(Quantity.POWER_IMPORT, 300_000).set(Quantity.VOLTAGE_L1, 999_000).build(), 2,
                Quantity.VOLTAGE_L1);
        assertThat(valid.has(Quantity.VOLTAGE_L1)).isFalse();
    }

    /** A line that damages each fifth list keeps a power for three intervals of the meter, not of the dialect. */
    @Test
    void aLineThatDamagesEachFifthListKeepsNoPowerForLonger() {
        Guard guard = new Guard(new Guard.Options(null, StateStore.NONE, Guard.Origin.SERIAL, null));
        GuardedLine line = new GuardedLine(guard);
        for (int i = 0; i < 40; i++) {
            if (i % 5 == 4) {
                guard.rejected(RejectCause.FCS);
            } else {
                line.accept(2.5 * i, Telegrams.reading(Dialect.KAIFA, "K", Optional.of("A"), Telegrams.values(Quantity.POWER_IMPORT, i)));
            }
            assertThat(i < 8 || line.fresh(2.5 * i + 2)).as("list %d", i).isTrue();
        }
        assertThat(line.fresh(line.now + 7.5)).isTrue();
        assertThat(line.fresh(line.now + 7.6)).isFalse();
    }

    private Values shortList(int second, long watts) {
        Values.Builder sent = new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1_000);
        if (watts > 0) {
            sent.set(Quantity.POWER_NET, watts * 1_000);
        }
        return accept(sent.build(), second);
    }

    private Values longList(int second, long imported, long exported) {
        return accept(new Values.Builder().set(Quantity.POWER_IMPORT, imported * 1_000)
                .set(Quantity.POWER_EXPORT, exported * 1_000).set(Quantity.POWER_NET, (imported - exported) * 1_000)
                .set(Quantity.VOLTAGE_L1, 230_000).build(), second);
    }
}
