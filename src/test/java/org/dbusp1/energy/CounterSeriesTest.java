package org.dbusp1.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
            series.add(60L * i, device, wattHours[i]);
        }
        return series;
    }

    @Example
    void oneReadingMovesNothingAndTwoThatAreEqualMoveZero() {
        assertThat(of(1, 100).energy()).isEmpty();
        assertThat(of(1, 100, 100).energy()).hasValue(0);
    }

    @Example
    void aCounterThatGoesOnWhereItWasBeforeAWrongClockCountsOnce() {
        assertThat(of(1, 100, 900, 110, 120, 910).energy()).hasValue(810);
        assertThat(of(1, 100, 900, 110, 120).energy()).hasValue(20);
        assertThat(of(1, 100, 5, 8).energy()).as("it counts anew").hasValue(3);
    }

    @Property
    void energyOfOneMeterIsTheDifferenceOfItsEnds(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 5_000) Integer> steps) {
        CounterSeries series = new CounterSeries();
        long reading = 1_000;
        for (int i = 0; i < steps.size(); i++) {
            reading += steps.get(i);
            series.add(60L * i, 1, reading);
        }
        assertThat(series.energy().orElse(0)).isEqualTo(reading - 1_000 - steps.get(0));
    }

    @Property
    void energyIsNeverNegativeWhateverCountersAndMetersDo(
            @ForAll @Size(max = 30) List<@LongRange(max = 1_000_000) Long> readings,
            @ForAll @Size(30) List<@IntRange(min = 1, max = 3) Integer> devices) {
        CounterSeries series = new CounterSeries();
        long most = 0;
        for (int i = 0; i < readings.size(); i++) {
            series.add(60L * i, devices.get(i), readings.get(i));
            most += readings.get(i);
        }
        assertThat(series.energy().orElse(0)).isBetween(0L, most);
    }
}
