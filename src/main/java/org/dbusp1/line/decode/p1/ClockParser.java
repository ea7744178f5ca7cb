package org.dbusp1.line.decode.p1;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import org.dbusp1.line.frame.ByteSearch;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.ClockTime.Season;
import org.dbusp1.meter.CosemTime;
import org.jspecify.annotations.Nullable;

/**
 * Parses times as meters print them, usually YYMMDDhhmmssX. The letter gives the season, whatever the date says: some meters have
 * standard time all year, and in the hour that occurs twice only the letter is clear.
 *
 * <p>Other forms are YYMMDDhhmm (D0, Landis+Gyr ZMD), YYYYMMDD hh:mm:ss and the like, see {@link Digits}, and the twelve
 * octets of a COSEM date-time in hex, with their own deviation, of either sign.
 */
final class ClockParser {
    private static final int FIRST_YEAR = 2000;
    private static final int DIGITS_OF_TIME_OF_DAY = 6;
    private static final int DIGITS_OF_UNIX = 10;
    private static final int DIGITS_WITHOUT_SECONDS = 10;
    private static final int DIGITS_OF_DATE = 6;

    /** Years of the century from 70 on mean a clock that was never set and started in 1970. */
    private static final int UNSET_YEAR = 70;

    private ClockParser() {
    }

    /** Returns the season of a letter after a time, or of a digit before a time (VDEW's specification for meters); else null. */
    private static @Nullable Season season(int mark) {
        return switch (mark) {
            case '0', 'W', 'w' -> Season.STANDARD;
            case '1', 'S', 's' -> Season.SUMMER;
            case '2' -> Season.UTC;
            default -> null;
        };
    }

    /**
     * The digits of a date or a time of day, printed separately (0.9.2 and 0.9.1 of IEC 62056-6-1) or as half of a longer
     * form. Meters print YYMMDD, YY-MM-DD, YYYYMMDD or YYYY-MM-DD, and hhmmss, hh:mm:ss or hh:mm, each with or without
     * the digit of a season in front.
     */
    private record Digits(long number, int count) {
        private static final int THREE_PAIRS = 6;
        private static final int WITH_CENTURY = 8;
        private static final int MOST = 9;
        private static final long HUNDRED = 100;
        private static final long CENTURY = FIRST_YEAR / HUNDRED;

        /**
         * Returns the digits of a text up to a position. A separator may stand only before the last pair of digits, or before each
         * of the last two pairs, and both are then the same character. With one separator the seconds were not printed and count
         * as 00. Null for another form.
         */
        static @Nullable Digits of(String text, int end, String separators) {
            long number = 0;
            int separated = 0;
            for (int i = 0; i < end; i++) {
                char printed = text.charAt(i);
                if (printed >= '0' && printed <= '9') {
                    number = number * 10 + printed - '0';
                } else if (separators.indexOf(printed) >= 0 && (end - i == 3 || end - i == 6) && printed == text.charAt(end - 3)) {
                    separated++;
                } else {
                    return null;
                }
            }
            int count = end - separated;
            Digits digits = separated == 1 ? new Digits(number * HUNDRED, count + 2) : new Digits(number, count);
            boolean form = digits.count >= THREE_PAIRS && digits.count <= MOST
                    && (digits.count < WITH_CENTURY || digits.front() % HUNDRED == CENTURY)
                    && (digits.count % 2 == 0 || digits.season() != null);
            return form ? digits : null;
        }

        /** @param index of one of the last three pairs of digits: 0 for days or seconds, 1 for months or minutes, 2 for years or hours */
        int pair(int index) {
            long unit = switch (index) {
                case 0 -> 1;
                case 1 -> HUNDRED;
                default -> HUNDRED * HUNDRED;
            };
            return (int) (number / unit % HUNDRED);
        }

        private long front() {
            return number / (HUNDRED * HUNDRED * HUNDRED);
        }

        @Nullable Season season() {
            long digit = count == MOST ? front() / HUNDRED : front();
            return count % 2 == 0 ? null : ClockParser.season((int) ('0' + digit));
        }
    }

    /** Returns the time in a group of a line, from its first byte after the bracket on; null if no clock can show this time. */
    static @Nullable ClockTime read(RegisterLine line, int from) {
        return read(line.bytes(), from, line.closingBracket(from));
    }

    /** Returns the time in [from, to), which must hold only a time and blanks around the time; null if no clock can show this time. */
    static @Nullable ClockTime read(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to && bytes[start] == ' ') {
            start++;
        }
        int end = to;
        while (start < end && bytes[end - 1] == ' ') {
            end--;
        }
        return end - start == 2 * CosemTime.LENGTH_BYTES ? cosem(bytes, start, end) : dateTime(bytes, start, end);
    }

    /** Parses ten digits, the UNIX clock of IEC 62056-6-1; null in another form, and where {@link CosemTime#ofUnix} returns null. */
    static @Nullable ClockTime unix(RegisterLine line) {
        int from = line.from() + 1;
        int to = line.closingBracket(from);
        if (to - from != DIGITS_OF_UNIX || ByteSearch.afterDigits(line.bytes(), from, to) < to) {
            return null;
        }
        return CosemTime.ofUnix(Long.parseLong(PrintedText.stripped(line.bytes(), from, to)));
    }

    static @Nullable ClockTime join(RegisterLine date, RegisterLine time) {
        return join(date.bytes(), date.from() + 1, date.closingBracket(date.from()), time.from() + 1, time.closingBracket(time.from()));
    }

    private static @Nullable ClockTime join(byte[] bytes, int dateFrom, int dateTo, int timeFrom, int timeTo) {
        String date = PrintedText.stripped(bytes, dateFrom, dateTo);
        String time = PrintedText.stripped(bytes, timeFrom, timeTo);
        int end = time.length();
        Season letter = end == 0 || Character.isDigit(time.charAt(end - 1)) ? null : season(time.charAt(end - 1));
        Digits days = Digits.of(date, date.length(), "-/.");
        Digits seconds = Digits.of(time, letter == null ? end : end - 1, ":");
        return days == null || seconds == null ? null : time(days, seconds, letter);
    }

    private static @Nullable ClockTime time(Digits date, Digits time, @Nullable Season letter) {
        if (date.pair(2) >= UNSET_YEAR || time.count() >= Digits.WITH_CENTURY) {
            return null;
        }
        Season season = letter != null ? letter : time.season() != null ? time.season() : date.season();
        try {
            LocalDateTime local = LocalDateTime.of(FIRST_YEAR + date.pair(2), date.pair(1), date.pair(0), time.pair(2), time.pair(1),
                    time.pair(0));
            return season == Season.UTC ? new ClockTime(local, Season.UNKNOWN, 0)
                    : new ClockTime(local, season == null ? Season.UNKNOWN : season, null);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Parses YYYYMMDD hh:mm:ss and similar forms: the date, a blank or a T or nothing, the time. */
    private static @Nullable ClockTime dateTime(byte[] bytes, int from, int to) {
        int dateEnd = from;
        while (dateEnd < to && bytes[dateEnd] != ' ' && bytes[dateEnd] != 'T') {
            dateEnd++;
        }
        if (dateEnd < to) {
            return join(bytes, from, dateEnd, dateEnd + 1, to);
        }
        int digitsEnd = to;
        while (digitsEnd > from && (bytes[digitsEnd - 1] < '0' || bytes[digitsEnd - 1] > '9')) {
            digitsEnd--;
        }
        if (digitsEnd == to && to - from == DIGITS_WITHOUT_SECONDS && ByteSearch.afterDigits(bytes, from, to) == to) {
            String date = PrintedText.stripped(bytes, from, from + DIGITS_OF_DATE);
            String time = PrintedText.stripped(bytes, from + DIGITS_OF_DATE, to) + "00";
            Digits days = Digits.of(date, date.length(), "");
            Digits seconds = Digits.of(time, time.length(), "");
            return days == null || seconds == null ? null : time(days, seconds, null);
        }
        int timeFrom = digitsEnd - DIGITS_OF_TIME_OF_DAY;
        return timeFrom <= from ? null : join(bytes, from, timeFrom, timeFrom, to);
    }

    private static @Nullable ClockTime cosem(byte[] bytes, int from, int to) {
        byte[] octets;
        try {
            octets = HexFormat.of().parseHex(PrintedText.stripped(bytes, from, to));
        } catch (IllegalArgumentException e) {
            return null;
        }
        return CosemTime.parse(octets);
    }
}
