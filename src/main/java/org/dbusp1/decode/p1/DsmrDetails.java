package org.dbusp1.decode.p1;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.decode.register.RegisterKind;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Details.Failure;
import org.dbusp1.meter.Details.Limiter;
import org.dbusp1.meter.Details.MonthPeak;
import org.dbusp1.meter.Details.Peak;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;

/**
 * Reads the details of a telegram that are not plain numbers: messages, states, peaks with their times, the log of
 * failures.
 */
final class DsmrDetails {
    private final byte[] bytes;
    private final MeterClock clock;
    private final NumberReader number = new NumberReader();

    /** The registers that may hold a detail. */
    private final List<Line> lines = new ArrayList<>();

    /** A register, its brackets in [from, to). */
    private record Line(RegisterTable.Definition meaning, int from, int to) {
    }

    DsmrDetails(byte[] bytes, MeterClock clock) {
        this.bytes = bytes;
        this.clock = clock;
        RegisterScanner scanner = new RegisterScanner();
        scanner.start(bytes);
        while (scanner.next()) {
            RegisterTable.Definition meaning = RegisterTable.meaning(scanner.code().packed());
            if (!scanner.code().history() && meaning.kind() != RegisterKind.NUMBER) {
                lines.add(new Line(meaning, scanner.from(), scanner.to()));
            }
        }
    }

    Details read() {
        return new Details(first(RegisterKind.MESSAGE, this::text), first(RegisterKind.MESSAGE_CODE, this::text),
                first(RegisterKind.BREAKER, this::asPrinted), limiter(), peak(Quantity.PEAK_IMPORT),
                peak(Quantity.PEAK_EXPORT), first(RegisterKind.PEAK_HISTORY, this::peakHistory),
                first(RegisterKind.FAILURES, this::failures));
    }

    /** Reads a detail from the first register of its kind that has it. */
    private <T> Optional<T> first(RegisterKind kind, Function<Line, Optional<T>> reader) {
        return all(kind).flatMap(line -> reader.apply(line).stream()).findFirst();
    }

    private Stream<Line> all(RegisterKind kind) {
        return lines.stream().filter(line -> line.meaning.kind() == kind);
    }

    private Optional<String> text(Line line) {
        return PrintedText.decoded(bytes, line.from + 1, BracketGroups.close(bytes, line.from, line.to));
    }

    private Optional<String> asPrinted(Line line) {
        return PrintedText.asPrinted(bytes, line.from + 1, BracketGroups.close(bytes, line.from, line.to));
    }

    /** Reads the limiter from its first line, even if that holds no number; some meters repeat the line. */
    private Optional<Limiter> limiter() {
        return all(RegisterKind.LIMITER).findFirst().filter(line -> number.readNumber(bytes, line.from + 1, line.to))
                .map(line -> new Limiter(number.decimal(),
                        PrintedText.plain(bytes, number.unitFrom(), number.unitTo())));
    }

    private Optional<Peak> peak(Quantity quantity) {
        return lines.stream().filter(line -> line.meaning.quantity() == quantity
                        && number.read(bytes, BracketGroups.numberOfTimed(bytes, line.from, line.to), line.to, quantity))
                .findFirst().map(line -> new Peak(time(BracketGroups.timeOfTimed(bytes, line.from, line.to), line.to),
                        watts()));
    }

    /**
     * Reads (count)(code)(code) and then (end of month)(time)(value) for each month; empty in another form, since other
     * countries use the code otherwise.
     */
    private Optional<List<MonthPeak>> peakHistory(Line line) {
        int from = line.from;
        int to = line.to;
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
    private Optional<List<Failure>> failures(Line line) {
        List<Failure> all = new ArrayList<>();
        int to = line.to;
        for (int at = BracketGroups.group(bytes, line.from, to, 2); at < to; at = BracketGroups.group(bytes, at, to, 1)) {
            if (number.readNumber(bytes, BracketGroups.group(bytes, at, to, 0), to)) {
                all.add(new Failure(time(at, to), number.decimal().longValue()));
            }
        }
        return Optional.of(List.copyOf(all));
    }

    private Optional<Stamp> time(int from, int to) {
        return clock.read(bytes, from, BracketGroups.close(bytes, from, to));
    }

    private BigDecimal watts() {
        return BigDecimal.valueOf(number.scaled(), Quantity.PEAK_IMPORT.decimals());
    }
}
