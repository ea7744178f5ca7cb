package org.dbusp1.meter;

import java.util.EnumMap;
import java.util.Map;

/**
 * Counters since the driver started. Immutable.
 *
 * @param accepted telegrams that were right as received
 * @param repaired telegrams that a repair made right, proven by their checksum
 * @param rejected telegrams refused, by cause; causes that never occurred are left out
 */
public record LineQuality(long accepted, long repaired, Map<Cause, Long> rejected) {
    public static final LineQuality START = new LineQuality(0, 0, Map.of());

    public LineQuality {
        rejected = Map.copyOf(rejected);
    }

    public LineQuality plusAccepted() {
        return new LineQuality(accepted + 1, repaired, rejected);
    }

    public LineQuality plusRepaired() {
        return new LineQuality(accepted, repaired + 1, rejected);
    }

    public LineQuality plusRejected(Cause cause) {
        EnumMap<Cause, Long> more = new EnumMap<>(Cause.class);
        more.putAll(rejected);
        more.merge(cause, 1L, Long::sum);
        return new LineQuality(accepted, repaired, more);
    }

    /** All causes together. */
    public long rejectedTotal() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}
