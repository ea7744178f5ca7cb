package org.dbusp1.rawlog;

import java.time.Instant;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Stamp;

/** When the telegrams of a log came, as far as a log tells. */
public final class LogClock {
    private long second;

    /** A frame that was refused: a log does not tell when its bytes came. */
    public static Rejected rejected(Frame frame, RejectCause cause) {
        return new Rejected(frame.bytes(), frame.offset(), Instant.EPOCH, cause);
    }

    /** The second of a reading: by the meter's clock while it goes forward, else at the dialect's pace. */
    public long secondOf(Reading reading) {
        long next = second + reading.meter().dialect().interval().toSeconds();
        second = reading.time().map(Stamp::epochSecond).filter(time -> time > second).orElse(next);
        return second;
    }
}
