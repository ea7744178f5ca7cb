package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.WrittenMark;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.EssFacts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The most watts that the inverters may give, an override of ESS that lapses by itself if it is not renewed. Writes no other value
 * to ESS, and none while another program's value stands and for ten minutes after; but for one -1 at the start after a kill, whoever's
 * the value is then, see {@link WrittenMark}. Used only on the loop.
 */
final class LimitOverride {
    private static final Logger LOG = LoggerFactory.getLogger(LimitOverride.class);
    private static final double NO_LIMIT = EssFacts.NO_LIMIT;
    private static final long HANDS_OFF_NANOS = Duration.ofMinutes(10).toNanos();
    /** Less than the time for which ESS keeps a limit that is not written again. */
    private static final long LEAST_LAPSE_NANOS = Duration.ofMinutes(1).toNanos();
    /** The time in which ESS answers: an answer that comes later was read too long ago, and one that does not come is lost. */
    private static final long ANSWER_NANOS = Duration.ofSeconds(10).toNanos();
    /** The answers that may be owed to limits, and to releases; what is lost is owed too. */
    private static final int MOST_OWED = 8;
    /** Values are read as doubles, and compared to half a watt. */
    private static final double TOLERANCE_WATTS = 0.5;

    /** Whose a value is that was read. */
    private enum Whose {
        /** The last one that was written. */
        OURS,
        /** That of before the last write, which ESS has not taken. */
        BEFORE_OURS,
        /** None: a limit that is not renewed lapses, and ESS that has just started has no valid value. Or one that may be replaced. */
        NOBODYS,
        ANOTHERS,
        /** None, so soon after ours was read that a program has removed it. */
        REMOVED
    }

    /**
     * The limits that are written, or the releases. One at a time is on its way: while ESS hangs it waits, and is not written again. It is
     * lost if ESS answers a read that was sent after it.
     */
    private static final class Writes {
        /** The number of the write whose answer is awaited; 0 for none. */
        private int awaited;
        private int owed;

        private boolean mayWrite() {
            return awaited == 0 && owed < MOST_OWED;
        }
    }

    private final EventLoop loop;
    private final VictronBus bus;
    private final WrittenMark mark;
    private final LongSupplier clock;
    private final ThinnedLog log = ThinnedLog.hourly();
    /** What ESS has of this driver, or may have, in watts; NO_LIMIT: nothing. */
    private double last = NO_LIMIT;
    /** The value of the last write, also of a release. */
    private double written = NO_LIMIT;
    /** What ESS had before {@link #last}; null once that was read back. */
    private @Nullable Double before;
    /** Whether an earlier run may have left a limit. */
    private boolean left;
    private boolean marked;
    /** Counts what was asked of the mark: the answer to an earlier request is not used. */
    private int markRequest;
    private boolean marking;
    /** Whether the mark was not made, or ESS refused the last write. */
    private boolean failed;
    private @Nullable Double wanted;
    /** The value when it was last read; null while ESS does not answer. */
    private @Nullable Double current;
    private boolean isReading;
    /** When the last value was asked for. */
    private long readNanos;
    private final Writes limits = new Writes();
    private final Writes releases = new Writes();
    /** Counts the writes: what was read across one is not used. */
    private int writes;
    private long writtenNanos;
    private @Nullable OtherLimit other;
    /** When another program's value was last seen, or another program has removed this driver's; null if neither. */
    private @Nullable Long otherNanos;
    /** Whether another program's value may be replaced: from the owner's switching on to the first limit, or to yet another value. */
    private boolean takesOver;
    private @Nullable Runnable onReleased;

    /** Waits for the disk. */
    LimitOverride(EventLoop loop, VictronBus bus, WrittenMark mark, LongSupplier clock) {
        this.loop = loop;
        this.bus = bus;
        this.mark = mark;
        this.clock = clock;
        this.left = mark.isLeft();
        this.marked = left;
        this.readNanos = clock.getAsLong() - ANSWER_NANOS;
    }

    /** Returns whether another program has the override, or had it in the last ten minutes. */
    boolean isOthers() {
        return other != null || otherNanos != null && clock.getAsLong() - otherNanos < HANDS_OFF_NANOS;
    }

    /** Returns whether the limit could not be set: ESS refuses it, or its mark cannot be made. It is tried again. */
    boolean hasFailed() {
        return failed;
    }

    @Nullable OtherLimit other() {
        return other;
    }

    /** Returns when the last value was asked for. */
    long readNanos() {
        return readNanos;
    }

    boolean isSet() {
        return left || last != NO_LIMIT;
    }

    /** Called when the owner has switched the limiter on: the value of another program may be replaced. */
    void switchedOn() {
        other = null;
        otherNanos = null;
        current = null;
        takesOver = true;
    }

    /**
     * Reads the value. One that was read across a write, or comes late, is not used.
     *
     * @param done runs then, if there is none that is used too
     */
    void read(boolean victronControls, Runnable done) {
        if (!isReading) {
            long asked = clock.getAsLong();
            int write = writes;
            bus.client().ifPresent(link -> {
                isReading = true;
                EssFacts.readOverride(link, value -> {
                    isReading = false;
                    if (write == writes && clock.getAsLong() - asked < ANSWER_NANOS) {
                        readNanos = value == null ? readNanos : asked;
                        accept(value, victronControls);
                        done.run();
                    }
                });
            });
        }
    }

    /** Accepts the value that was read. @param victronControls whether a part of Victron's has the battery: the value may be its own */
    private void accept(@Nullable Double value, boolean victronControls) {
        takesOver &= value == null || current == null || value.equals(current);
        current = value;
        if (value == null) {
            return;
        }
        if (clock.getAsLong() - writtenNanos >= ANSWER_NANOS) {
            limits.awaited = 0;
            releases.awaited = 0;
        }
        left &= value != NO_LIMIT && value != EssFacts.NOT_VALID;
        if (left) {
            return;
        }
        otherNanos = victronControls ? null : otherNanos;
        Whose whose = whose(value, takesOver || victronControls);
        switch (whose) {
            case OURS -> before = null;
            case BEFORE_OURS -> last = value;
            default -> last = NO_LIMIT;
        }
        other = whose != Whose.ANOTHERS ? null : other != null && Double.compare(other.watts(), value) == 0 ? other
                : new OtherLimit(value, Instant.now());
        if (whose == Whose.REMOVED) {
            seen("has removed the discharge limit of ESS");
        } else if (whose == Whose.ANOTHERS) {
            seen("has set " + value + " W as the discharge limit of ESS");
        }
        if (last == NO_LIMIT && wanted == null) {
            unmark();
        }
    }

    /** Returns whose value it is: the first line that holds. */
    private Whose whose(double value, boolean mayReplace) {
        if (last != NO_LIMIT && isSame(value, last)) {
            return Whose.OURS;
        } else if (last != NO_LIMIT && before != null && isSame(value, before)) {
            return Whose.BEFORE_OURS;
        } else if (value == EssFacts.NOT_VALID || mayReplace) {
            return Whose.NOBODYS;
        } else if (value != NO_LIMIT) {
            return Whose.ANOTHERS;
        }
        boolean hasNotLapsed = last != NO_LIMIT && written == last && before == null
                && clock.getAsLong() - writtenNanos < LEAST_LAPSE_NANOS;
        return hasNotLapsed && wanted != null ? Whose.REMOVED : Whose.NOBODYS;
    }

    private static boolean isSame(double read, double written) {
        return Math.abs(read - written) < TOLERANCE_WATTS;
    }

    private void seen(String action) {
        otherNanos = clock.getAsLong();
        if (log.tryAcquire(clock.getAsLong())) {
            LOG.warn("another program {}: the peak limiter sets none while such a value stays, and for ten minutes after;"
                    + " remove the other program, such as a flow, then switch \"Limit the peak\" off and on", action);
        }
    }

    /** Limits the inverters' power, also again, so that it does not lapse in ESS. @param watts null: no limit */
    void request(@Nullable Double watts) {
        wanted = watts;
        if (watts == null || left) {
            giveBack();
        } else if (current != null && !isOthers() && limits.awaited == 0 && releases.awaited == 0) {
            if (limits.owed >= MOST_OWED) {
                failed = true;
            } else if (marked) {
                // ESS may ignore a write of an equal value, which then would not renew the limit.
                write(current.doubleValue() != watts ? watts : watts > 1 ? watts - 1 : watts + 1);
            } else if (!marking) {
                marking = true;
                int request = ++markRequest;
                mark.make(made -> loop.post(() -> made(request, made)));
            }
        }
    }

    private void made(int request, boolean isThere) {
        if (request == markRequest && marking) {
            marking = false;
            marked = isThere;
            failed = !isThere;
            if (isThere) {
                request(wanted);
            }
        }
    }

    private void unmark() {
        if (marked || marking || left) {
            marked = false;
            marking = false;
            left = false;
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
        } else if (releases.mayWrite()) {
            write(NO_LIMIT);
        } else if (clock.getAsLong() - writtenNanos >= ANSWER_NANOS) {
            read(false, () -> {
                if (!isSet() || releases.mayWrite()) {
                    request(wanted);
                }
            });
        }
    }

    private void write(double value) {
        if (value != NO_LIMIT) {
            before = current == null || current == EssFacts.NOT_VALID ? NO_LIMIT : current;
            last = value;
            takesOver = false;
        }
        written = value;
        int write = ++writes;
        writtenNanos = clock.getAsLong();
        Writes kind = value == NO_LIMIT ? releases : limits;
        bus.client().ifPresent(link -> {
            kind.awaited = write;
            kind.owed++;
            link.setReservedValue(EssFacts.HUB4, EssFacts.OVERRIDE, value, answer -> {
                kind.owed--;
                kind.awaited = kind.awaited == write ? 0 : kind.awaited;
                if (write == writes) {
                    answered(value, Integer.valueOf(0).equals(answer));
                    EssFacts.readOverride(link, read -> {
                        if (write == writes) {
                            accept(read, false);
                        }
                    });
                }
            });
        });
    }

    /** Notes the answer to the last write. @param isTaken false: it was refused, or ESS is not on the bus */
    private void answered(double value, boolean isTaken) {
        if (!isTaken && !failed) {
            LOG.warn("ESS does not take {} W as its discharge limit; the driver tries again", value);
        }
        failed = !isTaken;
        if (value != NO_LIMIT) {
            return;
        }
        if (isTaken) {
            last = NO_LIMIT;
            unmark();
        }
        finish();
    }

    private void finish() {
        Runnable done = onReleased;
        onReleased = null;
        if (done != null) {
            done.run();
        }
    }
}
