package org.dbusp1.output.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The clock line of a telegram, as printed: 260115201009W. */
final class LogTime {
    /** Twelve digits and the letter of the season. */
    static final int LENGTH = 13;

    private static final byte[] CLOCK = "0-0:1.0.0(".getBytes(StandardCharsets.US_ASCII);

    private LogTime() {
    }

    /** Where it stands; -1 where there is none. */
    static int at(byte[] telegram) {
        for (int at = 0; at + CLOCK.length + LENGTH < telegram.length; at++) {
            int time = at + CLOCK.length;
            if (telegram[at] == CLOCK[0] && Arrays.equals(telegram, at, time, CLOCK, 0, CLOCK.length)
                    && isTime(telegram, time)) {
                return time;
            }
        }
        return -1;
    }

    static Optional<String> of(byte[] telegram) {
        int at = at(telegram);
        return at < 0 ? Optional.empty() : Optional.of(new String(telegram, at, LENGTH, StandardCharsets.US_ASCII));
    }

    private static boolean isTime(byte[] telegram, int from) {
        for (int at = from; at < from + LENGTH - 1; at++) {
            if (telegram[at] < '0' || telegram[at] > '9') {
                return false;
            }
        }
        int season = telegram[from + LENGTH - 1] & ~0x20;
        return season == 'S' || season == 'W';
    }
}
