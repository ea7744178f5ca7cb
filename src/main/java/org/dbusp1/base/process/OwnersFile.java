package org.dbusp1.base.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a small file that an owner names. It may be a pipe, as of {@code <(pass show mqtt)}, to which perhaps no program ever writes. */
public final class OwnersFile {
    private static final int PIPE_SECONDS = 5;

    private OwnersFile() {
    }

    /** Thrown for a pipe or a device that does not end in time. */
    static final class SilentException extends IOException {
        SilentException(Throwable cause) {
            super("it is no file, and gave nothing for " + PIPE_SECONDS + " s", cause);
        }
    }

    /** @throws IOException when the file cannot be read, or is a pipe or a device that does not end in time */
    public static byte[] read(Path file, int most) throws IOException {
        FutureTask<byte[]> reading = new FutureTask<>(() -> {
            try (InputStream in = Files.newInputStream(file)) {
                // readNBytes(int) of Java 21 asks for the position in the file: a pipe has none.
                byte[] bytes = new byte[most];
                return Arrays.copyOf(bytes, in.readNBytes(bytes, 0, most));
            }
        });
        boolean mayWait = Files.exists(file) && !Files.isRegularFile(file);
        if (mayWait) {
            // Nothing ends the opening of a pipe without a writer.
            Thread thread = new Thread(reading, "pipe");
            thread.setDaemon(true);
            thread.start();
        } else {
            reading.run();
        }
        try {
            return reading.get(PIPE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new SilentException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
