package org.dbusp1.rawlog;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;

/** A file that a command reads; - is standard input. */
public final class InputFile {
    private static final String STDIN = "-";

    private InputFile() {
    }

    /** @throws Failure when it is not there, may not be read or is a directory */
    public static InputStream open(String file) throws Failure, IOException {
        if (file.equals(STDIN)) {
            return new FileInputStream(FileDescriptor.in);
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new Failure(ExitStatus.ABSENT, file + ": is a directory; name the files in it");
        }
        try {
            return Files.newInputStream(path);
        } catch (NoSuchFileException absent) {
            throw new Failure(ExitStatus.ABSENT, file + ": there is no such file", absent);
        } catch (AccessDeniedException forbidden) {
            throw new Failure(ExitStatus.FORBIDDEN, file + ": you may not read it", forbidden);
        }
    }
}
