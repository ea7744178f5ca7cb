package org.dbusp1.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.dbusp1.source.SourceException.Obstacle;

/**
 * The raw telegram of a HomeWizard P1 dongle, requested once a second from its local API ({@code GET
 * /api/v1/telegram}). The dongle returns its last telegram to each request; a telegram that was returned before is not
 * delivered again, so that a meter that fell silent behind the dongle is noticed.
 */
public final class HomeWizardSource implements HomeWizardDongle {
    private static final long PERIOD_NANOS = 1_000_000_000L;
    private static final int ANSWER_MILLIS = 5_000;
    /** The limit for the lookup of the name, the connection and the whole answer together. */
    private static final int REQUEST_MILLIS = 10_000;
    private static final int LARGEST_TELEGRAM = 16_384;
    private static final int OK = 200;
    private static final int NOT_ALLOWED = 403;
    private static final int TOLERATED_FAILURES = 5;

    private final String host;
    private final Pacer.Clock ticks;
    private final TimeLimit limit;
    private final Pacer pacer;
    private ByteArrayInputStream unread = new ByteArrayInputStream(new byte[0]);
    /** Follows no redirect: the device at the address must not choose another address. */
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(Duration.ofMillis(ANSWER_MILLIS)).build();
    private byte[] telegram = new byte[0];
    private long askedAt;
    private long nextPoll;
    private int failures;

    /** @param host the dongle's name or address, with the port if it is not 80 */
    public HomeWizardSource(String host) {
        this(host, Pacer.Clock.SYSTEM, REQUEST_MILLIS);
    }

    HomeWizardSource(String host, Pacer.Clock ticks, int requestMillis) {
        this.host = host;
        this.ticks = ticks;
        this.pacer = new Pacer(Pacer.Speed.DEFAULT, ticks);
        this.limit = new TimeLimit("homewizard", requestMillis);
    }

    @Override
    public void open() throws SourceException {
        pacer.start();
        failures = 0;
        try {
            take(ask());
        } catch (SourceException known) {
            throw known;
        } catch (IOException unreachable) {
            throw new SourceException(Obstacle.ABSENT, "no answer from the dongle at " + host + " ("
                    + HomeWizardDongle.reason(unreachable) + "): is it switched on, and in this network?");
        }
        nextPoll = ticks.nanos() + PERIOD_NANOS;
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
                throw unanswered;
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
        return limit.call(this::answer);
    }

    private byte[] answer() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(HomeWizardDongle.address("http", host, "/api/v1/telegram"))
                .timeout(Duration.ofMillis(ANSWER_MILLIS)).build();
        HttpResponse<InputStream> response = response(request);
        try (InputStream body = response.body()) {
            if (response.statusCode() == NOT_ALLOWED) {
                throw new SourceException(Obstacle.FORBIDDEN, "the dongle at " + host
                        + " refuses: switch its local API on in the HomeWizard app");
            }
            if (response.statusCode() != OK) {
                throw new IOException("it answers with status " + response.statusCode());
            }
            return body.readNBytes(LARGEST_TELEGRAM);
        }
    }

    private HttpResponse<InputStream> response(HttpRequest request) throws IOException, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IllegalArgumentException malformed) {
            // The JDK throws this for a length that is no number.
            throw new ProtocolException(malformed.getMessage());
        }
    }

    /** {@inheritDoc} The age counts from the request on: the dongle's answer may be slow. */
    @Override
    public long readAt() {
        return askedAt;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public void close() {
        pacer.stop();
    }
}
