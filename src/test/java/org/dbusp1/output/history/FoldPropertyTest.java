package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds of energy whatever the readings. */
class FoldPropertyTest {
    private static final int IMP = Counter.IMP.ordinal();

    private static CounterPoint point(long ts, long device, long reading) {
        return new CounterPoint(ts, device, new RowValues(Counter.values().length).set(IMP, reading));
    }

    private static long energy(EnergyFold fold) {
        return fold.energy().find(IMP).orElse(0);
    }

    @Property
    void energyOfOneMeterIsTheDifferenceOfItsEnds(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 5_000) Integer> steps) {
        EnergyFold fold = new EnergyFold(Optional.empty());
        long reading = 1_000;
        for (int i = 0; i < steps.size(); i++) {
            reading += steps.get(i);
            fold.add(point(60L * i, 1, reading));
        }
        assertThat(energy(fold)).isEqualTo(reading - 1_000 - steps.get(0));
    }

    @Property
    void energyIsNeverNegativeWhateverCountersAndMetersDo(
            @ForAll @Size(max = 30) List<@LongRange(max = 1_000_000) Long> readings,
            @ForAll @Size(30) List<@IntRange(min = 1, max = 3) Integer> devices) {
        EnergyFold fold = new EnergyFold(Optional.empty());
        long most = 0;
        for (int i = 0; i < readings.size(); i++) {
            fold.add(point(60L * i, devices.get(i), readings.get(i)));
            most += readings.get(i);
        }
        assertThat(energy(fold)).isBetween(0L, most);
    }

    /** Hours take from one another: whatever the gaps, each difference is in exactly one hour. */
    @Property
    void hoursTogetherHoldWhatTheCounterMoved(
            @ForAll @Size(min = 2, max = 40) List<@IntRange(min = 1, max = 200) Integer> gapMinutes) {
        List<CounterPoint> points = new ArrayList<>();
        long ts = 1_781_510_400;
        for (int i = 0; i < gapMinutes.size(); i++) {
            points.add(point(ts, 1, 1_000 + 7L * i));
            ts += 60L * gapMinutes.get(i);
        }
        long sum = 0;
        Optional<CounterPoint> anchor = Optional.empty();
        long first = HourFold.hour(points.get(0).ts()) - HourFold.HOUR;
        for (long hour = first; hour <= HourFold.hour(ts); hour += HourFold.HOUR) {
            HourFold fold = new HourFold(hour, anchor);
            points.forEach(fold::add);
            sum += fold.energy().find(IMP).orElse(0);
            anchor = fold.end();
        }
        assertThat(sum).isEqualTo(7L * (points.size() - 1));
    }
}
