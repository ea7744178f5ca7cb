package org.dbusp1.output.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * {@code /api/live}: server-sent events, one for each moment. A client that is too slow for each event gets the newest
 * one; the connection of a client that does not read is closed.
 */
final class LiveStream {
    private static final String TYPE = "text/event-stream; charset=utf-8";
    /** The most clients that can watch at once: half of the server's threads. */
    static final int CLIENTS = WebServer.THREADS / 2;
    /** A comment is sent after so long without a telegram; writing it shows which clients have left. */
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final byte[] STILL_HERE = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    /** Milliseconds after which a browser connects again. */
    private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Semaphore places = new Semaphore(CLIENTS);
    private final LatestJson latest;

    LiveStream(LatestJson latest) {
        this.latest = latest;
    }

    Response answer() {
        return places.availablePermits() == 0
                ? Response.error(503, "only " + CLIENTS + " can watch at once").header("Retry-After", "30")
                // A proxy such as nginx collects an answer before it passes it on, unless this header forbids it.
                : Response.live(TYPE, this::serve).header("X-Accel-Buffering", "no");
    }

    private void serve(OutputStream out) throws IOException {
        if (!places.tryAcquire()) {
            return;
        }
        try {
            out.write(RETRY);
            Optional<LatestJson.Version> seen = Optional.empty();
            while (true) {
                Optional<LatestJson.Version> next = latest.after(seen, SILENCE);
                if (next.isPresent()) {
                    out.write(DATA);
                    out.write(next.get().json());
                    out.write(END);
                    seen = next;
                } else {
                    out.write(STILL_HERE);
                }
                out.flush();
            }
        } finally {
            places.release();
        }
    }
}
