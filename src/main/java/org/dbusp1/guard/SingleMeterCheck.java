package org.dbusp1.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Reading;

/**
 * Judges whether one meter alone sends on the line. Two meters on one line would alternate between two powers, and it
 * is not known which of them is the house's: then the messages of both are rejected, until one of them has been the
 * only one for a minute. A meter that the grid operator replaced is accepted at once after a loss, else after that
 * minute. A single message of another meter, which may also be a damaged number, is rejected and changes nothing. If
 * there is no checksum to show damage, a number counts if it came twice within a minute.
 *
 * <p>All times are monotonic nanoseconds.
 */
final class SingleMeterCheck {
    /** The judgement of a message: it counts, it is rejected, or it is rejected together with what was published. */
    enum Verdict { SAME, FOREIGN, MIXED }

    /**
     * Two meters on a line are never silent in turns for longer than this minute: the slowest dialects send every 10 s.
     */
    private static final long ALONE_NANOS = Duration.ofMinutes(1).toNanos();

    /** The intervals of a meter that sends once a minute after which a message no longer shows that it is the same. */
    private static final int INTERVALS = 3;

    /** The meters that are remembered: two, and a damaged number between them on a line without checksums. */
    private static final int RECENT = 3;

    /** A meter as named in a message. */
    private record Seen(MeterIdentity meter, long nanos) {
    }

    private final Deque<Seen> recent = new ArrayDeque<>();
    private Optional<MeterIdentity> sole = Optional.empty();
    private boolean mixed;
    /** The meter that sent last, with the time; and the time since which it has been the only one. */
    private Optional<Seen> sender = Optional.empty();
    private long senderSinceNanos;
    /** The time when a meter other than the only one sent; absent if none did. */
    private OptionalLong foreign = OptionalLong.empty();

    /** Takes note that the line was lost: the next meter may be another one. */
    void lost() {
        if (!mixed) {
            forget();
        }
    }

    private void forget() {
        mixed = false;
        sole = Optional.empty();
        foreign = OptionalLong.empty();
    }

    /** Returns whether messages of several meters came in turns and none has been alone since. */
    boolean severalMeters() {
        return mixed;
    }

    /** Judges the sender of a good message. */
    Verdict judge(Reading reading, long nanos) {
        MeterIdentity meter = reading.meter();
        // A repair may have put another meter's first line in place; and without a checksum to show damage, a number
        // counts only if it came before. Other messages prove no change.
        boolean proves = !reading.message().repaired() && (meter.dialect().checksum() || cameBefore(meter, nanos));
        if (proves) {
            // The time since which the present sender has been the only one: the last message of another meter.
            sender.filter(before -> !same(before.meter, meter)).ifPresent(before -> senderSinceNanos = before.nanos);
            sender = Optional.of(new Seen(meter, nanos));
            if (mixed && nanos - senderSinceNanos > ALONE_NANOS) {
                forget();
            }
        }
        boolean same = sole.map(known -> same(known, meter)).orElse(true);
        if (mixed || !same && !proves) {
            return Verdict.FOREIGN;
        }
        if (same) {
            sole = !proves ? sole : Optional.of(sole.filter(known -> meter.equipmentId().isEmpty()).orElse(meter));
            return Verdict.SAME;
        }
        mixed = foreign.isPresent() && nanos - foreign.getAsLong() <= ALONE_NANOS;
        foreign = OptionalLong.of(nanos);
        return mixed ? Verdict.MIXED : Verdict.FOREIGN;
    }

    /**
     * Returns whether a message of the last minute, or of the last intervals of a slower meter, named the same meter;
     * the newest ones are kept.
     */
    private boolean cameBefore(MeterIdentity meter, long nanos) {
        long recently = Math.max(ALONE_NANOS, INTERVALS * meter.dialect().interval().toNanos());
        boolean before = recent.removeIf(one -> one.meter.equals(meter) && nanos - one.nanos <= recently);
        recent.addLast(new Seen(meter, nanos));
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        return before;
    }

    /** Compares two meters by their numbers if both print one, else by the first lines of their telegrams. */
    static boolean same(MeterIdentity one, MeterIdentity other) {
        if (one.equipmentId().isPresent() && other.equipmentId().isPresent()) {
            return one.equipmentId().equals(other.equipmentId());
        }
        // Binary meters send their number in some of their lists only, and their lists have different names.
        return other.dialect().sendsPartialLists() || one.identification().equals(other.identification());
    }
}
