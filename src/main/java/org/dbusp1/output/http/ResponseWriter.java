package org.dbusp1.output.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer on its way to a client. Status and headers are sent with the first piece of the body; until then another answer can be
 * given. The client has limited time to accept each piece.
 */
final class ResponseWriter implements Closeable {
    private static final int PIECE = 8192;
    private static final int WORTH_ZIPPING = 1024;
    /** Milliseconds without an accepted piece after which a client gives its thread to a request that waits for one. */
    private static final int SLOW_MILLIS = 1000;

    private static final Map<String, String> ON_EVERY_ANSWER = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "no-store",
            "Vary", "Accept-Encoding");

    private static final String POLICY = """
            default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
            manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors\s""";

    private final Channel client;
    private final BooleanSupplier requestsWait;
    private final Request request;
    private final Response answer;
    private final List<String> frameAncestors;
    private final @Nullable Gzip zipped;
    private final OutputStream body;
    private boolean headSent;

    /** @param requestsWait true while other requests wait for the thread that writes */
    ResponseWriter(Channel client, BooleanSupplier requestsWait, Request request, Response answer, List<String> frameAncestors)
            throws IOException {
        this.client = client;
        this.requestsWait = requestsWait;
        this.request = request;
        this.answer = answer;
        this.frameAncestors = frameAncestors;
        OutputStream pieces = new BufferedOutputStream(new Pieces(), PIECE);
        boolean zip = !answer.isStream() && (answer.length() == null || answer.length() > WORTH_ZIPPING)
                && request.accepts("Accept-Encoding", "gzip");
        this.zipped = zip ? new Gzip(pieces) : null;
        this.body = zipped == null ? pieces : zipped;
    }

    /** Frees the buffers of an answer that broke off. */
    @Override
    public void close() {
        if (zipped != null) {
            zipped.free();
        }
    }

    /** Frees the 256 kB of zlib, which Java does only if closing succeeds. */
    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out, 512, true);
        }

        void free() {
            def.end();
        }
    }

    /** True if status and headers are sent, so that no other answer can be given. */
    boolean headSent() {
        return headSent;
    }

    /** Returns the stream for the body, which has to be closed once. */
    OutputStream body() {
        return body;
    }

    private HttpResponse head() {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
        HttpHeaders headers = head.headers();
        headers.set(HttpHeaderNames.DATE, DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.type());
        ON_EVERY_ANSWER.forEach(headers::set);
        headers.set("Content-Security-Policy", POLICY + (frameAncestors.isEmpty() ? "'none'" : String.join(" ", frameAncestors)));
        if (frameAncestors.isEmpty()) {
            // For older browsers; this header has no form for a list of origins.
            headers.set("X-Frame-Options", "DENY");
        }
        answer.headers().forEach(headers::set);
        if (zipped != null) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        // A client of HTTP/1.0 recognises the end of a body without length by the end of the connection (RFC 9112, section 6).
        if (answer.length() != null && zipped == null) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, answer.length());
        } else if (request.http11() && answer.status() != HttpResponseStatus.NOT_MODIFIED.code()) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        if (!request.keepsAlive()) {
            headers.set(HttpHeaderNames.CONNECTION, "close");
        }
        return head;
    }

    /** Writes an object of the codec, and waits until the client has accepted it, or the connection was closed. */
    private void transmit(Object part) throws IOException {
        ChannelFuture accepted = client.writeAndFlush(part);
        try {
            while (!accepted.await(SLOW_MILLIS)) {
                if (requestsWait.getAsBoolean()) {
                    throw new IOException("the client reads too slowly");
                }
            }
        } catch (InterruptedException interrupted) {
            throw new InterruptedIOException("the client has left, or the server stops");
        }
        if (!accepted.isSuccess()) {
            throw new IOException("the client has left, or reads too slowly", accepted.cause());
        }
    }

    /** Sends the body in pieces, the first piece after the head. */
    private final class Pieces extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            for (int at = 0; at < length; at += PIECE) {
                send(Arrays.copyOfRange(bytes, from + at, from + Math.min(at + PIECE, length)));
            }
        }

        @Override
        public void close() throws IOException {
            if (!headSent) {
                send(new byte[0]);
            }
            transmit(LastHttpContent.EMPTY_LAST_CONTENT);
        }

        private void send(byte[] bytes) throws IOException {
            if (!headSent) {
                headSent = true;
                client.write(head());
            }
            transmit(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
        }
    }
}
