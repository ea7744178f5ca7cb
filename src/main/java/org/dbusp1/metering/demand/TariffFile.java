package org.dbusp1.metering.demand;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.dbusp1.base.config.KeyValueLine;
import org.dbusp1.metering.demand.Tariff.Days;
import org.dbusp1.metering.demand.Tariff.Figure;
import org.dbusp1.metering.demand.Tariff.Holidays;
import org.dbusp1.metering.demand.Tariff.PriceCap;
import org.dbusp1.metering.demand.Tariff.Range;
import org.dbusp1.metering.demand.Tariff.ReducedHours;

/** Parses a tariff from lines {@code key = value}: the tariffs of this program and those of owners have one syntax. */
public final class TariffFile {
    private static final int MOST_WATTS = 1_000_000;
    private static final String PRICE = "a price above 0 and below 10000, such as 40.4";

    private final String file;
    private final Map<String, KeyValueLine> lines = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();

    /** Thrown if the file does not describe a tariff; the message is one line with file, line and the allowed values. */
    public static final class MistakeException extends Exception {
        private static final long serialVersionUID = 1;

        MistakeException(String message) {
            super(message);
        }
    }

    private TariffFile(String file, String text) throws MistakeException {
        this.file = file;
        for (KeyValueLine line : KeyValueLine.of(text)) {
            if (line.key().isEmpty()) {
                throw mistake(line, "a line is written key = value; a comment begins with #");
            }
            KeyValueLine before = lines.putIfAbsent(line.key(), line);
            if (before != null) {
                throw mistake(line, line.key() + " is set in line " + before.number() + " already; keep one of them");
            }
        }
    }

    /**
     * @param name published name of the tariff
     * @param file name of the file in messages
     * @throws MistakeException if the text does not describe a tariff
     */
    public static Tariff parse(String name, String file, String text) throws MistakeException {
        return new TariffFile(file, text).tariff(name);
    }

    private Tariff tariff(String name) throws MistakeException {
        value("operator", "", "text", text -> text);
        value("source", "", "text: where the rule is published", text -> text);
        value("date", LocalDate.EPOCH, "the day on which the rule was as it is here, such as 2026-11-20",
                LocalDate::parse);
        YearMonth from = value("from", Tariff.EVER_FROM, "the first month that is billed, such as 2026-01",
                YearMonth::parse);
        YearMonth until = value("until", Tariff.EVER_UNTIL, "the last month that is billed, such as 2026-12",
                YearMonth::parse);
        int window = value("window", 60, "minutes: 15, 30 or 60", oneOf(List.of(15, 30, 60), String::valueOf));
        Range months = value("months", Range.ALL_MONTHS, "two months such as 11-3", Range::months);
        Days days = value("days", Days.ALL, "all or weekdays", oneOf(List.of(Days.values()), TariffFile::text));
        Holidays holidays = value("holidays", Holidays.NONE, "one of "
                + String.join(", ", Arrays.stream(Holidays.values()).map(TariffFile::text).toList()),
                oneOf(List.of(Holidays.values()), TariffFile::text));
        Range hours = value("hours", Range.ALL_HOURS, "two hours such as 7-19 or 22-6", Range::hours);
        ReducedHours reduced = value("reduced", ReducedHours.NONE,
                "hours and a percentage from 1 to 99, such as 22-6:50", ReducedHours::parse);
        int peaks = value("peaks", 1, "a whole number from 1 to 28", number(1, 28));
        boolean different = value("different-days", false, "true or false",
                oneOf(List.of(false, true), String::valueOf));
        Figure figure = value("figure", Figure.MEAN, "mean or lowest",
                oneOf(List.of(Figure.values()), TariffFile::text));
        int mean = value("mean-months", 1, "a whole number from 1 to 12", number(1, 12));
        int floor = value("floor-w", 0, "watts: a whole number from 0 to 1000000", number(0, MOST_WATTS));
        List<Long> steps = value("steps-kw", List.of(), "ascending whole numbers from 1 to 1000, such as 2, 5, 10",
                TariffFile::steps);
        // The owner gives the difference, as the manual explains: the maximum tariff less the usual price of a kWh.
        PriceCap priceCap = new PriceCap(value("peak-price", 0.0, PRICE, TariffFile::price),
                value("maximum-price", 0.0, PRICE, TariffFile::price));
        int reserve = value("reserve-points", Tariff.DEFAULT_RESERVE_POINTS, "percent points: a whole number from 1 to 95", number(1, 95));
        for (Map.Entry<String, KeyValueLine> line : lines.entrySet()) {
            if (!keys.contains(line.getKey())) {
                throw mistake(line.getValue(), "there is no \"" + line.getKey() + "\"; the keys are "
                        + String.join(", ", keys));
            }
        }
        if (mean > 1 && !months.sameAs(Range.ALL_MONTHS)) {
            throw mistake(Objects.requireNonNull(lines.get("mean-months")), "mean-months needs all months: leave months out");
        }
        if (different && peaks == 1) {
            throw mistake(Objects.requireNonNull(lines.get("different-days")), "different-days needs several peaks: set peaks too");
        }
        Tariff tariff = new Tariff(name, name.equals(Tariff.CUSTOM) ? name + "-" + ruleHash() : name, from, until,
                window, months, days, holidays, hours, reduced, peaks, different, figure,
                mean, floor, steps, priceCap, reserve);
        // Null if the file names neither.
        KeyValueLine price = lines.getOrDefault("peak-price", lines.get("maximum-price"));
        if (price != null && (priceCap.peakPrice() == 0 || priceCap.kwhPriceDifference() == 0 || !tariff.countsAll())) {
            throw mistake(price, "peak-price and maximum-price need each other, and all hours: leave months, days, holidays, hours and"
                    + " reduced out");
        }
        return tariff;
    }

    /** Returns a hash of the lines that make the rule, independent of their order, blanks and comments, and of what the limiter does. */
    private String ruleHash() {
        Map<String, KeyValueLine> rule = new TreeMap<>(lines);
        rule.keySet().removeAll(List.of("operator", "source", "date", "reserve-points"));
        StringBuilder text = new StringBuilder();
        rule.forEach((key, line) -> text.append(key).append('=').append(line.value().replaceAll("\\s", "")).append('\n'));
        return Integer.toHexString(text.toString().hashCode());
    }

    /** @param reader parses a value; throws IllegalArgumentException or DateTimeException for a value that is not allowed */
    private <T> T value(String key, T otherwise, String allowed, Function<String, T> reader) throws MistakeException {
        keys.add(key);
        KeyValueLine line = lines.get(key);
        if (line == null) {
            return otherwise;
        }
        try {
            return reader.apply(line.value());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw mistake(line, key + " is \"" + line.value() + "\"; allowed is " + allowed);
        }
    }

    private MistakeException mistake(KeyValueLine line, String reason) {
        return new MistakeException(file + " line " + line.number() + ": " + reason);
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T> Function<String, T> oneOf(List<T> values, Function<T, String> name) {
        return text -> values.stream().filter(value -> name.apply(value).equals(text)).findFirst()
                .orElseThrow(IllegalArgumentException::new);
    }

    private static Function<String, Integer> number(int least, int most) {
        return text -> {
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException(text);
            }
            return number;
        };
    }

    private static double price(String text) {
        double price = text.matches("\\d{1,4}(\\.\\d{1,6})?") ? Double.parseDouble(text) : 0;
        if (price == 0) {
            throw new IllegalArgumentException(text);
        }
        return price;
    }

    /** Parses the steps of a price list, in kW; returns the steps in W. */
    private static List<Long> steps(String text) {
        List<Long> steps = new ArrayList<>();
        for (String part : text.split(",")) {
            long watts = number(1, 1_000).apply(part.strip()) * 1_000L;
            if (!steps.isEmpty() && watts <= steps.get(steps.size() - 1)) {
                throw new IllegalArgumentException(text);
            }
            steps.add(watts);
        }
        return steps;
    }
}
