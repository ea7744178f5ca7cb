package org.dbusp1.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Reading;

/**
 * Whether one meter alone sends on the line. Two meters on one line would alternate between two powers, and nothing
 * shows which of them the house has to follow: then the messages of both are refused, until one of them has been the
 * only one for a minute. A meter that the utility exchanged is taken over: at once after a loss, else after that
 * minute. A single message of another meter, which a damaged number makes too, is refused and changes nothing. Where no
 * checksum shows damage, a number counts when it came twice within a minute.
 *
 * <p>All times are monotonic nanoseconds.
 */
final class SingleMeterCheck {
    /** What becomes of a message: it counts, it is refused, or it is refused together with what was published. */
    enum Verdict { SAME, FOREIGN, MIXED }

    /** Longer than a minute no two meters stay silent in turns: the slowest dialects send every 10 s. */
    private static final long ALONE_NANOS = Duration.ofMinutes(1).toNanos();

    /** For so many intervals of a meter that sends once a minute a message shows that it is the same. */
    private static final int INTERVALS = 3;

    /** So many meters are remembered that a line without checksums shows two, and a damaged number between. */
    private static final int RECENT = 3;

    /** A meter as a message named it. */
    private record Seen(MeterIdentity meter, long nanos) {
    }

    private final Deque<Seen> recent = new ArrayDeque<>();
    private Optional<MeterIdentity> sole = Optional.empty();
    private boolean mixed;
    private Optional<MeterIdentity> sender = Optional.empty();
    private long senderNanos;
    private long senderSinceNanos;
    private boolean foreignBefore;
    private long foreignNanos;

    /** The line was lost: the meter that comes next may be another one. */
    void lost() {
        if (!mixed) {
            sole = Optional.empty();
            foreignBefore = false;
        }
    }

    /** Whether messages of several meters came in turns and none has been alone since. */
    boolean severalMeters() {
        return mixed;
    }

    /** Judges who sent a good message. */
    Verdict judge(Reading reading, long nanos) {
        MeterIdentity meter = reading.meter();
        if (reading.message().repaired()) {
            // A repair may have put another meter's first line in place: it proves no change.
            return mixed || !sole.map(known -> same(known, meter)).orElse(true) ? Verdict.FOREIGN : Verdict.SAME;
        }
        if (!meter.dialect().checksum() && !cameBefore(meter, nanos)) {
            return mixed || !sole.map(known -> same(known, meter)).orElse(true) ? Verdict.FOREIGN : Verdict.SAME;
        }
        noteSender(meter, nanos);
        if (mixed && nanos - senderSinceNanos > ALONE_NANOS) {
            mixed = false;
            sole = Optional.empty();
            foreignBefore = false;
        }
        if (mixed) {
            return Verdict.FOREIGN;
        }
        if (sole.map(known -> same(known, meter)).orElse(true)) {
            sole = Optional.of(sole.filter(known -> meter.equipmentId().isEmpty()).orElse(meter));
            return Verdict.SAME;
        }
        mixed = foreignBefore && nanos - foreignNanos <= ALONE_NANOS;
        foreignBefore = true;
        foreignNanos = nanos;
        return mixed ? Verdict.MIXED : Verdict.FOREIGN;
    }

    /**
     * Whether a message of the last minute, or of the last intervals of a slower meter, named the same meter; the
     * newest ones are kept.
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

    /** Keeps since when the present sender has been the only one: since the last message of another. */
    private void noteSender(MeterIdentity meter, long nanos) {
        if (!sender.map(known -> same(known, meter)).orElse(true)) {
            senderSinceNanos = senderNanos;
        }
        sender = Optional.of(meter);
        senderNanos = nanos;
    }

    /** By the meters' own numbers where both print one, else by the first lines of their telegrams. */
    static boolean same(MeterIdentity one, MeterIdentity other) {
        if (one.equipmentId().isPresent() && other.equipmentId().isPresent()) {
            return one.equipmentId().equals(other.equipmentId());
        }
        // Binary meters name themselves in some of their lists only, and call those lists differently.
        return other.dialect().sendsPartialLists() || one.identification().equals(other.identification());
    }
}
