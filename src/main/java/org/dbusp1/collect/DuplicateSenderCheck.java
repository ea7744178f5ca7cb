package org.dbusp1.collect;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.RowSet;

/**
 * Detects two drivers that send rows under one key. The driver that was set up later is right, since it may have
 * replaced the other one: of the earlier driver no minute counts that began after the later driver was set up. Every
 * collector comes to the same verdict from the messages alone. A driver that has sent nothing for an hour is forgotten.
 * Used by one thread.
 */
final class DuplicateSenderCheck {
    private static final int MOST = 1_000_000;
    private static final long FORGET_NANOS = TimeUnit.HOURS.toNanos(1);
    /** The seconds for which the last minutes of a replaced driver still count. */
    private static final long OVERLAP_SECONDS = 180;

    private record Seen(String driver, long nanos) {
    }

    private final Map<MeterKey, Seen> newest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MeterKey, Seen> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Returns whether a driver's rows count.
     *
     * @param minute the newest minute of its message; absent where the message has no minute
     * @param nanos  the present time of a monotonic clock
     */
    boolean isRight(MeterKey meter, String driver, OptionalLong minute, long nanos) {
        Optional<Seen> other = Optional.ofNullable(newest.get(meter)).filter(seen -> nanos - seen.nanos < FORGET_NANOS);
        if (other.isEmpty() || driver.compareTo(other.get().driver) >= 0) {
            newest.put(meter, new Seen(driver, nanos));
            return true;
        }
        return minute.isEmpty() || minute.getAsLong() <= RowSet.since(other.get().driver) + OVERLAP_SECONDS;
    }
}
