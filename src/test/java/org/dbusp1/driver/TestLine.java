package org.dbusp1.driver;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.output.Output;
import org.dbusp1.output.SilentOutput;
import org.jspecify.annotations.Nullable;

/** A line of the driver whose time a test sets: it gets bytes at any moment, and what it publishes of each is kept. */
public final class TestLine {
    /** The reader notices a silence each half second. */
    private static final long SILENCE_NANOS = 500_000_000L;
    /** More of them change nothing. */
    private static final int SILENCES = 5;

    final List<Snapshot> snapshots = new ArrayList<>();
    private final MeterPipeline line;
    /** Nanoseconds since the epoch. */
    private long now;
    private long silentSince;
    private boolean published;

    /** A live line, on a machine whose clock is right. */
    TestLine(Instant start) {
        this(start, null);
    }

    /** @param zone the owner's choice of the zone of the meter's clock; null without one */
    TestLine(Instant start, @Nullable ZoneId zone) {
        now = Duration.between(Instant.EPOCH, start).toNanos();
        silentSince = now;
        line = TestDriver.ofLine(SilentLine.at(() -> now), zone).pipeline(output());
        line.acceptOpening();
    }

    /** The line of a log: its meter's clock is believed. */
    public TestLine(FrameScanner scanner, Guard guard) {
        line = TestDriver.ofLog(SilentLine.at(() -> now)).scanner(scanner).guard(guard).pipeline(output());
    }

    private Output output() {
        return new SilentOutput() {
            @Override
            public void snapshot(Snapshot snapshot) {
                published = true;
                snapshots.add(snapshot);
            }

            @Override
            public void offline() {
                published = false;
            }
        };
    }

    Instant now() {
        return Instant.EPOCH.plusNanos(now);
    }

    void pass(Duration time) {
        passUntil(now + time.toNanos());
    }

    private void passUntil(long nanos) {
        for (int i = 0; i < SILENCES && silentSince + SILENCE_NANOS <= nanos; i++) {
            silentSince += SILENCE_NANOS;
            now = silentSince;
            line.idle(now);
        }
        now = nanos;
    }

    /** Sends bytes now, and is silent after them. @return what is published of them; absent if nothing is */
    Optional<Snapshot> send(byte[] bytes) {
        int before = snapshots.size();
        silentSince = now;
        line.accept(bytes, bytes.length, now);
        line.idle(now);
        return snapshots.size() == before ? Optional.empty() : Optional.of(newest());
    }

    Optional<Snapshot> send(String telegram) {
        return send(telegram.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes at a moment, in nanoseconds. @return what is published of them; absent if nothing is */
    public Optional<Snapshot> take(byte[] bytes, long nanos) {
        passUntil(nanos);
        return send(bytes);
    }

    /** Returns how often something was published. */
    int sent() {
        return snapshots.size();
    }

    /** Returns what was published last. */
    Snapshot newest() {
        return snapshots.get(snapshots.size() - 1);
    }

    /** Returns whether values are published at a moment, in nanoseconds. */
    public boolean isPublished(long nanos) {
        passUntil(nanos);
        line.tryEndIfStale();
        return published;
    }

    /** The port is gone. */
    public void lost() {
        line.lineLost("gone", null);
    }
}
