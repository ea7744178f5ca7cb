package org.dbusp1.line.source;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.dbusp1.base.problem.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The meter's own message from a device of the local network that returns the last message to each HTTP request. A message
 * that was returned before is not delivered again, so that a silent meter is noticed.
 */
public final class HttpSource implements Source {
    private static final int ANSWER_MILLIS = 5_000;
    /** The limit for the lookup of the name, the connection and the whole answer together. */
    private static final int REQUEST_MILLIS = 10_000;
    /** The time after {@code REQUEST_MILLIS} from which an answer is too old: it waited while the process was stopped. */
    private static final long LATE_NANOS = 2_000_000_000L;
    private static final int LARGEST_TELEGRAM = 16_384;
    private static final int LAST_PORT = 65_535;
    private static final int FAILURES_UNTIL_UNREACHABLE = 5;
    /**
     * The answer of version 2 of HomeWizard's API, with status 401, to an unknown token, as observed; HomeWizard documents
     * "Authorization".
     */
    static final String UNKNOWN_TOKEN = "user:unauthorized";
    /** The detail of an exception for an answer with status 404. */
    static final String NO_DATA = "404";

    /**
     * The differences between the kinds of devices.
     *
     * @param key       begins the identity of the source
     * @param title     for people: {@code HomeWizard dongle}
     * @param host      name or address, with the port unless it is that of the scheme
     * @param scheme    http or https
     * @param path      path of the request for the last message
     * @param headers   with the password or the token
     * @param trust     for https: the trusted certificates; null: for http
     * @param untrustedRemedy the end of the message if the device is not trusted, "the certificate of the NAME ...": what is wrong, with
     *                        %s for the reason, and the remedy; empty for http
     * @param refusals  the meaning of each status of an answer, after the name of the device
     */
    public record Device(String key, String title, String host, String scheme, String path, Map<String, String> headers,
                         @Nullable SSLContext trust, String untrustedRemedy, Map<Integer, String> refusals) {
        private static final String NO_API =
                "has no local API with telegrams: is it a P1 dongle? Update its firmware in the HomeWizard app";
        private static final String API_OFF = "refuses: switch its local API on in the HomeWizard app";

        /**
         * A HomeWizard P1 dongle.
         *
         * @param token token made at the dongle, for version 2 of its API, which is encrypted; null for version 1
         */
        public static Device homeWizard(String host, @Nullable String token) {
            return homeWizard(host, token, PinnedAuthority.context(PinnedAuthority.homeWizardCertificate(), ""));
        }

        static Device homeWizard(String host, @Nullable String token, SSLContext trust) {
            Map<Integer, String> refusals = Map.of(401, "refuses the token: make a new one at the device", 403, API_OFF, 404, NO_API);
            return token == null ? new Device("homewizard", "HomeWizard dongle", host, "http", "/api/v1/telegram", Map.of(),
                    null, "", refusals)
                    : new Device("homewizard", "HomeWizard dongle", host, "https", "/api/telegram",
                    Map.of("Authorization", "Bearer " + token, "X-Api-Version", "2"), trust,
                    "is not signed by HomeWizard (%s): is it a HomeWizard device?", refusals);
        }

        /**
         * The bridge of a Tibber Pulse: it returns SML or D0 as the meter sent it, also a part of a message.
         *
         * @param node     number of the Pulse at this bridge
         * @param password password, as printed on the bridge
         */
        public static Device tibber(String host, int node, String password) {
            String credentials = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
            return new Device("tibber", "Tibber bridge", host, "http", "/data.json?node_id=" + node,
                    Map.of("Authorization", "Basic " + credentials),
                    null, "", Map.of(401, "refuses the password: it is printed on the bridge",
                    403, "refuses: switch its page on (webserver_force_enable)", 404, "has no data of a meter: is it a Tibber bridge?"));
        }

        private String name() {
            return title.substring(title.lastIndexOf(' ') + 1) + " at " + host;
        }
    }

    private final Device device;
    private final Pacer.Clock ticks;
    private final int requestMillis;
    private final Pacer pacer;
    private final PollPhase pollPhase = new PollPhase();
    private final HttpClient client;
    private ByteArrayInputStream unread = new ByteArrayInputStream(new byte[0]);
    private byte[] lastAnswer = new byte[0];
    private long askedAt;
    private long nextPoll;
    private int failures;
    private volatile boolean closed;
    /** The last request, which may be done; null before the first. */
    private volatile @Nullable CompletableFuture<?> request;

    public HttpSource(Device device) {
        this(device, Pacer.Clock.SYSTEM, REQUEST_MILLIS);
    }

    HttpSource(Device device, Pacer.Clock ticks, int requestMillis) {
        this.device = device;
        this.ticks = ticks;
        this.pacer = new Pacer(Pacer.Speed.DEFAULT, ticks);
        this.requestMillis = requestMillis;
        // The client follows no redirect: the device at the address must not choose another address.
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(Duration.ofMillis(ANSWER_MILLIS));
        if (device.trust != null) {
            builder.sslContext(device.trust);
        }
        this.client = builder.build();
    }

    @Override
    public void open() throws SourceException {
        closed = false;
        pacer.start();
        failures = 0;
        try {
            accept(ask());
        } catch (SourceException e) {
            throw e;
        } catch (SSLException e) {
            throw new SourceException(Condition.LINE_UNSUITABLE, "the certificate of the " + device.name() + " "
                    + device.untrustedRemedy.formatted(e.getMessage()));
        } catch (IOException e) {
            throw new SourceException(Condition.LINE_ABSENT, "no answer from the " + device.name() + " ("
                    + reason(e) + "): is it switched on, and in this network?");
        }
    }

    /** Returns the reason why a device did not answer, for people; no text sent by the device is repeated. */
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
            if (ticks.nanos() >= nextPoll && !pacer.isStopped()) {
                poll();
            }
            if (pacer.isStopped()) {
                return -1;
            }
        }
        return unread.readNBytes(into, 0, into.length);
    }

    /**
     * Requests a telegram. A dongle on Wi-Fi misses an answer now and then; only several misses in a row mean that the
     * dongle is no longer reachable.
     */
    private void poll() throws IOException {
        try {
            accept(ask());
            failures = 0;
        } catch (IOException e) {
            nextPoll = pollPhase.next(askedAt, ticks.nanos(), false);
            if (++failures >= FAILURES_UNTIL_UNREACHABLE) {
                throw e instanceof SourceException ? e : new IOException(reason(e), e);
            }
        }
    }

    private void accept(byte[] answer) {
        boolean isNew = !Arrays.equals(answer, lastAnswer);
        nextPoll = pollPhase.next(askedAt, ticks.nanos(), isNew);
        if (isNew) {
            lastAnswer = answer;
            unread = new ByteArrayInputStream(answer);
        }
    }

    /** Returns whether bytes of the last answer were not read yet. */
    boolean hasUnread() {
        return unread.available() > 0;
    }

    private byte[] ask() throws IOException {
        askedAt = ticks.nanos();
        HttpRequest.Builder request = HttpRequest.newBuilder(address(device.path)).timeout(Duration.ofMillis(ANSWER_MILLIS));
        device.headers.forEach(request::header);
        HttpResponse<byte[]> response = response(request.build());
        if (ticks.nanos() - askedAt > requestMillis * 1_000_000L + LATE_NANOS) {
            throw new SocketTimeoutException("the answer waited while the driver was stopped");
        }
        if (response.statusCode() == 200) {
            return response.body();
        }
        String refusal = device.refusals.get(response.statusCode());
        if (refusal != null) {
            boolean isUnknown = response.statusCode() == 401
                    && new String(response.body(), StandardCharsets.UTF_8).contains('"' + UNKNOWN_TOKEN + '"');
            throw new SourceException(Condition.LINE_FORBIDDEN, "the " + device.name() + " " + refusal,
                    isUnknown ? UNKNOWN_TOKEN : response.statusCode() == 404 ? NO_DATA : "");
        }
        throw new IOException("it answers with status " + response.statusCode());
    }

    private URI address(String path) throws SourceException {
        try {
            URI address = new URI(device.scheme + "://" + device.host + path).parseServerAuthority();
            if (address.getPort() > LAST_PORT) {
                throw noHostName("port out of range: " + address.getPort());
            }
            return address;
        } catch (URISyntaxException e) {
            throw noHostName(e.getReason());
        }
    }

    private SourceException noHostName(String reason) {
        return new SourceException(Condition.LINE_UNSUITABLE, device.host + " is no host name: " + reason);
    }

    /**
     * Requests another path of the device.
     *
     * @param body posted as JSON; null for a GET request
     * @throws IOException when the device does not answer
     */
    HttpResponse<byte[]> ask(String path, @Nullable String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path)).timeout(Duration.ofMillis(ANSWER_MILLIS));
        if (body != null) {
            request.header("X-Api-Version", "2").header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return response(request.build());
    }

    /** Sends the request on a thread of HttpClient, so that its cancellation also ends a body that never arrives. */
    private HttpResponse<byte[]> response(HttpRequest message) throws IOException {
        try {
            CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(message, responseInfo -> new FirstBytes());
            request = answer;
            if (closed) {
                answer.cancel(true);
            }
            return BoundedCall.await(answer, requestMillis);
        } catch (IllegalStateException e) {
            // Of BoundedCall, with the cause: the JDK reports a length that is no number as an IllegalArgumentException.
            throw new ProtocolException("malformed: " + e.getCause());
        }
    }

    /**
     * The first bytes of an answer, at most as many as a telegram has. A shorter answer is read to its end even if it is not
     * used: only then can the next request use the connection.
     */
    private static final class FirstBytes implements HttpResponse.BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteBuffer bytes = ByteBuffer.allocate(LARGEST_TELEGRAM);
        private Flow.@Nullable Subscription subscription;

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
            if (!bytes.hasRemaining() && subscription != null) {
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

    /** {@inheritDoc} The age of the bytes counts from the request on: the answer may be slow. */
    @Override
    public long lastReadNanos() {
        return askedAt;
    }

    @Override
    public String name() {
        return device.host.replace(':', '_');
    }

    @Override
    public Optional<String> lineIdentity() {
        return Optional.of(device.key + " " + device.host);
    }

    @Override
    public String description() {
        return device.title + " at " + device.host;
    }

    @Override
    public void close() {
        closed = true;
        pacer.stop();
        CompletableFuture<?> last = request;
        if (last != null) {
            last.cancel(true);
        }
    }
}
