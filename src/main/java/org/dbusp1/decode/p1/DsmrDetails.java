package org.dbusp1.decode.p1;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Details.Failure;
import org.dbusp1.meter.Message.Details.Limiter;
import org.dbusp1.meter.Message.Details.MonthPeak;
import org.dbusp1.meter.Message.Details.Peak;
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

    private Optional<String> text = Optional.empty();
    private Optional<String> textCode = Optional.empty();
    private Optional<String> breaker = Optional.empty();
    private Optional<Limiter> limiter = Optional.empty();
    private boolean limiterSeen;
    private Optional<Peak> peakImport = Optional.empty();
    private Optional<Peak> peakExport = Optional.empty();
    private Optional<List<MonthPeak>> peakHistory = Optional.empty();
    private Optional<List<Failure>> failures = Optional.empty();

    DsmrDetails(byte[] bytes, MeterClock clock) {
        this.bytes = bytes;
        this.clock = clock;
    }

    Details read() {
        RegisterScanner scanner = new RegisterScanner();
        scanner.start(bytes);
        while (scanner.next()) {
            if (!scanner.code().history()) {
                register(RegisterTable.meaning(scanner.code().packed()), scanner.from(), scanner.to());
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
