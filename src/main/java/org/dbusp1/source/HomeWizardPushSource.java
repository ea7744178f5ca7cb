package org.dbusp1.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.dbusp1.source.MeasurementTelegram.Message;
import org.dbusp1.source.SourceException.Obstacle;

/**
 * The measurements of a HomeWizard P1 dongle by its local API, version 2, on a WebSocket over TLS: the dongle pushes
 * each measurement of the meter. The measurements are delivered as telegrams, see {@link MeasurementTelegram}. A
 * repeated measurement is not delivered, so that a meter that fell silent is noticed.
 */
public final class HomeWizardPushSource implements HomeWizardDongle {
    private static final int REQUEST_MILLIS = 10_000;
    /** The limit of silence: a dongle whose meter sends pushes each second or each ten seconds. */
    private static final long SILENT_NANOS = 60_000_000_000L;
    /** The most messages that wait; more arrive only while no thread reads, and then the newest are kept. */
    private static final int MOST_WAITING = 4;
    private static final int LONGEST_MESSAGE = 64 * 1024;

    /**
     * A message as it came, or the reason why no more messages will come.
     *
     * @param nanos when the message came, by the monotonic clock
     */
    private record Event(String text, Optional<String> end, long nanos) {
        static Event end(String reason) {
            return new Event("", Optional.of(reason), System.nanoTime());
        }
    }

    private final String host;
    private final String token;
    private final HttpClient client;
    private final TimeLimit limit = new TimeLimit("homewizard", REQUEST_MILLIS);
    private final PauseCheck pause = new PauseCheck(System::nanoTime);
    /** The messages of the open connection; messages of an earlier connection are dropped. */
    private volatile BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile Optional<WebSocket> socket = Optional.empty();
    private volatile boolean closed = true;
    private ByteArrayInputStream telegram = new ByteArrayInputStream(new byte[0]);
    private String last = "";
    private long arrived;
    private long lastMessage;

    /**
     * @param host  the dongle's name or address, with the port if it is not 443
     * @param token made at the dongle, 32 hex digits
     */
    public HomeWizardPushSource(String host, String token) {
        this(host, token, PinnedAuthority.homeWizard());
    }

    HomeWizardPushSource(String host, String token, byte[] authority) {
        this.host = host;
        this.token = token;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(REQUEST_MILLIS)).sslContext(PinnedAuthority.context(authority)).build();
    }

    @Override
    public void open() throws SourceException {
        closed = false;
        telegram = new ByteArrayInputStream(new byte[0]);
        last = "";
        events = new LinkedBlockingQueue<>();
        try {
            socket = Optional.of(limit.call(this::connect));
            logIn();
        } catch (SourceException known) {
            drop();
            throw known;
        } catch (SSLException untrusted) {
            drop();
            throw new SourceException(Obstacle.UNSUITABLE, "the certificate of the dongle at " + host
                    + " is not signed by HomeWizard (" + untrusted.getMessage() + "): is it a HomeWizard device?");
        } catch (IOException unreachable) {
            drop();
            throw new SourceException(Obstacle.ABSENT, "no answer from the dongle at " + host + " ("
                    + HomeWizardDongle.reason(unreachable)
                    + "): is it switched on, in this network, and its firmware 6.00 or newer?");
        }
        lastMessage = System.nanoTime();
        pause.start();
    }

    private WebSocket connect() throws IOException {
        try {
            return client.newWebSocketBuilder().header("X-Api-Version", "2")
                    .connectTimeout(Duration.ofMillis(REQUEST_MILLIS))
                    .buildAsync(HomeWizardDongle.address("wss", host, "/api/ws"), new Listener(events)).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof WebSocketHandshakeException refused) {
                int status = refused.getResponse().statusCode();
                throw new SourceException(Obstacle.FORBIDDEN, "the device at " + host
                        + " has no local API of version 2 (status " + status
                        + "): update its firmware in the HomeWizard app");
            }
            if (failed.getCause() instanceof IOException fault) {
                throw fault;
            }
            throw new ProtocolException(String.valueOf(failed.getCause()));
        }
    }

    /** Sends the token when the dongle asks for it, then orders measurements. */
    private void logIn() throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REQUEST_MILLIS);
        while (true) {
            Event event = next(until - System.nanoTime())
                    .orElseThrow(() -> new IOException("it did not answer after it got the token"));
            Message message = Message.read(event.text());
            switch (message.type()) {
                case "authorization_requested" ->
                        send("{\"type\":\"authorization\",\"data\":\"" + token + "\"}");
                case "authorized" -> {
                    send("{\"type\":\"subscribe\",\"data\":\"measurement\"}");
                    return;
                }
                case "error" -> {
                    String why = Optional.ofNullable(message.fields().get("message"))
                            .filter(text -> text.matches("[a-z:_-]{1,60}")).orElse("without a reason");
                    throw new SourceException(Obstacle.FORBIDDEN, "the dongle at " + host + " refuses the token ("
                            + why + "): make a new one at the device");
                }
                default -> { }
            }
        }
    }

    private void send(String text) throws IOException {
        WebSocket open = socket.orElseThrow(() -> new IOException("the connection is closed"));
        limit.call(() -> {
            try {
                return open.sendText(text, true).join();
            } catch (CompletionException failed) {
                throw new IOException(failed.getCause());
            }
        });
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        if (telegram.available() == 0) {
            Optional<Event> event = next(TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
            pause.readEnded(timeoutMillis);
            if (closed) {
                return -1;
            }
            if (event.isPresent()) {
                take(event.get());
            } else if (System.nanoTime() - lastMessage > SILENT_NANOS) {
                throw new IOException("nothing came for " + SILENT_NANOS / 1_000_000_000L
                        + " s: the link counts as broken");
            }
        }
        return telegram.readNBytes(into, 0, into.length);
    }

    /**
     * Returns the next message; empty if none comes in time.
     *
     * @throws IOException when no more messages will come
     */
    private Optional<Event> next(long nanos) throws IOException {
        Event event;
        try {
            event = events.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        if (event != null && event.end().isPresent()) {
            throw new IOException(event.end().get());
        }
        return Optional.ofNullable(event);
    }

    private void take(Event event) throws IOException {
        lastMessage = event.nanos();
        Message message = Message.read(event.text());
        if (message.type().equals("measurement") && !event.text().equals(last)) {
            last = event.text();
            arrived = event.nanos();
            telegram = new ByteArrayInputStream(MeasurementTelegram.of(message).orElseGet(() -> new byte[0]));
        }
    }

    /** {@inheritDoc} Returns the moment when the measurement arrived. */
    @Override
    public long readAt() {
        return Math.min(arrived, pause.lastNanos());
    }

    @Override
    public String host() {
        return host;
    }

    /** {@inheritDoc} A thread that waits for a message is woken. */
    @Override
    public void close() {
        closed = true;
        events.add(Event.end("closed"));
        drop();
    }

    private void drop() {
        socket.ifPresent(WebSocket::abort);
        socket = Optional.empty();
    }

    /** Puts the parts of messages together. Called by one thread at a time. */
    private static final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();
        private final BlockingQueue<Event> queue;
        private boolean tooLong;

        Listener(BlockingQueue<Event> queue) {
            this.queue = queue;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
            // A message without one of its parts would be another message.
            tooLong |= parts.length() + part.length() > LONGEST_MESSAGE;
            if (!tooLong) {
                parts.append(part);
            }
            if (whole) {
                offer(tooLong ? Event.end("a message is longer than " + LONGEST_MESSAGE + " characters")
                        : new Event(parts.toString(), Optional.empty(), System.nanoTime()));
                parts.setLength(0);
                tooLong = false;
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            offer(Event.end("the dongle closed the connection (status " + status + ")"));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable fault) {
            offer(Event.end("the connection broke: " + fault.getMessage()));
        }

        private void offer(Event event) {
            while (queue.size() >= MOST_WAITING) {
                // The reader may have taken the oldest message meanwhile.
                queue.poll();
            }
            queue.add(event);
        }
    }
}
