package org.dbusp1.gx.dbus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that serves all connections to the bus. It waits for the sockets of the connections, for timers, and for
 * work posted by other threads. Work on this thread must not wait.
 */
public final class EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private record Timer(long nanos, Runnable work) {
    }

    /** Null until the start. */
    private volatile @Nullable Thread thread;
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> Long.signum(a.nanos - b.nanos));
    private final ByteBuffer received = ByteBuffer.allocateDirect(4096);
    private final Runnable afterWait;
    private final Consumer<Throwable> fault;
    private final LongSupplier clock;
    /** Null until the start. */
    private volatile @Nullable Selector selector;
    private volatile boolean ended;

    /**
     * @param afterWait runs on the loop after each wait: takes what the loop's owner put into its own queue before {@link #wake}
     * @param fault receives a Throwable of work on the loop, a mistake in this program; also the failure of the loop's
     *                 own wait, which ends the loop
     */
    public EventLoop(Runnable afterWait, Consumer<Throwable> fault) {
        this(afterWait, fault, System::nanoTime);
    }

    /** @param clock of the timers, as {@link System#nanoTime} */
    public EventLoop(Runnable afterWait, Consumer<Throwable> fault, LongSupplier clock) {
        this.afterWait = afterWait;
        this.fault = fault;
        this.clock = clock;
    }

    /** Starts the thread; work posted before the start is run too. @throws IOException if the system has no descriptors left */
    public void start() throws IOException {
        Selector opened = Selector.open();
        selector = opened;
        Thread started = new Thread(() -> run(opened), "D-Bus");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Runs work on the loop, in the order of these calls. Any thread may call; returns at once. */
    public void post(Runnable work) {
        posted.add(work);
        if (Thread.currentThread() != thread) {
            wake();
        }
    }

    /** Ends the wait of the loop. Any thread may call; returns at once. */
    public void wake() {
        Selector waiting = selector;
        if (waiting != null) {
            waiting.wakeup();
        }
    }

    /** Runs work on the loop after a time. Called on the loop only. */
    public void after(Duration time, Runnable work) {
        timers.add(new Timer(clock.getAsLong() + time.toNanos(), work));
    }

    /** Ends the loop after the work already posted. Any thread may call; returns at once. */
    public void end() {
        post(() -> ended = true);
    }

    /** Called only after {@link #start}. @param ready runs on the loop, for reading or another event of the key's interestOps */
    SelectionKey watch(SocketChannel channel, Runnable ready) throws IOException {
        return channel.register(selector, SelectionKey.OP_READ, ready);
    }

    /** Returns the loop's only buffer: the bytes of one read, which the next read of any connection overwrites. */
    ByteBuffer readBuffer() {
        return received;
    }

    private void run(Selector on) {
        while (!ended) {
            try {
                select(on);
            } catch (IOException | RuntimeException | Error e) {
                fault.accept(e);
                return;
            }
            guarded(afterWait);
            for (Timer due = due(); due != null; due = due()) {
                guarded(due.work);
            }
            for (Runnable work = posted.poll(); work != null && !ended; work = posted.poll()) {
                guarded(work);
            }
        }
        try {
            on.close();
        } catch (IOException e) {
            LOG.debug("closing the selector: {}", e.toString());
        }
    }

    private void select(Selector on) throws IOException {
        Consumer<SelectionKey> ready = key -> guarded((Runnable) key.attachment());
        if (!posted.isEmpty()) {
            on.selectNow(ready);
        } else if (timers.isEmpty()) {
            on.select(ready);
        } else {
            long left = TimeUnit.NANOSECONDS.toMillis(timers.peek().nanos - clock.getAsLong());
            on.select(ready, Math.max(1, left + 1));
        }
    }

    private @Nullable Timer due() {
        return timers.isEmpty() || timers.peek().nanos - clock.getAsLong() > 0 ? null : timers.poll();
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            fault.accept(e);
        }
    }
}
