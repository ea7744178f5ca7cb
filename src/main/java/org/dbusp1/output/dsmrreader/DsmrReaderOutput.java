package org.dbusp1.output.dsmrreader;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.Spacing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a dsmr-reader over its API. Waits for its answer, so that it needs a thread of its own. While it does not
 * answer, what the meter says in between is lost to it; the history keeps it.
 */
public final class DsmrReaderOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(DsmrReaderOutput.class);
    private static final int CONNECT_MILLIS = 5_000;
    /** As its own logger has it. */
    private static final int ANSWER_MILLIS = 20_000;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    private final DsmrReaderSettings settings;
    private final Spacing spacing;
    private final LongSupplier nanos;
    /** After a fault: not shorter than the interval. */
    private Duration pause;
    private long last;
    private boolean begun;
    private Optional<String> trouble = Optional.empty();

    public DsmrReaderOutput(DsmrReaderSettings settings) {
        this(settings, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    DsmrReaderOutput(DsmrReaderSettings settings, LongSupplier nanos) {
        this.settings = settings;
        this.spacing = new Spacing(settings.interval());
        this.nanos = nanos;
        this.pause = settings.interval();
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        long now = nanos.getAsLong();
        if (begun && !isTime(now - last, snapshot)) {
            return;
        }
        begun = true;
        last = now;
        Optional<String> fault = Submission.of(snapshot).map(this::send)
                .orElse(Optional.of("this meter's messages lack counters that it demands"));
        pause = fault.isEmpty() ? settings.interval() : longer(pause);
        told(fault);
    }

    private boolean isTime(long passedNanos, Snapshot next) {
        return trouble.isEmpty() ? spacing.allows(passedNanos, next) : passedNanos >= pause.toNanos();
    }

    /** @return what went wrong */
    private Optional<String> send(Submission submission) {
        try {
            int status = post(submission);
            return status == HttpURLConnection.HTTP_CREATED ? Optional.empty() : Optional.of(meaning(status));
        } catch (IOException unreachable) {
            return Optional.of(words(unreachable));
        }
    }

    private int post(Submission submission) throws IOException {
        URI url = URI.create(settings.url().toString().replaceFirst("/+$", "") + submission.path());
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        try {
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            // The key is for this address and no other.
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Authorization", "Token " + settings.token());
            connection.setDoOutput(true);
            byte[] body = submission.body();
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private static String words(IOException unreachable) {
        if (unreachable instanceof UnknownHostException) {
            return "the host name is unknown; check dsmrreader.url and the network's name server";
        }
        if (unreachable instanceof SocketTimeoutException) {
            return "it does not answer; check dsmrreader.url and the network";
        }
        return "no connection (" + Optional.ofNullable(unreachable.getMessage()).orElse("input or output error")
                + "); check dsmrreader.url and whether dsmr-reader runs";
    }

    private static String meaning(int status) {
        return switch (status) {
            case 301, 302, 307, 308 -> "it has moved: give its new address as dsmrreader.url";
            case 401, 403 -> "it refuses the key of dsmrreader.token.file";
            case 404 -> "there is no dsmr-reader at dsmrreader.url";
            case 405 -> "its API is switched off: see its settings";
            default -> "it answers with status " + status;
        };
    }

    /** Twice as long, up to a bound; never shorter than the owner wants. */
    private Duration longer(Duration before) {
        Duration twice = before.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) <= 0 ? twice
                : settings.interval().compareTo(LONGEST_PAUSE) > 0 ? settings.interval() : LONGEST_PAUSE;
    }

    /** Once when it begins, and when it ends. */
    private void told(Optional<String> fault) {
        if (fault.isPresent() && !fault.equals(trouble)) {
            LOG.warn("dsmr-reader at {}: {}; tried again", settings.url(), fault.get());
        } else if (fault.isEmpty() && trouble.isPresent()) {
            LOG.info("dsmr-reader at {}: takes telegrams again", settings.url());
        }
        trouble = fault;
    }

    @Override
    public void offline() {
        // It sees by itself that nothing comes.
    }

    @Override
    public void close() {
        // Nothing is kept between two telegrams.
    }
}
