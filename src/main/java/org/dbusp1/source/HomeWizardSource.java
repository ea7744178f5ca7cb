package org.dbusp1.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLException;
import org.dbusp1.source.SourceException.Obstacle;

/**
 * The meter's own telegram from a HomeWizard P1 dongle, requested once a second from its local API: version 2, encrypted,
 * where the owner has a token of the dongle, else version 1. The dongle returns its last telegram to each request; a
 * telegram that was returned before is not delivered again, so that a meter that fell silent behind the dongle is noticed.
 */
public final class HomeWizardSource implements Source {
    private static final long PERIOD_NANOS = 1_000_000_000L;
    private static final int ANSWER_MILLIS = 5_000;
    /** The limit for the lookup of the name, the connection and the whole answer together. */
    private static final int REQUEST_MILLIS = 10_000;
    /** An answer that comes later than this after the limit waited while the process was stopped. */
    private static final long LATE_NANOS = 2_000_000_000L;
    private static final int LARGEST_TELEGRAM = 16_384;
    private static final int LAST_PORT = 65_535;
    private static final int TOLERATED_FAILURES = 5;

    private final String host;
    private final Optional<String> token;
    private final Pacer.Clock ticks;
    private final int requestMillis;
    private final Pacer pacer;
    private final HttpClient client;
    private ByteArrayInputStream unread = new ByteArrayInputStream(new byte[0]);
    private byte[] telegram = new byte[0];
    private long askedAt;
    private long nextPoll;
    private int failures;

    /**
     * @param host  the dongle's name or address, with the port if it is not the usual one
     * @param token made at the dongle, for version 2 of its API
     */
    public HomeWizardSource(String host, Optional<String> token) {
        this(host, token, PinnedAuthority.homeWizard(), Pacer.Clock.SYSTEM, REQUEST_MILLIS);
    }

    HomeWizardSource(String host, Optional<String> token, byte[] authority, Pacer.Clock ticks, int requestMillis) {
        this.host = host;
        this.token = token;
        this.ticks = ticks;
        this.pacer = new Pacer(Pacer.Speed.DEFAULT, ticks);
        this.requestMillis = requestMillis;
        // Follows no redirect: the device at the address must not choose another address.
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(Duration.ofMillis(ANSWER_MILLIS));
        if (token.isPresent()) {
            builder.sslContext(PinnedAuthority.context(authority));
        }
        this.client = builder.build();
    }

    @Override
    public void open() throws SourceException {
        pacer.start();
        failures = 0;
        try {
            take(ask());
        } catch (SourceException known) {
            throw known;
        } catch (SSLException untrusted) {
            throw new SourceException(Obstacle.UNSUITABLE, "the certificate of the dongle at " + host
                    + " is not signed by HomeWizard (" + untrusted.getMessage() + "): is it a HomeWizard device?");
        } catch (IOException unreachable) {
            throw new SourceException(Obstacle.ABSENT, "no answer from the dongle at " + host + " ("
                    + reason(unreachable) + "): is it switched on, and in this network?");
        }
        nextPoll = ticks.nanos() + PERIOD_NANOS;
    }

    /** Returns the reason why a dongle did not answer, in words that repeat no text sent by the device at its address. */
    private static String reason(IOException unreachable) {
        for (Throwable cause = unreachable; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no address is known for it";
            }
        }
        if (unreachable instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (unreachable instanceof ProtocolException) {
            return "its answer is not HTTP";
        }
        return unreachable instanceof ConnectException || unreachable.getMessage() == null ? "it accepts no connection"
                : unreachable.getMessage();
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        if (pacer.isStopped()) {
            return -1;
        }
        if (unread.available() == 0) {
            long wait = Math.min(nextPoll - ticks.nanos(), timeoutMillis * 1_000_000L);
            if (wait > 0) {
                pacer.rest(wait);
            }
            if (ticks.nanos() < nextPoll) {
                return 0;
            }
            nextPoll = ticks.nanos() + PERIOD_NANOS;
            poll();
        }
        return unread.readNBytes(into, 0, into.length);
    }

    /**
     * Requests a telegram. A dongle on Wi-Fi misses an answer now and then; only several misses in a row mean that the
     * dongle is no longer reachable.
     */
    private void poll() throws IOException {
        try {
            take(ask());
            failures = 0;
        } catch (IOException unanswered) {
            if (++failures >= TOLERATED_FAILURES) {
                throw unanswered instanceof SourceException ? unanswered : new IOException(reason(unanswered), unanswered);
            }
        }
    }

    private void take(byte[] answer) {
        if (!Arrays.equals(answer, telegram)) {
            telegram = answer;
            unread = new ByteArrayInputStream(answer);
        }
    }

    private byte[] ask() throws IOException {
        askedAt = ticks.nanos();
        HttpResponse<byte[]> response = response(request());
        if (ticks.nanos() - askedAt > requestMillis * 1_000_000L + LATE_NANOS) {
            throw new SocketTimeoutException("the answer waited while the driver was stopped");
        }
        return switch (response.statusCode()) {
            case 200 -> response.body();
            case 401 -> throw new SourceException(Obstacle.FORBIDDEN, "the dongle at " + host
                    + " refuses the token: make a new one at the device");
            case 403 -> throw new SourceException(Obstacle.FORBIDDEN, "the dongle at " + host
                    + " refuses: switch its local API on in the HomeWizard app");
            case 404 -> throw new SourceException(Obstacle.FORBIDDEN, "the device at " + host
                    + " has no local API with telegrams: is it a P1 dongle? Update its firmware in the HomeWizard app");
            default -> throw new IOException("it answers with status " + response.statusCode());
        };
    }

    private HttpRequest request() throws SourceException {
        HttpRequest.Builder request = HttpRequest.newBuilder(token.isPresent() ? address("https", "/api/telegram")
                : address("http", "/api/v1/telegram")).timeout(Duration.ofMillis(ANSWER_MILLIS));
        token.ifPresent(known -> request.header("Authorization", "Bearer " + known).header("X-Api-Version", "2"));
        return request.build();
    }

    /** Returns the address of a part of its local API. @throws SourceException when the host is not valid */
    private URI address(String scheme, String path) throws SourceException {
        try {
            URI address = new URI(scheme + "://" + host + path).parseServerAuthority();
            if (address.getPort() > LAST_PORT) {
                throw noHostName("port out of range: " + address.getPort());
            }
            return address;
        } catch (URISyntaxException impossible) {
            throw noHostName(impossible.getReason());
        }
    }

    private SourceException noHostName(String why) {
        return new SourceException(Obstacle.UNSUITABLE, host + " is no host name: " + why);
    }

    /** Requests without waiting on this thread: a cancelled request also ends a body that does not come. */
    private HttpResponse<byte[]> response(HttpRequest request) throws IOException {
        try {
            return TimeLimit.await(client.sendAsync(request, any -> new FirstBytes()), requestMillis);
        } catch (IllegalStateException malformed) {
            // The JDK reports a length that is no number as an IllegalArgumentException.
            throw new ProtocolException("malformed: " + malformed.getCause());
        }
    }

    /**
     * An answer, but no more of it than a telegram can be. A shorter one is read to its end, also where it is not used:
     * only then the next request finds the connection free.
     */
    private static final class FirstBytes implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteBuffer bytes = ByteBuffer.allocate(LARGEST_TELEGRAM);
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription started) {
            subscription = started;
            started.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                bytes.put(part.limit(part.position() + Math.min(part.remaining(), bytes.remaining())));
            }
            if (!bytes.hasRemaining()) {
                subscription.cancel();
                onComplete();
            }
        }

        @Override
        public void onError(Throwable fault) {
            body.completeExceptionally(fault);
        }

        @Override
        public void onComplete() {
            body.complete(Arrays.copyOf(bytes.array(), bytes.position()));
        }
    }

    /** {@inheritDoc} The age counts from the request on: the dongle's answer may be slow. */
    @Override
    public long readAt() {
        return askedAt;
    }

    @Override
    public String name() {
        return host.replace(':', '_');
    }

    @Override
    public Optional<String> cable() {
        return Optional.of("homewizard " + host);
    }

    @Override
    public String description() {
        return "HomeWizard dongle at " + host;
    }

    @Override
    public void close() {
        pacer.stop();
    }
}
