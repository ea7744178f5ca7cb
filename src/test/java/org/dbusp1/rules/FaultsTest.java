package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of faults in the manual: every kind of fault has rows, and every row names tests that exist, of Java or of the virtual
 * machine.
 */
class FaultsTest {
    private static final Path CHAPTER = Path.of("src/site/markdown/developers/faults.md");
    private static final Set<String> KINDS = Set.of("Cable and port", "Installation", "Telegrams", "Counters and clocks", "Limit the peak",
            "ESS", "D-Bus", "localsettings", "MQTT", "Fleet", "Database and history", "Clients", "Log", "Disk", "Memory and processor",
            "End");
    private static final String HEAD = "| Fault | Promise | Tests |";
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ([^|]+) \\| (`\\w+\\.\\w+`(, `\\w+\\.\\w+`)*) \\|");
    private static final Set<String> SCENARIOS = scenarios();
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

    /** The rows by their kinds, which are the chapter's headings. */
    private static Map<String, List<String>> rows() throws IOException {
        return Stream.of(Files.readString(CHAPTER).split("\n## ")).skip(1).map(section -> section.lines().toList())
                .collect(Collectors.toMap(section -> section.get(0), section -> section.stream().filter(FaultsTest::isRow).toList()));
    }

    private static boolean isRow(String line) {
        return line.startsWith("| ") && !line.equals(HEAD);
    }

    private static boolean isTest(String type, String method) {
        return isJavaTest(type, method) || isScenario(type, method) || isMachineTest(type, method);
    }

    private static boolean isScenario(String type, String method) {
        return SCENARIOS.contains(type + "." + method.toLowerCase(Locale.ROOT));
    }

    /** A scenario, in the file beside its test or in the test, is named as a method of its words would be. */
    private static Set<String> scenarios() {
        try (Stream<Path> files = Files.walk(Path.of("src/test"))) {
            return files.filter(file -> file.toString().matches(".*Test\\.(scenario|java)")).flatMap(file -> {
                String type = file.getFileName().toString().replaceFirst("\\..*", "");
                return text(file).lines().map(String::strip).filter(line -> line.startsWith("## "))
                        .map(line -> type + "." + line.replaceAll("\\W", "").toLowerCase(Locale.ROOT));
            }).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isMachineTest(String module, String method) {
        Path file = Path.of("src/test/machine", module + ".py");
        return Files.exists(file) && method.startsWith("test_") && text(file).contains("    def " + method + "(self)");
    }

    private static boolean isJavaTest(String type, String method) {
        Pattern declared = Pattern.compile("@(Test|ParameterizedTest|Property|RepeatedTest)\\b[^;{}]*?"
                + "(?:\\{[^{}]*\\}[^;{}]*?)*?\\bvoid " + method + "\\(");
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.endsWith(type + ".java")).map(file -> text(file).replaceAll("(?s)\"\"\".*?\"\"\"", "")
                            .replaceAll("\"(\\\\.|[^\"\\\\\n])*\"", ""))
                    .anyMatch(text -> declared.matcher(text).find());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyRowHasATestThatIsThere() throws IOException {
        for (String line : rows().values().stream().flatMap(List::stream).toList()) {
            Matcher row = ROW.matcher(line);
            assertThat(row.matches()).as("fault, promise and tests: %s", line).isTrue();
            assertThat(TEST.matcher(row.group(3)).results()).as("test methods of: %s", line).isNotEmpty()
                    .allMatch(test -> isTest(test.group(1), test.group(2)));
        }
    }

    @Test
    void everyKindOfFaultHasARow() throws IOException {
        assertThat(rows().keySet()).isEqualTo(KINDS);
        assertThat(rows().values()).allSatisfy(rows -> assertThat(rows).isNotEmpty());
    }
}
