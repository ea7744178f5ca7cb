package org.dbusp1.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that this program wrote in an earlier run, and that another file may have replaced. */
public final class OwnFile {
    private OwnFile() {
    }

    /** Another program wrote the file. */
    static final class NotOursException extends IOException {
        NotOursException(String message) {
            super(message);
        }
    }

    /**
     * Returns the bytes of a file.
     *
     * @param most the most bytes that this program writes into it
     * @throws NotOursException when it is no file of this program: a pipe, a device, or too large
     * @throws IOException      when it cannot be read
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
