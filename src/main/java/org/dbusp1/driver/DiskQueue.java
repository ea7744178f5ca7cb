package org.dbusp1.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.dbusp1.base.process.RateLimit;
import org.dbusp1.base.process.ThreadActivity;
import org.dbusp1.base.process.ThreadActivity.Sample;
import org.dbusp1.base.state.DiskExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that may wait for a disk on a separate thread, so that the reader and the ticker do not wait. A task that is in
 * the queue is not added again: the task of a file writes the state at the time when it runs. A task that could not write, or ended with
 * a fault, is repeated each minute until it ends well.
 */
public final class DiskQueue implements DiskExecutor, Driver.TickTask {
    private static final Logger LOG = LoggerFactory.getLogger(DiskQueue.class);
    private static final int SLOW_TICKS = 30;
    private static final int RETRY_TICKS = 60;
    private static final int MOST_WRITES = 5;
    private static final Duration PERIOD = Duration.ofMinutes(MOST_WRITES);
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Set<Runnable> waiting = new HashSet<>();
    private final Set<Runnable> unwritten = new HashSet<>();
    private final Set<Runnable> faulted = ConcurrentHashMap.newKeySet();
    private final List<LimitedDisk> limitedDisks = new ArrayList<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(DiskQueue::thread);
    private boolean working;
    private boolean ended;
    /** Ticks, of a second each, since the start. */
    private long seconds;
    /** Ticks, of a second each, for which the queue's thread has waited for a disk. */
    private int waitingTicks;
    private volatile @Nullable ThreadActivity activity;
    private long lastProcessorNanos;

    @Override
    public synchronized void execute(Runnable work) {
        if (!ended && waiting.add(work)) {
            thread.execute(() -> run(work));
        }
    }

    private static Thread thread(Runnable tasks) {
        Thread thread = new Thread(tasks, "files");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Returns an executor for writes that other programs can cause at any rate, which would wear out a flash memory: five
     * writes at once, then one write a minute, and the last one held back at the driver's end. It is for one task: a task replaces
     * another one that is held back.
     */
    public synchronized DiskExecutor newLimited() {
        LimitedDisk limit = new LimitedDisk();
        limitedDisks.add(limit);
        return limit;
    }

    private final class LimitedDisk implements DiskExecutor {
        private final RateLimit writes = new RateLimit(MOST_WRITES, PERIOD, () -> seconds * TICK_NANOS);
        /** Null if no write is held back. */
        private @Nullable Runnable held;

        @Override
        public void execute(Runnable work) {
            synchronized (DiskQueue.this) {
                held = work;
                release();
            }
        }

        @Override
        public void reportWrite(Runnable task, boolean success) {
            DiskQueue.this.reportWrite(task, success);
        }

        private void release() {
            if (held != null && writes.allow()) {
                flush();
            }
        }

        private void flush() {
            if (held != null) {
                DiskQueue.this.execute(held);
                held = null;
            }
        }
    }

    @Override
    public synchronized void reportWrite(Runnable task, boolean success) {
        if (success) {
            unwritten.remove(task);
        } else {
            unwritten.add(task);
        }
    }

    /** Returns whether a file could not be written and is tried again, or a disk has not answered for half a minute. */
    public synchronized boolean isFailing() {
        return !unwritten.isEmpty() || !faulted.isEmpty() || waitingTicks >= SLOW_TICKS;
    }

    private void run(Runnable work) {
        if (activity == null) {
            activity = ThreadActivity.ofCaller().orElse(null);
        }
        begun(work);
        try {
            work.run();
            faulted.remove(work);
        } catch (RuntimeException | Error e) {
            if (faulted.add(work)) {
                LOG.error("a file was not written", e);
            }
        }
        done();
    }

    private synchronized void begun(Runnable work) {
        waiting.remove(work);
        working = true;
        waitingTicks = 0;
    }

    private synchronized void done() {
        if (waitingTicks >= SLOW_TICKS) {
            LOG.info("the disk answers again");
        }
        working = false;
        waitingTicks = 0;
    }

    /** {@inheritDoc} Warns once if the thread waits for half a minute for a disk, and not for the processor. */
    @Override
    public synchronized void tick() {
        seconds++;
        limitedDisks.forEach(LimitedDisk::release);
        if (seconds % RETRY_TICKS == 0) {
            unwritten.forEach(this::execute);
            faulted.forEach(this::execute);
        }
        if (!working) {
            return;
        }
        ThreadActivity known = activity;
        Sample sample = known == null ? Sample.UNKNOWN : known.sample();
        boolean waits = !sample.runnable() && sample.processorNanos() == lastProcessorNanos;
        lastProcessorNanos = sample.processorNanos();
        if (waitingTicks < SLOW_TICKS && !waits) {
            waitingTicks = 0;
        } else if (++waitingTicks == SLOW_TICKS) {
            LOG.warn("a disk has not answered for {} s: state files are written when the disk answers again", SLOW_TICKS);
        }
    }

    /** {@inheritDoc} Returns when all tasks are done; later tasks are dropped. */
    @Override
    public void end() {
        synchronized (this) {
            limitedDisks.forEach(LimitedDisk::flush);
            ended = true;
        }
        thread.shutdown();
        try {
            thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
