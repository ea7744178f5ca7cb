package org.dbusp1.metering.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.metering.Snapshot;

/** A guard of a line that is told of each loss, with seconds of a monotonic clock that begins anywhere, and may be negative. */
final class GuardedLine {
    static final Instant ARRIVAL = Instant.parse("2026-03-01T12:00:00Z");

    private static final MeterKey KEY = new MeterKey("house");
    private static final long ZERO = -5_000_000_000_000L;

    final Guard guard;
    /** The second of the last message. */
    double now;
    /** The interval that was published last. */
    Duration interval = Duration.ZERO;
    private boolean wasFresh;

    GuardedLine(Guard guard) {
        this.guard = guard;
    }

    Optional<Snapshot> accept(double second, Reading reading) {
        begin(second);
        Optional<Snapshot> snapshot = Snapshots.guarded(guard, reading, KEY, ARRIVAL, at(second));
        wasFresh = guard.fresh(at(second));
        interval = snapshot.map(Snapshot::interval).orElse(interval);
        return snapshot;
    }

    Outcome result(double second, Reading reading) {
        begin(second);
        Outcome outcome = guard.accept(reading, KEY, at(second));
        wasFresh = guard.fresh(at(second));
        interval = outcome instanceof Outcome.Publish published ? published.interval() : interval;
        return outcome;
    }

    private void begin(double second) {
        now = second;
        if (wasFresh && !guard.fresh(at(second))) {
            guard.lineLost();
        }
    }

    /** The port is closed. */
    void lose() {
        guard.endValues();
        guard.lineLost();
        wasFresh = false;
    }

    /** Messages in equal steps, from one step after the last message on. */
    void send(int count, double step, IntFunction<Reading> messages) {
        for (int i = 0; i < count; i++) {
            accept(now + step, messages.apply(i));
        }
    }

    boolean fresh(double second) {
        return guard.fresh(at(second));
    }

    private static long at(double second) {
        return ZERO + (long) (second * 1e9);
    }
}
