package org.dbusp1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A sequence for a test, as a table for people who know meters and no Java: {@code time | event | expected | note}. The head of the
 * file explains the cells; the test interprets them. A scenario begins with {@code ##} and its name, a comment with {@code #}. It runs
 * once for each of its lines {@code with a = 1 | b = 2}, which replace {@code <a>} and {@code <b>} in its rows. A line without a time and
 * an event continues the expected cell above it.
 */
public record Scenario(String name, List<Row> rows) {
    private static final int CELLS = 4;
    private static final String WITH = "with ";

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

        /** As a failure names it. */
        @Override
        public String toString() {
            return time + " | " + String.join("; ", events) + " | " + String.join("; ", expected) + " | " + note;
        }
    }

    /** The scenarios of a test class, in the file beside it. */
    public static Stream<Scenario> of(Class<?> test) throws IOException {
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
        return scenarios;
    }

    private static List<Scenario> named(String name, List<String> lines) {
        List<String> variants = lines.stream().filter(line -> line.startsWith(WITH)).map(line -> line.substring(WITH.length()))
                .toList();
        String rows = String.join("\n", lines.stream().filter(line -> !line.startsWith(WITH)).toList());
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no rows: " + name);
        }
        return variants.isEmpty() ? List.of(new Scenario(name, Row.parse(rows)))
                : variants.stream()
                        .map(variant -> new Scenario(name + ": " + variant.replaceAll(" +", " "), filled(rows, variant))).toList();
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
