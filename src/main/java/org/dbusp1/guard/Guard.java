package org.dbusp1.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dbusp1.meter.Cause;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.Withheld;

/**
 * Between what a meter said and what may be published: how fresh the whole is, how old each value, and counters of
 * what was refused. Not thread safe. Times are monotonic nanoseconds.
 */
public final class Guard {
    private final Pace pace = new Pace();
    private final Freshness freshness = new Freshness();
    private final MBusAge ages = new MBusAge();
    private final Plausibility plausibility = new Plausibility();
    private final LatestValues latest = new LatestValues();
    private final DemandWindow demand;
    private Duration interval = Duration.ofSeconds(1);
    private LineQuality quality = LineQuality.START;

    public Guard(DemandSettings demand) {
        this(demand, MonthPeak.Memory.NONE);
    }

    /** @param peaks of demand tariffs, from earlier runs */
    public Guard(DemandSettings demand, MonthPeak.Memory peaks) {
        this.demand = new DemandWindow(demand, peaks);
    }

    /**
     * A good message arrived.
     *
     * @return what is valid now; empty while the line has to prove itself again after a loss
     */
    public Optional<Snapshot> accept(Reading reading, MeterKey key, Instant arrival, long nanos) {
        quality = reading.message().repair().map(quality::plusRepaired).orElseGet(quality::plusAccepted);
        noticeLoss(nanos);
        pace.good(nanos);
        interval = pace.interval(reading.meter().dialect().interval());
        freshness.good(nanos, interval);
        Withheld withheld = plausibility.judge(reading, nanos / 1e9);
        Values believed = valid(reading, withheld, nanos);
        Optional<Demand> window = demand.accept(reading, believed, key, arrival);
        if (!freshness.fresh()) {
            return Optional.empty();
        }
        return Optional.of(new Snapshot(key, reading, believed, ages.current(withheld.from(reading.devices()), nanos),
                withheld, window, arrival, interval, quality));
    }

    /** A message that says everything is all that is valid; of one that says a part, the other parts may hold still. */
    private Values valid(Reading reading, Withheld withheld, long nanos) {
        Values believed = withheld.from(reading.values());
        Dialect dialect = reading.meter().dialect();
        return dialect.alternates() ? latest.accept(believed, withheld, nanos, dialect.interval()) : believed;
    }

    /** A telegram was refused. It refreshes nothing. */
    public void refused(Cause cause) {
        quality = quality.plusRejected(cause);
    }

    /** The port went away. */
    public void lost() {
        freshness.lost();
        latest.clear();
    }

    /** Whether what was said last still holds at this moment. */
    public boolean fresh(long nanos) {
        noticeLoss(nanos);
        return freshness.fresh();
    }

    private void noticeLoss(long nanos) {
        if (freshness.fresh()) {
            freshness.check(nanos, interval);
            if (!freshness.fresh()) {
                latest.clear();
            }
        }
    }

    /** How often the meter sends. */
    public Duration interval() {
        return interval;
    }

    public LineQuality quality() {
        return quality;
    }
}
