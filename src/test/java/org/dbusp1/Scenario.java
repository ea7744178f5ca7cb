package org.dbusp1;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sequence for a test, as a table for people who know meters and no Java: {@code time | event | expected | note}. The head of the
 * file explains the cells; the test interprets them. A scenario begins with {@code ##} and its name, a comment with {@code #}. It runs
 * once for each of its lines {@code with a = 1 | b = 2}, which replace {@code <a>} and {@code <b>} in its rows; lines {@code slow with}
 * are those of slow tests. A line without a time and an event continues the expected cell above it. The rows of a first scenario with the name <i>At first</i> begin each of the others.
 */
public record Scenario(String name, List<Row> rows, boolean isSlow) {
    private static final int CELLS = 4;
    private static final String WITH = "with ";
    private static final String SLOW = "slow ";
    private static final String AT_FIRST = "At first";

    /** @param events what happens at this time, in this order */
    public record Row(String time, List<String> events, List<String> expected, String note) {
        private static List<Row> parse(String table) {
            List<String[]> rows = new ArrayList<>();
            for (String line : table.split("\n")) {
                String[] cells = Arrays.copyOf(Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new), CELLS);
                if (line.chars().filter(letter -> letter == '|').count() >= CELLS || cells[1] == null) {
                    throw new IllegalArgumentException("no row: " + line);
                }
                if (cells[0].isEmpty() && cells[1].isEmpty()) {
                    rows.get(rows.size() - 1)[2] += " " + cells[2];
                } else {
                    rows.add(cells);
                }
            }
            return rows.stream().map(cells -> new Row(cells[0], parts(cells[1]), cells[2] == null ? List.of() : parts(cells[2]),
                    cells[3] == null ? "" : cells[3])).toList();
        }

        private static List<String> parts(String cell) {
            return Stream.of(cell.split(";")).map(String::strip).filter(part -> !part.isEmpty()).toList();
        }

        /**
         * The row at each of its times: at one {@link Time}; {@code 0 to 90 each 10 s}, and each ten seconds where nothing is said; or
         * {@code 60 s, 79 s x 30}, thirty times, in turns after 60 s and 79 s.
         */
        public List<Moment> moments(Duration above) {
            List<Moment> moments = new ArrayList<>();
            String[] range = time.split(" to | each ");
            if (range.length > 1) {
                Duration first = Time.parse(range[0]).from(above);
                Duration last = Time.parse(range[1]).from(first);
                Duration step = range.length == 2 ? Duration.ofSeconds(10) : Time.length(range[2]);
                for (Duration now = first; now.compareTo(last) <= 0; now = now.plus(step)) {
                    moments.add(new Moment(now, moments.size(), this));
                }
            } else {
                String[] turns = time.split(" x ");
                String[] times = turns[0].split(", ");
                Duration now = above;
                for (int i = 0; i < (turns.length == 1 ? 1 : Integer.parseInt(turns[1])); i++) {
                    now = Time.parse(times[i % times.length]).from(now);
                    moments.add(new Moment(now, i, this));
                }
            }
            return moments;
        }

        /** As a failure names it. */
        @Override
        public String toString() {
            return time + " | " + String.join("; ", events) + " | " + String.join("; ", expected) + " | " + note;
        }
    }

    /**
     * When something happens: {@code 12 s}, {@code 0.5 s}, {@code 5 min} or {@code 2 h} after what is above, or by the clock of the test:
     * {@code 0:15:19.5}, {@code 12:00} on the day of what is above, {@code 2026-03-01 12:00:15}, or {@code 97.5} in seconds.
     *
     * @param length the time since {@code since}; for a date since 1970
     */
    public record Time(Duration length, Since since) {
        /** What a time is counted from. */
        public enum Since { ABOVE, MIDNIGHT, START }

        private static final Pattern AFTER = Pattern.compile("(\\d+(?:\\.\\d+)?) (s|min|h)");
        private static final Pattern CLOCK = Pattern.compile("(?:(\\S+) )?(\\d+):(\\d\\d)(?::(\\d\\d(?:\\.\\d+)?))?");

        public static Time parse(String text) {
            Matcher clock = CLOCK.matcher(text);
            if (clock.matches()) {
                Duration ofDay = Duration.ofHours(Long.parseLong(clock.group(2))).plusMinutes(Long.parseLong(clock.group(3)))
                        .plus(seconds(clock.group(4) == null ? "0" : clock.group(4)));
                return clock.group(1) == null ? new Time(ofDay, Since.MIDNIGHT)
                        : new Time(ofDay.plusDays(LocalDate.parse(clock.group(1)).toEpochDay()), Since.START);
            }
            return text.contains(" ") ? new Time(length(text), Since.ABOVE) : new Time(seconds(text), Since.START);
        }

        /** @param text as {@code 12 s} */
        public static Duration length(String text) {
            Matcher after = AFTER.matcher(text);
            if (!after.matches()) {
                throw new IllegalArgumentException("no time: " + text);
            }
            return seconds(after.group(1)).multipliedBy(switch (after.group(2)) {
                case "s" -> 1;
                case "min" -> 60;
                default -> 3_600;
            });
        }

        private static Duration seconds(String text) {
            return Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact());
        }

        public boolean isAfter() {
            return since == Since.ABOVE;
        }

        /** Returns the time by the clock. @param above the time by the clock of what is above */
        public Duration from(Duration above) {
            return switch (since) {
                case ABOVE -> above.plus(length);
                case MIDNIGHT -> Duration.ofDays(above.toDays()).plus(length);
                case START -> length;
            };
        }
    }

    /** A row at one of its times. @param time by the clock of the test @param index of the time in its row */
    public record Moment(Duration time, int index, Row row) {
        public double second() {
            return time.toMillis() / 1e3;
        }

        /** Reads a figure, as {@code 500}, or {@code 500+10} of a row whose events differ: 10 more at each time. */
        public BigDecimal figure(String text) {
            String[] parts = text.split("\\+");
            return new BigDecimal(parts[0]).add(new BigDecimal(parts.length == 1 ? "0" : parts[1]).multiply(BigDecimal.valueOf(index)));
        }
    }

    /** The rows at each of their times, in the order of time. @param start the time by the clock before the first row */
    public Stream<Moment> moments(Duration start) {
        List<Moment> all = new ArrayList<>();
        Duration above = start;
        for (Row row : rows) {
            all.addAll(row.moments(above));
            above = all.get(all.size() - 1).time();
        }
        return all.stream().sorted(Comparator.comparing(Moment::time));
    }

    /** The scenarios of a test class, in the file beside it, but the slow ones. */
    public static Stream<Scenario> of(Class<?> test) throws IOException {
        return all(test).filter(scenario -> !scenario.isSlow);
    }

    public static Stream<Scenario> slow(Class<?> test) throws IOException {
        return all(test).filter(Scenario::isSlow);
    }

    private static Stream<Scenario> all(Class<?> test) throws IOException {
        try (InputStream file = test.getResourceAsStream(test.getSimpleName() + ".scenario")) {
            return parse(new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)).stream();
        }
    }

    public static List<Scenario> parse(String text) {
        List<Scenario> scenarios = new ArrayList<>();
        for (String part : text.split("(?m)^## ")) {
            List<String> lines = part.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
            if (!lines.isEmpty()) {
                scenarios.addAll(named(lines.get(0), lines.subList(1, lines.size())));
            }
        }
        return scenarios.isEmpty() || !scenarios.get(0).name.equals(AT_FIRST) ? scenarios
                : scenarios.stream().skip(1).map(scenario -> scenario.after(scenarios.get(0).rows)).toList();
    }

    private Scenario after(List<Row> first) {
        return new Scenario(name, Stream.concat(first.stream(), rows.stream()).toList(), isSlow);
    }

    private static List<Scenario> named(String name, List<String> lines) {
        List<String> variants = lines.stream().filter(Scenario::isVariant).toList();
        String rows = String.join("\n", lines.stream().filter(line -> !isVariant(line)).toList());
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no rows: " + name);
        }
        return variants.isEmpty() ? List.of(new Scenario(name, Row.parse(rows), false))
                : variants.stream().map(line -> {
                    String variant = line.substring(line.indexOf(WITH) + WITH.length());
                    return new Scenario(name + ": " + variant.replaceAll(" +", " "), filled(rows, variant), line.startsWith(SLOW));
                }).toList();
    }

    private static boolean isVariant(String line) {
        return line.startsWith(WITH) || line.startsWith(SLOW + WITH);
    }

    private static List<Row> filled(String rows, String variant) {
        String filled = rows;
        for (String value : variant.split("\\|")) {
            String[] pair = value.split("=", 2);
            filled = filled.replace("<" + pair[0].strip() + ">", pair[1].strip());
        }
        if (filled.matches("(?s).*<\\w+>.*")) {
            throw new IllegalArgumentException("not filled by " + variant + ": " + filled);
        }
        return Row.parse(filled);
    }

    @Override
    public String toString() {
        return name;
    }
}
