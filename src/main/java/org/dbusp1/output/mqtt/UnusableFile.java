package org.dbusp1.output.mqtt;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of the owner's that cannot be used. The message says which, what is wrong, and what it should hold. */
public final class UnusableFile extends Exception {
    private UnusableFile(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param wanted what the file should hold, in words */
    public static UnusableFile of(Path file, String wanted, Exception why) {
        String reason = why instanceof NoSuchFileException ? "there is no such file"
                : why instanceof AccessDeniedException ? "it may not be read" : why.getMessage();
        return new UnusableFile(file + ": " + reason + "; it should hold " + wanted, why);
    }
}
