package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/**
 * Rejects the messages of another meter than the line's. Two meters on one line would alternate between two powers, and
 * no message tells which power is the house's. Times are monotonic nanoseconds.
 */
final class OneMeterRule implements Rule {
    /** Each of two meters on a line sends within this time: most dialects send every 10 s or faster. */
    private static final long SOLE_NANOS = Duration.ofMinutes(1).toNanos();
    /** Intervals of a slow meter for which its earlier message counts as recent. */
    private static final int RECENT_INTERVALS = 3;
    /** Most meters remembered: two meters, and a damaged number between their messages. */
    private static final int RECENT_METERS = 3;

    private record Seen(MeterIdentity meter, long nanos) {
    }

    /** The meters in the last messages without checksum, the newest last. */
    private final Deque<Seen> recent = new ArrayDeque<>();
    /** The line's meter; null until it is known. */
    private @Nullable MeterIdentity lineMeter;
    /** Whether several meters sent in turns, and no meter has been the only sender since. */
    private boolean several;
    /** The meter in the last message that proves its sender; null before the first. */
    private @Nullable Seen lastSender;
    /** The time since which the last sender has been the only sender. */
    private long soleSince;
    /** The time of the last message of another meter than the line's; null without such a message. */
    private @Nullable Long foreignNanos;

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        MeterIdentity meter = now.meter();
        // A repair may have inserted another meter's first line. Without a checksum, a meter's number counts only if the number
        // occurred before.
        boolean proves = !now.repaired() && (meter.dialect().sendsChecksum() && !now.hasNoChecksum() || cameBefore(now));
        if (proves) {
            noticeSender(new Seen(meter, now.nanos()));
        }
        boolean same = lineMeter == null || same(lineMeter, meter);
        if (several || !same && !proves) {
            return foreign(false, now);
        }
        if (same) {
            if (proves && (meter.equipmentId() != null || lineMeter == null)) {
                lineMeter = meter;
            }
            return null;
        }
        // A single message of another meter, or a damaged number, changes nothing.
        several = foreignNanos != null && now.nanos() - foreignNanos <= SOLE_NANOS;
        foreignNanos = now.nanos();
        return foreign(several, now);
    }

    private static Outcome foreign(boolean several, GuardedReading now) {
        // Without a checksum, a damaged number looks like another meter's.
        return new Outcome.Foreign(several, now.hasNoChecksum() ? RejectCause.CONTRADICTION : null);
    }

    /** Returns whether several meters send on the line, so that nothing is published. */
    boolean several() {
        return several;
    }

    @Override
    public void lineLost() {
        if (!several) {
            forget();
        }
    }

    private void forget() {
        several = false;
        lineMeter = null;
        foreignNanos = null;
    }

    /** Notes the sender: the only sender of a minute is the line's meter, even if the meter is new. */
    private void noticeSender(Seen now) {
        if (lastSender != null && !same(lastSender.meter(), now.meter())) {
            soleSince = lastSender.nanos();
        }
        lastSender = now;
        if (several && now.nanos() - soleSince > SOLE_NANOS) {
            forget();
        }
    }

    /** Returns whether a message of the last minute, or of the last intervals of a slower meter, named the same meter. */
    private boolean cameBefore(GuardedReading now) {
        long recently = Math.max(SOLE_NANOS, RECENT_INTERVALS * now.dialect().interval().toNanos());
        boolean before = recent.removeIf(seen -> seen.meter().equals(now.meter()) && now.nanos() - seen.nanos() <= recently);
        recent.addLast(new Seen(now.meter(), now.nanos()));
        if (recent.size() > RECENT_METERS) {
            recent.removeFirst();
        }
        return before;
    }

    /** Compares two meters by their numbers if both meters print a number, else by the first lines of their telegrams. */
    static boolean same(MeterIdentity earlier, MeterIdentity other) {
        if (earlier.equipmentId() != null && other.equipmentId() != null) {
            return Objects.equals(earlier.equipmentId(), other.equipmentId());
        }
        // Binary meters send their number in only some of their lists, and the lists have different names.
        return other.dialect().sendsPartialLists() || earlier.identification().equals(other.identification());
    }
}
