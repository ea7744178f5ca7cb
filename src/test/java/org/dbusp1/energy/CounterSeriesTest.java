package org.dbusp1.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Tests what holds of energy whatever the readings. */
class CounterSeriesTest {
    private static CounterSeries of(long device, long... wattHours) {
        CounterSeries series = new CounterSeries();
        for (int i = 0; i < wattHours.length; i++) {
            series.add(i, 60L * i, device, wattHours[i]);
        }
        series.end();
        return series;
    }

    private static List<Integer> credible(long... wattHours) {
        CounterSeries series = of(1, wattHours);
        return IntStream.range(0, wattHours.length).filter(series::isCredible).boxed().toList();
    }

    @Example
    void readingsOfLessTimeThatContradictTheOthersAreNotCredible() {
        assertThat(credible(100, 110, 120, 130)).containsExactly(0, 1, 2, 3);
        assertThat(credible(100, 110, 900, 910, 120, 130, 140)).as("from a later time").containsExactly(0, 1, 4, 5, 6);
        assertThat(credible(100, 110, 900, 910, 120, 130, 140, 920)).as("that came").containsExactly(0, 1, 4, 5, 6, 7);
        assertThat(credible(100, 110, 120, 130, 105, 140)).as("from an earlier time").containsExactly(0, 1, 2, 3, 5);
        assertThat(credible(100, 110, 120, 130, 90, 91, 140)).as("from before all").containsExactly(0, 1, 2, 3, 6);
        assertThat(credible(100, 110, 120, 130, 105)).as("at the end").containsExactly(0, 1, 2, 3);
        assertThat(credible(100, 110, 5)).as("a counter that begins again").containsExactly(0, 1, 2);
    }

    /** Where minutes were deleted, or a meter sends seldom, the readings of a wrong clock are more than the true ones. */
    @Example
    void readingsOfMoreTimeAreCredibleThoughTheyAreFewer() {
        CounterSeries series = new CounterSeries();
        series.add(0, 0, 1, 100);
        for (int i = 1; i <= 12; i++) {
            series.add(i, 900 + 60L * i, 1, 11_000 + i);
        }
        series.add(13, 1_800, 1, 120);
        series.add(14, 2_700, 1, 130);
        series.end();
        assertThat(series.isCredible(1)).isFalse();
        assertThat(series.between(-1, 14)).hasValue(30);
    }

    @Example
    void energyBetweenCredibleReadingsLacksThatOfTheOthers() {
        CounterSeries series = of(1, 100, 110, 900, 910, 120, 130, 140);
        assertThat(series.between(0, 1)).hasValue(10);
        assertThat(series.between(1, 3)).isEmpty();
        assertThat(series.between(1, 4)).hasValue(10);
        assertThat(series.between(-1, 6)).hasValue(40);
    }

    @Example
    void oneReadingMovesNothingAndTwoThatAreEqualMoveZero() {
        assertThat(of(1, 100).between(-1, 30)).isEmpty();
        assertThat(of(1, 100, 100).between(-1, 30)).hasValue(0);
    }

    @Example
    void aCounterThatGoesOnWhereItWasBeforeAWrongClockCountsOnce() {
        assertThat(of(1, 100, 900, 110, 120, 910).between(-1, 30)).hasValue(810);
        assertThat(of(1, 100, 900, 110, 120).between(-1, 30)).hasValue(20);
        assertThat(of(1, 100, 5, 8).between(-1, 30)).as("it counts anew").hasValue(3);
    }

    @Property
    void energyOfOneMeterIsTheDifferenceOfItsEnds(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 5_000) Integer> steps) {
        CounterSeries series = new CounterSeries();
        long reading = 1_000;
        for (int i = 0; i < steps.size(); i++) {
            reading += steps.get(i);
            series.add(i, 60L * i, 1, reading);
        }
        assertThat(series.between(-1, 30).orElse(0)).isEqualTo(reading - 1_000 - steps.get(0));
    }

    @Property
    void energyIsNeverNegativeWhateverCountersAndMetersDo(
            @ForAll @Size(max = 30) List<@LongRange(max = 1_000_000) Long> readings,
            @ForAll @Size(30) List<@IntRange(min = 1, max = 3) Integer> devices) {
        CounterSeries series = new CounterSeries();
        long most = 0;
        for (int i = 0; i < readings.size(); i++) {
            series.add(i, 60L * i, devices.get(i), readings.get(i));
            most += readings.get(i);
        }
        series.end();
        assertThat(series.between(-1, 30).orElse(0)).isBetween(0L, most);
        for (int place = 1; place < readings.size(); place++) {
            assertThat(series.between(place - 1, place).orElse(0)).isNotNegative();
        }
    }
}
