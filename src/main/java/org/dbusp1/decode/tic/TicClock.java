package org.dbusp1.decode.tic;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.dbusp1.meter.Stamp;

/** Dates of the mode standard, {@code EYYMMDDhhmmss}: the season, then local time (Enedis-NOI-CPT_54E, 6.2.1.1). */
final class TicClock {
    private static final int LENGTH = 13;
    private static final int CENTURY = 2000;

    private TicClock() {
    }

    /**
     * The moment of a date: E is summer, H winter, a small letter means that the meter is not sure of its clock.
     *
     * @return empty where the letter is a blank, so that the meter's clock is not set, and where it is no date
     */
    static Optional<Stamp> read(String date) {
        if (date.length() != LENGTH || !date.substring(1).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return season(date.charAt(0)).flatMap(offset -> {
            try {
                LocalDateTime time =
                        LocalDateTime.of(CENTURY + pair(date, 1), pair(date, 3), pair(date, 5), pair(date, 7),
                                pair(date, 9), pair(date, 11));
                return Optional.of(new Stamp(time.toEpochSecond(offset), offset.getTotalSeconds()));
            } catch (DateTimeException impossible) {
                return Optional.empty();
            }
        });
    }

    private static Optional<ZoneOffset> season(char letter) {
        return switch (letter) {
            case 'E', 'e' -> Optional.of(ZoneOffset.ofHours(2));
            case 'H', 'h' -> Optional.of(ZoneOffset.ofHours(1));
            default -> Optional.empty();
        };
    }

    private static int pair(String digits, int at) {
        return Integer.parseInt(digits, at, at + 2, 10);
    }
}
