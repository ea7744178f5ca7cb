package org.dbusp1.line.source;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A serial cable made of two ptys by socat: what is written to the meter's end comes out at the port. */
public final class PtyPair implements AutoCloseable {
    private final Process socat;
    private final OutputStream meter;
    private final Path port;

    /** @param port where the link to the port's end shall be */
    public PtyPair(Path port) throws IOException {
        this.port = port;
        Path other = port.resolveSibling(port.getFileName() + ".meter");
        socat = new ProcessBuilder("socat", "-d", "-d", "pty,rawer,link=" + port, "pty,rawer,link=" + other)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        // The links are there before the ptys are raw: until then each LF that the meter sends would become CR LF.
        String message;
        do {
            message = socat.errorReader().readLine();
        } while (message != null && !message.contains("starting data transfer loop"));
        if (message == null) {
            throw new IOException("socat made no ptys");
        }
        meter = new FileOutputStream(other.toFile());
    }

    /** The port, for the driver to open. */
    public Path port() {
        return port;
    }

    /** The meter sends. */
    public void send(byte[] bytes) throws IOException {
        meter.write(bytes);
        meter.flush();
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Pulls the cable. */
    @Override
    public void close() throws IOException {
        // First, so that a write that waits for a reader ends.
        socat.destroy();
        try {
            if (!socat.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException("socat does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        meter.close();
        if (Files.exists(port, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(port);
        }
    }
}
