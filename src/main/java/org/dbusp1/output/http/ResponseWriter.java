package org.dbusp1.output.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * An answer on its way to a client. Status and headers go out with the first piece of the body, so that until then
 * another answer can be given. The client has to take each piece in time, and the whole answer too.
 */
final class ResponseWriter {
    private static final int PIECE = 8192;
    private static final int WORTH_ZIPPING = 1024;
    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final Map<String, String> ON_EVERY_ANSWER = Map.of(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cache-Control", "no-store",
            "Vary", "Accept-Encoding, Origin");

    /** How the client finds the end of the body (RFC 9112, section 6). */
    private enum End { NO_BODY, LENGTH, CHUNKS, CLOSE }

    private final Connection connection;
    private final Request request;
    private final Response answer;
    private final boolean zipped;
    private final End end;
    private final long start = System.nanoTime();
    private final Piece piece = new Piece();
    private final OutputStream body;
    private boolean begun;

    ResponseWriter(Connection connection, Request request, Response answer) throws IOException {
        this.connection = connection;
        this.request = request;
        this.answer = answer;
        boolean bodiless = request.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
        this.zipped = !bodiless && answer.whole().isPresent()
                && answer.length().orElse(Long.MAX_VALUE) > WORTH_ZIPPING
                && request.accepts("Accept-Encoding", "gzip") && !answer.headers().containsKey("Content-Encoding");
        this.end = bodiless ? End.NO_BODY
                : answer.length().isPresent() && !zipped ? End.LENGTH : request.http11() ? End.CHUNKS : End.CLOSE;
        this.body = zipped ? new GZIPOutputStream(piece, 512, true) : piece;
    }

    /** Whether it is too late for another answer. */
    boolean begun() {
        return begun;
    }

    /** Whether the connection can be used for another request. */
    boolean keepsAlive() {
        return request.keepsAlive() && end != End.CLOSE && !answer.headers().containsKey("Connection");
    }

    /** Takes the body, and ends the answer when it is closed, which is to be done once. */
    OutputStream body() {
        return body;
    }

    private byte[] head() {
        StringBuilder head = new StringBuilder(1024);
        head.append("HTTP/1.1 ").append(answer.status()).append(' ').append(phrase(answer.status())).append("\r\n");
        header(head, "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        header(head, "Content-Type", answer.type());
        ON_EVERY_ANSWER.forEach((name, value) -> {
            if (!answer.headers().containsKey(name)) {
                header(head, name, value);
            }
        });
        answer.headers().forEach((name, value) -> header(head, name, value));
        if (zipped) {
            header(head, "Content-Encoding", "gzip");
        }
        if (end == End.LENGTH) {
            header(head, "Content-Length", Long.toString(answer.length().orElseThrow()));
        } else if (end == End.CHUNKS) {
            header(head, "Transfer-Encoding", "chunked");
        }
        if (!keepsAlive() && !answer.headers().containsKey("Connection")) {
            header(head, "Connection", "close");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void header(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 421 -> "Misdirected Request";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> "";
        };
    }

    /** Collects bytes of the body, and sends them when they fill a piece or are flushed. */
    private final class Piece extends OutputStream {
        private final ByteBuffer bytes = ByteBuffer.allocate(PIECE);

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] more, int from, int length) throws IOException {
            for (int at = 0; at < length && end != End.NO_BODY;) {
                if (!bytes.hasRemaining()) {
                    send();
                }
                int count = Math.min(bytes.remaining(), length - at);
                bytes.put(more, from + at, count);
                at += count;
            }
        }

        @Override
        public void flush() throws IOException {
            if (bytes.position() > 0) {
                send();
            }
        }

        @Override
        public void close() throws IOException {
            if (bytes.position() > 0 || !begun) {
                send();
            }
            if (end == End.CHUNKS) {
                connection.write(ByteBuffer.wrap(LAST_CHUNK));
            }
        }

        private void send() throws IOException {
            if (answer.whole().filter(most -> System.nanoTime() - start > most.toNanos()).isPresent()) {
                throw new IOException("the client reads too slowly");
            }
            ByteBuffer head = ByteBuffer.wrap(begun ? new byte[0] : head());
            begun = true;
            bytes.flip();
            if (end == End.CHUNKS && bytes.hasRemaining()) {
                byte[] size = (Integer.toHexString(bytes.remaining()) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                connection.write(head, ByteBuffer.wrap(size), bytes, ByteBuffer.wrap(LINE_END));
            } else {
                connection.write(head, bytes);
            }
            bytes.clear();
        }
    }
}
