package org.dbusp1.rawlog;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.FileProblem;

/** A file that a command reads; - is standard input. */
public final class InputFile {
    private static final String STDIN = "-";

    private InputFile() {
    }

    /** @throws Failure when it is not there, may not be read or is a directory */
    public static InputStream open(String file) throws Failure {
        if (file.equals(STDIN)) {
            return new FileInputStream(FileDescriptor.in);
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new Failure(ExitStatus.ABSENT, file + ": is a directory; name the files in it");
        }
        try {
            return Files.newInputStream(path);
        } catch (IOException unreadable) {
            throw failure(file, unreadable);
        }
    }
    /** The end of a command that cannot read the file, or not to its end. */
    public static Failure failure(String file, IOException unreadable) {
        FileProblem problem = FileProblem.reading(unreadable);
        return new Failure(problem.status(), file + ": " + problem.words(), unreadable);
    }
}
