package org.dbusp1.output;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.process.Recurrence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an output its own thread and a small queue, so that a broker or disk that is slow or stalled delays no
 * other output and not the caller. When the queue is full the oldest entry is dropped, because the newest state matters
 * most. The output is made and called by that one thread only, so that loading its classes delays nobody either;
 * entries that come before the start wait in the queue.
 */
public final class QueuedOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(QueuedOutput.class);
    private static final int CAPACITY = 64;
    /** Of an output whose records have to be complete: a database that hangs for 10 s is waited for at 10 readings a second too. */
    private static final int RECORDS_CAPACITY = 512;
    /** The longest wait of a caller: shorter than the watchdog waits for a reader that holds the pipeline's lock. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    /** The time after which a caller that waits looks whether the output was closed. */
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final String name;
    private final Supplier<Output> make;
    private final BlockingQueue<Runnable> queue;
    private final Thread thread;
    private final Duration patience;
    private final Duration tick;
    private final Recurrence fallsBehind = new Recurrence();
    private final Recurrence faults = new Recurrence();
    /** True from the first entry that was dropped until the queue is empty. */
    private volatile boolean behind;
    private volatile boolean overrun;
    private volatile boolean started;
    private volatile boolean closing;
    private volatile boolean ready;

    // Used by the thread of the queue alone.
    private Optional<Output> present = Optional.empty();

    /**
     * @param name the name of the thread and in messages: the output and the meter
     * @param make makes the output
     */
    public QueuedOutput(String name, Supplier<Output> make) {
        this(name, make, CAPACITY, Duration.ZERO, TICK);
    }

    /**
     * @param capacity the most entries that wait
     * @param patience the time that a caller waits for room in the queue
     * @param tick     the time between two ticks of the output
     */
    QueuedOutput(String name, Supplier<Output> make, int capacity, Duration patience, Duration tick) {
        this.name = name;
        this.make = make;
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.patience = patience;
        this.tick = tick;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
    }

    /** Returns an output with room for the readings that come while its disk or its database hangs for a while. */
    public static QueuedOutput recording(String name, Supplier<Output> make) {
        return new QueuedOutput(name, make, RECORDS_CAPACITY, Duration.ZERO, TICK);
    }

    /**
     * Returns an output whose caller waits while the queue is full, at most 4 s: for a log that is played without
     * pause, and never for a meter.
     */
    public static QueuedOutput waiting(String name, Supplier<Output> make) {
        return new QueuedOutput(name, make, CAPACITY, PATIENCE, TICK);
    }

    /** {@inheritDoc} Returns at once. */
    @Override
    public synchronized void start() {
        if (!started && !closing) {
            started = true;
            thread.start();
        }
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        add(() -> present.ifPresent(output -> output.snapshot(snapshot)));
    }

    @Override
    public void rejected(Rejected rejected) {
        add(() -> present.ifPresent(output -> output.rejected(rejected)));
    }

    @Override
    public void event(Event event) {
        add(() -> present.ifPresent(output -> output.event(event)));
    }

    @Override
    public void offline() {
        add(() -> present.ifPresent(Output::offline));
    }

    /** Adds an entry; waits for room where the output has patience, for one that hangs only once, until it goes on. */
    private void add(Runnable call) {
        boolean added = !closing && queue.offer(call);
        try {
            for (long looks = overrun ? 0 : patience.dividedBy(LOOK); looks > 0 && !added && !closing; looks--) {
                added = queue.offer(call, LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        if (closing) {
            return;
        }
        overrun = !added;
        boolean dropped = false;
        while (!added && !queue.offer(call)) {
            dropped |= queue.poll() != null;
        }
        if (dropped && started && !behind) {
            behind = true;
            fallsBehind.count(times -> LOG.warn("{} is too slow: its oldest readings are dropped{}", name, times));
        }
    }

    private void work() {
        open();
        ready = true;
        try {
            for (long next = System.nanoTime(); !closing;) {
                Runnable call = queue.poll(next - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (call != null) {
                    attempt(call);
                    behind &= !queue.isEmpty();
                }
                if (System.nanoTime() - next >= 0) {
                    attempt(() -> present.ifPresent(QueuedOutput::tick));
                    next = System.nanoTime() + tick.toNanos();
                }
            }
        } catch (InterruptedException end) {
            closing = true;
            Thread.currentThread().interrupt();
        }
        for (Runnable call = queue.poll(); call != null; call = queue.poll()) {
            attempt(call);
        }
        attempt(() -> present.ifPresent(Output::close));
    }

    private static void tick(Output output) {
        if (output instanceof Ticking ticking) {
            ticking.tick();
        }
    }

    private void attempt(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error fault) {
            // After an Error too: for a moment no file could be opened, or a class of the output alone is missing.
            faults.count(times -> LOG.error("{} failed on a reading{}", name, times, fault));
        }
    }

    private void open() {
        try {
            Output output = make.get();
            present = Optional.of(output);
            output.start();
        } catch (RuntimeException | Error fault) {
            LOG.error("{} cannot be started; the other outputs are not affected", name, fault);
        }
    }

    /** Delivers queued entries and closes the output; returns in time also when the output hangs. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        // Wakes the thread where it waits; a full queue does so too.
        queue.offer(() -> { });
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
