package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dbusp1.Await;
import org.dbusp1.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of venus/test full: here each is a script that notes that it ran, and ends with the status that a file names. */
class FullTest {
    private static final String PART = """
            #!/bin/sh
            echo "${0##*/} $*" >>ran
            echo "of ${0##*/}"
            status=$(cat "fails-${0##*/}${1:+-}$1" 2>/dev/null)
            exit "${status:-0}"
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void makeParts() throws Exception {
        Files.createDirectories(directory.resolve("venus/build"));
        for (String part : List.of("test", "fuzz", "try-release", "machine")) {
            Path script = Files.writeString(directory.resolve("venus").resolve(part), PART);
            assertThat(script.toFile().setExecutable(true)).isTrue();
        }
        Files.copy(Path.of("venus/build/full"), directory.resolve("venus/build/full"));
        Files.writeString(directory.resolve(".gitignore"), "ran\nfails-*\ntarget\n");
        git("init", "-q");
        commit("first");
    }

    private void git(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@b"));
        command.addAll(List.of(words));
        Ended ended = Ended.of(new ProcessBuilder(command).directory(directory.toFile()));
        assertThat(ended.status()).as(ended.output()).isZero();
    }

    private void commit(String subject) throws Exception {
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", subject);
    }

    private Ended full(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", directory.resolve("venus/build/full").toString()));
        command.addAll(List.of(arguments));
        return Ended.of(new ProcessBuilder(command));
    }

    /** Returns the parts that ran since the last question. */
    private List<String> ran() throws IOException {
        Path file = directory.resolve("ran");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file).stream().map(String::strip).toList() : List.of();
        Files.deleteIfExists(file);
        return lines;
    }

    private void fails(Map<String, Integer> parts) throws IOException {
        for (Map.Entry<String, Integer> part : parts.entrySet()) {
            Files.writeString(directory.resolve("fails-" + part.getKey()), part.getValue().toString());
        }
    }

    @Test
    void eachPartRunsAndEndsWithALine() throws Exception {
        Ended ended = full();
        assertThat(ended.status()).isZero();
        assertThat(ran()).containsExactly("test", "test slow", "test slow system/gx", "test long", "test papers", "fuzz", "try-release", "machine");
        List<String> lines = ended.output().lines().map(line -> line.replaceFirst("\\(\\d+ s\\)", "(9 s)")).toList();
        assertThat(lines).startsWith("test: full, tests: venus/test", "of test",
                "test: full, tests: passed (9 s), see target/full/tests.log", "test: full, slow: venus/test slow");
        assertThat(lines.subList(lines.indexOf("test: full, all parts:") + 1, lines.size())).hasSize(8)
                .allSatisfy(line -> assertThat(line).matches("test: full, ([a-z-]+): passed \\(9 s\\), see target/full/\\1\\.log"));
        assertThat(directory.resolve("target/full/fuzz.log")).hasContent("of fuzz");
    }

    @Test
    void aFailedPartHidesNoOtherAndIsRunAgainWithThoseThatNeverEnded() throws Exception {
        fails(Map.of("fuzz", 1, "machine", 69));
        Ended ended = full();
        assertThat(ended.status()).as("not all ran").isEqualTo(2);
        assertThat(ended.output()).contains("full, fuzz: failed (", "full, machine: not possible here (", "full, try-release: passed (");
        assertThat(ran()).hasSize(8);
        Files.delete(directory.resolve("target/full/try-release"));
        Files.delete(directory.resolve("fails-machine"));

        ended = full("--resume");
        assertThat(ran()).containsExactly("fuzz", "try-release", "machine");
        assertThat(ended.status()).as("a test failed").isEqualTo(1);
        assertThat(ended.output()).contains("full, tests: passed (", "full, fuzz: failed (", "full, machine: passed (");
    }

    @Test
    void whatPassedForAnotherCommitRunsAgain() throws Exception {
        full();
        ran();
        assertThat(full("--resume").status()).isZero();
        assertThat(ran()).isEmpty();
        commit("second");
        full("--resume");
        assertThat(ran()).hasSize(8);
        assertThat(full("--again").status()).isEqualTo(64);
        assertThat(ran()).isEmpty();
    }

    @Test
    void whatIsNotCommittedPassesForNothing() throws Exception {
        full();
        ran();
        Path added = Files.writeString(directory.resolve("AddedTest.java"), "one");
        full("--resume");
        assertThat(ran()).hasSize(8);
        Files.writeString(added, "two");
        full("--resume");
        assertThat(ran()).as("of another change").hasSize(8);
        Files.delete(added);
        full("--resume");
        assertThat(ran()).as("of the commit itself").hasSize(8);
        assertThat(full("--resume").status()).isZero();
        assertThat(ran()).isEmpty();
    }

    @Test
    void whatRanWhileAFileWasChangedRunsAgain() throws Exception {
        Files.writeString(directory.resolve("venus/fuzz"), PART.replace("exit", "[ -e fails-once ] || : >changed\n: >fails-once\nexit"));
        commit("fuzz changes a file");
        full();
        assertThat(ran()).hasSize(8);
        Files.delete(directory.resolve("changed"));
        full("--resume");
        assertThat(ran()).containsExactly("fuzz", "try-release", "machine");
    }

    /** Ctrl-C, which each process gets; Maven ends by itself then. */
    @Test
    void anInterruptionEndsItAndThePartIsRunAgain() throws Exception {
        Path slow = directory.resolve("venus/test");
        Files.writeString(slow, "#!/bin/bash\ntrap 'exit 130' INT\necho test >>ran\nsleep 600\n");
        Process process = new ProcessBuilder("env", "--default-signal=INT", "setsid", "bash", directory.resolve("venus/build/full").toString())
                .redirectErrorStream(true).start();
        Await.await("the first part", () -> Files.exists(directory.resolve("ran")));
        Ended.of(new ProcessBuilder("kill", "-INT", "--", "-" + process.pid())).well();
        assertThat(Ended.of(process).status()).isEqualTo(130);
        assertThat(ran()).containsExactly("test");
        Files.writeString(slow, PART);
        full("--resume");
        assertThat(ran()).hasSize(8);
    }
}
