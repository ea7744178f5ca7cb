package org.dbusp1.base.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.dbusp1.ForcedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeFileTest {
    private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");

    @TempDir
    private Path directory;

    private Path file(String name, Instant written) throws Exception {
        Path file = Files.writeString(directory.resolve(name), "x");
        Files.setLastModifiedTime(file, FileTime.from(written));
        return file;
    }

    /** The clock of a machine without a battery is slow after a power cut. */
    @Test
    void whatAKillLeftIsRemovedAndWhatAnotherProcessWritesStays() throws Exception {
        List<Path> left = List.of(file(".ports.properties.new", NOW.minusSeconds(61)),
                file(".days.properties.new", NOW.plusSeconds(3_600)));
        List<Path> others = List.of(file(".keys.properties.new", NOW.minusSeconds(1)), file("notes.new", Instant.EPOCH),
                file("keys.properties", Instant.EPOCH), file(".lock", Instant.EPOCH));

        WholeFile.removeUnfinished(directory, NOW);
        WholeFile.removeUnfinished(directory.resolve("none"), NOW);

        assertThat(left).noneMatch(Files::exists);
        assertThat(others).allMatch(Files::exists);
    }

    @Test
    void twoProcessesThatWriteOneFilePutNoHalfOfItInPlace() throws Exception {
        Path target = directory.resolve("keys.properties");
        try (WholeFile first = new WholeFile(target, FileChannel::open, 1);
                WholeFile second = new WholeFile(target, FileChannel::open, 2)) {
            first.out().write("first, the beginning".getBytes(StandardCharsets.US_ASCII));
            second.out().write("second".getBytes(StandardCharsets.US_ASCII));
            second.commit();
            assertThat(target).hasContent("second");
            first.out().write(" and the end".getBytes(StandardCharsets.US_ASCII));
            first.commit();
        }
        assertThat(target).hasContent("first, the beginning and the end");
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys.properties", "week[47.log", "{week", "week[1-9].log", "a*?\\"})
    void whatAKilledProcessLeftIsRemovedByTheNextWriter(String name) throws Exception {
        Path target = directory.resolve(name);
        Path other = file(WholeFile.unfinished(directory.resolve("week4.log"), 1).getFileName().toString(), Instant.EPOCH);
        Path left = file(WholeFile.unfinished(target, 1).getFileName().toString(), Instant.now().minusSeconds(61));
        WholeFile.write(target, new byte[1]);
        assertThat(left).doesNotExist();
        assertThat(target).exists();
        assertThat(other).as("of another target").exists();
    }

    /** Its bytes, under the temporary name; then the new name, in the folder. So a power cut leaves the new file or the former. */
    @Test
    void bytesAndNamesAreOnTheDisk() throws Exception {
        Path target = directory.resolve("keys.properties");
        String unfinished = WholeFile.unfinished(Path.of("keys.properties"), ProcessHandle.current().pid()).toString();
        try (ForcedFiles forced = new ForcedFiles()) {
            WholeFile.write(target, new byte[1]);
            assertThat(forced.stopAndList(directory)).containsExactly(unfinished);
        }
        try (ForcedFiles forced = new ForcedFiles()) {
            WholeFile.writePrivate(target, new byte[1]);
            assertThat(forced.stopAndList(directory)).containsExactly(unfinished, "");
        }
        Files.delete(target);
        try (ForcedFiles forced = new ForcedFiles()) {
            WholeFile.writePrivateOnce(target, new byte[1]);
            assertThat(forced.stopAndList(directory)).containsExactly(unfinished, "");
        }
    }
}
