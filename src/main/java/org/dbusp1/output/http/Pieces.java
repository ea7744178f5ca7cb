package org.dbusp1.output.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Writes to a client in pieces small enough that its patience can be measured between them: each has to be taken in
 * time, and all of them.
 */
final class Pieces extends FilterOutputStream {
    private static final int SIZE = 8192;
    private static final Duration EACH = Duration.ofSeconds(10);

    private final Patience patience;
    private final Optional<Duration> whole;
    private final long start = System.nanoTime();

    /** @param whole time for all of them; empty when there is no end */
    Pieces(OutputStream client, Patience patience, Optional<Duration> whole) {
        super(client);
        this.patience = patience;
        this.whole = whole;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (int at = 0; at < length; at += SIZE) {
            if (whole.isPresent() && System.nanoTime() - start > whole.get().toNanos()) {
                throw new IOException("the client reads too slowly");
            }
            patience.grant(EACH);
            out.write(bytes, from + at, Math.min(SIZE, length - at));
        }
    }
}
