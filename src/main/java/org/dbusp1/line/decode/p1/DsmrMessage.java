package org.dbusp1.line.decode.p1;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.line.decode.LocalTimeResolver.TimesInside;
import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Details.Failure;
import org.dbusp1.meter.Message.Details.Limiter;
import org.dbusp1.meter.Message.Details.MonthPeak;
import org.dbusp1.meter.Message.Details.RunningPeak;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/** A P1 telegram. Its registers and details are views of its lines. */
record DsmrMessage(byte[] bytes, List<RegisterLine> lines, @Nullable String repair, boolean hasNoChecksum, boolean hasUncheckedTag,
                   TimesInside times) implements Message {
    /** End of the code of a column: duration of the last long failure, 0-0:96.7.19. */
    private static final String DURATION = "96.7.19";
    /** End of the code of a column: clock, 0-0:1.0.0. */
    private static final String CLOCK = ":1.0.0";
    /** End of the code of the month's import peak. */
    private static final String PEAK = ":1.6.0";

    @Override
    public List<Register> registers() {
        return lines.stream().map(DsmrMessage::register).toList();
    }

    @Override
    public Details details() {
        return new DetailsReader().read();
    }

    private static Register register(RegisterLine line) {
        byte[] bytes = line.bytes();
        String obis = PrintedText.plain(bytes, line.codeFrom(), line.from());
        String raw = PrintedText.plain(bytes, line.from(), line.to());
        NumberReader number = new NumberReader();
        if (isText(line.kind()) || !findNumber(number, line)) {
            return new Register(obis, null, raw, null, "", null, text(line));
        }
        BigDecimal value = number.decimal();
        String unit = PrintedText.plain(bytes, number.unitFrom(), number.unitTo());
        return new Register(obis, null, raw, -value.scale(), unit, value, null);
    }

    /** Finds the number in a single group, or in two groups of which the other is a time; a longer list holds no single number. */
    private static boolean findNumber(NumberReader number, RegisterLine line) {
        boolean two = line.groupFrom(1) < line.to();
        boolean list = line.groupFrom(2) < line.to();
        return !list && number.readNumber(line, two ? line.numberFrom() : line.from() + 1);
    }

    private static @Nullable String text(RegisterLine line) {
        return PrintedText.decoded(line.bytes(), line.from() + 1, line.closingBracket(line.from() + 1));
    }

    private static boolean isText(RegisterTable.RegisterType kind) {
        return switch (kind) {
            case CLOCK, UNIX_CLOCK, CLOCK_DATE, CLOCK_TIME, VERSION, HEX_VERSION, METER_NUMBER,
                    PLAIN_METER_NUMBER, MESSAGE, MESSAGE_CODE, MBUS_ID, MBUS_OTHER, GAS_NUMBER -> true;
            case NUMBER, TIMED_NUMBER, TARIFF, FUSE, BREAKER, LIMITER, PEAK_HISTORY, FAILURES,
                    MBUS_TYPE, MBUS_VALVE, MBUS_READING, MBUS_OLD_READING, GAS_OF_HOUR, UNKNOWN -> false;
        };
    }

    /** Reads details that are not plain numbers: messages, states, peaks with their times, the log of failures. */
    private final class DetailsReader {
        private final NumberReader number = new NumberReader();

        // Each field is null until a line with its value is read.
        private @Nullable String text;
        private @Nullable String textCode;
        private @Nullable String breaker;
        private @Nullable Limiter limiter;
        private boolean limiterSeen;
        private @Nullable RunningPeak peakImport;
        private @Nullable RunningPeak peakExport;
        private @Nullable List<MonthPeak> peakHistory;
        private @Nullable List<Failure> failures;

        Details read() {
            for (RegisterLine line : lines) {
                if (!line.isPastValue()) {
                    read(line);
                }
            }
            return new Details(text, textCode, breaker, limiter, peakImport, peakExport, peakHistory, failures);
        }

        private void read(RegisterLine line) {
            switch (line.kind()) {
                case MESSAGE -> text = text == null ? text(line) : text;
                case MESSAGE_CODE -> textCode = textCode == null ? text(line) : textCode;
                case BREAKER -> breaker = breaker == null
                        ? PrintedText.plainOrNull(bytes, line.from() + 1, line.closingBracket(line.from())) : breaker;
                case LIMITER -> limiter(line);
                case TIMED_NUMBER -> {
                    if (line.meaning().quantity() == Quantity.PEAK_IMPORT) {
                        peakImport = peakImport == null ? peak(line) : peakImport;
                    } else {
                        peakExport = peakExport == null ? peak(line) : peakExport;
                    }
                }
                case PEAK_HISTORY -> peakHistory = peakHistory == null ? peakHistory(line) : peakHistory;
                case FAILURES -> failures = failures == null ? failures(line) : failures;
                default -> { }
            }
        }

        /** Reads the limiter from its first line, even if the line holds no number; some meters repeat the line. */
        private void limiter(RegisterLine line) {
            if (!limiterSeen && number.readNumber(line, line.from() + 1)) {
                limiter = new Limiter(number.decimal(), PrintedText.plain(bytes, number.unitFrom(), number.unitTo()));
            }
            limiterSeen = true;
        }

        private @Nullable RunningPeak peak(RegisterLine line) {
            return number.read(line, line.numberFrom(), line.meaning().requireQuantity())
                    ? new RunningPeak(time(line, line.timeFrom()), watts()) : null;
        }

        /**
         * Reads (count)(code)(code) and then (end of month)(time)(value) for each month; null in another form or with other
         * codes, since other countries use the register for other data.
         */
        private @Nullable List<MonthPeak> peakHistory(RegisterLine line) {
            if (!isPeakCode(line, line.groupFrom(1)) || !isPeakCode(line, line.groupFrom(2))) {
                return null;
            }
            List<MonthPeak> peaks = new ArrayList<>();
            // From a position inside a group, groupFrom counts the groups after it: 0 is the next group.
            for (int at = line.groupFrom(3); at < line.to(); at = line.groupFrom(at, 2)) {
                if (number.read(line, line.groupFrom(at, 1), Quantity.PEAK_IMPORT)) {
                    peaks.add(new MonthPeak(time(line, at), time(line, line.groupFrom(at, 0)), watts()));
                }
            }
            return List.copyOf(peaks);
        }

        private boolean isPeakCode(RegisterLine line, int position) {
            return PrintedText.stripped(bytes, position, line.closingBracket(position)).endsWith(PEAK);
        }

        /**
         * Reads (count), a code for each column, and then a row for each failure: its end, which may have no code, and its
         * columns. The count is not always the number of rows. Empty if only the count is printed; null if columns are printed
         * but none holds durations: Shenzhen Star meters log events in this register, (10)(0-0:96.11.63).
         */
        private @Nullable List<Failure> failures(RegisterLine line) {
            int codes = 0;
            int end = -1;
            int duration = -1;
            for (; line.holdsCode(line.groupFrom(1 + codes)); codes++) {
                String code = PrintedText.stripped(bytes, line.groupFrom(1 + codes), line.closingBracket(line.groupFrom(1 + codes)));
                duration = code.endsWith(DURATION) ? codes : duration;
                end = code.endsWith(CLOCK) ? codes : end;
            }
            if (duration < 0) {
                return codes == 0 && line.groupFrom(1) >= line.to() ? List.of() : null;
            }
            int unnamed = end < 0 ? 1 : 0;
            List<Failure> all = new ArrayList<>();
            for (int at = line.groupFrom(1 + codes); at < line.to(); at = line.groupFrom(at, codes + unnamed - 1)) {
                if (number.readNumber(line, column(line, at, duration + unnamed)) && isInSeconds()) {
                    all.add(new Failure(time(line, column(line, at, end + unnamed)), number.decimal().longValue()));
                }
            }
            return List.copyOf(all);
        }

        private static int column(RegisterLine line, int row, int column) {
            return column == 0 ? row : line.groupFrom(row, column - 1);
        }

        private boolean isInSeconds() {
            String unit = PrintedText.plain(bytes, number.unitFrom(), number.unitTo());
            return unit.isEmpty() || unit.equals("s");
        }

        private @Nullable Stamp time(RegisterLine line, int from) {
            ClockTime printed = ClockParser.read(line, from);
            return printed == null ? null : times.moment(printed);
        }

        private BigDecimal watts() {
            return BigDecimal.valueOf(number.scaled(), Quantity.PEAK_IMPORT.decimals());
        }
    }
}
