package org.dbusp1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The record of the texts that are translated, src/site/translated_texts.txt: of each table the English sentence of each row, and who
 * looked at its translations since the sentence was written. Where nobody did, the row of that language is the English sentence, with the
 * earlier translation in a comment above it, until {@code venus/build/translated --done} says that it was looked at.
 */
public final class TranslatedTexts {
    public static final List<String> LANGUAGES = List.of("nl", "de", "fr");
    private static final String RECORD = "src/site/translated_texts.txt";
    private static final String LANGUAGE = "LANGUAGE";
    private static final String BETWEEN = " | ";
    private static final String TEXT = "(?:'([^']*)'|\"([^\"]*)\"|(\\w+))";
    private static final Pattern SAID = Pattern.compile("\\b(?:say|labelled) ([a-z][a-z_.]*) " + TEXT);
    private static final Pattern LINE = Pattern.compile("(?m)(?:^|\\|\\|) *line ([a-z_]+) (?:'([^']*)'|([A-Za-z-]+)) ");
    private static final Pattern ADDED = Pattern.compile("\\badd '?(left|done|refused|heard)'? ");

    /**
     * A table of texts.
     *
     * @param files   its file, with LANGUAGE in place of the two letters of the language
     * @param english its English sentences by their keys, in their order
     */
    public record Table(String files, Map<String, String> english) {
        public String file(String language) {
            return files.replace(LANGUAGE, language);
        }
    }

    /** A row of the record. @param looked a language and who looked at it, for each that was */
    private record Row(List<String> looked, String english) {
        boolean isLooked(String language) {
            return looked.stream().anyMatch(who -> who.startsWith(language + " "));
        }

        @Override
        public String toString() {
            return String.join(", ", looked) + BETWEEN + english;
        }
    }

    private final Path root;

    /** @param root folder of the sources */
    public TranslatedTexts(Path root) {
        this.root = root;
    }

    /** Returns each table of texts, with its English sentences. */
    public List<Table> tables() throws IOException {
        List<Table> tables = new ArrayList<>();
        for (String files : List.of("src/main/resources/org/dbusp1/base/problem/texts_LANGUAGE.properties",
                "src/main/resources/org/dbusp1/base/problem/texts_LANGUAGE_without_pages.properties",
                "src/main/resources/org/dbusp1/app/report/texts_LANGUAGE.properties",
                "src/main/resources/org/dbusp1/output/http/texts_LANGUAGE.properties", "src/main/qml/texts_LANGUAGE.properties")) {
            tables.add(new Table(files, TextTable.rows(root.resolve(files.replace(LANGUAGE, "en")))));
        }
        tables.add(new Table("venus/gx/lib/texts_LANGUAGE.properties", ofScripts()));
        return tables;
    }

    /** Returns the English texts of the scripts by their ids; one that has two fails. */
    public Map<String, String> ofScripts() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Stream.concat(Files.walk(root.resolve("venus/gx")), Stream.of(root.resolve("serial-starter/driver")))) {
            for (Path file : files.filter(Files::isRegularFile).filter(path -> !path.toString().endsWith(".properties")).toList()) {
                String script = Files.readString(file).replaceAll("(?m)^ *#.*", "").replace("'\\''", "\u2019");
                SAID.matcher(script).results().forEach(found -> put(texts, found.group(1), text(found, 2)));
                LINE.matcher(script).results().forEach(found -> put(texts, "label." + found.group(1), text(found, 2)));
                ADDED.matcher(script).results().forEach(found -> put(texts, "label." + found.group(1), found.group(1)));
            }
        }
        // Those of the lines that the driver names in its report (StatusLines).
        List.of("line", "meter", "interval", "peaks", "telegrams").forEach(label -> put(texts, "label." + label, label));
        put(texts, "label.step", "to do");
        return texts;
    }

    private static String text(MatchResult found, int first) {
        for (int group = first; group <= found.groupCount(); group++) {
            if (found.group(group) != null) {
                return found.group(group);
            }
        }
        throw new AssertionError(found.group());
    }

    private static void put(Map<String, String> texts, String id, String text) {
        String earlier = texts.put(id, text);
        if (earlier != null && !earlier.equals(text)) {
            throw new AssertionError(id + " has two English texts: " + earlier + ", and: " + text);
        }
    }

    public Map<String, String> rows(Table table, String language) throws IOException {
        return TextTable.rows(root.resolve(table.file(language)));
    }

    /** Returns the keys of a table at which nobody has looked in a language since their English was written. */
    public Set<String> waiting(Table table, String language) throws IOException {
        Map<String, Row> recorded = record().getOrDefault(table.files, Map.of());
        return recorded.entrySet().stream().filter(row -> !row.getValue().isLooked(language)).map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Returns a line for each row whose English is not that of the record. */
    public List<String> changed() throws IOException {
        Map<String, Map<String, Row>> record = record();
        List<String> lines = new ArrayList<>();
        for (Table table : tables()) {
            Map<String, Row> rows = record.getOrDefault(table.files, Map.of());
            table.english.forEach((key, english) -> {
                if (isChanged(rows.get(key), english)) {
                    lines.add(table.file("en") + ": the English was changed; venus/check shows it in the other languages too: " + key);
                }
            });
            Set<String> gone = new HashSet<>(rows.keySet());
            gone.removeAll(table.english.keySet());
            gone.forEach(key -> lines.add(RECORD + ": no longer in English: " + key));
        }
        return lines;
    }

    private static boolean isChanged(Row row, String english) {
        return row == null || !row.english.equals(english);
    }

    /** Records the English sentences that are new or were changed, and writes them into the tables of the other languages. */
    public void write() throws IOException {
        Map<String, Map<String, Row>> record = record();
        StringBuilder text = new StringBuilder();
        for (Table table : tables()) {
            Map<String, Row> rows = record.getOrDefault(table.files, Map.of());
            List<String> changed = table.english.keySet().stream().filter(key -> isChanged(rows.get(key), table.english.get(key))).toList();
            for (String language : changed.isEmpty() ? List.<String>of() : LANGUAGES) {
                Path file = root.resolve(table.file(language));
                Files.write(file, inEnglish(table, changed, Files.readAllLines(file)));
            }
            text.append('[').append(table.files).append("]\n");
            table.english.forEach((key, english) -> text.append(key).append(BETWEEN)
                    .append(changed.contains(key) ? new Row(List.of(), english) : rows.get(key)).append('\n'));
        }
        Files.writeString(root.resolve(RECORD), text);
    }

    /** Returns the lines of a table with the English sentence in the rows that have changed, and what was there in a comment. */
    private static List<String> inEnglish(Table table, List<String> changed, List<String> lines) {
        List<String> written = new ArrayList<>();
        List<String> lacking = new ArrayList<>(changed);
        for (String line : lines) {
            String key = line.split("=", 2)[0];
            if (lacking.remove(key)) {
                String english = key + "=" + table.english.get(key);
                // Of a sentence that changes again, the translation of the first one is still the one to begin with.
                if (!line.equals(english) && !isComment(written, key)) {
                    written.add("# was: " + line);
                }
                written.add(english);
            } else {
                written.add(line);
            }
        }
        lacking.forEach(key -> written.add(key + "=" + table.english.get(key)));
        return written;
    }

    private static boolean isComment(List<String> written, String key) {
        return !written.isEmpty() && written.get(written.size() - 1).startsWith("# was: " + key + "=");
    }

    private Map<String, Map<String, Row>> record() throws IOException {
        Map<String, Map<String, Row>> record = new LinkedHashMap<>();
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(root.resolve(RECORD))) {
            if (line.startsWith("[")) {
                rows = new LinkedHashMap<>();
                record.put(line.substring(1, line.length() - 1), rows);
            } else {
                String[] parts = line.split(Pattern.quote(BETWEEN), 3);
                rows.put(parts[0], new Row(parts[1].isEmpty() ? List.of() : List.of(parts[1].split(", ")), parts[2]));
            }
        }
        return record;
    }
}
