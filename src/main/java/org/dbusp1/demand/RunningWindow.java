package org.dbusp1.demand;

import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.demand.ImportEnergy.Counter;
import org.dbusp1.demand.ImportEnergy.Point;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;

/**
 * Measures windows one after the other. The energy of a window so far is the meter's own running mean where it prints
 * one for such a window, else what was drawn since its start. A window whose start fell into a gap has no energy. Where
 * the meter sends its counter once a window, just after the border, an ended window waits for it: the bill is made of
 * those counters. Energies are in the counters' last decimal, 0.1 mWh.
 */
final class RunningWindow {
    /** The windows of the meter's own running mean (1.4.0). */
    static final int METERS_OWN_SECONDS = 900;

    private final int length;
    private final ImportEnergy drawn = new ImportEnergy();
    private Optional<Point> last = Optional.empty();
    private Optional<Point> border = Optional.empty();
    private Optional<Ended> waiting = Optional.empty();
    private Optional<Counter> before = Optional.empty();
    private volatile Optional<Kept> kept = Optional.empty();

    /**
     * A window that was seen from its start to its end.
     *
     * @param second when it began
     * @param watts  its mean
     */
    record Ended(long second, long watts) {
    }

    /**
     * What goes on after a restart, in terms of the meter's counter: where the running window began, what was known
     * last, and the counter's last reading.
     */
    record Kept(Point border, Point last, Counter counter) {
    }

    /** @param length of a window, in seconds */
    RunningWindow(int length) {
        this.length = length;
    }

    /** Goes on with the window of an earlier run; the counter tells what was drawn between. */
    void restore(Kept earlier) {
        border = Optional.of(earlier.border());
        last = Optional.of(earlier.last());
        before = Optional.of(earlier.counter());
    }

    /** Another meter sends now. */
    void forget() {
        drawn.forget();
        before = Optional.empty();
    }

    /**
     * Takes a reading.
     *
     * @param start when the window began that the reading lies in
     * @param fresh whether the import counter is this reading's own
     * @return a window before, once it is known that it was seen whole
     */
    Optional<Ended> follow(long second, long start, Values values, boolean fresh) {
        Optional<Point> point = drawn.at(second, values, fresh);
        Optional<Ended> ended = Optional.empty();
        if (point.isPresent()) {
            Point now = point.get();
            if (isOfAnotherMeter()) {
                last = Optional.empty();
                border = Optional.empty();
                before = Optional.empty();
            }
            boolean sameWindow = last.isPresent() && last.get().run() == now.run() && last.get().second() >= start;
            if (!sameWindow) {
                Optional<Point> next = at(start, now);
                ended = next.flatMap(this::ended);
                border = next;
            }
            last = point;
        }
        Optional<Ended> settled = settled(second, start, ended, fresh && values.has(Quantity.ENERGY_IMPORT));
        keep();
        return settled;
    }

    /**
     * Whether the first counter after a restart cannot follow that of the earlier run. The last point of that run tells
     * nothing: it was estimated by powers, which may be ahead of the counter.
     */
    private boolean isOfAnotherMeter() {
        Counter now = drawn.counter().orElseThrow();
        return before.filter(earlier -> earlier.run() == now.run()
                && !earlier.isFollowedBy(now.shown(), now.second())).isPresent();
    }

    private Optional<Ended> ended(Point next) {
        return border.filter(begun -> begun.run() == next.run() && next.second() - begun.second() == length)
                .map(begun -> new Ended(begun.second(), ImportEnergy.watts(since(begun, next), length)));
    }

    /** Counters of two successive borders are exact; an estimate by powers waits for the second. */
    private Optional<Ended> settled(long second, long start, Optional<Ended> ended, boolean counted) {
        Optional<Counter> counter = drawn.counter();
        Optional<Ended> exact = Optional.empty();
        if (counted && counter.isPresent()) {
            exact = before.flatMap(earlier -> between(earlier, counter.get(), start));
            before = counter;
        }
        if (exact.isPresent()) {
            waiting = Optional.empty();
            return exact;
        }
        boolean seldom = before.isPresent() && second - before.get().second() > ImportEnergy.HOLE_SECONDS;
        if (ended.isPresent() && seldom && second - start < ImportEnergy.HOLE_SECONDS) {
            waiting = ended;
            return Optional.empty();
        }
        if (ended.isEmpty() && waiting.isPresent() && second - waiting.get().second()
                - length >= ImportEnergy.HOLE_SECONDS) {
            ended = waiting;
            waiting = Optional.empty();
        }
        return ended;
    }

    private Optional<Ended> between(Counter first, Counter second, long start) {
        boolean atBorders = first.run() == second.run() && second.second() - first.second() > length / 2
                && second.second() - start < ImportEnergy.HOLE_SECONDS && first.second() >= start - length
                && first.second() - (start - length) < ImportEnergy.HOLE_SECONDS;
        return atBorders
                ? Optional.of(new Ended(start - length, ImportEnergy.watts(second.shown() - first.shown(), length)))
                : Optional.empty();
    }

    /** Up to where it is known which windows were seen whole: the one that just ended may wait for its counter. */
    long settledUntil(long second, long start) {
        if (waiting.isPresent()) {
            return waiting.get().second();
        }
        boolean counterMayCome = before.isPresent() && before.get().second() >= start - length
                && before.get().second() < start - ImportEnergy.HOLE_SECONDS && second
                - start < ImportEnergy.HOLE_SECONDS;
        return counterMayCome ? start - length : start;
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

    /** Energy since the window's start, after the reading was followed; empty while it is unknown. */
    OptionalLong energy(long second, Stamp start, Values values) {
        if (length == METERS_OWN_SECONDS && values.has(Quantity.DEMAND_IMPORT)) {
            // IEC 62056-6-2, demand register: the energy so far divided by the whole period. Here mW to 0.1 mWh.
            return OptionalLong.of(values.scaled(Quantity.DEMAND_IMPORT) * 10 * length / 3600);
        }
        return last.isPresent() && last.get().second() == second && border.isPresent()
                && border.get().run() == last.get().run() && border.get().second() == start.epochSecond()
                ? OptionalLong.of(since(border.get(), last.get()))
                : OptionalLong.empty();
    }

    /** An estimate by powers may be ahead of the counter that follows it. */
    private static long since(Point border, Point now) {
        return Math.max(0, now.energy() - border.energy());
    }

    private void keep() {
        Optional<Counter> counter = drawn.counter();
        if (counter.isPresent() && border.isPresent() && last.isPresent() && border.get().run() == counter.get().run()
                && last.get().run() == counter.get().run()) {
            long ahead = counter.get().ahead();
            kept = Optional.of(new Kept(restored(border.get(), ahead), restored(last.get(), ahead),
                    new Counter(counter.get().second(), counter.get().shown(), 0, 0)));
        } else {
            kept = Optional.empty();
        }
    }

    /** The point as the first run of the next driver counts. */
    private static Point restored(Point point, long ahead) {
        return new Point(point.second(), point.energy() - ahead, 0);
    }

    /** What goes on after a restart; may be called by any thread. */
    Optional<Kept> kept() {
        return kept;
    }
}
