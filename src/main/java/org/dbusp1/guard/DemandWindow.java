package org.dbusp1.guard;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.guard.DemandSettings.Window;
import org.dbusp1.guard.ImportEnergy.Point;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;

/**
 * Watches the running window of a demand tariff. The energy of a window so far is the meter's own running mean where
 * it prints one for such a window, else what was drawn since its start. A window whose start fell into a hole is not
 * spoken of. Energies are in the counters' last decimal, 0.1 mWh.
 */
final class DemandWindow {
    /** A limit says nothing about the last seconds: so much is always reckoned to be left. */
    private static final long SHORTEST_REST_SECONDS = 60;
    private static final Window METERS_OWN = Window.QUARTER;

    private final DemandSettings settings;
    private final int length;
    private final ImportEnergy drawn = new ImportEnergy();
    private final MonthPeak.Memory memory;
    private Optional<MonthPeak> peak = Optional.empty();
    private boolean recalled;
    private Optional<Point> last = Optional.empty();
    private Optional<Point> border = Optional.empty();
    private boolean metersClock = true;

    DemandWindow(DemandSettings settings, MonthPeak.Memory memory) {
        this.settings = settings;
        this.memory = memory;
        this.length = settings.window().seconds();
    }

    /** @param believed what the reading said, without what cannot be */
    Optional<Demand> accept(Reading reading, Values believed, MeterKey key, Instant arrival) {
        if (!watches(believed)) {
            return Optional.empty();
        }
        if (!recalled) {
            recalled = true;
            peak = memory.recall(key);
        }
        // Some meters stamp only some of their messages: two clocks, minutes or an hour apart, must not mix.
        metersClock &= reading.time().isPresent();
        Stamp now = metersClock ? reading.time().get() : stamp(reading, arrival);
        Stamp start = new Stamp(now.epochSecond() - Math.floorMod(now.epochSecond(), length), now.offsetSeconds());
        Optional<Point> point = drawn.at(now.epochSecond(), believed);
        point.ifPresent(known -> follow(known, start));
        OptionalLong energy = energy(believed, point, start);
        return energy.isPresent() ? Optional.of(demand(believed, now, start, energy.getAsLong())) : Optional.empty();
    }

    private boolean watches(Values values) {
        return switch (settings.window()) {
            case OFF -> false;
            case AUTO -> values.has(Quantity.DEMAND_IMPORT);
            case QUARTER, HOUR -> true;
        };
    }

    private static Stamp stamp(Reading reading, Instant arrival) {
        ZoneOffset offset = reading.meter().dialect().zone().getRules().getOffset(arrival);
        return new Stamp(arrival.getEpochSecond(), offset.getTotalSeconds());
    }

    /** Notes where windows begin and what they came to. */
    private void follow(Point now, Stamp start) {
        boolean sameWindow = last.isPresent() && last.get().run() == now.run()
                && last.get().second() >= start.epochSecond();
        if (!sameWindow) {
            Optional<Point> next = at(start.epochSecond(), now);
            if (next.isPresent() && border.isPresent() && border.get().run() == now.run()
                    && next.get().second() - border.get().second() == length) {
                MonthPeak ended = new MonthPeak(
                        MonthPeak.monthOf(new Stamp(border.get().second(), start.offsetSeconds())),
                        ImportEnergy.watts(next.get().energy() - border.get().energy(), length));
                peak = Optional.of(peak.map(before -> before.or(ended)).orElse(ended));
            }
            border = next;
        }
        last = Optional.of(now);
    }

    /** What had been drawn at a window's start, between the last point and this one; empty when they are far apart. */
    private Optional<Point> at(long start, Point now) {
        if (now.second() == start) {
            return Optional.of(now);
        }
        if (last.isEmpty() || last.get().run() != now.run()
                || now.second() - last.get().second() > ImportEnergy.HOLE_SECONDS) {
            return Optional.empty();
        }
        Point before = last.get();
        long share = (now.energy() - before.energy()) * (start - before.second()) / (now.second() - before.second());
        return Optional.of(new Point(start, before.energy() + share, now.run()));
    }

    /** Energy since the window's start; empty while it is not known. */
    private OptionalLong energy(Values values, Optional<Point> point, Stamp start) {
        if (length == METERS_OWN.seconds() && values.has(Quantity.DEMAND_IMPORT)) {
            // IEC 62056-6-2, demand register: the energy so far divided by the whole period. Here mW to 0.1 mWh.
            return OptionalLong.of(values.scaled(Quantity.DEMAND_IMPORT) * 10 * length / 3600);
        }
        return point.isPresent() && border.isPresent() && border.get().second() == start.epochSecond()
                ? OptionalLong.of(point.get().energy() - border.get().energy())
                : OptionalLong.empty();
    }

    private Demand demand(Values values, Stamp now, Stamp start, long used) {
        long elapsed = now.epochSecond() - start.epochSecond();
        long rest = length - elapsed;
        // At the border itself a meter may still show the window that just ended.
        long energy = elapsed == 0 ? 0 : used;
        OptionalLong power = ImportEnergy.power(values);
        long mean = elapsed == 0 ? power.orElse(0) : ImportEnergy.watts(energy, elapsed);
        OptionalLong forecast = power.isEmpty() ? power
                : OptionalLong.of(ImportEnergy.watts(energy + ImportEnergy.energy(power.getAsLong(), rest), length));
        return new Demand(start, Duration.ofSeconds(length), mean, forecast, allowed(energy, rest), peak(values, now));
    }

    private OptionalLong allowed(long energy, long restSeconds) {
        if (settings.limitWatts().isEmpty()) {
            return OptionalLong.empty();
        }
        long left = ImportEnergy.energy(settings.limitWatts().getAsLong(), length) - energy;
        return OptionalLong.of(Math.max(0, ImportEnergy.watts(left, Math.max(restSeconds, SHORTEST_REST_SECONDS))));
    }

    private OptionalLong peak(Values values, Stamp now) {
        if (length == METERS_OWN.seconds() && values.has(Quantity.PEAK_IMPORT)) {
            return OptionalLong.of(Math.round(values.number(Quantity.PEAK_IMPORT)));
        }
        return peak.isPresent() && peak.get().month().equals(MonthPeak.monthOf(now))
                ? OptionalLong.of(peak.get().watts()) : OptionalLong.empty();
    }
}
