package org.dbusp1.driver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.process.ThreadActivity;
import org.dbusp1.process.ThreadActivity.Look;
import org.dbusp1.state.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that may wait for a disk, on a separate thread: the reader and the ticker never wait for a disk. A task
 * that waits already is not added again, so that the queue is never longer than the number of files; the task takes the
 * newest state when it runs.
 */
public final class DiskQueue implements Disk, Driver.TickTask {
    private static final Logger LOG = LoggerFactory.getLogger(DiskQueue.class);
    private static final int SLOW_TICKS = 30;
    private static final int MOST_WRITES = 5;
    private static final int TICKS_OF_A_WRITE = 60;

    private final Set<Runnable> waiting = new LinkedHashSet<>();
    /** Tasks whose fault was logged; used by the queue's thread only. */
    private final Set<Runnable> failing = new HashSet<>();
    private final List<Limit> limits = new ArrayList<>();
    private boolean started;
    private boolean working;
    private boolean ended;
    private volatile boolean written = true;
    private int ticks;
    private volatile Optional<ThreadActivity> activity = Optional.empty();
    private long used;

    /** Queues a task, unless the same object waits already. Returns at once. */
    @Override
    public synchronized void execute(Runnable work) {
        if (ended) {
            return;
        }
        if (!started) {
            started = true;
            Thread thread = new Thread(this::work, "files");
            thread.setDaemon(true);
            thread.start();
        }
        waiting.add(work);
        notifyAll();
    }

    /**
     * Returns an executor for writes that other programs can cause at any rate, which would wear out a flash memory:
     * five at once, then one a minute, and the rest at the end.
     */
    public Disk limited() {
        Limit limit = new Limit();
        limits.add(limit);
        return limit;
    }

    private final class Limit implements Disk {
        private Optional<Runnable> kept = Optional.empty();
        private int writes = MOST_WRITES;
        private int ticks;

        @Override
        public void execute(Runnable work) {
            synchronized (DiskQueue.this) {
                kept = Optional.of(work);
                release();
            }
        }

        @Override
        public void wrote(boolean success) {
            DiskQueue.this.wrote(success);
        }

        private void tick() {
            if (writes < MOST_WRITES && ++ticks >= TICKS_OF_A_WRITE) {
                ticks = 0;
                writes++;
                release();
            }
        }

        private void release() {
            if (writes > 0 && kept.isPresent()) {
                writes--;
                flush();
            }
        }

        private void flush() {
            kept.ifPresent(DiskQueue.this::execute);
            kept = Optional.empty();
        }
    }

    @Override
    public void wrote(boolean success) {
        written = success;
    }

    /** Returns whether the last file could not be written, or a disk has not answered for half a minute. */
    public synchronized boolean isFailing() {
        return !written || ticks >= SLOW_TICKS;
    }

    private void work() {
        activity = ThreadActivity.ofCaller();
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
                failing.remove(next);
            } catch (RuntimeException | Error fault) {
                if (failing.add(next)) {
                    LOG.error("a file was not written", fault);
                }
            }
            done();
        }
    }

    private synchronized void done() {
        if (ticks >= SLOW_TICKS) {
            LOG.info("the disk answers again");
        }
        working = false;
        notifyAll();
    }

    private synchronized Runnable next() {
        try {
            while (waiting.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException end) {
            ended = true;
        }
        if (waiting.isEmpty()) {
            return null;
        }
        Runnable next = waiting.iterator().next();
        waiting.remove(next);
        working = true;
        ticks = 0;
        return next;
    }

    /** {@inheritDoc} Warns once if the thread waits for half a minute for a disk, and not for the processor. */
    @Override
    public synchronized void tick() {
        limits.forEach(Limit::tick);
        if (!working) {
            return;
        }
        Look look = activity.map(ThreadActivity::look).orElse(Look.UNKNOWN);
        boolean waits = !look.runnable() && look.processorNanos() == used;
        used = look.processorNanos();
        if (ticks < SLOW_TICKS && !waits) {
            ticks = 0;
        } else if (++ticks == SLOW_TICKS) {
            LOG.warn("a disk has not answered for {} s: state files are written when the disk answers again", SLOW_TICKS);
        }
    }

    /** {@inheritDoc} Returns when all tasks are done; later tasks are dropped. */
    @Override
    public synchronized void end() {
        limits.forEach(Limit::flush);
        ended = true;
        notifyAll();
        try {
            while (working || started && !waiting.isEmpty()) {
                wait();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
