package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of faults in the manual: every row says what the driver does, and names tests that are there. */
class FaultsTest {
    private static final Path CHAPTER = Path.of("src/site/markdown/developers/faults.md");
    /** What an owner or a reviewer fears: a longer table nobody reads. */
    private static final int MOST_ROWS = 40;
    private static final String HEAD = "| Fault | What the driver does | Tests |";
    private static final Pattern ROW_OF_POWERS = Pattern.compile("new (?:List|Phase)?Row\\((?:\"([^\"]+)\"|PhasePowers\\.(\\w+))");
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ([^|]+) \\| (`\\w+`(?:, `\\w+`)*) \\|");

    /** A row that has another name now, or is gone, would explain nothing; and each has a case in the tests of its class. */
    @Test
    void theRowsOfPowersThatAreNamedAreInTheListsOfTheirClasses() throws IOException {
        Set<String> there = new TreeSet<>();
        for (String list : List.of("main/java/org/dbusp1/line/decode/NetPower", "main/java/org/dbusp1/metering/PowerModel")) {
            ROW_OF_POWERS.matcher(read(list)).results().forEach(row -> there.add(row.group(1) == null ? row.group(2) : row.group(1)));
        }
        assertThat(there).hasSizeGreaterThan(15);
        assertThat(Pattern.compile("(?m)^\\| \\*([^*]+)\\*:").matcher(Files.readString(CHAPTER)).results().map(row -> row.group(1)))
                .isNotEmpty().isSubsetOf(there);
        String tests = read("test/java/org/dbusp1/line/decode/NetPowerTest") + read("test/java/org/dbusp1/line/decode/NetPowerSignsTest")
                + read("test/java/org/dbusp1/metering/PowerModelTest");
        assertThat(there).allSatisfy(row -> assertThat(tests).containsPattern("\"" + Pattern.quote(row) + " *[|;]"));
    }

    private static String read(String name) throws IOException {
        return Files.readString(Path.of("src", name + ".java"));
    }

    @Test
    void everyRowNamesTestsThatAreThere() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test"))) {
            tests = files.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\w+(Test\\.java|IT\\.java|\\.py)"))
                    .map(name -> name.replaceFirst("\\..*", "")).collect(Collectors.toSet());
        }
        List<String> lines = Files.readAllLines(CHAPTER).stream().filter(line -> line.startsWith("| ") && !line.equals(HEAD)).toList();
        assertThat(lines).hasSizeBetween(30, MOST_ROWS).allSatisfy(line -> {
            Matcher row = ROW.matcher(line);
            assertThat(row.matches()).as("fault, what the driver does, and tests: %s", line).isTrue();
            assertThat(List.of(row.group(3).replace("`", "").split(", "))).as(line).isSubsetOf(tests);
        });
    }
}
