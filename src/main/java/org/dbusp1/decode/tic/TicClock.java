package org.dbusp1.decode.tic;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.Stamp;

/**
 * Dates of the mode standard, {@code EYYMMDDhhmmss}: the season, then local time (Enedis-NOI-CPT_54E, 6.2.1.1).
 *
 * @param zone zone of local time: overseas it is not that of Paris
 */
record TicClock(ZoneId zone) {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final int SUMMER = 3_600;

    /**
     * Returns the moment of a date: E is summer, H winter, a small letter means that the meter is not sure of its
     * clock.
     *
     * @return empty if the letter is a blank, which means that the meter's clock is not set, and if the text is no date
     */
    Optional<Stamp> read(String date) {
        return date.isEmpty() ? Optional.empty() : summer(date.charAt(0)).flatMap(ahead -> {
            try {
                long local = LocalDateTime.parse(date.substring(1), LOCAL).toEpochSecond(ZoneOffset.UTC);
                int offset = zone.getRules().getStandardOffset(Instant.ofEpochSecond(local)).getTotalSeconds() + ahead;
                return Optional.of(new Stamp(local - offset, offset));
            } catch (DateTimeException impossible) {
                return Optional.empty();
            }
        });
    }

    /** Returns the number of seconds by which the time is ahead of standard time; empty for an unknown letter. */
    private static Optional<Integer> summer(char letter) {
        return switch (letter) {
            case 'E', 'e' -> Optional.of(SUMMER);
            case 'H', 'h' -> Optional.of(0);
            default -> Optional.empty();
        };
    }
}
