package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of files as the machine causes them, in the owner's words. */
class FileProblemTest {
    @TempDir
    private Path directory;

    private static FileProblem writing(ThrowingCallable work) {
        return FileProblem.writing(catchThrowableOfType(IOException.class, work));
    }

    private static FileProblem reading(ThrowingCallable work) {
        return FileProblem.reading(catchThrowableOfType(IOException.class, work));
    }

    @Test
    void aFullDiskIsDistinguishedFromAFileInTheWay() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(writing(() -> {
            try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
                full.write(1);
            }
        })).isEqualTo(new FileProblem(ExitStatus.UNWRITABLE, "the disk is full"));
        assertThat(writing(() -> Files.createDirectories(file))).isEqualTo(writing(() -> Files.createDirectories(file.resolve("a"))))
                .isEqualTo(writing(() -> Files.createFile(file.resolve("a"))))
                .isEqualTo(new FileProblem(ExitStatus.UNWRITABLE, "it is a file, not a directory"));
        assertThat(writing(() -> Files.createFile(directory.resolve("none/a"))).words()).isEqualTo("there is no such directory");
        assertThat(FileProblem.writing(new FileSystemException("/a", null, "Read-only file system")).words())
                .isEqualTo("the file system is read-only");
    }

    @Test
    void aDirectoryThatMayNotBeWrittenToIsForbidden() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may write everywhere");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        assertThat(writing(() -> Files.createFile(directory.resolve("a")))).isEqualTo(FileProblem.writing(new AccessDeniedException("a")));
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertThat(reading(() -> Files.readString(directory)).words()).isEqualTo("it is a directory, not a file");
        assertThat(reading(() -> Files.readString(file)).words()).isEqualTo("it is not UTF-8 text");
        assertThat(reading(() -> Files.readString(file.resolve("a"))).words()).isEqualTo("a part of its path is a file, not a directory");
        assertThat(reading(() -> Files.readString(directory.resolve("a"))).words()).isEqualTo("there is no such file");
        assertThat(FileProblem.reading(new AccessDeniedException("/a"))).isEqualTo(
                new FileProblem(ExitStatus.FORBIDDEN, "this user may not read it"));
        assertThat(FileProblem.reading(new IOException()).words()).isEqualTo("it cannot be read (input or output error)");
    }
}
