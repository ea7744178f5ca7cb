package org.dbusp1.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");

    @TempDir
    private Path directory;

    private Path file(String name, Instant written) throws Exception {
        Path file = Files.writeString(directory.resolve(name), "x");
        Files.setLastModifiedTime(file, FileTime.from(written));
        return file;
    }

    /** The clock of a machine without a battery is behind after a power cut. */
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
}
