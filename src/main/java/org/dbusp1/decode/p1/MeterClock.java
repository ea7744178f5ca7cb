package org.dbusp1.decode.p1;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Stamp;

/**
 * Reads times as meters print them, mostly YYMMDDhhmmssX. The letter decides the offset, W for standard time and S for
 * one hour more, independent of the season: some meters keep standard time all year, and in the hour that comes twice
 * only the letter shows it. Without a letter the zone's calendar decides.
 *
 * <p>Other forms are YYYYMMDD hh:mm:ss and its relatives, see {@link Part}, and the twelve octets of a COSEM
 * date-time in hex, with their own deviation, of either sign.
 */
final class MeterClock {
    private static final int SUMMER = 3600;
    private static final int EPOCH_DAY_2000 = 10957;
    private static final int FIRST_YEAR = 2000;
    private static final int DIGITS_OF_TIME_OF_DAY = 6;
    private static final int DIGITS_OF_UNIX = 10;

    /** From this year of the century on, the clock was never set and started at 1970. */
    private static final int UNSET_YEAR = 70;

    /**
     * A date or a time of day that is printed by itself (0.9.2 and 0.9.1 of IEC 62056-6-1), or as half of a longer form.
     * Meters print YYMMDD, YY-MM-DD, YYYYMMDD or YYYY-MM-DD, and hhmmss, hh:mm:ss or hh:mm. A digit in front is the season
     * of VDEW's specification for meters (0 standard time, 1 summer time, 2 UTC), and so is a letter W or S behind.
     *
     * @param value  the date or the time
     * @param season absent where none is printed
     */
    private record Part<T>(T value, Optional<Season> season) {
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

        static Optional<Part<LocalDate>> date(byte[] bytes, int from, int to) {
            Matcher parts = DATE.matcher(PrintedText.stripped(bytes, from, to));
            if (!parts.matches() || number(parts, 3) >= UNSET_YEAR) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Part<>(LocalDate.of(FIRST_YEAR + number(parts, 3), number(parts, 5),
                        number(parts, 6)), Season.of(parts.group(1), "")));
            } catch (DateTimeException impossible) {
                return Optional.empty();
            }
        }

        static Optional<Part<LocalTime>> time(byte[] bytes, int from, int to) {
            Matcher parts = TIME.matcher(PrintedText.stripped(bytes, from, to));
            // Without colons the seconds must be printed: four or five digits could be anything.
            if (!parts.matches() || parts.group(3).isEmpty() && parts.group(5) == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Part<>(LocalTime.of(number(parts, 2), number(parts, 4),
                        parts.group(5) == null ? 0 : number(parts, 5)), Season.of(parts.group(1), parts.group(6))));
            } catch (DateTimeException impossible) {
                return Optional.empty();
            }
        }

        private static int number(Matcher parts, int group) {
            return Integer.parseInt(parts.group(group));
        }
    }

    private final ZoneId zone;
    private final int standardOffset;

    MeterClock(ZoneId zone) {
        this.zone = zone;
        this.standardOffset = zone.getRules().getStandardOffset(
                java.time.Instant.ofEpochSecond(EPOCH_DAY_2000 * 86400L)).getTotalSeconds();
    }

    ZoneId zone() {
        return zone;
    }

    /** Returns the time in the group of a line that begins at a place; absent if no clock could show this time. */
    Optional<Stamp> read(Line line, int from) {
        return read(line.bytes(), from, line.close(from));
    }

    /**
     * Returns the time in [from, to), which must hold only a time and blanks around it; absent if no clock could show
     * this time.
     */
    Optional<Stamp> read(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to && bytes[start] == ' ') {
            start++;
        }
        int end = to;
        while (start < end && bytes[end - 1] == ' ') {
            end--;
        }
        return end - start == 2 * CosemTime.LENGTH ? cosem(bytes, start, end) : parts(bytes, start, end);
    }

    /**
     * Returns the time from seconds since 1970 UTC in ten digits, the UNIX clock of IEC 62056-6-1; absent if another
     * form is printed.
     */
    Optional<Stamp> unix(Line line) {
        int from = line.from() + 1;
        int to = line.close(from);
        if (to - from != DIGITS_OF_UNIX || PrintedText.behindDigits(line.bytes(), from, to) < to) {
            return Optional.empty();
        }
        long seconds = Long.parseLong(PrintedText.stripped(line.bytes(), from, to));
        return seconds < EPOCH_DAY_2000 * 86_400L ? Optional.empty()
                : Optional.of(stamp(seconds + offsetAt(seconds), offsetAt(seconds)));
    }

    private int offsetAt(long seconds) {
        return zone.getRules().getOffset(java.time.Instant.ofEpochSecond(seconds)).getTotalSeconds();
    }

    /** Returns the time from a date and a time of day that a meter prints in separate lines. */
    Optional<Stamp> join(Line date, Line time) {
        return join(date.bytes(), date.from() + 1, date.close(date.from()), time.from() + 1, time.close(time.from()));
    }

    private Optional<Stamp> join(byte[] bytes, int dateFrom, int dateTo, int timeFrom, int timeTo) {
        return Part.date(bytes, dateFrom, dateTo).flatMap(date -> Part.time(bytes, timeFrom, timeTo)
                .map(time -> stamp(date.value().atTime(time.value()).toEpochSecond(ZoneOffset.UTC),
                        time.season().or(date::season))));
    }

    /** Reads YYYYMMDD hh:mm:ss and similar forms: the date, a blank or a T or nothing, the time. */
    private Optional<Stamp> parts(byte[] bytes, int from, int to) {
        int space = from;
        while (space < to && bytes[space] != ' ' && bytes[space] != 'T') {
            space++;
        }
        if (space < to) {
            return join(bytes, from, space, space + 1, to);
        }
        int digits = to;
        while (digits > from && (bytes[digits - 1] < '0' || bytes[digits - 1] > '9')) {
            digits--;
        }
        int time = digits - DIGITS_OF_TIME_OF_DAY;
        return time <= from ? Optional.empty() : join(bytes, from, time, time, to);
    }

    private Optional<Stamp> cosem(byte[] bytes, int from, int to) {
        byte[] octets;
        try {
            octets = HexFormat.of().parseHex(PrintedText.stripped(bytes, from, to));
        } catch (IllegalArgumentException noHex) {
            return Optional.empty();
        }
        return CosemTime.of(octets).filter(time -> time.local().getYear() >= FIRST_YEAR).map(this::stamp);
    }

    /**
     * Returns the time of a date-time whose deviation some meters write with the wrong sign: +120 in a Dutch summer. If
     * the zone has the opposite offset at that time, the opposite offset is used.
     */
    private Stamp stamp(CosemTime time) {
        ZoneOffset opposite = ZoneOffset.ofTotalSeconds(time.deviation() == CosemTime.UNDEFINED ? 0
                : 60 * time.deviation());
        return opposite.getTotalSeconds() != 0 && zone.getRules().getValidOffsets(time.local()).contains(opposite)
                ? stamp(time.local().toEpochSecond(ZoneOffset.UTC), opposite.getTotalSeconds()) : time.stamp(zone);
    }

    private Stamp stamp(long local, Optional<Part.Season> season) {
        return stamp(local, season.isEmpty() ? calendarOffset(local) : switch (season.get()) {
            case STANDARD -> standardOffset;
            case SUMMER -> standardOffset + SUMMER;
            case UTC -> 0;
        });
    }

    private static Stamp stamp(long local, int offset) {
        return new Stamp(local - offset, offset);
    }

    private int calendarOffset(long local) {
        return zone.getRules().getOffset(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC)).getTotalSeconds();
    }
}
