package org.dbusp1.base.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dbusp1.base.process.ProcessId;
import org.dbusp1.base.state.OverrideMark.Holder;
import org.dbusp1.base.state.OverrideMark.NoteResult;
import org.dbusp1.base.state.OverrideMark.OverrideWrite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverrideMarkTest {
    private static final OverrideWrite HELD = new OverrideWrite(-1, 2_600);

    @TempDir
    private Path directory;
    private Process other;
    private OverrideMark mark;

    @BeforeEach
    void start() throws IOException {
        other = new ProcessBuilder("sleep", "600").start();
        mark = new OverrideMark(file(), Runnable::run);
    }

    @AfterEach
    void end() {
        other.destroyForcibly().onExit().join();
    }

    private Path file() {
        return directory.resolve("override.properties");
    }

    private void left(ProcessId holder) throws IOException {
        Files.writeString(file(), "# x\noverride=-1.0,2600.0," + holder.pid() + "@" + holder.startTicks() + "\n");
    }

    private String text() throws IOException {
        return Files.readString(file()).replaceAll("(?s).*\noverride=(.*)\n", "$1");
    }

    private boolean noted(OverrideWrite next) {
        List<NoteResult> answers = new ArrayList<>();
        mark.write(next, answers::add);
        assertThat(answers).hasSize(1);
        return answers.get(0) == NoteResult.NOTED;
    }

    /** A disk that hangs, and answers later. */
    @Test
    void ofManyWishesTheNewestIsDoneByOneTask() throws IOException {
        List<Runnable> tasks = new ArrayList<>();
        OverrideMark slow = new OverrideMark(file(), tasks::add);
        List<NoteResult> answers = new ArrayList<>();
        List<Holder> found = new ArrayList<>();
        for (int watts = 1; watts <= 20_000; watts++) {
            slow.write(new OverrideWrite(-1, watts), answers::add);
            slow.findHolder(watts, found::add);
        }
        assertThat(Set.copyOf(tasks)).hasSize(1);
        assertThat(answers).hasSize(19_999).containsOnly(NoteResult.OVERTAKEN);
        tasks.get(0).run();
        assertThat(answers).hasSize(20_000).endsWith(NoteResult.NOTED);
        assertThat(text()).startsWith("-1.0,20000.0,");
        assertThat(found).containsExactly(new Holder(false, new OverrideWrite(-1, 20_000)));

        slow.write(new OverrideWrite(20_000, 7), answers::add);
        slow.clear();
        slow.findHolder(20_000, found::add);
        tasks.get(0).run();
        assertThat(answers).endsWith(NoteResult.OVERTAKEN);
        assertThat(text()).isEmpty();
        assertThat(found).endsWith(new Holder(false, null));
        tasks.get(0).run();
        assertThat(answers).as("nothing is done twice").hasSize(20_001);
    }

    @Test
    void whatADriverHasLeftNamesItsNewDriverAtOnce() throws IOException {
        left(new ProcessId(1, 1));
        assertThat(mark.recover()).isEqualTo(HELD);
        assertThat(text()).isEqualTo("-1.0,2600.0," + ProcessId.self().pid() + "@" + ProcessId.self().startTicks());
        mark.clear();
        assertThat(text()).isEmpty();
        assertThat(new OverrideMark(file(), Runnable::run).recover()).isNull();
    }

    @Test
    void theOverrideOfAnotherDriverThatRunsIsNeitherReplacedNorForgotten() throws IOException {
        left(ProcessId.of(other.pid()));
        String others = text();
        assertThat(mark.recover()).isNull();
        mark.clear();
        assertThat(noted(new OverrideWrite(-1, 8))).isFalse();
        assertThat(text()).isEqualTo(others);
        end();
        assertThat(noted(new OverrideWrite(2_600, 8))).isTrue();
        assertThat(text()).startsWith("2600.0,8.0,");
    }

    @Test
    void aValueOfAnotherDriverIsThatDriversWhileItRunsAndThenOfThisOne() throws IOException {
        List<Holder> found = new ArrayList<>();
        mark.findHolder(2_600, found::add);
        left(ProcessId.of(other.pid()));
        assertThat(mark.isLeft()).isFalse();
        mark.findHolder(2_600, found::add);
        mark.findHolder(700, found::add);
        end();
        assertThat(mark.isLeft()).isTrue();
        mark.findHolder(700, found::add);
        mark.findHolder(2_600, found::add);
        assertThat(found).containsExactly(new Holder(false, null), new Holder(true, null), new Holder(false, null),
                new Holder(false, null), new Holder(false, HELD));
    }

    @Test
    void anotherProcessThatHasTheNumberOfTheDriverByNowHoldsNothing() throws IOException {
        ProcessId running = ProcessId.of(other.pid());
        left(new ProcessId(running.pid(), running.startTicks() - 1));
        assertThat(mark.recover()).isEqualTo(HELD);
    }

    /** A driver that has ended, and whose parent has not asked for its end yet. */
    @Test
    void aZombieHoldsNothing() throws Exception {
        Process parent = new ProcessBuilder("python3", "-c", """
                import os, sys, time
                child = os.fork()
                if child == 0:
                    sys.stdin.read()
                    os._exit(0)
                print(child, flush=True)
                sys.stdin.close()
                os.close(0)
                time.sleep(600)
                """).start();
        try {
            long child = Long.parseLong(parent.inputReader().readLine());
            left(ProcessId.of(child));
            assertThat(mark.recover()).as("while it runs").isNull();
            parent.getOutputStream().close();
            while (!Files.readString(Path.of("/proc/" + child + "/stat")).contains(") Z ")) {
                Thread.onSpinWait();
            }
            assertThat(mark.recover()).isEqualTo(HELD);
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    @Test
    void aMarkThatCannotBeWrittenSetsNothingAndReleasesWhatWasLeft() throws IOException {
        left(new ProcessId(1, 1));
        Files.createDirectories(directory.resolve(".override.properties." + ProcessHandle.current().pid() + ".new/file"));
        assertThat(mark.recover()).isEqualTo(HELD);
        assertThat(noted(new OverrideWrite(-1, 8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1.0,2600.0", "-1.0,2600.0,7", "a,b,7@8", "-1.0,2600.0,7@x"})
    void aDamagedMarkIsNone(String text) throws IOException {
        Files.writeString(file(), "# x\noverride=" + text + "\n");
        assertThat(mark.recover()).isNull();
        assertThat(noted(HELD)).isTrue();
    }
}
