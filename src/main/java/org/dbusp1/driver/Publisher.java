package org.dbusp1.driver;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Guard;
import org.dbusp1.guard.Verdict;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;

/**
 * Passes the readings of one line, or of one raw log, through the guard and passes valid snapshots to every output. The
 * reader's thread calls it; the ticker only checks whether the published values are still valid. One lock covers guard
 * and outputs; the ticker never waits for it, because a reader that holds it is publishing, and the watchdog ends a
 * reader that hangs with it. It logs nothing: the caller logs after the values are published or withdrawn.
 */
public final class Publisher {
    private final Guard guard;
    private final UnaryOperator<Snapshot> energies;
    private final LineStatistics statistics;
    private final List<Output> outputs;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean published;

    /**
     * The result of a reading.
     *
     * @param published the valid snapshot; absent if the reading was not accepted, or proves nothing yet
     * @param ended     whether the validity of the published values ended with this reading
     * @param severalMeters whether nothing is published because several meters send on the line
     */
    public record Outcome(Optional<Snapshot> published, boolean ended, boolean severalMeters) {
    }

    /**
     * Makes the publisher of one line or log.
     *
     * @param energies adds the use by the counters and the window of a demand tariff
     * @param outputs the first gets each snapshot first
     */
    public Publisher(Guard guard, UnaryOperator<Snapshot> energies, LineStatistics statistics, List<Output> outputs) {
        this.guard = guard;
        this.energies = energies;
        this.statistics = statistics;
        this.outputs = List.copyOf(outputs);
    }

    /**
     * Takes a decoded frame.
     *
     * @param key   key of the meter; absent while it has none, and nothing can be published
     * @param nanos time of arrival, by the monotonic clock
     * @param time  time of arrival, by the machine's clock
     */
    public Outcome accept(Reading reading, Optional<MeterKey> key, Frame frame, long nanos, Instant time) {
        lock.lock();
        try {
            Guard.Judgement judgement = guard.accept(reading, key, time, nanos);
            Optional<Snapshot> current = judgement.snapshot().map(energies);
            current.ifPresent(this::publish);
            // A good telegram need not be published: with it the validity of the values published before may have
            // ended.
            boolean ended = current.isEmpty() && published && !guard.fresh(nanos);
            if (ended) {
                offline();
            }
            statistics.severalMeters(guard.severalMeters());
            if (judgement.rejection().isPresent()) {
                handOut(new Rejected(frame.bytes(), frame.offset(), time, judgement.rejection().get()));
            } else if (judgement.verdict() != Verdict.REPEATED) {
                statistics.good(frame.offset() + frame.length(), frame.length(), current, guard.quality(), time);
            }
            return new Outcome(current, ended, guard.severalMeters());
        } finally {
            lock.unlock();
        }
    }

    private void publish(Snapshot snapshot) {
        for (Output output : outputs) {
            output.snapshot(snapshot);
        }
        published = true;
    }

    /** Takes a frame, or bytes that are no frame, that cannot be used. */
    public void rejected(Rejected rejected) {
        lock.lock();
        try {
            guard.rejected(rejected.cause());
            handOut(rejected);
        } finally {
            lock.unlock();
        }
    }

    private void handOut(Rejected rejected) {
        statistics.rejected(rejected, guard.quality());
        for (Output output : outputs) {
            output.rejected(rejected);
        }
    }

    /** Withdraws the published values, since the source was lost. */
    void lost() {
        lock.lock();
        try {
            guard.lost();
            offline();
        } finally {
            lock.unlock();
        }
    }

    /** The result of a check whether the published values are still valid. */
    enum Check {
        UNCHANGED,
        /** The telegrams stopped: the published values were withdrawn. */
        ENDED,
        /** Not known: values are published, and another thread holds the lock. */
        HELD
    }

    /** Withdraws the published values if the telegrams stopped. Never waits. */
    Check checkFreshness(long nanos) {
        if (!lock.tryLock()) {
            return published ? Check.HELD : Check.UNCHANGED;
        }
        try {
            if (published && !guard.fresh(nanos)) {
                offline();
                return Check.ENDED;
            }
            return Check.UNCHANGED;
        } finally {
            lock.unlock();
        }
    }

    private void offline() {
        if (published) {
            published = false;
            for (Output output : outputs) {
                output.offline();
            }
        }
        statistics.offline();
    }
}
