package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of faults in the manual: every row says what the driver does, and names tests that are there. */
class FaultsTest {
    private static final Path CHAPTER = Path.of("src/site/markdown/developers/faults.md");
    private static final String HEAD = "| Fault | What the driver does | Tests |";
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ([^|]+) \\| (`\\w+`(?:, `\\w+`)*) \\|");

    /** A row that has another name now, or is gone, would explain nothing. */
    @Test
    void theRowsOfPowersThatAreNamedAreInTheTablesOfTheirClasses() throws IOException {
        Pattern name = Pattern.compile("\\b[SNHF]\\d+\\b");
        Set<String> there = new TreeSet<>();
        for (String table : List.of("line/decode/NetPower", "metering/PowerModel")) {
            Pattern.compile("(?m)^ \\*   ([SNHF]\\d+) ").matcher(Files.readString(Path.of("src/main/java/org/dbusp1/" + table + ".java")))
                    .results().forEach(row -> there.add(row.group(1)));
        }
        Set<String> told = name.matcher(Files.readString(CHAPTER)).results().map(MatchResult::group).collect(Collectors.toSet());
        Set<String> tried = name.matcher(Files.readString(Path.of("src/test/java/org/dbusp1/line/decode/NetPowerTest.java"))
                + Files.readString(Path.of("src/test/java/org/dbusp1/line/decode/NetPowerSignsTest.java"))).results()
                .map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isNotEmpty().isSubsetOf(there);
        assertThat(tried).isEqualTo(there.stream().filter(row -> row.matches("[SN].*")).collect(Collectors.toSet()));
    }

    @Test
    void everyRowNamesTestsThatAreThere() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test"))) {
            tests = files.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\w+(Test\\.java|IT\\.java|\\.py)"))
                    .map(name -> name.replaceFirst("\\..*", "")).collect(Collectors.toSet());
        }
        List<String> lines = Files.readAllLines(CHAPTER).stream().filter(line -> line.startsWith("| ") && !line.equals(HEAD)).toList();
        assertThat(lines).hasSizeGreaterThan(50).allSatisfy(line -> {
            Matcher row = ROW.matcher(line);
            assertThat(row.matches()).as("fault, what the driver does, and tests: %s", line).isTrue();
            assertThat(List.of(row.group(3).replace("`", "").split(", "))).as(line).isSubsetOf(tests);
        });
    }
}
