package org.dbusp1.output;

import java.util.ArrayDeque;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an output a thread and a small queue of its own, so that a slow broker or disk delays nobody else. When the
 * queue is full the oldest entry goes: the newest state is what matters. The output behind it is called by that one
 * thread only.
 */
public final class QueuedOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(QueuedOutput.class);
    private static final int CAPACITY = 64;
    private static final long CLOSE_MILLIS = 1500;

    private final String name;
    private final Output output;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>(CAPACITY);
    private final Thread thread;
    private long dropped;
    private boolean closing;

    /** @param name of the thread, for people: the output and the meter */
    public QueuedOutput(String name, Output output) {
        this.name = name;
        this.output = output;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
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

    private synchronized void add(Runnable call) {
        if (closing) {
            return;
        }
        if (queue.size() == CAPACITY) {
            queue.poll();
            if (dropped++ == 0) {
                LOG.warn("{} is too slow: readings are dropped; the newest are kept", name);
            }
        }
        queue.add(call);
        notifyAll();
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
        return queue.poll();
    }

    /** Delivers what is queued and closes the output; gives up on an output that hangs. */
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
