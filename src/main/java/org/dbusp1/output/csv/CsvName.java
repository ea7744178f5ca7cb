package org.dbusp1.output.csv;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file: E0012345_2026-01-31.csv; with _2 before its end for a second one of the same time with
 * other columns.
 *
 * @param key    of the meter
 * @param period 2026-01-31 or 2026-01
 * @param part   from 1
 */
record CsvName(String key, String period, int part) {
    private static final Pattern FORM = Pattern.compile(
            "([A-Za-z0-9_]{1,48})_(\\d{4}-\\d\\d(?:-\\d\\d)?)(?:_(\\d{1,6}))?\\.csv");

    /** The oldest first. */
    static final Comparator<CsvName> BY_AGE = Comparator.comparing(CsvName::lastDay).thenComparing(CsvName::part);

    /** Returns nothing where the file is not one of this program. */
    static Optional<CsvName> of(Path file) {
        Matcher form = FORM.matcher(file.getFileName().toString());
        if (!form.matches()) {
            return Optional.empty();
        }
        int part = Optional.ofNullable(form.group(3)).map(Integer::parseInt).orElse(1);
        return Optional.of(new CsvName(form.group(1), form.group(2), part)).filter(CsvName::isReal);
    }

    private boolean isReal() {
        try {
            lastDay();
            return true;
        } catch (DateTimeException noDay) {
            return false;
        }
    }

    /** The last day of which something may be in it. */
    LocalDate lastDay() {
        return period.length() == "2026-01".length() ? YearMonth.parse(period).atEndOfMonth() : LocalDate.parse(period);
    }

    CsvName next() {
        return new CsvName(key, period, part + 1);
    }

    @Override
    public String toString() {
        return key + "_" + period + (part > 1 ? "_" + part : "") + ".csv";
    }
}
