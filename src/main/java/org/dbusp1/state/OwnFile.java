package org.dbusp1.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that this program wrote in an earlier run. Something else may lie in its place. */
public final class OwnFile {
    private OwnFile() {
    }

    /**
     * Returns the bytes of a file.
     *
     * @param most the most bytes that this program writes into it
     * @throws IOException when it cannot be read, or is no file of this program: a pipe, a device, or too large
     */
    public static byte[] read(Path file, int most) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("no file of this program");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("no file of this program: it has more than " + most + " bytes");
            }
            return bytes;
        }
    }
}
