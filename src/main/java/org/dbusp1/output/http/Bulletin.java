package org.dbusp1.output.http;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The newest moment as JSON, made once by the first who asks; and a place to wait for the next. */
final class Bulletin {
    /** A moment in JSON. */
    record Issue(long number, byte[] json) {
    }

    private final Function<Moment, byte[]> writer;
    private Moment moment;
    private Optional<Issue> issue = Optional.empty();

    Bulletin(Moment first, Function<Moment, byte[]> writer) {
        this.moment = first;
        this.writer = writer;
    }

    /** The world has moved on. */
    synchronized void publish(Moment next) {
        moment = next;
        issue = Optional.empty();
        notifyAll();
    }

    synchronized Moment moment() {
        return moment;
    }

    synchronized Issue current() {
        if (issue.isEmpty()) {
            issue = Optional.of(new Issue(moment.number(), writer.apply(moment)));
        }
        return issue.get();
    }

    /** The newest, as soon as it is another than the last one seen; empty when there was none in time. */
    synchronized Optional<Issue> after(Optional<Issue> last, Duration time) throws InterruptedIOException {
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
