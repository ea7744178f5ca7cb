package org.dbusp1.output.mqtt;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A certificate or key file cannot be used. The message gives the reason, and what the file should hold. */
public final class UnusableFile extends Exception {
    private final transient Path file;

    /** @param wanted what the file should hold, for the message */
    UnusableFile(Path file, String wanted, Exception why) {
        super((why instanceof NoSuchFileException ? "there is no such file"
                : why instanceof AccessDeniedException ? "it may not be read" : why.getMessage())
                + "; it should hold " + wanted, why);
        this.file = file;
    }

    /** The file. */
    public Path file() {
        return file;
    }
}
