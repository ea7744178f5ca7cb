package org.dbusp1.output.http;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The newest state of the meter as JSON, made once when it is first asked for; clients can wait for the next. */
final class LatestJson {
    /** One state, and its number. */
    record Version(long number, byte[] json) {
    }

    private final Function<LiveState, byte[]> writer;
    private LiveState moment;
    private Optional<Version> version = Optional.empty();

    LatestJson(LiveState first, Function<LiveState, byte[]> writer) {
        this.moment = first;
        this.writer = writer;
    }

    /** Replaces the state, and wakes those who wait. */
    synchronized void publish(LiveState next) {
        moment = next;
        version = Optional.empty();
        notifyAll();
    }

    synchronized LiveState moment() {
        return moment;
    }

    synchronized Version current() {
        if (version.isEmpty()) {
            version = Optional.of(new Version(moment.number(), writer.apply(moment)));
        }
        return version.get();
    }

    /** Returns the newest state as soon as it differs from the last one; empty when no new state came in time. */
    synchronized Optional<Version> after(Optional<Version> last, Duration time) throws InterruptedIOException {
        long end = System.nanoTime() + time.toNanos();
        while (last.isPresent() && last.get().number() == moment.number()) {
            long nanos = end - System.nanoTime();
            if (nanos <= 0) {
                return Optional.empty();
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            } catch (InterruptedException stopped) {
                throw new InterruptedIOException("the server stops");
            }
        }
        return Optional.of(current());
    }
}
