package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.demand.RunningWindow.Ended;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of a meter whose counter comes with each message, and of one that sends it once an hour. */
class RunningWindowTest {
    private static final int HOUR = 3_600;
    /** The start of an hour. */
    private static final long NINE = 1_767_258_000 / HOUR * HOUR;
    private static final long TEN = NINE + HOUR;
    private static final long WATT_HOUR = 10_000;

    private RunningWindow window = new RunningWindow(HOUR);
    private final List<Ended> ended = new ArrayList<>();

    private static Values.Builder power(long watts) {
        return new Values.Builder().set(Quantity.POWER_IMPORT, watts * 1_000);
    }

    private void take(long second, Values values, boolean fresh) {
        window.follow(second, second / HOUR * HOUR, values, fresh).ifPresent(ended::add);
    }

    /** Messages with power alone, each ten seconds. */
    private void powers(long from, long to, long watts) {
        for (long at = from; at <= to; at += 10) {
            take(at, power(watts).build(), false);
        }
    }

    /** A message with a counter of its own. */
    private void counter(long second, long wattHours, long watts) {
        take(second, power(watts).set(Quantity.ENERGY_IMPORT, wattHours * WATT_HOUR).build(), true);
    }

    /** An hour of 1000 W by the powers, of 1200 W by the counters that come some seconds after each border. */
    private void hour(long first, long second) {
        counter(NINE + first, 5_000, 1_000);
        powers(NINE + first + 10 - first % 10, TEN + second - 1, 1_000);
        counter(TEN + second, 6_200, 1_000);
    }

    @Test
    void countersJustBehindTwoBordersAreTheMean() {
        counter(NINE + 10, 5_000, 1_000);
        powers(NINE + 20, TEN, 1_000);
        assertThat(ended).as("waits for the counter").isEmpty();
        assertThat(window.settledUntil(TEN, TEN)).isEqualTo(NINE);
        counter(TEN + 10, 6_200, 1_000);
        assertThat(ended).containsExactly(new Ended(NINE, 1_200));
        assertThat(window.settledUntil(TEN + 10, TEN)).isEqualTo(TEN);
        powers(TEN + 20, TEN + 200, 1_000);
        assertThat(ended).as("once").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 1200", "59, 59, 1200", "1, 0, 1200"})
    void upToAMinuteBehindTheBorderTheyAre(long first, long second, long watts) {
        hour(first, second);
        assertThat(ended).extracting(Ended::watts).containsExactly(watts);
    }

    @Test
    void aCounterThatComesTooLateIsOfNoWindow() {
        // The window before was not seen from its start, so that there is a border only with the next one.
        counter(NINE - 30, 4_990, 1_000);
        powers(NINE - 20, NINE + 50, 1_000);
        counter(NINE + 60, 5_017, 1_000);
        powers(NINE + 70, TEN + 50, 1_000);
        assertThat(ended).isEmpty();
        counter(TEN + 60, 6_217, 1_000);
        assertThat(ended).as("the powers' estimate").containsExactly(new Ended(NINE, 1_000));
    }

    @Test
    void withoutTheCounterTheEstimateIsTakenAfterAMinute() {
        counter(NINE - 30, 4_990, 1_000);
        powers(NINE - 20, TEN + 50, 1_000);
        assertThat(ended).isEmpty();
        assertThat(window.settledUntil(TEN + 50, TEN)).isEqualTo(NINE);
        powers(TEN + 60, TEN + 60, 1_000);
        assertThat(ended).containsExactly(new Ended(NINE, 1_000));
        assertThat(window.settledUntil(TEN + 60, TEN)).isEqualTo(TEN);
        powers(TEN + 70, TEN + 200, 1_000);
        assertThat(ended).hasSize(1);
    }

    @Test
    void aCounterBeforeTheFirstBorderIsOfAnotherWindow() {
        counter(NINE - 1, 5_000, 1_000);
        powers(NINE + 9, TEN + 9, 1_000);
        counter(TEN + 10, 6_200, 1_000);
        powers(TEN + 20, TEN + 100, 1_000);
        assertThat(ended).extracting(Ended::watts).containsExactly(1_000L);
    }

    @Test
    void aCounterThatFellIsOfAnotherMeter() {
        counter(NINE + 10, 5_000, 1_000);
        powers(NINE + 20, TEN, 1_000);
        counter(TEN + 10, 100, 1_000);
        powers(TEN + 20, TEN + 100, 1_000);
        assertThat(ended).extracting(Ended::watts).doesNotContain(1_200L, -4_900L);
        assertThat(ended).allMatch(each -> each.watts() == 1_000);
    }

    /** 5 MWh more in seconds: a meter without a number was exchanged for one whose counter is higher. */
    @Test
    void aCounterThatJumpsIsOfAnotherMeter() {
        hour(10, 10);
        powers(TEN + 20, TEN + 600, 1_000);
        counter(TEN + 610, 5_006_200, 1_000);
        powers(TEN + 620, TEN + HOUR, 1_000);
        counter(TEN + HOUR + 10, 5_007_400, 1_000);
        assertThat(ended).as("the hour of the exchange is unknown").containsExactly(new Ended(NINE, 1_200));
        powers(TEN + HOUR + 20, TEN + 2 * HOUR, 1_000);
        counter(TEN + 2 * HOUR + 10, 5_008_600, 1_000);
        assertThat(ended).containsExactly(new Ended(NINE, 1_200), new Ended(TEN + HOUR, 1_200));
    }

    @Test
    void aCounterThatJumpsOverARestartIsOfAnotherMeter() {
        window = new RunningWindow(900);
        counters(NINE, NINE + 450, 1_000);
        restart();
        counters(NINE + 510, NINE + 910, 5_001_000);
        assertThat(ended).isEmpty();
        counters(NINE + 920, NINE + 1_800, 5_001_100);
        assertThat(ended).containsExactly(new Ended(NINE + 900, 400));
    }

    /** Powers each ten seconds said more than was drawn, and little is drawn in the hour's last minutes. */
    @ParameterizedTest
    @CsvSource({"3300, true", "3550, true", "3550, false"})
    void anEstimateThatIsAheadOfTheCounterCostsNoHour(int until, boolean restart) {
        counter(NINE - 50, 4_986, 1_000);
        powers(NINE - 40, NINE, 1_000);
        counter(NINE + 10, 5_000, 1_200);
        powers(NINE + 20, NINE + until, 1_200);
        if (restart) {
            restart(HOUR);
        }
        counter(TEN + 15, 6_050, 0);
        powers(TEN + 20, TEN + 200, 0);
        assertThat(ended).containsExactly(new Ended(NINE, 1_050));
        assertThat(window.energy(TEN + 200, new Stamp(TEN, 0), Values.NONE).orElse(0)).isNotNegative();
    }

    @Test
    void whatWasDrawnAtABorderLiesBetweenItsNeighboursInProportion() {
        // A counter with each message: 3 s before the border and 7 s after it, 100 Wh between.
        window = new RunningWindow(900);
        counters(NINE - 3, 1_000);
        counters(NINE + 7, 1_100);
        counters(NINE + 17, NINE + 897, 1_100);
        counters(NINE + 907, 1_200);
        // 70 Wh behind the first border, 30 Wh before the second one, in a quarter of an hour.
        assertThat(ended).containsExactly(new Ended(NINE, 400));
    }

    private void counters(long second, long wattHours) {
        window.follow(second, second / 900 * 900, new Values.Builder().set(Quantity.ENERGY_IMPORT, wattHours * WATT_HOUR)
                .set(Quantity.POWER_IMPORT, 0).build(), true).ifPresent(ended::add);
    }

    /** Messages each ten seconds while the counter stands still. */
    private void counters(long from, long to, long wattHours) {
        for (long at = from; at <= to; at += 10) {
            counters(at, wattHours);
        }
    }

    /** The driver ends and starts again: what its state directory keeps is all that is known. */
    private void restart() {
        restart(900);
    }

    private void restart(int length) {
        RunningWindow.Kept kept = window.kept().orElseThrow();
        window = new RunningWindow(length);
        window.restore(kept);
    }

    @Test
    void aGapOfMoreThanAMinuteOverABorderLeavesBothWindowsUnknown() {
        window = new RunningWindow(900);
        counters(NINE, NINE + 870, 1_000);
        counters(NINE + 931, 1_010);
        counters(NINE + 940, NINE + 1_810, 1_020);
        assertThat(ended).isEmpty();
    }

    @Test
    void aGapOfAMinuteOverABorderIsBridged() {
        window = new RunningWindow(900);
        counters(NINE, NINE + 870, 1_000);
        counters(NINE + 930, 1_010);
        assertThat(ended).containsExactly(new Ended(NINE, 20));
    }

    @Test
    void afterARestartTheCounterTellsWhatWasDrawnBetween() {
        window = new RunningWindow(900);
        counters(NINE, NINE + 300, 1_000);
        restart();
        counters(NINE + 500, 1_100);
        Values none = Values.NONE;
        assertThat(window.energy(NINE + 500, new Stamp(NINE, 0), none)).hasValue(100 * WATT_HOUR);
        assertThat(window.energy(NINE + 501, new Stamp(NINE, 0), none)).isEmpty();
        assertThat(window.energy(NINE + 500, new Stamp(NINE + 900, 0), none)).isEmpty();
    }

    @Test
    void afterARestartALowerCounterIsAnotherMeters() {
        window = new RunningWindow(900);
        counters(NINE, NINE + 300, 1_000);
        restart();
        counters(NINE + 500, 999);
        assertThat(window.energy(NINE + 500, new Stamp(NINE, 0), Values.NONE)).isEmpty();
        assertThat(window.kept()).isEqualTo(Optional.empty());
        counters(NINE + 510, NINE + 910, 999);
        assertThat(ended).isEmpty();
    }

    /** By the machine's clock, which the network has set. */
    @Test
    void aClockThatIsSetBackOverARestartCostsNoWindow() {
        window = new RunningWindow(900);
        counters(NINE, NINE + 300, 1_000);
        restart();
        counters(NINE + 290, NINE + 890, 1_000);
        counters(NINE + 900, 1_010);
        assertThat(ended).containsExactly(new Ended(NINE, 40));
    }

    @Test
    void afterARestartTheSameCounterGoesOn() {
        window = new RunningWindow(900);
        counters(NINE, 1_000);
        counters(NINE + 10, 1_000);
        restart();
        counters(NINE + 50, 1_000);
        assertThat(window.energy(NINE + 50, new Stamp(NINE, 0), Values.NONE)).hasValue(0);
    }
}
