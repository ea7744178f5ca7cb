package org.dbusp1.rawlog;

import org.dbusp1.meter.Reading;

/** When the telegrams of a log came, as far as a log tells. */
public final class LogClock {
    private long second;

    /** The second of a reading: by the meter's clock while it goes forward, else at the dialect's pace. */
    public long secondOf(Reading reading) {
        long next = second + reading.meter().dialect().interval().toSeconds();
        second = reading.time().map(time -> time.epochSecond()).filter(time -> time > second).orElse(next);
        return second;
    }
}
