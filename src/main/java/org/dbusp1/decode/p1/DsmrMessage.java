package org.dbusp1.decode.p1;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Details.Failure;
import org.dbusp1.meter.Message.Details.Limiter;
import org.dbusp1.meter.Message.Details.MonthPeak;
import org.dbusp1.meter.Message.Details.Peak;
import org.dbusp1.meter.Message.QuarterHour;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;

/** A P1 telegram. Registers, details and the last quarter hour are read anew from the bytes at each call. */
record DsmrMessage(byte[] bytes, Optional<String> repair, boolean hasNoChecksum, MeterClock clock)
        implements Message {
    private static final String TYPE = "text";
    /** The columns of the load profile: the status of the period, the energy drawn and fed in. */
    private static final String STATUS = "0-0:96.10.7";
    private static final String IMPORT = "1-0:1.29.0";
    private static final String EXPORT = "1-0:2.29.0";
    /** One Wh as a scaled number. */
    private static final long WATT_HOUR = Quantity.ENERGY_IMPORT.unit().one() / 1000;

    @Override
    public List<Register> registers() {
        List<Register> registers = new ArrayList<>();
        RegisterScanner scanner = new RegisterScanner();
        scanner.start(bytes);
        while (scanner.next()) {
            registers.add(register(scanner));
        }
        return List.copyOf(registers);
    }

    @Override
    public Optional<QuarterHour> quarterHour() {
        RegisterScanner scanner = new RegisterScanner();
        scanner.start(bytes);
        while (scanner.next()) {
            if (RegisterTable.meaning(scanner.code()).kind() == RegisterTable.Kind.QUARTER_HOUR
                    && !scanner.history()) {
                return newest(scanner.from(), scanner.to());
            }
        }
        return Optional.empty();
    }

    @Override
    public Details details() {
        return new DetailsReader().read();
    }

    private Register register(RegisterScanner scanner) {
        int from = scanner.from();
        int to = scanner.to();
        String obis = PrintedText.plain(bytes, scanner.codeFrom(), from);
        String raw = PrintedText.plain(bytes, from, to);
        int inside = from + 1;
        int close = BracketGroups.close(bytes, inside, to);
        NumberReader number = new NumberReader();
        if (isText(RegisterTable.meaning(scanner.code()).kind()) || !findNumber(number, bytes, from, to)) {
            return new Register(obis, TYPE, raw, OptionalInt.empty(), "", Optional.empty(),
                    PrintedText.decoded(bytes, inside, close));
        }
        BigDecimal value = number.decimal();
        String unit = PrintedText.plain(bytes, number.unitFrom(), number.unitTo());
        return new Register(obis, TYPE, raw, OptionalInt.of(-value.scale()), unit, Optional.of(value),
                Optional.empty());
    }

    /** Finds the number in one group, or beside a time in two groups; a longer list holds no single number. */
    private static boolean findNumber(NumberReader number, byte[] bytes, int from, int to) {
        int second = BracketGroups.group(bytes, from, to, 1);
        boolean list = BracketGroups.group(bytes, from, to, 2) < to;
        int group = second < to ? BracketGroups.numberOfTimed(bytes, from, to) : from + 1;
        return !list && number.readNumber(bytes, group, to);
    }

    private static boolean isText(RegisterTable.Kind kind) {
        return switch (kind) {
            case CLOCK, UNIX_CLOCK, CLOCK_DATE, CLOCK_TIME, VERSION, HEX_VERSION, METER_NUMBER,
                    PLAIN_METER_NUMBER, MESSAGE, MESSAGE_CODE, MBUS_ID, MBUS_OTHER, GAS_NUMBER -> true;
            case NUMBER, TIMED_NUMBER, TARIFF, FUSE, BREAKER, LIMITER, PEAK_HISTORY, FAILURES, QUARTER_HOUR,
                    MBUS_TYPE, MBUS_VALVE, MBUS_READING, MBUS_OLD_READING, GAS_OF_HOUR, UNKNOWN -> false;
        };
    }

    /**
     * Reads the load profile 1-0:99.1.0 with the values of its last periods, as meters in Israel print it: {@code
     * (count)}, the codes of the columns, then for each period its end and a value for each column. Returns the newest
     * quarter hour; empty if none ended on a quarter.
     */
    private Optional<QuarterHour> newest(int from, int to) {
        List<String> columns = new ArrayList<>();
        int at = BracketGroups.group(bytes, from, to, 1);
        while (at < to && isCode(at, to)) {
            columns.add(PrintedText.plain(bytes, at, BracketGroups.close(bytes, at, to)));
            at = BracketGroups.group(bytes, at, to, 0);
        }
        Optional<QuarterHour> newest = Optional.empty();
        while (at < to && !columns.isEmpty()) {
            Optional<QuarterHour> period = period(at, to, columns);
            if (period.isPresent() && newest.filter(known -> known.end().epochSecond()
                    >= period.get().end().epochSecond()).isEmpty()) {
                newest = period;
            }
            at = BracketGroups.group(bytes, at, to, columns.size());
        }
        return newest;
    }

    private Optional<QuarterHour> period(int at, int to, List<String> columns) {
        Optional<Stamp> end = clock.read(bytes, at, BracketGroups.close(bytes, at, to))
                .filter(stamp -> stamp.epochSecond() % QuarterHour.SECONDS == 0);
        OptionalLong imported = wattHours(at, to, columns.indexOf(IMPORT));
        OptionalLong exported = wattHours(at, to, columns.indexOf(EXPORT));
        return end.isEmpty() || imported.isEmpty() && exported.isEmpty() ? Optional.empty()
                : Optional.of(new QuarterHour(end.get(), unmarked(at, to, columns.indexOf(STATUS)),
                        imported, exported));
    }

    private OptionalLong wattHours(int at, int to, int column) {
        NumberReader number = new NumberReader();
        return column < 0 || !number.read(bytes, BracketGroups.group(bytes, at, to, column), to, Quantity.ENERGY_IMPORT)
                ? OptionalLong.empty()
                : OptionalLong.of((number.scaled() + WATT_HOUR / 2) / WATT_HOUR);
    }

    /** Returns whether the status, which is hex, is 0: then the period was not disturbed. */
    private boolean unmarked(int at, int to, int column) {
        if (column < 0) {
            return true;
        }
        int inside = BracketGroups.group(bytes, at, to, column);
        int close = BracketGroups.close(bytes, inside, to);
        return new String(bytes, inside, close - inside, StandardCharsets.ISO_8859_1).chars()
                .allMatch(digit -> digit == '0');
    }

    private boolean isCode(int at, int to) {
        int close = BracketGroups.close(bytes, at, to);
        int dash = PrintedText.behindDigits(bytes, at, close);
        return dash > at && dash < close && bytes[dash] == '-';
    }

    /**
     * Reads the details of a telegram that are not plain numbers: messages, states, peaks with their times, the log of
     * failures.
     */
    private final class DetailsReader {
        private final NumberReader number = new NumberReader();

        private Optional<String> text = Optional.empty();
        private Optional<String> textCode = Optional.empty();
        private Optional<String> breaker = Optional.empty();
        private Optional<Limiter> limiter = Optional.empty();
        private boolean limiterSeen;
        private Optional<Peak> peakImport = Optional.empty();
        private Optional<Peak> peakExport = Optional.empty();
        private Optional<List<MonthPeak>> peakHistory = Optional.empty();
        private Optional<List<Failure>> failures = Optional.empty();

        Details read() {
            RegisterScanner scanner = new RegisterScanner();
            scanner.start(bytes);
            while (scanner.next()) {
                if (!scanner.history()) {
                    register(RegisterTable.meaning(scanner.code()), scanner.from(), scanner.to());
                }
            }
            return new Details(text, textCode, breaker, limiter, peakImport, peakExport, peakHistory, failures);
        }

        private void register(RegisterTable.Definition meaning, int from, int to) {
            switch (meaning.kind()) {
                case MESSAGE -> text = text.or(() -> text(from, to));
                case MESSAGE_CODE -> textCode = textCode.or(() -> text(from, to));
                case BREAKER ->
                        breaker = breaker.or(() ->
                                PrintedText.asPrinted(bytes, from + 1, BracketGroups.close(bytes, from, to)));
                case LIMITER -> limiter(from, to);
                case TIMED_NUMBER -> {
                    if (meaning.quantity() == Quantity.PEAK_IMPORT) {
                        peakImport = peakImport.or(() -> peak(meaning.quantity(), from, to));
                    } else {
                        peakExport = peakExport.or(() -> peak(meaning.quantity(), from, to));
                    }
                }
                case PEAK_HISTORY -> peakHistory = peakHistory.or(() -> peakHistory(from, to));
                case FAILURES -> failures = failures.or(() -> Optional.of(failures(from, to)));
                default -> { }
            }
        }

        private Optional<String> text(int from, int to) {
            return PrintedText.decoded(bytes, from + 1, BracketGroups.close(bytes, from, to));
        }

        /** Reads the limiter from its first line, even if that holds no number; some meters repeat the line. */
        private void limiter(int from, int to) {
            if (!limiterSeen && number.readNumber(bytes, from + 1, to)) {
                limiter = Optional.of(new Limiter(number.decimal(),
                        PrintedText.plain(bytes, number.unitFrom(), number.unitTo())));
            }
            limiterSeen = true;
        }

        private Optional<Peak> peak(Quantity quantity, int from, int to) {
            if (!number.read(bytes, BracketGroups.numberOfTimed(bytes, from, to), to, quantity)) {
                return Optional.empty();
            }
            return Optional.of(new Peak(time(BracketGroups.timeOfTimed(bytes, from, to), to), watts()));
        }

        /**
         * Reads (count)(code)(code) and then (end of month)(time)(value) for each month; empty in another form, since other
         * countries use the code otherwise.
         */
        private Optional<List<MonthPeak>> peakHistory(int from, int to) {
            int code = BracketGroups.group(bytes, from, to, 1);
            if (code >= to || !BracketGroups.holdsCode(bytes, code, to)) {
                return Optional.empty();
            }
            List<MonthPeak> peaks = new ArrayList<>();
            for (int at = BracketGroups.group(bytes, from, to, 3); at < to; at = BracketGroups.group(bytes, at, to, 2)) {
                int value = BracketGroups.group(bytes, at, to, 1);
                if (number.read(bytes, value, to, Quantity.PEAK_IMPORT)) {
                    peaks.add(new MonthPeak(time(at, to), time(BracketGroups.group(bytes, at, to, 0), to), watts()));
                }
            }
            return Optional.of(List.copyOf(peaks));
        }

        /** Reads (count)(code) and then (end)(seconds) for each failure; the count is not always the number of pairs. */
        private List<Failure> failures(int from, int to) {
            List<Failure> all = new ArrayList<>();
            for (int at = BracketGroups.group(bytes, from, to, 2); at < to; at = BracketGroups.group(bytes, at, to, 1)) {
                if (number.readNumber(bytes, BracketGroups.group(bytes, at, to, 0), to)) {
                    all.add(new Failure(time(at, to), number.decimal().longValue()));
                }
            }
            return List.copyOf(all);
        }

        private Optional<Stamp> time(int from, int to) {
            return clock.read(bytes, from, BracketGroups.close(bytes, from, to));
        }

        private BigDecimal watts() {
            return BigDecimal.valueOf(number.scaled(), Quantity.PEAK_IMPORT.decimals());
        }
    }
}
