package org.dbusp1.guard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.dbusp1.meter.MeterIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Rejects the messages of another meter than the line's. Two meters on one line would alternate between two powers, and
 * it is not known which is the house's.
 */
final class OneMeterRule implements Rule {
    /** Of two meters on a line, each sends within this minute: the slowest dialects send every 10 s. */
    private static final long SOLE_NANOS = Duration.ofMinutes(1).toNanos();
    /** The intervals of a meter that sends once a minute after which a message no longer proves that it is the same. */
    private static final int RECENT_INTERVALS = 3;
    /** The meters that are remembered: two, and a damaged number between them on a line without checksums. */
    private static final int RECENT_METERS = 3;

    private record Seen(MeterIdentity meter, long nanos) {
    }

    /** The last meters of a line without checksums. */
    private final Deque<Seen> recent = new ArrayDeque<>();
    /** The line's meter; null until it is known. */
    private @Nullable MeterIdentity sole;
    /** Whether several meters sent in turns and none has been the only one since. */
    private boolean several;
    private @Nullable Seen last;
    /** The time since which the last sender has been the only one. */
    private long soleSince;
    /** The time of the last message of another meter than the line's; null without one. */
    private @Nullable Long foreign;

    @Override
    public Decision accept(GuardedReading now) {
        MeterIdentity meter = now.meter();
        // A repair may have inserted another meter's first line. Without a checksum to show damage, a number counts only
        // if it occurred before.
        boolean proves = !now.repaired() && (meter.dialect().checksum() || cameBefore(now));
        if (proves) {
            noticeSender(new Seen(meter, now.nanos()));
        }
        boolean same = sole == null || same(sole, meter);
        if (several || !same && !proves) {
            return Decision.ANOTHER_METER;
        }
        if (same) {
            if (proves && (meter.equipmentId() != null || sole == null)) {
                sole = meter;
            }
            return Decision.BELIEVED;
        }
        // A single message of another meter, or a damaged number, changes nothing.
        several = foreign != null && now.nanos() - foreign <= SOLE_NANOS;
        foreign = now.nanos();
        return several ? Decision.SEVERAL_METERS : Decision.ANOTHER_METER;
    }

    /** Returns whether nothing is published because several meters send on the line. */
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
        sole = null;
        foreign = null;
    }

    /** The meter that has been the only one for a minute is the line's, even if it is a new one. */
    private void noticeSender(Seen now) {
        if (last != null && !same(last.meter(), now.meter())) {
            soleSince = last.nanos();
        }
        last = now;
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

    /** Compares two meters by their numbers if both print one, else by the first lines of their telegrams. */
    static boolean same(MeterIdentity meterIdentity, MeterIdentity other) {
        if (meterIdentity.equipmentId() != null && other.equipmentId() != null) {
            return Objects.equals(meterIdentity.equipmentId(), other.equipmentId());
        }
        // Binary meters send their number in only some of their lists, and the lists have different names.
        return other.dialect().sendsPartialLists() || meterIdentity.identification().equals(other.identification());
    }
}
