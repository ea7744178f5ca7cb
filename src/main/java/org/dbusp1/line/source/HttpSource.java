package org.dbusp1.line.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ConsecutiveCount;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meter's own message from a device of the local network that returns the last message to each HTTP request. A message
 * that was returned before is not delivered again, so that a silent meter is noticed.
 *
 * <p>Any other program may listen at the address. Java's HttpURLConnection closes each connection whose answer is no HTTP, and limits
 * the length of a head; Java 17's HttpClient does neither.
 */
public final class HttpSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(HttpSource.class);
    /** The limit for the connection, and for each wait for the next bytes. */
    private static final int ANSWER_MILLIS = 5_000;
    /** The limit for the lookup of the name, the connection and the whole answer together. */
    private static final int REQUEST_MILLIS = 10_000;
    /** The time after {@code REQUEST_MILLIS} from which an answer is too old: it waited while the process was stopped. */
    private static final long LATE_NANOS = 2_000_000_000L;
    private static final int LARGEST_TELEGRAM = 16_384;
    private static final int LAST_PORT = 65_535;
    private static final int FAILURES_UNTIL_UNREACHABLE = 5;
    private static final int MOST_ABANDONED = 2;
    /**
     * The answer of version 2 of HomeWizard's API, with status 401, to an unknown token, as observed; HomeWizard documents
     * "Authorization".
     */
    static final String UNKNOWN_TOKEN = "user:unauthorized";

    private static final int DELETE = 127;
    /** Tab, line ends, and the STX and ETX of IEC 62056-21. */
    private static final String ALLOWED_CONTROLS = "\t\n\u000b\f\r\u0002\u0003";

    static {
        // By default the JDK goes on reading the rest of an abandoned answer, for hours where a byte arrives now and then.
        System.setProperty("http.KeepAlive.remainingData", "0");
    }

    /**
     * The differences between the kinds of devices.
     *
     * @param key       begins the identity of the source
     * @param title     for people: {@code HomeWizard dongle}
     * @param host      name or address, with the port unless it is that of the scheme
     * @param scheme    http or https
     * @param node      number of the Pulse at a bridge; 1 for the others
     * @param headers   with the password or the token
     * @param trust     for https: the trusted certificates; null: for http, and for https those that the system trusts
     * @param untrustedRemedy the end of the message if the device is not trusted, "the certificate of the NAME ...": what is wrong, with
     *                        %s for the reason, and the remedy; empty for http
     * @param refusals  the meaning of each status of an answer, after the name of the device
     */
    public record Endpoint(String key, String title, String host, String scheme, String path, int node, Map<String, String> headers,
                         @Nullable SSLContext trust, String untrustedRemedy, Map<Integer, String> refusals) {
        private static final String NO_API =
                "has no local API with telegrams: is it a P1 dongle? Update its firmware in the HomeWizard app";
        private static final String PAGE = "http";
        private static final Map<Integer, String> HOMEWIZARD_REFUSALS = Map.of(
                401, "refuses the token",
                403, "refuses: switch its local API on in the HomeWizard app", 404, NO_API);

        /** A HomeWizard P1 dongle, by version 1 of its API, which is not encrypted. */
        static Endpoint homeWizard(String host) {
            return new Endpoint("homewizard", "HomeWizard dongle", host, "http", "/api/v1/telegram", 1, Map.of(), null, "",
                    HOMEWIZARD_REFUSALS);
        }

        /** @param token made at the dongle; empty while it is asked for one */
        static Endpoint homeWizard(String host, String token, SSLContext trust) {
            return new Endpoint("homewizard", "HomeWizard dongle", host, "https", "/api/telegram", 1,
                    Map.of("Authorization", "Bearer " + token, "X-Api-Version", "2"), trust,
                    "is not signed by HomeWizard (%s): is it a HomeWizard device?", HOMEWIZARD_REFUSALS);
        }

        /** The bridge returns SML or D0 as the meter sent it, also a part of a message. @param password as printed on the bridge */
        public static Endpoint tibber(String host, int node, String password) {
            String credentials = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
            return new Endpoint("tibber", "Tibber bridge", host, "http", "/data.json?node_id=" + node, node,
                    Map.of("Authorization", "Basic " + credentials),
                    null, "", Map.of(401, "refuses the password: it is printed on the bridge",
                    403, "refuses: switch its page on (webserver_force_enable)", 404, "has no data of node " + node
                    + ": a Pulse that was paired again is another node; write source=tibber://" + host + "/2 (or 3, 4)"));
        }

        public static Endpoint page(URI address) {
            String path = (address.getRawPath().isEmpty() ? "/" : address.getRawPath())
                    + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
            String refusal = "refuses: a user or a token cannot be sent by this source";
            return new Endpoint(PAGE, "HTTP device", address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort()),
                    address.getScheme(), path, 1, Map.of(), null, "is not trusted by this system (%s)",
                    Map.of(401, refusal, 403, refusal, 404, "has no page " + path));
        }

        private String identity() {
            return key + " " + host + (key.equals(PAGE) ? path : node > 1 ? "/" + node : "");
        }

        private String name() {
            return title.substring(title.lastIndexOf(' ') + 1) + " at " + host;
        }
    }

    private final Endpoint endpoint;
    private final Pacer.Clock ticks;
    private int requestMillis;
    private final Pacer pacer;
    private final PollPhase pollPhase = new PollPhase();
    /** Makes the encrypted connections: always the same, so that a connection can be used again; null for http. */
    private final @Nullable ClosableTls encryption;
    private ByteArrayInputStream unread = new ByteArrayInputStream(new byte[0]);
    private byte[] lastAnswer = new byte[0];
    private long askedAt;
    private long nextPoll;
    private final ConsecutiveCount failures = new ConsecutiveCount(FAILURES_UNTIL_UNREACHABLE);
    private volatile boolean closed;
    private volatile @Nullable CompletableFuture<?> request;
    /** Sent requests that were cancelled, and still read their answers. */
    private final List<Thread> cancelledThreads = new ArrayList<>();

    public HttpSource(Endpoint endpoint) {
        this(endpoint, Pacer.Clock.SYSTEM, REQUEST_MILLIS);
    }

    HttpSource(Endpoint endpoint, Pacer.Clock ticks, int requestMillis) {
        this.endpoint = endpoint;
        this.ticks = ticks;
        this.pacer = new Pacer(Pacer.Speed.DEFAULT, ticks);
        this.requestMillis = requestMillis;
        this.encryption = endpoint.scheme.equals("https") ? new ClosableTls(endpoint.trust != null ? endpoint.trust.getSocketFactory()
                : HttpsURLConnection.getDefaultSSLSocketFactory()) : null;
    }

    @Override
    public void open() throws SourceException {
        closed = false;
        pacer.start();
        failures.reset();
        try {
            accept(ask());
        } catch (IOException e) {
            throw obstacle(e);
        }
    }

    private SourceException obstacle(IOException e) {
        if (e instanceof SourceException known) {
            return known;
        }
        return e instanceof SSLException refused ? untrusted(refused)
                : new SourceException(Condition.LINE_ABSENT, "no answer from the " + endpoint.name() + " (" + reason(e)
                + "): is it switched on, and in this network?");
    }

    private SourceException untrusted(SSLException e) {
        return new SourceException(Condition.LINE_UNSUITABLE, "the certificate of the " + endpoint.name() + " "
                + endpoint.untrustedRemedy.formatted(e.getMessage()));
    }

    String text(String path) throws SourceException {
        try {
            return accepted(ask(path, null)).text();
        } catch (IOException e) {
            throw obstacle(e);
        }
    }

    /** Returns the reason why a device did not answer, for people; no text sent by the device is repeated. */
    private static String reason(IOException unreachable) {
        if (unreachable instanceof UnknownHostException) {
            return "no address is known for it";
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
            if (ticks.nanos() - nextPoll >= 0 && !pacer.isStopped()) {
                poll();
            }
            if (pacer.isStopped()) {
                return -1;
            }
        }
        return unread.readNBytes(into, 0, into.length);
    }

    /** A dongle on Wi-Fi misses an answer now and then; only several misses in a row mean that it is no longer reachable. */
    private void poll() throws IOException {
        try {
            accept(ask());
            failures.reset();
        } catch (IOException e) {
            nextPoll = pollPhase.next(askedAt, ticks.nanos(), false);
            if (failures.accept(true)) {
                throw e instanceof SourceException ? e : new IOException(reason(e), e);
            }
        }
    }

    private void accept(byte[] answer) throws SourceException {
        if (endpoint.key.equals(Endpoint.PAGE) && isBinary(answer)) {
            throw new SourceException(Condition.LINE_UNSUITABLE, "the " + endpoint.name() + " answers with bytes that are no text: only "
                    + "telegrams of text can be read by HTTP; use its port for raw bytes, source=tcp://HOST:PORT");
        }
        boolean isNew = !Arrays.equals(answer, lastAnswer);
        nextPoll = pollPhase.next(askedAt, ticks.nanos(), isNew);
        if (isNew) {
            lastAnswer = answer;
            unread = new ByteArrayInputStream(answer);
        }
    }

    /** Returns whether a control character that no text has stands before the end of a telegram; D0 frames its text by two of them. */
    private static boolean isBinary(byte[] answer) {
        for (int i = 0; i < answer.length && answer[i] != '!'; i++) {
            boolean isControl = answer[i] >= 0 && answer[i] < ' ' || answer[i] == DELETE;
            if (isControl && ALLOWED_CONTROLS.indexOf(answer[i]) < 0) {
                return true;
            }
        }
        return false;
    }

    /** Limits each request from now on, by the thread that reads; never above the usual limit. */
    void limit(long millis) {
        requestMillis = (int) Math.min(millis, REQUEST_MILLIS);
    }

    private byte[] ask() throws IOException {
        askedAt = ticks.nanos();
        Answer answer = answer(connection(endpoint.path, endpoint.headers), null);
        if (ticks.nanos() - askedAt > requestMillis * 1_000_000L + LATE_NANOS) {
            throw new SocketTimeoutException("the answer waited while the driver was stopped");
        }
        return accepted(answer).body;
    }

    private Answer accepted(Answer answer) throws IOException {
        if (answer.status == HttpURLConnection.HTTP_OK) {
            return answer;
        }
        String refusal = endpoint.refusals.get(answer.status);
        if (refusal != null) {
            boolean isUnknown = answer.status == HttpURLConnection.HTTP_UNAUTHORIZED && answer.text().contains('"' + UNKNOWN_TOKEN + '"');
            throw new SourceException(Condition.LINE_FORBIDDEN, "the " + endpoint.name() + " " + refusal,
                    isUnknown ? UNKNOWN_TOKEN : "");
        }
        throw new IOException("it answers with status " + answer.status);
    }

    private URI address(String path) throws SourceException {
        try {
            URI address = new URI(endpoint.scheme + "://" + endpoint.host + path).parseServerAuthority();
            if (address.getPort() > LAST_PORT) {
                throw noHostName("port out of range: " + address.getPort());
            }
            return address;
        } catch (URISyntaxException e) {
            throw noHostName(e.getReason());
        }
    }

    private SourceException noHostName(String reason) {
        return new SourceException(Condition.LINE_UNSUITABLE, endpoint.host + " is no host name: " + reason);
    }

    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** @param body posted as JSON; null for a GET request */
    Answer ask(String path, @Nullable String body) throws IOException {
        try {
            return answer(connection(path, body == null ? Map.of() : Map.of("X-Api-Version", "2", "Content-Type", "application/json")),
                    body);
        } catch (SSLException e) {
            throw untrusted(e);
        }
    }

    private HttpURLConnection connection(String path, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address(path).toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection encrypted && encryption != null) {
            encrypted.setSSLSocketFactory(encryption);
        }
        // The device at the address must not choose another address.
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(ANSWER_MILLIS);
        connection.setReadTimeout(ANSWER_MILLIS);
        connection.setRequestProperty("Accept", "*/*");
        headers.forEach(connection::setRequestProperty);
        return connection;
    }

    /**
     * Sends the request on a thread of its own, which is abandoned at the deadline. The JDK reads the size of a chunk or a trailer to its
     * end, which a device can put off by a byte now and then, and {@code disconnect} waits for that: so it has its own thread too. The
     * next request has a new connection; with {@value #MOST_ABANDONED} such threads none is sent.
     */
    private Answer answer(HttpURLConnection connection, @Nullable String body) throws IOException {
        cancelledThreads.removeIf(thread -> !thread.isAlive());
        if (cancelledThreads.size() >= MOST_ABANDONED) {
            throw new SocketTimeoutException("its last " + MOST_ABANDONED + " answers have not ended");
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        request = answer;
        if (closed) {
            throw new InterruptedIOException("closed");
        }
        Thread thread = daemon("http request", () -> {
            try {
                answer.complete(exchange(connection, body, answer));
            } catch (IOException | RuntimeException | StackOverflowError e) {
                answer.completeExceptionally(e);
            }
        });
        thread.start();
        try {
            return BoundedCall.await(answer, requestMillis);
        } catch (IllegalStateException e) {
            // Of BoundedCall, with the cause: the JDK's parser overflows its stack, or meets an argument that it does not allow.
            throw new ProtocolException("malformed: " + e.getCause());
        } finally {
            if (answer.isCancelled()) {
                cancelledThreads.add(thread);
                // Before the next request: its connection would be the newest.
                closeEncrypted();
                daemon("http end", connection::disconnect).start();
            }
        }
    }

    private void closeEncrypted() {
        try {
            if (encryption != null) {
                encryption.closeNewest();
            }
        } catch (IOException e) {
            LOG.debug("closing the connection to {}: {}", endpoint.host, e.getMessage());
        }
    }

    private static Thread daemon(String name, Runnable run) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns the answer. The connection is left open for the next request only if the answer was read to its end. */
    private static Answer exchange(HttpURLConnection connection, @Nullable String body, CompletableFuture<Answer> cancellation)
            throws IOException {
        boolean isReusable = false;
        try {
            if (body != null) {
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                }
            }
            int status = connection.getResponseCode();
            if (status < 0) {
                throw new ProtocolException("no HTTP");
            }
            InputStream in = status < HttpURLConnection.HTTP_BAD_REQUEST ? connection.getInputStream() : connection.getErrorStream();
            byte[] bytes = in == null ? new byte[0] : firstBytes(in, cancellation);
            if (bytes.length < Math.min(connection.getContentLengthLong(), LARGEST_TELEGRAM)) {
                throw new IOException("its answer ended early");
            }
            isReusable = bytes.length < LARGEST_TELEGRAM;
            return new Answer(status, bytes);
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("no answer in time");
        } finally {
            if (!isReusable) {
                connection.disconnect();
            }
        }
    }

    private static byte[] firstBytes(InputStream in, CompletableFuture<Answer> cancellation) throws IOException {
        byte[] bytes = new byte[LARGEST_TELEGRAM];
        int length = 0;
        int count = 0;
        while (count >= 0 && length < bytes.length) {
            if (cancellation.isCancelled()) {
                throw new InterruptedIOException("cancelled");
            }
            length += count;
            count = in.read(bytes, length, bytes.length - length);
        }
        return Arrays.copyOf(bytes, length);
    }

    /** {@inheritDoc} The age of the bytes counts from the request on: the answer may be slow. */
    @Override
    public long lastReadNanos() {
        return askedAt;
    }

    @Override
    public String name() {
        return endpoint.host.replace(':', '_') + (endpoint.node > 1 ? "_" + endpoint.node : "");
    }

    @Override
    public Optional<String> lineIdentity() {
        return Optional.of(endpoint.identity());
    }

    @Override
    public String description() {
        return endpoint.title + " at " + endpoint.host + (endpoint.node > 1 ? ", node " + endpoint.node : "");
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
