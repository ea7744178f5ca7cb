package org.dbusp1.driver;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.DemandWatch;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.source.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes bytes on as frames, as readings, through the guard and to every output. The reader's thread calls it; the
 * ticker only checks whether the published values are still valid. One lock covers guard and outputs; the ticker never
 * waits for it, because a reader that holds it is publishing, and the watchdog ends a reader that hangs with it.
 *
 * <p>Values are published and taken back first; messages about it follow.
 */
public final class Pipeline implements ReadingStream.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    /** Refused because there is no key, not because of a transmission error. */
    private static final Set<RejectCause> SEALED = EnumSet.of(RejectCause.ENCRYPTED, RejectCause.KEY);
    private static final byte[] NO_BYTES = {};
    /**
     * Each value is valid for so long at least, and a slow dongle may need most of it to answer. Bytes that are older
     * were read before the process was stopped.
     */
    private static final long OLD_NANOS = 5_000_000_000L;

    /**
     * What carries the bytes of one meter to its outputs.
     *
     * @param decoding makes the way from bytes to readings; called once
     * @param demand   follows the windows of a demand tariff in what is published
     */
    public record Parts(Source source, Function<ReadingStream.Listener, ReadingStream> decoding, Guard guard,
                        DemandWatch demand, MeterKeys keys, LineStatistics watch) {
    }

    private final Source source;
    private final ReadingStream stream;
    private final Guard guard;
    private final DemandWatch demand;
    private final MeterKeys keys;
    private final List<Output> outputs;
    private final LineStatistics watch;
    private final PowerNotice powerNotice = new PowerNotice();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean published;
    private volatile long validSeconds;
    /** Whether the meter was logged since the last loss that was logged. */
    private volatile boolean named;
    private long arrived;
    private int segment;
    private volatile long good;
    private long right;

    /** @param outputs the first gets each snapshot first */
    public Pipeline(Parts parts, List<Output> outputs) {
        this.source = parts.source();
        this.stream = parts.decoding().apply(this);
        this.guard = parts.guard();
        this.demand = parts.demand();
        this.keys = parts.keys();
        this.watch = parts.watch();
        this.outputs = List.copyOf(outputs);
    }

    /** The source was opened. @return whether what comes from it belongs to the meter of this run */
    boolean opened() {
        return keys.opened(source.cable(), source.name());
    }

    /** Bytes came from the line. @param nanos when, monotonic */
    public void feed(byte[] bytes, int length, long nanos) {
        arrived = nanos;
        watch.heard(bytes, 0, length, source.line());
        stream.feed(bytes, 0, length);
    }

    /** The line was silent for a while. @param nanos until when, monotonic */
    void idle(long nanos) {
        arrived = nanos;
        watch.heard(NO_BYTES, 0, 0, source.line());
        stream.idle();
    }

    @Override
    public void accepted(Reading reading, Frame frame) {
        right++;
        lock.lock();
        try {
            good++;
            if (System.nanoTime() - arrived > OLD_NANOS) {
                // The process was stopped between reading and this line: the telegram is as old as that.
                guard.lost();
                offline();
            }
            Instant now = Instant.now();
            Optional<Snapshot> current = guard.accept(reading,
                    () -> keys.of(reading, source.cable(), source.name()), now, arrived)
                    .map(this::withDemand);
            current.ifPresent(this::publish);
            if (current.isEmpty()) {
                endUnlessFresh();
            }
            watch.severalMeters(guard.severalMeters());
            if (guard.refusal().isPresent()) {
                tellRefused(frame, guard.refusal().get(), now);
            } else if (!guard.repeated()) {
                watch.good(reading, frame.offset() + frame.length(), frame.length(), current, guard.quality(), now);
            }
        } finally {
            lock.unlock();
        }
    }

    private Snapshot withDemand(Snapshot snapshot) {
        return snapshot.withDemand(demand.accept(snapshot.reading(), snapshot.values(), snapshot.key(),
                snapshot.arrival()));
    }

    /** A good telegram need not count: what was published before it may have ended with it. */
    private void endUnlessFresh() {
        if (published && !guard.fresh(arrived)) {
            offline();
            logLoss();
        }
    }

    /** A loss was logged: the meter is named again when its telegrams come again. */
    void lossLogged() {
        named = false;
    }

    private void logLoss() {
        lossLogged();
        if (guard.severalMeters()) {
            LOG.warn("meter lost: two meters send on {}; services removed from D-Bus", source.description());
        } else {
            LOG.warn("meter lost: no good telegram on {} for {} s; services removed from D-Bus", source.description(),
                    validSeconds);
        }
    }

    private void publish(Snapshot snapshot) {
        for (Output output : outputs) {
            output.snapshot(snapshot);
        }
        published = true;
        validSeconds = Math.max(1, Math.round(snapshot.validFor().toMillis() / 1_000.0));
        if (!named) {
            named = true;
            LOG.info("{} on {}, every {} s", snapshot.reading().meter().dialect().title(), source.description(),
                    Math.max(1, Math.round(snapshot.interval().toMillis() / 1000.0)));
        }
        if (snapshot.segment() != segment) {
            segment = snapshot.segment();
            LOG.info("the meter was replaced: the new one takes over all names of the old one");
        }
        powerNotice.news(snapshot.reading()).ifPresent(LOG::warn);
    }

    @Override
    public void refused(Frame frame, RejectCause cause) {
        if (frame.cause().map(SEALED::contains).orElse(true)) {
            right++;
        }
        lock.lock();
        try {
            guard.refused(cause);
            tellRefused(frame, cause, Instant.now());
        } finally {
            lock.unlock();
        }
        LOG.debug("telegram of {} bytes refused: {}", frame.bytes().length, cause.sentence());
    }

    private void tellRefused(Frame frame, RejectCause cause, Instant now) {
        Rejected rejected = new Rejected(frame.bytes(), frame.offset(), now, cause);
        watch.refused(rejected, guard.quality());
        for (Output output : outputs) {
            output.rejected(rejected);
        }
    }

    /** The source cannot be opened. */
    void absent(String why) {
        watch.absent(why);
    }

    /**
     * The port went away: what the meter sent no longer holds, and half a telegram must not be joined with the rest of
     * another.
     */
    void lost(String why) {
        takeBack();
        watch.absent(why);
        stream.end();
        // A telegram that was complete only with the end of the line proves nothing about the line.
        takeBack();
    }

    private void takeBack() {
        lock.lock();
        try {
            guard.lost();
            offline();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes back what was published when the telegrams stopped. Never waits.
     *
     * @return false when something is published and the reader holds the lock, so that this could not be found out
     */
    public boolean checkFreshness() {
        if (!lock.tryLock()) {
            return !published;
        }
        boolean stale;
        try {
            stale = published && !guard.fresh(System.nanoTime());
            if (stale) {
                offline();
            }
        } finally {
            lock.unlock();
        }
        if (stale) {
            logLoss();
        }
        return true;
    }

    private void offline() {
        if (published) {
            published = false;
            for (Output output : outputs) {
                output.offline();
            }
        }
        watch.offline();
    }

    /** Telegrams and frames since the start that came as they were sent, readable or encrypted. */
    long right() {
        return right;
    }

    /** Good telegrams since the start. */
    long good() {
        return good;
    }
}
