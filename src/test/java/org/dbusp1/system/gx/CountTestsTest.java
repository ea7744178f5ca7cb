package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What venus/test says of the reports of tests, also of those that ran once more. */
class CountTestsTest {
    @TempDir
    private Path directory;

    /** A report of one class: a word is a test, which failed with an exclamation mark, and was skipped with a question mark. */
    private void report(String folder, String type, String tests) throws IOException {
        StringBuilder cases = new StringBuilder();
        List<String> words = List.of(tests.split(" "));
        for (String word : words) {
            cases.append("<testcase name='").append(word.replaceAll("[!?]", "")).append("' classname='org.dbusp1.").append(type).append("'>")
                    .append(word.endsWith("!") ? "<failure message='wrong'>it is wrong\n\tat java.base/x\n</failure><system-out>seen</system-out>" : "")
                    .append(word.endsWith("?") ? "<skipped message='not here'/>" : "").append("</testcase>");
        }
        Files.writeString(Files.createDirectories(directory.resolve(folder)).resolve("TEST-org.dbusp1." + type + ".xml"),
                "<testsuite name='org.dbusp1.%s' tests='%d' failures='%d' errors='0' skipped='%d'>%s</testsuite>".formatted(type, words.size(),
                        words.stream().filter(word -> word.endsWith("!")).count(), words.stream().filter(word -> word.endsWith("?")).count(),
                        cases));
    }

    private Ended count(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("/usr/bin/python3", "-B", Path.of("venus/build/count_tests.py").toAbsolutePath().toString()));
        words.addAll(List.of(arguments));
        return Ended.of(new ProcessBuilder(words).directory(directory.toFile()));
    }

    /** Each row: the tests of the first run, and of the second; then the counts, the flaky ones, and the status. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a b?        |             | 1 passed, 0 failed, 1 skipped          |         | 0
            a b!        |             | 1 passed, 1 failed, 0 skipped          |         | 1
            a b!        | b!          | 1 passed, 1 failed, 0 skipped          |         | 1
            a b!        | b?          | 1 passed, 1 failed, 0 skipped          |         | 1
            a b!        | b           | 2 passed, 0 failed, 0 skipped, 1 flaky | b       | 0
            b(1) b(2)!  | b(1)! b(2)  | 1 passed, 1 failed, 0 skipped          |         | 1
            a! b! c     | a b!        | 2 passed, 1 failed, 0 skipped, 1 flaky | a       | 1
            a! b! c!    | a b c       | 3 passed, 0 failed, 0 skipped, 3 flaky | a b c   | 0
            a! b! c! d! | a b c d     | 4 passed, 0 failed, 0 skipped, 4 flaky | a b c d | 1
            """)
    void oneThatPassesTheSecondTimeIsNamed(String first, String second, String counts, String flaky, int status) throws Exception {
        report("first", "LedgerTest", first);
        if (second != null) {
            report("again", "LedgerTest", second);
        }
        Ended counted = count("first", "again");
        assertThat(counted.output()).contains(counts + "\n");
        assertThat(counted.output().lines().filter(line -> line.startsWith("flaky: ")))
                .containsExactlyElementsOf(flaky == null ? List.of() : List.of(flaky.split(" ")).stream()
                        .map(name -> "flaky: org.dbusp1.LedgerTest#" + name).toList());
        if (flaky != null) {
            assertThat(counted.output()).contains("\n    it is wrong\n  it printed:\n    seen\n").doesNotContain("java.base");
        }
        assertThat(counted.status()).isEqualTo(status);
    }

    @Test
    void whatFailedAndWhatDidNotReportIsListed() throws Exception {
        report("first", "LedgerTest", "a b(1)! b(2)! c!");
        report("first", "GuardTest", "a");
        assertThat(count("--failed", "first").well()).isEqualTo("org.dbusp1.LedgerTest#b\norg.dbusp1.LedgerTest#c\n");
        assertThat(count("--failed", "nowhere").well()).isEmpty();
        Files.writeString(directory.resolve("log"), "[INFO] Running org.dbusp1.GuardTest\n[INFO] Running org.dbusp1.ForkTest\n");
        assertThat(count("--silent", "log", "first").well()).isEqualTo("org.dbusp1.ForkTest\n");
        assertThat(count("nowhere").status()).as("no test ran").isOne();
    }

    /** In the list of all of them, which stands before, it would be behind what fits into a line. */
    @Test
    void ofManyElementsTheWrongOneIsNamed() throws Exception {
        List<String> all = IntStream.range(0, 200).mapToObj(i -> "key" + i).toList();
        List<Throwable> wrong = List.of(catchThrowable(() -> assertThat(all).as("keys").allMatch(key -> !key.equals("key150"))),
                catchThrowable(() -> assertThat(all).allSatisfy(key -> assertThat(key).as("name").isNotEqualTo("key151"))),
                catchThrowable(() -> assertThat(all).noneMatch(key -> key.equals("key152"))));
        for (int i = 0; i < wrong.size(); i++) {
            Files.writeString(Files.createDirectories(directory.resolve("wrong")).resolve("TEST-org.dbusp1.A" + i + ".xml"),
                    "<testsuite><testcase name='a' classname='org.dbusp1.A%d'><failure message=\"%s\"/></testcase></testsuite>".formatted(i,
                            wrong.get(i).getMessage().replace("\"", "&quot;").replace("<", "&lt;").replace("\n", "&#10;")));
        }
        assertThat(count("--wrong", "wrong").well().lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("A0#a: [keys] ").contains("key150").doesNotContain("key1\""),
                line -> assertThat(line).startsWith("A1#a: ").contains("key151", "name").doesNotContain("key1\""),
                line -> assertThat(line).startsWith("A2#a: ").contains("key152").doesNotContain("key1\""));
    }
}
