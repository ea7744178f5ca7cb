package org.dbusp1.decode.p1;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Details.Failure;
import org.dbusp1.meter.Message.Details.Limiter;
import org.dbusp1.meter.Message.Details.MonthPeak;
import org.dbusp1.meter.Message.Details.RunningPeak;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;

/** A P1 telegram. Its registers and details are views of its lines. */
record DsmrMessage(byte[] bytes, List<RegisterLine> lines, Optional<String> repair, boolean hasNoChecksum, MeterClock clock)
        implements Message {
    private static final String TYPE = "text";

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
            return new Register(obis, TYPE, raw, OptionalInt.empty(), "", Optional.empty(), text(line));
        }
        BigDecimal value = number.decimal();
        String unit = PrintedText.plain(bytes, number.unitFrom(), number.unitTo());
        return new Register(obis, TYPE, raw, OptionalInt.of(-value.scale()), unit, Optional.of(value), Optional.empty());
    }

    /** Finds the number in one group, or in one of two if the other is a time; a longer list holds no single number. */
    private static boolean findNumber(NumberReader number, RegisterLine line) {
        boolean two = line.group(1) < line.to();
        boolean list = line.group(2) < line.to();
        return !list && number.readNumber(line, two ? line.number() : line.from() + 1);
    }

    private static Optional<String> text(RegisterLine line) {
        return PrintedText.decoded(line.bytes(), line.from() + 1, line.close(line.from() + 1));
    }

    private static boolean isText(RegisterTable.Kind kind) {
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

        private Optional<String> text = Optional.empty();
        private Optional<String> textCode = Optional.empty();
        private Optional<String> breaker = Optional.empty();
        private Optional<Limiter> limiter = Optional.empty();
        private boolean limiterSeen;
        private Optional<RunningPeak> peakImport = Optional.empty();
        private Optional<RunningPeak> peakExport = Optional.empty();
        private Optional<List<MonthPeak>> peakHistory = Optional.empty();
        private Optional<List<Failure>> failures = Optional.empty();

        Details read() {
            for (RegisterLine line : lines) {
                if (!line.past()) {
                    read(line);
                }
            }
            return new Details(text, textCode, breaker, limiter, peakImport, peakExport, peakHistory, failures);
        }

        private void read(RegisterLine line) {
            switch (line.kind()) {
                case MESSAGE -> text = text.or(() -> text(line));
                case MESSAGE_CODE -> textCode = textCode.or(() -> text(line));
                case BREAKER -> breaker = breaker.or(() -> PrintedText.asPrinted(bytes, line.from() + 1, line.close(line.from())));
                case LIMITER -> limiter(line);
                case TIMED_NUMBER -> {
                    if (line.meaning().quantity() == Quantity.PEAK_IMPORT) {
                        peakImport = peakImport.or(() -> peak(line));
                    } else {
                        peakExport = peakExport.or(() -> peak(line));
                    }
                }
                case PEAK_HISTORY -> peakHistory = peakHistory.or(() -> peakHistory(line));
                case FAILURES -> failures = failures.or(() -> Optional.of(failures(line)));
                default -> { }
            }
        }

        /** Reads the limiter from its first line, even if that holds no number; some meters repeat the line. */
        private void limiter(RegisterLine line) {
            if (!limiterSeen && number.readNumber(line, line.from() + 1)) {
                limiter = Optional.of(new Limiter(number.decimal(), PrintedText.plain(bytes, number.unitFrom(), number.unitTo())));
            }
            limiterSeen = true;
        }

        private Optional<RunningPeak> peak(RegisterLine line) {
            return number.read(line, line.number(), line.meaning().number())
                    ? Optional.of(new RunningPeak(clock.read(line, line.time()), watts())) : Optional.empty();
        }

        /**
         * Reads (count)(code)(code) and then (end of month)(time)(value) for each month; empty in another form, since
         * other countries use the code otherwise.
         */
        private Optional<List<MonthPeak>> peakHistory(RegisterLine line) {
            int code = line.group(1);
            if (code >= line.to() || !line.holdsCode(code)) {
                return Optional.empty();
            }
            List<MonthPeak> peaks = new ArrayList<>();
            for (int at = line.group(3); at < line.to(); at = line.group(at, 2)) {
                if (number.read(line, line.group(at, 1), Quantity.PEAK_IMPORT)) {
                    peaks.add(new MonthPeak(clock.read(line, at), clock.read(line, line.group(at, 0)), watts()));
                }
            }
            return Optional.of(List.copyOf(peaks));
        }

        /** Reads (count)(code) and then (end)(seconds) for each failure; the count is not always the number of pairs. */
        private List<Failure> failures(RegisterLine line) {
            List<Failure> all = new ArrayList<>();
            for (int at = line.group(2); at < line.to(); at = line.group(at, 1)) {
                if (number.readNumber(line, line.group(at, 0))) {
                    all.add(new Failure(clock.read(line, at), number.decimal().longValue()));
                }
            }
            return List.copyOf(all);
        }

        private BigDecimal watts() {
            return BigDecimal.valueOf(number.scaled(), Quantity.PEAK_IMPORT.decimals());
        }
    }
}
