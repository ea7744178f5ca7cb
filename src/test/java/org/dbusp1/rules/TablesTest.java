package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the tables of all papers: a row of more or fewer cells than its head loses cells, text right below a table becomes a row. */
class TablesTest {
    private static final List<Path> FOLDERS = List.of(Path.of("src"), Path.of("venus"), Path.of("serial-starter"), Path.of(".github"));
    private static final Pattern RULE = Pattern.compile("\\|( *:?-+:? *\\|)+");

    private static List<Path> papers() throws IOException {
        List<Path> papers = new ArrayList<>();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            top.filter(Files::isRegularFile).forEach(papers::add);
        }
        for (Path folder : FOLDERS) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.forEach(papers::add);
            }
        }
        papers.removeIf(file -> !file.toString().endsWith(".md") || file.toString().contains("node_modules"));
        return papers;
    }

    /** Returns the lines of a paper; those of code blocks are empty. */
    private static List<String> text(Path paper) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean code = false;
        for (String line : Files.readAllLines(paper)) {
            boolean fence = line.strip().startsWith("```");
            code ^= fence;
            lines.add(code || fence ? "" : line.strip());
        }
        return lines;
    }

    private static boolean isRow(String line) {
        return line.startsWith("|");
    }

    /** Returns the number of cells; a line that does not end with one has no number. */
    private static int cells(String row) {
        String bare = row.replace("\\|", "");
        return bare.endsWith("|") ? (int) bare.chars().filter(character -> character == '|').count() - 1 : -1;
    }

    @Test
    void eachRowHasAsManyCellsAsItsHead() throws IOException {
        List<String> wrong = new ArrayList<>();
        int tables = 0;
        for (Path paper : papers()) {
            List<String> lines = text(paper);
            int head = -1;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (isRow(line) && (i == 0 || !isRow(lines.get(i - 1)))) {
                    head = cells(line);
                    tables++;
                    if (i + 1 == lines.size() || !RULE.matcher(lines.get(i + 1)).matches()) {
                        wrong.add(paper + ":" + (i + 1) + " has no line of dashes below it");
                    }
                }
                if (i > 0 && isRow(lines.get(i - 1)) && !isRow(line) && !line.isEmpty()) {
                    wrong.add(paper + ":" + (i + 1) + " is text that a table above it takes for a row");
                }
                if (isRow(line) && cells(line) != head) {
                    wrong.add(paper + ":" + (i + 1) + " has " + cells(line) + " cells, and its head " + head);
                }
            }
        }
        assertThat(tables).isGreaterThan(20);
        assertThat(wrong).isEmpty();
    }
}
