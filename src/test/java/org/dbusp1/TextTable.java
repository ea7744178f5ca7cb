package org.dbusp1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A table of texts in one language: a text by its id in each line. */
public final class TextTable {
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");
    private static final Pattern WORD = Pattern.compile("\\p{L}{3,}");

    /** Words that a language shares with English, in texts that are the same in both. */
    private static final Map<String, Set<String>> SHARED = Map.of(
            "nl", Set.of("bus", "bytes", "driver", "ess", "gas", "interval", "later", "log", "meter", "min", "modbus", "mqtt", "reserve",
                    "service", "tcp", "telegram", "vrm", "water", "week"),
            "de", Set.of("bus", "ess", "gas", "min", "modbus", "mqtt", "normal", "phase", "problem", "service", "setup", "tcp", "vrm"),
            "fr", Set.of("bus", "ess", "min", "minutes", "modbus", "mqtt", "net", "phase", "phases", "port", "service", "tcp", "version",
                    "vrm"));

    private TextTable() {
    }

    /** Returns the rows as they are written, in their order: a repeated one fails. */
    public static Map<String, String> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.split("=", 2)).collect(Collectors.toMap(row -> row[0], row -> row[1],
                        (text, other) -> {
                            throw new AssertionError(file + " has a row twice: " + text);
                        }, LinkedHashMap::new));
    }

    /**
     * Compares a table in a language with the English one.
     *
     * @param waiting keys whose text waits for a translator, and is English until then
     * @return a line for each row that is missing, too much, empty, in English or has other places
     */
    public static List<String> complaints(TranslatedTexts.Table table, String language, Map<String, String> rows, Set<String> waiting) {
        Map<String, String> english = table.english();
        String name = table.file(language);
        List<String> lines = new ArrayList<>();
        english.forEach((key, text) -> {
            String own = rows.get(key);
            if (own == null) {
                lines.add(name + ": a row is missing: " + key + "=" + text);
            } else if (own.isBlank()) {
                lines.add(name + ": the row is empty: " + key + "=" + text);
            } else if (waiting.contains(key)) {
                if (!own.equals(text)) {
                    lines.add(name + ": translated, and not marked: venus/build/translated --done " + language + " " + key);
                }
            } else if (isEnglish(own, text, language)) {
                lines.add(name + ": still in English (a word that both languages have is named in TextTable.SHARED): " + key + "=" + text);
            } else if (!places(own).equals(places(text))) {
                lines.add(name + ": other {places} than the English row, which has " + places(text) + ": " + key + "=" + own);
            }
        });
        rows.keySet().stream().filter(key -> !english.containsKey(key)).sorted()
                .forEach(key -> lines.add(name + ": there is no English row for: " + key + "=" + rows.get(key)));
        return lines.stream().sorted().toList();
    }

    private static boolean isEnglish(String text, String english, String language) {
        return text.equals(english) && !WORD.matcher(PLACE.matcher(text).replaceAll("")).results()
                .allMatch(word -> SHARED.get(language).contains(word.group().toLowerCase(Locale.ROOT)));
    }

    /** Returns the places of a text that are filled with facts. */
    public static TreeSet<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
