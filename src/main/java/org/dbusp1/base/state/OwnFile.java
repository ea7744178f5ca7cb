package org.dbusp1.base.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file that this program wrote in an earlier run, but that another program may have replaced. */
public final class OwnFile {
    private OwnFile() {
    }

    /** Thrown for a file that this program did not write. */
    static final class NotOursException extends IOException {
        NotOursException(String message) {
            super(message);
        }
    }

    /**
     * Returns the bytes of a file.
     *
     * @param most the most bytes that this program writes into such a file
     * @throws NotOursException when it is no file of this program: a pipe, a device, or too large
     * @throws IOException      when the file cannot be read
     */
    public static byte[] read(Path file, int most) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new NotOursException("no file of this program");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new NotOursException("no file of this program: it has more than " + most + " bytes");
            }
            return bytes;
        }
    }
}
