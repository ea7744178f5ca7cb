package org.dbusp1.base.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenMarkTest {
    @TempDir
    private Path directory;
    private final List<Boolean> made = new ArrayList<>();

    private Path file() {
        return directory.resolve("override.ttyUSB0");
    }

    @Test
    void itIsThereFromBeforeTheFirstWriteUntilItIsRemoved() throws IOException {
        WrittenMark mark = new WrittenMark(file(), Runnable::run);
        assertThat(mark.isLeft()).isFalse();
        mark.make(made::add);
        assertThat(made).containsExactly(true);
        assertThat(file()).isEmptyFile();
        assertThat(new WrittenMark(file(), Runnable::run).isLeft()).as("for the next start").isTrue();
        assertThat(new WrittenMark(directory.resolve("override.ttyUSB1"), Runnable::run).isLeft()).as("of another cable").isFalse();
        mark.make(made::add);
        mark.remove();
        mark.remove();
        assertThat(made).containsExactly(true, true);
        assertThat(file()).doesNotExist();
    }

    /** What was wanted last is what the disk has when it answers. */
    @Test
    void aDiskThatHungHasWhatWasWantedLast() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        WrittenMark mark = new WrittenMark(file(), waiting::add);
        mark.make(made::add);
        mark.remove();
        waiting.forEach(Runnable::run);
        assertThat(made).as("no limit is set without the file").containsExactly(false);
        assertThat(file()).doesNotExist();
        waiting.clear();
        mark.remove();
        mark.make(made::add);
        waiting.forEach(Runnable::run);
        assertThat(made).containsExactly(false, true);
        assertThat(file()).exists();
    }

    @Test
    void aFileThatCannotBeMadeIsNone() throws IOException {
        Files.createDirectories(file().resolve("in the way"));
        WrittenMark mark = new WrittenMark(file(), Runnable::run);
        mark.make(made::add);
        mark.remove();
        assertThat(made).containsExactly(false);
        Files.delete(file().resolve("in the way"));
        mark.make(made::add);
        assertThat(made).containsExactly(false, false);
        Files.delete(file());
        mark.make(made::add);
        assertThat(made).containsExactly(false, false, true);
    }
}
