package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tests saw last of several meters, in one file: each line once, with the meters that have it, in an order that is the order of each.
 * A line without names is of all meters of its section. {@code -Dgolden=write} writes the file.
 */
public final class GoldenTable {
    private static final String OF = "  @ ";
    private static final String NOT = "not ";

    private final Path file;
    private final String section;
    private final Map<String, String> texts = new TreeMap<>();

    /** @param names of a line, in the order in which they were merged */
    private record Line(String text, Set<String> names) {
        Line(String text, String name) {
            this(text, new TreeSet<>(Set.of(name)));
        }
    }

    /** @param section how a line begins that is the title of a section, as a regular expression */
    public GoldenTable(Path file, String section) {
        this.file = file;
        this.section = section + ".*";
    }

    /** Returns what the file has of each meter. */
    public Map<String, String> texts() throws IOException {
        if (texts.isEmpty() && Files.exists(file)) {
            read(Files.readAllLines(file));
        }
        return texts;
    }

    private void read(List<String> rows) {
        Map<String, StringBuilder> read = new TreeMap<>();
        Set<String> all = names(rows.get(0).substring(2));
        all.forEach(name -> read.put(name, new StringBuilder()));
        Set<String> ofSection = all;
        for (String row : rows.subList(1, rows.size())) {
            int at = row.lastIndexOf(OF);
            String text = at < 0 ? row : row.substring(0, at);
            boolean title = text.matches(section);
            Set<String> names = at < 0 ? title ? all : ofSection : names(row.substring(at + OF.length()), title ? all : ofSection);
            ofSection = title ? names : ofSection;
            names.forEach(name -> read.get(name).append(text).append('\n'));
        }
        read.forEach((name, text) -> texts.put(name, text.toString()));
    }

    private static Set<String> names(String words) {
        return new TreeSet<>(List.of(words.split(" ")));
    }

    private static Set<String> names(String words, Set<String> of) {
        if (!words.startsWith(NOT)) {
            return names(words);
        }
        Set<String> names = new TreeSet<>(of);
        names.removeAll(names(words.substring(NOT.length())));
        return names;
    }

    /** Compares what was seen of a meter; where the file is written, it is put into it. */
    public void compare(String name, String present) throws IOException {
        if (GoldenFile.isWritten()) {
            texts().put(name, present);
        }
        assertThat(texts()).as("no golden text of a new meter: run venus/check").containsKey(name);
        GoldenFile.compare(file + ", " + name, texts().get(name), present);
    }

    /** A meter that is not simulated any more would never be compared. */
    public void assertNoOthers(Stream<String> names) throws IOException {
        Set<String> known = names.collect(Collectors.toSet());
        if (GoldenFile.isWritten()) {
            texts().keySet().retainAll(known);
        }
        assertThat(known).as("of no meter that is simulated: run venus/check").containsAll(texts().keySet());
    }

    /** Writes the file, where that is wanted. */
    public void end() throws IOException {
        if (GoldenFile.isWritten()) {
            Files.write(file, table());
        }
    }

    private List<String> table() throws IOException {
        Map<String, List<Line>> sections = new LinkedHashMap<>();
        List<Line> titles = new ArrayList<>();
        for (Map.Entry<String, String> text : texts().entrySet()) {
            Map<String, List<String>> parts = new LinkedHashMap<>();
            String title = "";
            for (String line : text.getValue().split("\n", -1)) {
                title = line.matches(section) ? line : title;
                parts.computeIfAbsent(title, first -> new ArrayList<>()).add(line);
            }
            // The end of the last line is no line.
            parts.get(title).remove(parts.get(title).size() - 1);
            titles = merged(titles, parts.keySet().stream().toList(), text.getKey());
            parts.forEach((name, lines) -> sections.merge(name, lines.stream().map(line -> new Line(line, text.getKey())).toList(),
                    (before, more) -> merged(before, lines, text.getKey())));
        }
        List<String> rows = new ArrayList<>(List.of("# " + String.join(" ", texts().keySet())));
        for (Line title : titles) {
            for (Line line : sections.get(title.text)) {
                rows.add(line.text + names(line.names, line.text.equals(title.text) ? texts().keySet() : title.names));
            }
        }
        return rows;
    }

    private static String names(Set<String> names, Collection<String> all) {
        List<String> others = all.stream().filter(name -> !names.contains(name)).toList();
        return others.isEmpty() ? "" : OF + (others.size() < names.size() ? NOT + String.join(" ", others) : String.join(" ", names));
    }

    /** Adds the lines of one more meter, so that their order and that of the lines before stay: by their longest common subsequence. */
    private static List<Line> merged(List<Line> before, List<String> more, String name) {
        int[][] common = new int[before.size() + 1][more.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = more.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).text.equals(more.get(j)) ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < more.size()) {
            if (i < before.size() && j < more.size() && before.get(i).text.equals(more.get(j))) {
                before.get(i).names.add(name);
                lines.add(before.get(i++));
                j++;
            } else if (j == more.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add(before.get(i++));
            } else {
                lines.add(new Line(more.get(j++), name));
            }
        }
        return lines;
    }
}
