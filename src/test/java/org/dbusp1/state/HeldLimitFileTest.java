package org.dbusp1.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.process.ProcessId;
import org.dbusp1.state.HeldLimitFile.Held;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several drivers holds the limit that the file keeps. */
class HeldLimitFileTest {
    private static final String LIMITS = "16.0,16.0,10.0";

    @TempDir
    private Path directory;
    private Process other;
    private ProcessId running;
    private HeldLimitFile held;

    @BeforeEach
    void start() throws IOException {
        other = new ProcessBuilder("sleep", "600").start();
        running = ProcessId.of(other.pid());
        held = new HeldLimitFile(file(), Runnable::run);
    }

    @AfterEach
    void end() {
        other.destroyForcibly().onExit().join();
    }

    private Path file() {
        return directory.resolve("import-limit.properties");
    }

    private static String boot() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }

    private void left(String boot, String holder) throws IOException {
        Files.writeString(file(), "# x\nlimit=" + LIMITS + "," + boot + "," + holder + "\n");
    }

    private String text() throws IOException {
        return Files.readString(file()).replaceAll("(?s).*\nlimit=(.*)\n", "$1");
    }

    private static String text(ProcessId process) {
        return process.pid() + "@" + process.startTicks();
    }

    private Optional<Held> written(Held limit) {
        List<Optional<Held>> answers = new ArrayList<>();
        held.write(limit, answers::add);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    @Test
    void aLimitThatIsTakenOverNamesItsNewDriverAtOnce() throws IOException {
        left("another-boot", "1");
        assertThat(held.takeOver().orElseThrow().own()).isEqualTo(16);
        assertThat(text()).isEqualTo(LIMITS + "," + boot() + "," + text(ProcessId.self()));
        held.clear();
        assertThat(text()).isEmpty();
    }

    /** Two drivers that start at the same time may both have found the limit of one that was killed. */
    @Test
    void theLimitOfAnotherDriverThatRunsIsNeitherReplacedNorForgotten() throws IOException {
        left("another-boot", "1");
        assertThat(held.takeOver()).isPresent();
        left(boot(), text(running));
        String others = text();
        held.clear();
        assertThat(text()).isEqualTo(others);
        assertThat(written(new Held(10, 10, 8))).isEmpty();
        assertThat(held.heldByAnother()).isTrue();
        assertThat(text()).isEqualTo(others);
        end();
        assertThat(written(new Held(10, 10, 8)).orElseThrow().own()).as("of the driver that was killed").isEqualTo(16);
        assertThat(written(new Held(16, 10, 8)).orElseThrow().own()).isEqualTo(16);
        assertThat(text()).startsWith("16.0,10.0,8.0," + boot());
    }

    @Test
    void anotherProcessThatHasTheNumberOfTheDriverByNowHoldsNoLimit() throws IOException {
        left(boot(), running.pid() + "@" + (running.startTicks() - 1));
        assertThat(held.takeOver().orElseThrow().own()).isEqualTo(16);
        assertThat(held.heldByAnother()).isFalse();
        left(boot(), text(running));
        assertThat(held.takeOver()).isEmpty();
        assertThat(held.heldByAnother()).isTrue();
    }

    /** Whoever is killed before he has seen the limit leaves it as it was: what the owner sets meanwhile is the owner's. */
    @Test
    void aLimitThatWasGivenBackIsHeldByNobody() throws IOException {
        left(boot(), "0");
        assertThat(held.takeOver().orElseThrow().isGivenBack()).isTrue();
        assertThat(text()).isEqualTo(LIMITS + "," + boot() + ",0");
        assertThat(written(new Held(12, 12, 8))).isPresent();
        assertThat(text()).isEqualTo("12.0,12.0,8.0," + boot() + "," + text(ProcessId.self()));
    }

    /** The owner's limit comes back also while the disk is full. */
    @Test
    void aFileThatCannotBeWrittenGivesTheLimitButTakesNone() throws IOException {
        left("another-boot", "1");
        Files.createDirectories(directory.resolve(".import-limit.properties.new/file"));
        assertThat(held.takeOver().orElseThrow().own()).isEqualTo(16);
        assertThat(written(new Held(16, 16, 8))).isEmpty();
        assertThat(held.heldByAnother()).isFalse();
        Files.delete(directory.resolve(".import-limit.properties.new/file"));
        Files.delete(directory.resolve(".import-limit.properties.new"));
        held.clear();
        assertThat(text()).isEmpty();
    }

    @Test
    void aWriteThatFailsLeavesTheEarlierLimitToThisDriver() throws IOException {
        assertThat(written(new Held(16, 16, 12))).isPresent();
        Files.createDirectories(directory.resolve(".import-limit.properties.new/file"));
        assertThat(written(new Held(16, 12, 8))).isEmpty();
        Files.delete(directory.resolve(".import-limit.properties.new/file"));
        Files.delete(directory.resolve(".import-limit.properties.new"));
        held.clear();
        assertThat(text()).isEmpty();
    }
}
