package org.dbusp1.output.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * {@code /api/live}: server-sent events, one for each moment. A client that is too slow to get each one gets the
 * newest; one that takes none at all is dropped.
 */
final class LiveStream {
    private static final String TYPE = "text/event-stream; charset=utf-8";
    /** So many watch at once: half of the server's threads. */
    static final int CLIENTS = WebServer.THREADS / 2;
    /** Something is said this often also when nothing happens, which shows who has left. */
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final byte[] STILL_HERE = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    /** How soon a browser comes back after a break. */
    private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Semaphore places = new Semaphore(CLIENTS);
    private final Patience patience;
    private final Bulletin bulletin;

    LiveStream(Patience patience, Bulletin bulletin) {
        this.patience = patience;
        this.bulletin = bulletin;
    }

    Answer answer() {
        return places.availablePermits() == 0
                ? Answer.error(503, "only " + CLIENTS + " can watch at once").header("Retry-After", "30")
                : Answer.live(TYPE, this::serve);
    }

    private void serve(OutputStream out) throws IOException {
        if (!places.tryAcquire()) {
            return;
        }
        try {
            out.write(RETRY);
            Optional<Bulletin.Issue> seen = Optional.empty();
            while (true) {
                patience.grant(SILENCE.multipliedBy(2));
                Optional<Bulletin.Issue> next = bulletin.after(seen, SILENCE);
                out.write(next.map(LiveStream::event).orElse(STILL_HERE));
                out.flush();
                seen = next.isPresent() ? next : seen;
            }
        } finally {
            places.release();
        }
    }

    private static byte[] event(Bulletin.Issue issue) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(issue.json().length + 16);
        event.writeBytes(DATA);
        event.writeBytes(issue.json());
        event.writeBytes(END);
        return event.toByteArray();
    }
}
