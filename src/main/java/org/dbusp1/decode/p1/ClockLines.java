package org.dbusp1.decode.p1;

import java.util.Optional;
import org.dbusp1.decode.register.RegisterKind;
import org.dbusp1.meter.Stamp;

/**
 * Where a telegram prints the meter's clock: whole (1.0.0, 1.1.0, 0.9.4), or its date and time of day in lines of their
 * own (0.9.2, 0.9.1). The first usable one counts, a whole one before parts. Used again and again by one thread.
 */
final class ClockLines {
    private static final int MOST_WHOLE = 4;

    /** Pairs of from and to. */
    private final int[] whole = new int[2 * MOST_WHOLE];
    private final boolean[] unix = new boolean[MOST_WHOLE];
    private int count;
    private int dateFrom;
    private int dateTo;
    private int timeFrom;
    private int timeTo;

    /** Before each telegram. */
    void clear() {
        count = 0;
        dateFrom = 0;
        dateTo = 0;
        timeFrom = 0;
        timeTo = 0;
    }

    /** Returns whether the telegram has no line of a clock. */
    boolean isEmpty() {
        return count == 0 && dateTo == 0 && timeTo == 0;
    }

    /** A line of the clock, its text in [from, to). */
    void line(RegisterKind kind, int from, int to) {
        boolean isWhole = kind == RegisterKind.CLOCK || kind == RegisterKind.UNIX_CLOCK;
        if (isWhole && count < MOST_WHOLE) {
            unix[count] = kind == RegisterKind.UNIX_CLOCK;
            whole[2 * count] = from;
            whole[2 * count + 1] = to;
            count++;
        } else if (kind == RegisterKind.CLOCK_DATE && dateTo == 0) {
            dateFrom = from;
            dateTo = to;
        } else if (kind == RegisterKind.CLOCK_TIME && timeTo == 0) {
            timeFrom = from;
            timeTo = to;
        }
    }

    /** The clock of the telegram; absent where it has none, or none that is set. */
    Optional<Stamp> read(MeterClock clock, byte[] bytes) {
        for (int i = 0; i < count; i++) {
            int from = whole[2 * i];
            int to = whole[2 * i + 1];
            Optional<Stamp> stamp = unix[i] ? clock.unix(bytes, from, to).or(() -> clock.read(bytes, from, to))
                    : clock.read(bytes, from, to);
            if (stamp.isPresent()) {
                return stamp;
            }
        }
        return dateTo == 0 || timeTo == 0 ? Optional.empty() : clock.join(bytes, dateFrom, dateTo, timeFrom, timeTo);
    }
}
