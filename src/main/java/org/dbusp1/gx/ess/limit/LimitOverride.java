package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.ess.LimiterFacts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most watts that the inverters may give: an override of ESS, which lapses by itself if it is not written again. No other value of
 * ESS is written. A turn reads it, decides and writes, because ESS answers in the order in which it was asked: where ESS has no limit or
 * this driver's, a wanted limit is written, and this driver's is released while none is wanted; a limit of another program is left alone.
 * The first value of a run may be that of an earlier run that was killed, and is taken for this driver's. A release is written at once,
 * and again in each turn that still reads the limit, until ESS has taken one. Used only on the loop.
 */
final class LimitOverride {
    private static final Logger LOG = LoggerFactory.getLogger(LimitOverride.class);
    /** Values are read as doubles, and compared to half a watt. */
    private static final double TOLERANCE_WATTS = 0.5;
    private static final long LONG_AGO_NANOS = Duration.ofMinutes(1).toNanos();

    /** A limit of this driver that ESS has, or may have. @param before what ESS had when it was written */
    private record Ours(double watts, double before, boolean isReleased) {
        Ours released() {
            return new Ours(watts, before, true);
        }
    }

    private final VictronBus bus;
    private final LongSupplier clock;
    private final ThinnedLog log = ThinnedLog.hourly();
    /** Null if ESS has nothing of this driver. */
    private @Nullable Ours ours;
    /** Null while no other program has set a limit. */
    private @Nullable OtherLimit other;
    /** Whether the next value that is nobody else's is taken for this driver's. */
    private boolean isFirst;
    private boolean isReading;
    /** What was read in this turn; null outside of one, and if ESS has not answered. */
    private @Nullable Double inTurn;
    /** Whether ESS has not taken the last write. */
    private boolean failed;
    /** When the last value was asked for. */
    private long readNanos;

    /** @param mayBeLeft whether an earlier run may have left a limit */
    LimitOverride(VictronBus bus, boolean mayBeLeft, LongSupplier clock) {
        this.bus = bus;
        this.clock = clock;
        this.isFirst = mayBeLeft;
        this.readNanos = clock.getAsLong() - LONG_AGO_NANOS;
    }

    boolean isOthers() {
        return other != null;
    }

    boolean hasFailed() {
        return failed;
    }

    @Nullable OtherLimit other() {
        return other;
    }

    long readNanos() {
        return readNanos;
    }

    /** Returns whether ESS has, or may have, a limit of this driver. */
    boolean isSet() {
        return isFirst || ours != null;
    }

    /** The value of another program is replaced, or removed, once. */
    void switchedOn() {
        isFirst = true;
        other = null;
    }

    /**
     * Begins a turn, unless one has begun.
     *
     * @param mayBeControlled whether DESS, a schedule, load shedding or a forced charge has the battery, or this is unknown: then a value
     *                        that is not this driver's is theirs
     * @param rating the most that the inverters can give, in watts; 0 if unknown
     * @param then runs when ESS has answered, or has not in time; what it requests is written
     */
    void turn(boolean mayBeControlled, double rating, Runnable then) {
        BusItemClient link = bus.client().orElse(null);
        if (link == null || isReading) {
            return;
        }
        isReading = true;
        long asked = clock.getAsLong();
        LimiterFacts.readOverride(link, value -> {
            isReading = false;
            inTurn = value;
            if (value != null) {
                readNanos = asked;
                accept(value, mayBeControlled, rating);
            } else if (!link.names().contains(BusItemClient.HUB4)) {
                ours = null; // its values end with it
                isFirst = false;
            }
            then.run();
            inTurn = null;
        });
    }

    private void accept(double value, boolean mayBeControlled, double rating) {
        if (isFirst && !mayBeControlled) {
            isFirst = false;
            if (value >= 0 && (rating <= 0 || value <= rating)) {
                ours = new Ours(value, value, false);
                LOG.info("ESS has a discharge limit of {} W from before: the peak limiter takes it for its own, once", value);
            }
        }
        Ours last = ours;
        if (last != null && !last.isReleased && !failed && value == LimiterFacts.NO_LIMIT) {
            warn("may have removed the discharge limit of ESS: the peak limiter sets it again");
        }
        if (last != null && isSame(value, last.watts)) {
            failed &= last.isReleased;
        } else if (last == null || isNone(value) || !failed || !isSame(value, last.before)) {
            ours = null;
        }
        OtherLimit known = other;
        other = isNone(value) || ours != null || mayBeControlled ? null
                : known != null && Double.compare(known.watts(), value) == 0 ? known : new OtherLimit(value, Instant.now());
        if (other != null && other != known) {
            warn("has set " + value + " W as the discharge limit of ESS: the peak limiter sets none while it stays;"
                    + " remove the other program, such as a flow, then switch \"Limit the peak\" off and on");
        }
    }

    private static boolean isNone(double value) {
        return value == LimiterFacts.NO_LIMIT || value == LimiterFacts.NOT_VALID;
    }

    private static boolean isSame(double read, double written) {
        return Math.abs(read - written) < TOLERANCE_WATTS;
    }

    private void warn(String action) {
        if (log.tryAcquire(clock.getAsLong())) {
            LOG.warn("another program {}", action);
        }
    }

    /** Limits the inverters' power, if this is a turn; also again, so that it does not lapse in ESS. @param watts null: no limit */
    void request(@Nullable Double watts) {
        Double read = inTurn;
        Ours last = ours;
        if (watts == null) {
            failed &= last != null;
            if (last != null && (read != null || !last.isReleased)) {
                release(() -> { });
            }
        } else if (read != null && (last != null || isNone(read))) {
            // ESS may ignore a write of an equal value, which then would not renew the limit.
            write(new Ours(read.doubleValue() != watts ? watts : watts > 1 ? watts - 1 : watts + 1, read, false));
        }
    }

    private void write(Ours limit) {
        ours = limit;
        isFirst = false;
        bus.client().ifPresent(link -> link.setValue(BusItemClient.HUB4, LimiterFacts.OVERRIDE, limit.watts, answer -> {
            if (limit == ours) {
                answered(limit.watts, answer.isZero());
            }
        }));
    }

    /** Gives the limit back, if there is one. @param done runs when this is done or impossible */
    void release(Runnable done) {
        BusItemClient link = bus.client().orElse(null);
        Ours last = ours;
        if (last == null || link == null) {
            done.run();
            return;
        }
        Ours released = last.released();
        ours = released;
        link.setReleasedValue(BusItemClient.HUB4, LimiterFacts.OVERRIDE, LimiterFacts.NO_LIMIT, answer -> {
            if (released == ours) {
                answered(LimiterFacts.NO_LIMIT, answer.isZero());
                ours = answer.isZero() ? null : released;
            }
            done.run();
        });
    }

    private void answered(double value, boolean isTaken) {
        if (!isTaken && !failed) {
            LOG.warn("ESS does not take {} W as its discharge limit; the driver tries again", value);
        }
        failed = !isTaken;
    }
}
