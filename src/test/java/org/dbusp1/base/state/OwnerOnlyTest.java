package org.dbusp1.base.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.dbusp1.base.process.FileProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerOnlyTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    private Path directory;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path file(String mode) throws IOException {
        Path file = Files.write(directory.resolve("file"), CONTENT);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void newFilesAndAllNewDirectoriesAreForTheirOwner() throws Exception {
        Path deep = directory.resolve("a/b");
        OwnerOnly.createDirectories(deep);
        OwnerOnly.createFile(deep.resolve("created"));
        OwnerOnly.open(deep.resolve("opened"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE)).close();
        WholeFile.writePrivate(deep.resolve("c/whole"), CONTENT);

        assertThat(mode(directory.resolve("a"))).isEqualTo("rwx------");
        assertThat(mode(deep)).isEqualTo("rwx------");
        assertThat(mode(deep.resolve("c"))).isEqualTo("rwx------");
        assertThat(mode(deep.resolve("created"))).isEqualTo("rw-------");
        assertThat(mode(deep.resolve("opened"))).isEqualTo("rw-------");
        assertThat(mode(deep.resolve("c/whole"))).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--,rw-------", "rw-rw-rw-,rw-------", "rw----r--,rw-------", "rw-r-----,rw-r-----", "rw-------,rw-------"})
    void aFileThatEverybodyCanReadIsRestrictedAndOneForAGroupIsNot(String before, String after) throws Exception {
        Path file = file(before);
        OwnerOnly.restrict(file);
        assertThat(mode(file)).isEqualTo(after);

        file(before);
        OwnerOnly.createFile(file);
        assertThat(mode(file)).isEqualTo(after);
        assertThat(file).hasBinaryContent(CONTENT);

        file(before);
        try (FileChannel open = OwnerOnly.open(file, Set.of(StandardOpenOption.READ))) {
            assertThat(open.size()).isEqualTo(CONTENT.length);
        }
        assertThat(mode(file)).isEqualTo(after);
    }

    @Test
    void aDirectoryThatExistsKeepsItsModeAlsoBehindALink() throws Exception {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), shared);

        OwnerOnly.createDirectories(link);
        OwnerOnly.createDirectories(shared);

        assertThat(mode(shared)).isEqualTo("rwxr-xr-x");
    }

    /** A database or a CSV file at /dev/null must not close it for the rest of the machine. */
    @Test
    void whatIsNoFileKeepsItsMode() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", "-m", "666", fifo.toString()).inheritIO().start().waitFor()).isZero();

        OwnerOnly.restrict(fifo);
        assertThatThrownBy(() -> OwnerOnly.createFile(fifo)).isInstanceOf(FileProblem.NoRegularFileException.class);

        assertThat(mode(fifo)).isEqualTo("rw-rw-rw-");
    }

    @Test
    void theTemporaryFileOfAnEarlierKillIsNotWrittenInto() throws Exception {
        Path victim = file("rw-r--r--");
        Files.createSymbolicLink(directory.resolve(".whole." + ProcessHandle.current().pid() + ".new"), victim);

        WholeFile.writePrivate(directory.resolve("whole"), new byte[] {9});

        assertThat(victim).hasBinaryContent(CONTENT);
        assertThat(Files.isSymbolicLink(directory.resolve("whole"))).isFalse();
        assertThat(mode(directory.resolve("whole"))).isEqualTo("rw-------");
    }
}
