package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.WrittenMark;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.LimiterFacts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most watts that the inverters may give: an override of ESS, which lapses by itself if it is not written again. No other value of
 * ESS is written. A limit is written if ESS has told its value, no other program has it set, or had in the last ten minutes, the last
 * write is answered, and few answers are owed. Whoever's the value is, a release is knowingly written only after a kill, see
 * {@link WrittenMark}. Used only on the loop.
 * <pre>
 * held     a limit is wanted                         none is wanted                     a value is read, see accept()
 * Nothing  makes the mark: Marking                   -                                  -
 * Marking  mark made: Marked, then written; else     removes the mark: Nothing          -
 *          Nothing
 * Marked   is written: Limited                       removes the mark: Nothing          -
 * Limited  is written anew: Limited                  released, mark removed: Nothing    whose it is: Limited or Marked
 * Left     as where none is wanted                   released, mark removed: Nothing    no limit or not valid: Marked; else -
 * </pre>
 * A release that ESS refuses, or loses, leaves what is held, and is written again after ten seconds.
 */
final class LimitOverride {
    private static final Logger LOG = LoggerFactory.getLogger(LimitOverride.class);
    private static final double NO_LIMIT = LimiterFacts.NO_LIMIT;
    private static final long HANDS_OFF_NANOS = Duration.ofMinutes(10).toNanos();
    /** Less than the time for which ESS keeps a limit that is not written again. */
    private static final long LEAST_LAPSE_NANOS = Duration.ofMinutes(1).toNanos();
    /** The time in which ESS answers a write: an answer that has not come then may be lost. */
    private static final long ANSWER_NANOS = Duration.ofSeconds(10).toNanos();
    /** A limit is written while ESS owes fewer answers to writes, a release while it owes fewer than twice as many. Lost ones count. */
    private static final int MOST_OWED = 8;
    /** Values are read as doubles, and compared to half a watt. */
    private static final double TOLERANCE_WATTS = 0.5;

    /** What this driver has of the override, and the mark that tells the next driver so. */
    private sealed interface Held {
    }

    /** Nothing, and no mark. */
    private record Nothing() implements Held {
    }

    /** Nothing, and a mark is being made. No record: the answer to an earlier request is not used. */
    private static final class Marking implements Held {
    }

    /** A mark. */
    private record Marked() implements Held {
    }

    /** A mark, and a limit that ESS has, or may have. @param before what ESS had before it; null once the limit was read back */
    private record Limited(double watts, @Nullable Double before) implements Held {
    }

    /** A mark of an earlier run, whose limit ESS may have. */
    private record Left() implements Held {
    }

    /**
     * A limit that was written, or a release. A value that was asked for before it and read after it is not used. Until it is answered no
     * other limit is written. It is lost, and counts as answered, if ESS answers a read after it, ten seconds after it or later.
     */
    private static final class Write {
        private final double watts;
        private final long nanos;
        /** True too if it is lost, or was not sent. */
        private boolean isAnswered = true;

        Write(double watts, long nanos) {
            this.watts = watts;
            this.nanos = nanos;
        }

        private boolean isRelease() {
            return watts == NO_LIMIT;
        }
    }

    /** What other programs do with the override. */
    private sealed interface Others {
    }

    /** Their value may be replaced: from the owner's switching on until another value is read, also this driver's. */
    private record Replaceable() implements Others {
    }

    /** One has set a limit, or removed this driver's. @param limit null if none stands now @param nanos when this was last seen */
    private record Seen(@Nullable OtherLimit limit, long nanos) implements Others {
    }

    private final EventLoop loop;
    private final VictronBus bus;
    private final WrittenMark mark;
    private final LongSupplier clock;
    private final ThinnedLog log = ThinnedLog.hourly();
    private Held held;
    private Write newest;
    private int owed;
    /** Null while no other program is known. */
    private @Nullable Others others;
    /** Whether the mark was not made, or ESS refused the last write or owes too many answers. */
    private boolean failed;
    private @Nullable Double wanted;
    /** The value when it was last read; null while ESS does not answer. */
    private @Nullable Double current;
    private boolean isReading;
    /** When the last value was asked for. */
    private long readNanos;
    private @Nullable Runnable onReleased;

    /** Blocks while it looks for the mark; the loop does not run yet. */
    LimitOverride(EventLoop loop, VictronBus bus, WrittenMark mark, LongSupplier clock) {
        this.loop = loop;
        this.bus = bus;
        this.mark = mark;
        this.clock = clock;
        this.held = mark.isLeft() ? new Left() : new Nothing();
        this.readNanos = clock.getAsLong() - ANSWER_NANOS;
        this.newest = new Write(NO_LIMIT, readNanos);
    }

    boolean isOthers() {
        return others instanceof Seen seen && clock.getAsLong() - seen.nanos < HANDS_OFF_NANOS;
    }

    boolean hasFailed() {
        return failed;
    }

    @Nullable OtherLimit other() {
        return others instanceof Seen seen ? seen.limit : null;
    }

    long readNanos() {
        return readNanos;
    }

    boolean isSet() {
        return held instanceof Left || held instanceof Limited;
    }

    void switchedOn() {
        others = new Replaceable();
        current = null;
    }

    /** A value that was asked for before the last write is not used. @param done runs after one that is used, and when ESS has none */
    void read(boolean victronControls, Runnable done) {
        if (!isReading) {
            long asked = clock.getAsLong();
            Write write = newest;
            bus.client().ifPresent(link -> {
                isReading = true;
                LimiterFacts.readOverride(link, value -> {
                    isReading = false;
                    if (write == newest) {
                        readNanos = value == null ? readNanos : asked;
                        accept(value, victronControls);
                        done.run();
                    }
                });
            });
        }
    }

    /**
     * Accepts the value that was read. What is held, and what is known of others, by the first row that holds:
     * <pre>
     * value                                         held                 others
     * none: ESS does not answer                     as it is             as it is
     * a limit, while Left                           Left                 as it is
     * the limit                                     Limited              their value is gone
     * what was before it, until the limit was read  Limited              their value is gone
     * not valid, perhaps Victron's, or replaceable  Marked, if Limited   their value is gone
     * other watts                                   Marked, if Limited   they have set it
     * no limit, too soon for one that has lapsed    Marked               they have removed it
     * no limit                                      Marked, if Limited   their value is gone
     * </pre>
     * After their value is gone the ten minutes go on, but not with {@code victronControls}.
     *
     * @param victronControls whether DESS, a schedule, load shedding or a forced charge has the battery: the value may be theirs. False
     * after a write and before a release, where this is unknown: the limiter's next reading corrects what is known of others
     */
    private void accept(@Nullable Double value, boolean victronControls) {
        if (others instanceof Replaceable && value != null && current != null && !value.equals(current)) {
            others = null;
        }
        current = value;
        if (value == null) {
            return;
        }
        if (clock.getAsLong() - newest.nanos >= ANSWER_NANOS) {
            newest.isAnswered = true;
        }
        if (held instanceof Left) {
            if (value != NO_LIMIT && value != LimiterFacts.NOT_VALID) {
                return;
            }
            held = new Marked();
        }
        Limited had = held instanceof Limited limited ? limited : null;
        if (had != null && isSame(value, had.watts)) {
            held = new Limited(had.watts, null);
            othersHaveNone(victronControls);
        } else if (had != null && had.before != null && isSame(value, had.before)) {
            othersHaveNone(victronControls);
        } else {
            held = had == null ? held : new Marked();
            if (value == LimiterFacts.NOT_VALID || victronControls || others instanceof Replaceable) {
                othersHaveNone(victronControls);
            } else if (value != NO_LIMIT) {
                OtherLimit known = other();
                seen(known != null && Double.compare(known.watts(), value) == 0 ? known : new OtherLimit(value, Instant.now()),
                        "has set " + value + " W as the discharge limit of ESS");
            } else if (had != null && !mayHaveLapsed(had)) {
                seen(null, "has removed the discharge limit of ESS");
            } else {
                othersHaveNone(victronControls);
            }
        }
    }

    /** Returns whether ESS may have no limit without another program: it never showed ours, was told a release, or not told for long. */
    private boolean mayHaveLapsed(Limited had) {
        return had.before != null || newest.isRelease() || clock.getAsLong() - newest.nanos >= LEAST_LAPSE_NANOS;
    }

    private void othersHaveNone(boolean victronControls) {
        if (others instanceof Seen seen) {
            others = victronControls ? null : new Seen(null, seen.nanos);
        }
    }

    private static boolean isSame(double read, double written) {
        return Math.abs(read - written) < TOLERANCE_WATTS;
    }

    private void seen(@Nullable OtherLimit limit, String action) {
        others = new Seen(limit, clock.getAsLong());
        if (log.tryAcquire(clock.getAsLong())) {
            LOG.warn("another program {}: the peak limiter sets none while such a value stays, and for ten minutes after;"
                    + " remove the other program, such as a flow, then switch \"Limit the peak\" off and on", action);
        }
    }

    /** Limits the inverters' power, also again, so that it does not lapse in ESS. @param watts null: no limit */
    void request(@Nullable Double watts) {
        wanted = watts;
        if (watts == null || held instanceof Left) {
            giveBack();
        } else if (current != null && !isOthers() && newest.isAnswered) {
            if (owed >= MOST_OWED) {
                failed = true;
            } else if (held instanceof Nothing) {
                Marking marking = new Marking();
                held = marking;
                mark.make(isThere -> loop.post(() -> made(marking, isThere)));
            } else if (held instanceof Marked || held instanceof Limited) {
                // ESS may ignore a write of an equal value, which then would not renew the limit.
                write(current.doubleValue() != watts ? watts : watts > 1 ? watts - 1 : watts + 1);
            }
        }
    }

    private void made(Marking marking, boolean isThere) {
        if (held == marking) {
            held = isThere ? new Marked() : new Nothing();
            failed = !isThere;
            if (isThere) {
                request(wanted);
            }
        }
    }

    private void unmark() {
        if (!(held instanceof Nothing)) {
            held = new Nothing();
            mark.remove();
        }
    }

    /** Gives the limit back. @param done runs when this is done or impossible */
    void release(Runnable done) {
        onReleased = done;
        request(null);
    }

    private void giveBack() {
        if (!isSet()) {
            failed = false;
            unmark();
            finish();
        } else if (bus.client().isEmpty()) {
            finish();
        } else if (mayRelease()) {
            write(NO_LIMIT);
        } else if (clock.getAsLong() - newest.nanos >= ANSWER_NANOS) {
            read(false, () -> {
                if (!isSet() || mayRelease()) {
                    request(wanted);
                }
            });
        }
    }

    /** Returns whether a release may be written: after a limit at once; after a release that ESS has refused or lost not at once. */
    private boolean mayRelease() {
        boolean mayRepeat = newest.isAnswered && (onReleased != null || clock.getAsLong() - newest.nanos >= ANSWER_NANOS);
        return (mayRepeat || !newest.isRelease()) && owed < 2 * MOST_OWED;
    }

    private void write(double value) {
        Write write = new Write(value, clock.getAsLong());
        newest = write;
        if (!write.isRelease()) {
            held = new Limited(value, current);
        }
        bus.client().ifPresent(link -> {
            write.isAnswered = false;
            owed++;
            link.setReservedValue(BusItemClient.HUB4, LimiterFacts.OVERRIDE, value, answer -> {
                owed--;
                write.isAnswered = true;
                if (write == newest) {
                    answered(write, Integer.valueOf(0).equals(answer));
                    LimiterFacts.readOverride(link, read -> {
                        if (write == newest) {
                            accept(read, false);
                        }
                    });
                }
            });
        });
    }

    /** Notes the answer to the last write. @param isTaken false: it was refused, or ESS is not on the bus */
    private void answered(Write write, boolean isTaken) {
        if (!isTaken && !failed) {
            LOG.warn("ESS does not take {} W as its discharge limit; the driver tries again", write.watts);
        }
        failed = !isTaken;
        if (write.isRelease()) {
            if (isTaken) {
                unmark();
            }
            finish();
        }
    }

    private void finish() {
        Runnable done = onReleased;
        onReleased = null;
        if (done != null) {
            done.run();
        }
    }
}
