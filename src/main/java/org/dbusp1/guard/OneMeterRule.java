package org.dbusp1.guard;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.guard.History.Seen;
import org.dbusp1.guard.History.Senders;
import org.dbusp1.meter.MeterIdentity;

/**
 * Rejects the messages of another meter than that of the line. Two meters on one line would alternate between two
 * powers, and it is not known which of them is the house's.
 */
final class OneMeterRule implements Rule {
    /**
     * Two meters on a line are never silent in turns for longer than this minute: the slowest dialects send every 10 s.
     */
    private static final long ALONE_NANOS = Duration.ofMinutes(1).toNanos();
    /** The intervals of a meter that sends once a minute after which a message no longer shows that it is the same. */
    private static final int INTERVALS = 3;
    /** The meters that are remembered: two, and a damaged number between them on a line without checksums. */
    private static final int RECENT = 3;

    @Override
    public Verdict judge(Candidate now, History past) {
        Senders senders = past.senders;
        MeterIdentity meter = now.meter();
        // A repair may have put another meter's first line in place. Without a checksum to show damage, a number counts
        // only if it came before.
        boolean proves = !now.repaired() && (meter.dialect().checksum() || cameBefore(now, senders));
        if (proves) {
            noticeSender(new Seen(meter, now.nanos()), senders);
        }
        boolean same = senders.sole.map(known -> same(known, meter)).orElse(true);
        if (senders.several || !same && !proves) {
            return Verdict.ANOTHER_METER;
        }
        if (same) {
            if (proves && (meter.equipmentId().isPresent() || senders.sole.isEmpty())) {
                senders.sole = Optional.of(meter);
            }
            return Verdict.BELIEVED;
        }
        // A single message of another meter, which may also be a damaged number, changes nothing.
        senders.several = senders.foreign.isPresent() && now.nanos() - senders.foreign.getAsLong() <= ALONE_NANOS;
        senders.foreign = OptionalLong.of(now.nanos());
        return senders.several ? Verdict.SEVERAL_METERS : Verdict.ANOTHER_METER;
    }

    /** The meter that has been the only one for a minute is that of the line, also if it is a new one. */
    private static void noticeSender(Seen now, Senders senders) {
        senders.last.filter(before -> !same(before.meter(), now.meter())).ifPresent(before -> senders.aloneSince = before.nanos());
        senders.last = Optional.of(now);
        if (senders.several && now.nanos() - senders.aloneSince > ALONE_NANOS) {
            senders.forget();
        }
    }

    /** Returns whether a message of the last minute, or of the last intervals of a slower meter, named the same meter. */
    private static boolean cameBefore(Candidate now, Senders senders) {
        long recently = Math.max(ALONE_NANOS, INTERVALS * now.dialect().interval().toNanos());
        boolean before = senders.recent.removeIf(one -> one.meter().equals(now.meter()) && now.nanos() - one.nanos() <= recently);
        senders.recent.addLast(new Seen(now.meter(), now.nanos()));
        if (senders.recent.size() > RECENT) {
            senders.recent.removeFirst();
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
