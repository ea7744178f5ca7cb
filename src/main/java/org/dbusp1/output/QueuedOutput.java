package org.dbusp1.output;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an output a thread and a small queue of its own, so that a broker or disk that is slow or stalled delays no
 * other output and not the caller. When the queue is full the oldest entry is dropped, because the newest state matters
 * most. The output is called by that one thread only.
 */
public final class QueuedOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(QueuedOutput.class);
    private static final int CAPACITY = 64;
    private static final long CLOSE_MILLIS = 1500;
    /** Less than the watchdog waits for the reader. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final Output output;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>(CAPACITY);
    private final Thread thread;
    private final long patienceNanos;
    private long dropped;
    private boolean overrun;
    private boolean closing;

    /** @param name of the thread and in messages: the output and the meter */
    public QueuedOutput(String name, Output output) {
        this(name, output, Duration.ZERO);
    }

    QueuedOutput(String name, Output output, Duration patience) {
        this.name = name;
        this.output = output;
        this.patienceNanos = patience.toNanos();
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * An output whose caller waits while the queue is full, at most 20 s: for a log that is played without pause, and
     * never for a meter.
     */
    public static QueuedOutput waiting(String name, Output output) {
        return new QueuedOutput(name, output, PATIENCE);
    }

    /**
     * An output with a switch, made when it is switched on.
     *
     * @param make     makes it, on the thread of the queue
     * @param choices  hold the switch
     */
    public static QueuedOutput switched(String name, Supplier<Output> make, OwnerChoices choices,
            OwnerChoices.Switch which) {
        SwitchedOutput output = new SwitchedOutput(make, () -> choices.on(which).orElse(true));
        QueuedOutput queued = new QueuedOutput(name, output);
        choices.whenTurned(which, () -> queued.add(output::follow));
        return queued;
    }

    @Override
    public void start() {
        add(output::start);
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        add(() -> output.snapshot(snapshot));
    }

    @Override
    public void rejected(Rejected rejected) {
        add(() -> output.rejected(rejected));
    }

    @Override
    public void offline() {
        add(output::offline);
    }

    /** Entries that were dropped because the output was too slow. */
    public synchronized long dropped() {
        return dropped;
    }

    private void add(Runnable call) {
        if (put(call)) {
            LOG.warn("{} is too slow: its oldest readings are dropped", name);
        }
    }

    /**
     * Never waits without patience: whoever holds the lock only moves entries. Returns whether this is the first entry
     * that was dropped.
     */
    private synchronized boolean put(Runnable call) {
        awaitRoom();
        if (closing) {
            return false;
        }
        boolean full = queue.size() == CAPACITY;
        overrun = full;
        if (full) {
            queue.poll();
        }
        queue.add(call);
        notifyAll();
        return full && dropped++ == 0;
    }

    /** An output that hangs is waited for once, until it goes on. */
    private synchronized void awaitRoom() {
        long end = System.nanoTime() + (overrun ? 0 : patienceNanos);
        try {
            for (long left = end - System.nanoTime(); queue.size() == CAPACITY && !closing && left > 0;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        for (Runnable call = next(); call != null; call = next()) {
            try {
                call.run();
            } catch (RuntimeException fault) {
                LOG.error("{} failed on a reading", name, fault);
            }
        }
        output.close();
    }

    private synchronized Runnable next() {
        while (queue.isEmpty() && !closing) {
            try {
                wait();
            } catch (InterruptedException end) {
                closing = true;
            }
        }
        Runnable next = queue.poll();
        notifyAll();
        return next;
    }

    /** Delivers what is queued and closes the output; returns after 1.5 s also when the output hangs. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
