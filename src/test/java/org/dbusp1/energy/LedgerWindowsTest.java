package org.dbusp1.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dbusp1.Snapshots;
import org.dbusp1.driver.MeterTime;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The windows that the ledger reports, of a meter with its counter in each message, and of one that sends it once an hour. */
class LedgerWindowsTest {
    private static final int HOUR = 3_600;
    private static final int QUARTER = 900;
    /** The start of an hour. */
    private static final long NINE = 1_767_258_000 / HOUR * HOUR;
    private static final long TEN = NINE + HOUR;
    private static final long WATT_HOUR = 10_000;

    private final StoredLines lines = new StoredLines();
    /** Mean powers by the second at which the window began. */
    private final Map<Long, Long> windows = new TreeMap<>();
    private Ledger ledger;

    @BeforeEach
    void hours() {
        begin(HOUR);
    }

    private void begin(int seconds) {
        ledger = new Ledger(lines, null);
        ledger.watch(seconds, zone -> (start, watts) -> windows.compute(start, (value, before) -> watts));
    }

    private void restart(int seconds) {
        ledger.end();
        windows.clear();
        begin(seconds);
    }

    private final MeterTime clock = MeterTime.ofLog(null);

    private void accept(long second, Values values) {
        accept(Optional.of(new Stamp(second, 0)), second, values);
    }

    private void accept(Optional<Stamp> time, long arrival, Values values) {
        ledger.accept(clock.date(Snapshots.anonymous(Dialect.NORDIC, values).time(time.orElse(null))
                .arrival(Instant.ofEpochSecond(arrival)).take().believed(), 0));
    }

    /** Messages with only power, each ten seconds. */
    private void powers(long from, long to, long watts) {
        for (long at = from; at <= to; at += 10) {
            accept(at, new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1_000).build());
        }
    }

    /** A message with a counter. */
    private void counter(long second, long wattHours, long watts) {
        accept(second, new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1_000)
                .set(Quantity.ENERGY_IMPORT, wattHours * WATT_HOUR).build());
    }

    /** Messages each ten seconds while the counter shows the same. */
    private void counters(long from, long to, long wattHours) {
        for (long at = from; at <= to; at += 10) {
            counter(at, wattHours, 0);
        }
    }

    /** An hour of 1000 W by the powers, of 1200 W by the counters that come some seconds after each border. */
    @ParameterizedTest
    @CsvSource({"0, 10", "10, 10", "59, 59", "1, 0", "119, 119"})
    void countersUpToTwoMinutesBehindTwoBordersAreTheMean(long first, long second) {
        counter(NINE + first, 5_000, 1_000);
        powers(NINE + first + 10 - first % 10, TEN + second - 1, 1_000);
        assertThat(windows).as("waits for the counter").isEmpty();
        assertThat(ledger.settledUntil()).isEqualTo(NINE + first);
        counter(TEN + second, 6_200, 1_000);
        assertThat(windows).containsExactly(Map.entry(NINE, 1_200L));
        assertThat(ledger.settledUntil()).isEqualTo(TEN + second);
        powers(TEN + second + 10, TEN + 200, 1_000);
        assertThat(windows).hasSize(1);
    }

    @Test
    void theEnergySinceTheHourIsThatOfThePowersWithoutTheHourBefore() {
        counter(NINE + 10, 5_000, 1_000);
        powers(NINE + 20, TEN, 1_000);
        assertThat(ledger.importedSince(TEN)).isEqualTo(0L);
        counter(TEN + 10, 6_200, 1_000);
        assertThat(ledger.importedSince(TEN)).as("10 s of 1 kW").isEqualTo(27_778L);
        powers(TEN + 20, TEN + 360, 1_000);
        assertThat(ledger.importedSince(TEN)).isEqualTo(100 * WATT_HOUR);
        powers(TEN + 430, TEN + 500, 1_000);
        assertThat(ledger.importedSince(TEN)).as("a gap in the powers").isNull();
    }

    /** The powers of the second hour are twice those of the first, and so is its share of the counter's 3 kWh. */
    @Test
    void aCounterThatDidNotComeIsFoundByThePowers() {
        counter(NINE + 10, 5_000, 1_000);
        powers(NINE + 20, TEN, 1_000);
        powers(TEN + 10, TEN + HOUR, 2_000);
        assertThat(windows).isEmpty();
        counter(TEN + HOUR + 10, 8_000, 2_000);
        assertThat(windows.keySet()).containsExactly(NINE, TEN);
        assertThat(windows.get(NINE)).isBetween(990L, 1_010L);
        assertThat(windows.get(NINE) + windows.get(TEN)).isEqualTo(3_000);
    }

    @Test
    void withoutItsPowersItIsNotInvented() {
        counter(NINE + 10, 5_000, 1_000);
        powers(NINE + 20, TEN - 100, 1_000);
        powers(TEN + 10, TEN + HOUR, 2_000);
        counter(TEN + HOUR + 10, 8_000, 2_000);
        assertThat(windows).isEmpty();
    }

    /** Quarter hours of a meter that sends its counter once an hour, in proportion to the powers. */
    @Test
    void quarterHoursLieBetweenTheCountersOfHours() {
        begin(QUARTER);
        counter(NINE, 5_000, 400);
        powers(NINE + 10, NINE + QUARTER, 400);
        powers(NINE + QUARTER + 10, TEN, 1_200);
        counter(TEN + 10, 6_050, 1_200);
        assertThat(windows.keySet()).containsExactly(NINE, NINE + QUARTER, NINE + 2 * QUARTER, NINE + 3 * QUARTER);
        assertThat(windows.get(NINE)).isBetween(415L, 430L);
        assertThat(windows.get(NINE + QUARTER)).isBetween(1_250L, 1_270L);
        assertThat(windows.values().stream().mapToLong(watts -> watts).sum()).isBetween(4_199L, 4_201L);
    }

    /** 5 MWh more in seconds, or a counter that fell: a meter without a number was exchanged. */
    @ParameterizedTest
    @CsvSource({"5_006_200", "100"})
    void theHourOfAnExchangeIsUnknown(String shown) {
        long other = Long.parseLong(shown.replace("_", ""));
        counter(NINE, 5_000, 1_000);
        powers(NINE + 10, TEN, 1_000);
        counter(TEN + 10, 6_200, 1_000);
        powers(TEN + 20, TEN + 600, 1_000);
        counter(TEN + 610, other, 1_000);
        powers(TEN + 620, TEN + HOUR, 1_000);
        counter(TEN + HOUR + 10, other + 1_200, 1_000);
        powers(TEN + HOUR + 20, TEN + 2 * HOUR, 1_000);
        counter(TEN + 2 * HOUR + 10, other + 2_400, 1_000);
        assertThat(windows).containsExactly(Map.entry(NINE, 1_200L), Map.entry(TEN + HOUR, 1_200L));
    }

    @ParameterizedTest
    @ValueSource(longs = {5_001_000, 999})
    void aCounterThatJumpsOrFallsOverARestartIsOfAnotherMeter(long other) {
        begin(QUARTER);
        counters(NINE, NINE + 450, 1_000);
        restart(QUARTER);
        counters(NINE + 510, NINE + 910, other);
        assertThat(windows).isEmpty();
        assertThat(ledger.importedSince(NINE)).isNull();
        counters(NINE + 920, NINE + 1_800, other + 100);
        assertThat(windows).containsExactly(Map.entry(NINE + 900, 400L));
    }

    /** Powers each ten seconds came to more than was drawn, and little is drawn in the hour's last minutes. */
    @ParameterizedTest
    @CsvSource({"3300, true", "3550, true", "3550, false"})
    void anEstimateThatIsAheadOfTheCounterCostsNoHour(int until, boolean restart) {
        counter(NINE + 10, 5_000, 1_200);
        powers(NINE + 20, TEN, 1_200);
        counter(TEN + 10, 6_000, 1_200);
        powers(TEN + 20, TEN + until, 1_200);
        if (restart) {
            restart(HOUR);
        }
        powers(TEN + until + 10, TEN + HOUR + 10, 0);
        counter(TEN + HOUR + 15, 7_050, 0);
        powers(TEN + HOUR + 20, TEN + HOUR + 200, 0);
        assertThat(windows).containsEntry(TEN, 1_050L);
        assertThat(ledger.importedSince(TEN + HOUR)).isNotNull().isNotNegative();
    }

    /** 3 s before the border and 7 s after it, 100 Wh between. */
    @Test
    void whatWasDrawnAtABorderLiesBetweenItsNeighboursInProportion() {
        begin(QUARTER);
        counter(NINE - 3, 1_000, 0);
        counter(NINE + 7, 1_100, 0);
        counters(NINE + 17, NINE + 897, 1_100);
        counter(NINE + 907, 1_200, 0);
        assertThat(windows).as("70 Wh behind the first border, 30 Wh before the second").containsExactly(Map.entry(NINE, 400L));
    }

    @Test
    void aGapOfAMinuteOverABorderIsBridgedAndALongerOneLeavesBothWindowsUnknown() {
        begin(QUARTER);
        counters(NINE, NINE + 870, 1_000);
        counter(NINE + 930, 1_010, 0);
        assertThat(windows).containsExactly(Map.entry(NINE, 20L));
        counters(NINE + 940, NINE + 1_770, 1_010);
        counter(NINE + 1_831, 1_020, 0);
        counters(NINE + 1_840, NINE + 2_710, 1_030);
        assertThat(windows).hasSize(1);
    }

    /** A meter that sends its counter with each message sends the counter of that time, not of the hour's end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPauseThatEndsJustBehindAnHourLeavesItsBorderUnknown(boolean restart) {
        begin(QUARTER);
        counters(NINE, NINE + 3_000, 1_000);
        if (restart) {
            restart(QUARTER);
        }
        counters(TEN + 60, TEN + 1_000, 1_100);
        assertThat(windows.keySet()).doesNotContain(NINE + 2_700, TEN).contains(NINE, NINE + 1_800);
        assertThat(ledger.importedSince(TEN)).isNull();
    }

    @Test
    void afterARestartTheCounterShowsWhatWasDrawnBetween() {
        begin(QUARTER);
        counters(NINE, NINE + 300, 1_000);
        restart(QUARTER);
        counter(NINE + 500, 1_100, 0);
        assertThat(ledger.importedSince(NINE)).isEqualTo(100 * WATT_HOUR);
        assertThat(ledger.importedSince(NINE + 900)).isNull();
        counters(NINE + 510, NINE + 900, 1_200);
        assertThat(windows).containsExactly(Map.entry(NINE, 800L));
        restart(QUARTER);
        counter(NINE + 910, 1_200, 0);
        assertThat(windows).as("those of earlier runs are reported again").containsExactly(Map.entry(NINE, 800L));
    }

    /** By the machine's clock, which the network has set. */
    @Test
    void aClockThatIsSetBackOverARestartCostsNoWindow() {
        begin(QUARTER);
        counters(NINE, NINE + 300, 1_000);
        restart(QUARTER);
        counters(NINE + 290, NINE + 890, 1_000);
        counter(NINE + 900, 1_010, 0);
        assertThat(windows).containsExactly(Map.entry(NINE, 40L));
    }

    /** 400 days ahead for three hours: no bill has windows of that time. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClockThatIsFarAheadHasNoWindows(boolean restart) {
        begin(QUARTER);
        long far = NINE + 400L * 86_400;
        counters(NINE, NINE + 900, 1_000);
        counters(far, far + HOUR, 1_000);
        assertThat(ledger.isClockDistrusted()).isTrue();
        if (restart) {
            restart(QUARTER);
        }
        counters(far + HOUR + 10, far + 3 * HOUR, 1_000);
        assertThat(windows.keySet()).containsExactly(NINE);
        counters(NINE + 4 * HOUR, NINE + 5 * HOUR, 1_000);
        assertThat(ledger.isClockDistrusted()).isFalse();
        assertThat(windows.keySet()).hasSize(1 + 4).endsWith(NINE + 5 * HOUR - QUARTER);
    }

    /** The driver was off for two months. */
    @Test
    void aDayAfterAClockWasSetFarItsWindowsCount() {
        begin(QUARTER);
        long far = NINE + 60L * 86_400;
        counters(NINE, NINE + 900, 1_000);
        counters(far, far + 25 * HOUR, 1_000);
        assertThat(windows.keySet()).hasSize(1 + 4).endsWith(far + 25 * HOUR - QUARTER);
    }

    /** In the middle of a window, ahead or back: what lies across is unknown. */
    @ParameterizedTest
    @ValueSource(longs = {62, 600, 3_600, 7_200, -62, -600, -3_600})
    void noWindowLiesOverAClockThatWasSet(long shift) {
        begin(QUARTER);
        counters(NINE, NINE + 1_300, 1_000);
        for (long at = NINE + 1_310; at <= NINE + 1_310 + 4 * HOUR; at += 10) {
            accept(Optional.of(new Stamp(at + shift, 0)), at, new Values.Builder().set(Quantity.ENERGY_IMPORT, 1_050 * WATT_HOUR).build());
        }
        assertThat(windows).allSatisfy((start, watts) -> assertThat(watts).isZero());
        assertThat(windows).containsKey(NINE);
    }

    /** A meter without a checksum: a counter is believed, and the next ones show that it was wrong. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWrongCounterIsTakenBack(boolean restart) {
        begin(QUARTER);
        counters(NINE, NINE + 890, 1_000);
        counter(NINE + 900, 1_700, 0);
        assertThat(windows).containsEntry(NINE, 2_800L);
        Values right = new Values.Builder().set(Quantity.ENERGY_IMPORT, 1_003 * WATT_HOUR).build();
        EnergyUse use = ledger.accept(Snapshots.anonymous(Dialect.NORDIC, right).at(new Stamp(NINE + 920, 0))
                .refuted(Map.of(Quantity.ENERGY_IMPORT, 1_000 * WATT_HOUR)).take().believed());
        assertThat(windows).as("1 Wh of the 3 Wh in 30 s").containsEntry(NINE, 4L);
        List<EnergyUse.Quarter> corrected = use.finishedQuarters().stream()
                .filter(quarter -> quarter.origin() == EnergyUse.Quarter.Origin.CORRECTED).toList();
        assertThat(corrected).extracting(EnergyUse.Quarter::start).containsExactly(NINE);
        assertThat(corrected.get(0).counters().get(EnergyUse.Counter.IMPORT).counted()).isEqualTo(1);
        if (restart) {
            restart(QUARTER);
        }
        counters(NINE + 930, NINE + 1_800, 1_003);
        assertThat(windows).containsEntry(NINE, 4L).containsEntry(NINE + 900, 8L);
    }

    /** The counter of one direction stands still: the house has no sun. */
    @Test
    void aCounterThatDidNotMoveHasExactBorders() {
        begin(QUARTER);
        counter(NINE + 10, 5_000, 1_000);
        accept(NINE + 1_000, Values.NONE);
        counter(TEN + 10, 5_000, 1_000);
        assertThat(windows).containsOnlyKeys(NINE, NINE + 900, NINE + 1_800, NINE + 2_700).containsValue(0L);
    }

    /** Some meters stamp only the messages with counters; their clock may be minutes from the machine's. */
    @Test
    void betweenMessagesWithATimeTheMachinesClockRunsOn() {
        for (long at = 0; at <= HOUR; at += 10) {
            Values values = new Values.Builder().set(Quantity.POWER_IMPORT, 1_000_000).set(Quantity.ENERGY_IMPORT, at * WATT_HOUR).build();
            accept(Optional.of(new Stamp(NINE + at, 0)).filter(time -> time.epochSecond() % 600 == 0), NINE + at + 300, values);
            assertThat(ledger.now().epochSecond()).isEqualTo(NINE + at);
        }
        assertThat(windows).containsExactly(Map.entry(NINE, 3_600L));
        assertThat(ledger.importedSince(TEN)).isEqualTo(0L);
    }
}
