package org.dbusp1.decode.p1;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date or a time of day that is printed by itself (0.9.2 and 0.9.1 of IEC 62056-6-1), or as half of a longer form.
 * Meters print YYMMDD, YY-MM-DD, YYYYMMDD or YYYY-MM-DD, and hhmmss, hh:mm:ss or hh:mm. A digit in front is the season
 * of VDEW's specification for meters (0 standard time, 1 summer time, 2 UTC), and so is a letter W or S behind.
 *
 * @param value  the date or the time
 * @param season absent where none is printed
 */
record DateTimePart<T>(T value, Optional<Season> season) {
    /** The season of a meter's clock, which gives its offset. */
    enum Season {
        STANDARD, SUMMER, UTC;

        private static Optional<Season> of(String digit, String letter) {
            return switch (digit + letter) {
                case "0", "W", "w", "0W" -> Optional.of(STANDARD);
                case "1", "S", "s", "1S" -> Optional.of(SUMMER);
                case "2" -> Optional.of(UTC);
                default -> Optional.empty();
            };
        }
    }

    private static final Pattern DATE = Pattern.compile("([012]?)(20)?(\\d\\d)([-/.]?)(\\d\\d)\\4(\\d\\d)");
    private static final Pattern TIME = Pattern.compile("([012]?)(\\d\\d)(:?)(\\d\\d)(?:\\3(\\d\\d))?([WwSs]?)");
    private static final int CENTURY = 2000;
    /** From this year of the century on, the clock was never set and started at 1970. */
    static final int UNSET_YEAR = 70;

    static Optional<DateTimePart<LocalDate>> date(byte[] bytes, int from, int to) {
        Matcher parts = DATE.matcher(PrintedText.stripped(bytes, from, to));
        if (!parts.matches() || number(parts, 3) >= UNSET_YEAR) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DateTimePart<>(LocalDate.of(CENTURY + number(parts, 3), number(parts, 5),
                    number(parts, 6)), Season.of(parts.group(1), "")));
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }

    static Optional<DateTimePart<LocalTime>> time(byte[] bytes, int from, int to) {
        Matcher parts = TIME.matcher(PrintedText.stripped(bytes, from, to));
        // Without colons the seconds must be printed: four or five digits could be anything.
        if (!parts.matches() || parts.group(3).isEmpty() && parts.group(5) == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DateTimePart<>(LocalTime.of(number(parts, 2), number(parts, 4),
                    parts.group(5) == null ? 0 : number(parts, 5)), Season.of(parts.group(1), parts.group(6))));
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }
}
