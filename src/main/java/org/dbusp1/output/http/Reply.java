package org.dbusp1.output.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * The way back to a client. Status and headers go out with the first byte of the body, so that until then another
 * answer can be given. Writes in pieces small enough that the client's patience can be measured between them: each has
 * to be taken in time, and all of them.
 */
final class Reply extends OutputStream {
    private static final int PIECE = 8192;
    private static final Duration FOR_A_PIECE = Duration.ofSeconds(10);
    private static final int WORTH_ZIPPING = 1024;

    private static final Map<String, String> ON_EVERY_ANSWER = Map.of(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "no-store",
            "Vary", "Accept-Encoding, Origin");

    private final HttpExchange exchange;
    private final Answer answer;
    private final Patience patience;
    private final boolean bodiless;
    private final boolean zipped;
    private final long start = System.nanoTime();
    private boolean begun;
    private Optional<OutputStream> client = Optional.empty();

    Reply(HttpExchange exchange, Request request, Answer answer, Patience patience) {
        this.exchange = exchange;
        this.answer = answer;
        this.patience = patience;
        this.bodiless = request.method().equals("HEAD") || answer.length().orElse(1) == 0;
        this.zipped = answer.whole().isPresent() && answer.length().orElse(Long.MAX_VALUE) > WORTH_ZIPPING
                && request.accepts("Accept-Encoding", "gzip") && !answer.headers().containsKey("Content-Encoding");
    }

    /** Whether it is too late for another answer: headers have gone out, or failed to because the client left. */
    boolean begun() {
        return begun;
    }

    private OutputStream client() throws IOException {
        if (client.isEmpty()) {
            begun = true;
            Headers headers = exchange.getResponseHeaders();
            ON_EVERY_ANSWER.forEach(headers::set);
            answer.headers().forEach(headers::set);
            headers.set("Content-Type", answer.type());
            if (zipped) {
                headers.set("Content-Encoding", "gzip");
            }
            // The JDK's server means "in chunks" by 0 and "no body" by -1.
            long length = bodiless ? -1 : zipped ? 0 : answer.length().orElse(0);
            patience.grant(FOR_A_PIECE);
            exchange.sendResponseHeaders(answer.status(), length);
            OutputStream body = exchange.getResponseBody();
            client = Optional.of(zipped && !bodiless ? new GZIPOutputStream(body, PIECE, true) : body);
        }
        return client.get();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        OutputStream out = client();
        for (int at = 0; at < length && !bodiless; at += PIECE) {
            if (answer.whole().isPresent() && System.nanoTime() - start > answer.whole().get().toNanos()) {
                throw new IOException("the client reads too slowly");
            }
            patience.grant(FOR_A_PIECE);
            out.write(bytes, from + at, Math.min(PIECE, length - at));
        }
    }

    @Override
    public void flush() throws IOException {
        client().flush();
    }

    @Override
    public void close() throws IOException {
        client().close();
    }
}
