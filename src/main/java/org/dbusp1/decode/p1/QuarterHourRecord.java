package org.dbusp1.decode.p1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Message.QuarterHour;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;

/**
 * The load profile 1-0:99.1.0 with the values of its last period, as meters in Israel print it: {@code (count)}, the
 * codes of the columns, then for each period its end and a value for each column. 96.10.7 is the status of the period,
 * 1.29.0 and 2.29.0 the energy drawn and fed in.
 */
final class QuarterHourRecord {
    private static final String STATUS = "0-0:96.10.7";
    private static final String IMPORT = "1-0:1.29.0";
    private static final String EXPORT = "1-0:2.29.0";
    /** One Wh as a scaled number. */
    private static final long WATT_HOUR = Quantity.ENERGY_IMPORT.unit().one() / 1000;

    private QuarterHourRecord() {
    }

    /** Returns the newest quarter hour in a telegram; empty if the telegram prints none that ended on a quarter. */
    static Optional<QuarterHour> last(byte[] telegram, MeterClock clock) {
        RegisterScanner scanner = new RegisterScanner();
        scanner.start(telegram);
        while (scanner.next()) {
            if (RegisterTable.meaning(scanner.code().packed()).kind() == RegisterTable.Kind.QUARTER_HOUR
                    && !scanner.code().history()) {
                return newest(telegram, scanner.from(), scanner.to(), clock);
            }
        }
        return Optional.empty();
    }

    private static Optional<QuarterHour> newest(byte[] bytes, int from, int to, MeterClock clock) {
        List<String> columns = new ArrayList<>();
        int at = BracketGroups.group(bytes, from, to, 1);
        while (at < to && isCode(bytes, at, to)) {
            columns.add(PrintedText.plain(bytes, at, BracketGroups.close(bytes, at, to)));
            at = BracketGroups.group(bytes, at, to, 0);
        }
        Optional<QuarterHour> newest = Optional.empty();
        while (at < to && !columns.isEmpty()) {
            Optional<QuarterHour> period = period(bytes, at, to, columns, clock);
            if (period.isPresent() && newest.filter(known -> known.end().epochSecond()
                    >= period.get().end().epochSecond()).isEmpty()) {
                newest = period;
            }
            at = BracketGroups.group(bytes, at, to, columns.size());
        }
        return newest;
    }

    private static Optional<QuarterHour> period(byte[] bytes, int at, int to, List<String> columns, MeterClock clock) {
        Optional<Stamp> end = clock.read(bytes, at, BracketGroups.close(bytes, at, to))
                .filter(stamp -> stamp.epochSecond() % QuarterHour.SECONDS == 0);
        OptionalLong imported = wattHours(bytes, at, to, columns.indexOf(IMPORT));
        OptionalLong exported = wattHours(bytes, at, to, columns.indexOf(EXPORT));
        return end.isEmpty() || imported.isEmpty() && exported.isEmpty() ? Optional.empty()
                : Optional.of(new QuarterHour(end.get(), unmarked(bytes, at, to, columns.indexOf(STATUS)),
                        imported, exported));
    }

    private static OptionalLong wattHours(byte[] bytes, int at, int to, int column) {
        NumberReader number = new NumberReader();
        return column < 0 || !number.read(bytes, BracketGroups.group(bytes, at, to, column), to, Quantity.ENERGY_IMPORT)
                ? OptionalLong.empty()
                : OptionalLong.of((number.scaled() + WATT_HOUR / 2) / WATT_HOUR);
    }

    /** Returns whether the status, which is hex, is 0: then the period was not disturbed. */
    private static boolean unmarked(byte[] bytes, int at, int to, int column) {
        if (column < 0) {
            return true;
        }
        int inside = BracketGroups.group(bytes, at, to, column);
        int close = BracketGroups.close(bytes, inside, to);
        return new String(bytes, inside, close - inside, StandardCharsets.ISO_8859_1).chars()
                .allMatch(digit -> digit == '0');
    }

    private static boolean isCode(byte[] bytes, int at, int to) {
        int close = BracketGroups.close(bytes, at, to);
        int dash = PrintedText.behindDigits(bytes, at, close);
        return dash > at && dash < close && bytes[dash] == '-';
    }
}
