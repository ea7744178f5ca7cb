package org.dbusp1.driver;

import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;

/** The times in a log's telegrams, as far as they show them: the log itself has no clock. */
public final class LogClock {
    private long second;
    /** The second when the log began. */
    private long first;
    private long passed;
    private boolean begun;
    private boolean timed;

    /** Returns the nanoseconds of the latest reading; 0 before the first one. */
    public long nanos() {
        return TimeUnit.SECONDS.toNanos(passed);
    }

    /** Returns the second of a reading: by the meter's clock while it goes forward, else by the dialect's interval. */
    public long secondOf(Reading reading) {
        long next = second + reading.meter().dialect().interval().toSeconds();
        second = reading.time().map(Stamp::epochSecond).filter(time -> time > second).orElse(next);
        return second;
    }

    /**
     * Returns the nanoseconds from the first reading to this one, in place of a monotonic clock. Some meters send the
     * time only in their long lists: the time before the first of these was counted without a clock.
     */
    public long nanosOf(Reading reading) {
        long now = secondOf(reading);
        if (!begun) {
            first = now;
        } else if (!timed && reading.time().isPresent()) {
            first = now - passed - reading.meter().dialect().interval().toSeconds();
        }
        begun = true;
        timed |= reading.time().isPresent();
        passed = now - first;
        return nanos();
    }
}
