package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.PowerModel;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values that are valid. The first message of a run makes them so. All end when no message has come for three intervals; then the
 * second of two messages within this time makes values valid, so that a bad contact does not switch ESS on and off. A meter's values
 * are those of its last message; where lists alternate, each value is from the last list that had it, for three of the dialect's
 * intervals; counters and the tariff stay while the line is there. What a list means for the powers of earlier ones, {@link PowerModel}
 * decides.
 */
final class Validity {
    private static final Logger LOG = LoggerFactory.getLogger(Validity.class);
    /** The first late message may follow a short disturbance. */
    private static final int LATE_MESSAGES = 2;

    private record Latest(long scaled, long at) {
    }

    private final Interval interval;
    private final ThinnedLog seldomWarning = ThinnedLog.hourly();
    private final Map<Quantity, Latest> latest = new EnumMap<>(Quantity.class);
    private boolean begun;
    private boolean fresh;
    /** Arrival of the last message that was believed, or waits for the next; null before, and after {@link #end}. */
    private @Nullable Long last;
    private final ConsecutiveCount late = new ConsecutiveCount(LATE_MESSAGES);
    /** By how much the last believed message was late, since a later one was refused as old: the line may fall behind; else 0. */
    private long lateNanos;

    Validity(Interval interval) {
        this.interval = interval;
    }

    /** Accepts a believed message, which may make values valid. @return the values that are valid if {@link #fresh} */
    Values accept(GuardedReading message) {
        Dialect dialect = message.dialect();
        Duration before = interval.begin(dialect);
        if (!dialect.sendsPartialLists() || message.values().present().stream().anyMatch(quantity -> quantity.unit() == Unit.WATT)) {
            interval.good(dialect, message.nanos());
        }
        fresh = fresh || !begun || last != null && message.nanos() - last <= interval.validFor().toNanos();
        begun = true;
        last = message.nanos();
        lateNanos = 0;
        if (fresh && late.isReached() && interval.now().compareTo(before) > 0) {
            LOG.info("the meter sends every {} s now", Snapshot.seconds(interval.now()));
        }
        late.accept(!fresh);
        Duration gap = interval.lastGap();
        if (late.isReached() && gap != null && seldomWarning.tryAcquire(message.nanos())) {
            LOG.warn("""
                    telegrams arrive {} s apart, less often than every {} s, as this meter has sent them or such meters do: nothing \
                    is published until twelve intervals, or six over three minutes, were equal within a fifth; after each start \
                    again. If the meter is that slow, or a bridge sends irregularly, set meter.interval-seconds={}.""",
                    Snapshot.seconds(gap), Snapshot.seconds(interval.now()), Snapshot.seconds(gap));
        }
        Values believed = message.withheld().removeFrom(message.values());
        return dialect.sendsPartialLists() ? join(believed, message) : believed;
    }

    private Values join(Values sent, GuardedReading message) {
        long limit = Interval.limitNanos(message.dialect().interval().toNanos());
        latest.keySet().removeAll(message.withheld().quantities());
        latest.entrySet().removeIf(entry -> !entry.getKey().isEnergyCounter() && entry.getKey().unit() != Unit.COUNT
                && message.nanos() - entry.getValue().at > limit);
        Values.Builder earlier = new Values.Builder();
        latest.forEach((quantity, value) -> earlier.set(quantity, value.scaled));
        Values valid = PowerModel.joined(message.values(), sent, earlier.build());
        latest.keySet().retainAll(valid.present());
        valid.present().forEach(quantity -> latest.put(quantity,
                new Latest(valid.scaled(quantity), sent.has(quantity) ? message.nanos() : at(quantity, message.nanos()))));
        return valid;
    }

    private long at(Quantity quantity, long now) {
        Latest before = latest.get(quantity);
        return before == null ? now : before.at;
    }

    /** Accepts a message that counts only if the next one agrees. */
    void unconfirmed(GuardedReading message) {
        interval.good(message.dialect(), message.nanos());
        last = fresh ? last : Long.valueOf(message.nanos());
    }

    void outdated(long nanos) {
        lateNanos = nanos;
    }

    void end() {
        endValues();
        last = null;
        interval.breakGap();
    }

    void endValues() {
        fresh = false;
        latest.clear();
    }

    /** Ends the values if no message came in time. */
    void expire(long nanos) {
        if (fresh && last != null && nanos - last + lateNanos > interval.validFor().toNanos()) {
            endValues();
        }
    }

    boolean fresh() {
        return fresh;
    }
}
