package org.dbusp1.output;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.process.Backoff;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.ExitStatus.ExitRequest;
import org.dbusp1.base.process.Health;
import org.dbusp1.base.process.NextAttempt;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an output its own thread and a small queue, so that a slow broker or disk delays neither other outputs nor the caller. A full
 * queue drops the oldest call of the least important kind, but keeps the newest call of {@link #offline}. The thread also makes the
 * output and loads its classes; until it has started, calls wait in the queue. Only a log waits until its recorders have room.
 */
public final class QueuedOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(QueuedOutput.class);
    private static final int CAPACITY = 64;
    /** For complete records: a database may hang for 10 s while a meter sends 10 readings a second. */
    private static final int RECORDS_CAPACITY = 512;
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    private static final Duration HANG_LIMIT = Duration.ofSeconds(10);

    /** The kinds of calls, the least important first: a full queue drops the oldest call of the first kind that it holds. */
    private enum CallType { REJECTED, OFFLINE, SNAPSHOT, EVENT }

    private record QueuedCall(CallType kind, Consumer<Output> call) {
    }

    private static final QueuedCall WAKE_UP = new QueuedCall(CallType.REJECTED, output -> { });

    /**
     * @param retry the time after which an output that could not be made or started is tried again first
     * @param hang  the time after which a call that has not returned hangs
     * @param clock the monotonic time by which it is tried again
     */
    record Times(Duration tick, Duration retry, Duration hang, LongSupplier clock) {
        static final Times USUAL = new Times(TICK, FIRST_RETRY, HANG_LIMIT, System::nanoTime);
    }

    private final String name;
    private final Supplier<Output> make;
    private final BlockingQueue<QueuedCall> queue;
    private final ExitRequest exit;
    /** See {@link OutputDefinition}. */
    private final boolean isRecorder;
    private final Thread thread;
    private final Times timing;
    private final ThinnedLog drops = ThinnedLog.counted();
    private final ThinnedLog faults = ThinnedLog.counted();
    private final ThinnedLog failedStarts = ThinnedLog.counted();
    /** True from the first call that was dropped while the output runs, until the queue is empty. */
    private volatile boolean dropping;
    private volatile boolean started;
    /** Whether {@link #finish} or {@link #close} was called, or the thread was interrupted: calls are no longer accepted. */
    private volatile boolean closing;
    /** Whether the first attempt to start the output has ended, well or not. */
    private volatile boolean ready;
    private volatile boolean running;
    private final AtomicLong dropped = new AtomicLong();
    /** The health as the queue's thread last noted it, without hanging calls and dropped readings: see {@link #health}. */
    private volatile Health notedHealth;
    /** System.nanoTime() at the start of the output's present call; 0 between calls. */
    private volatile long callSince;
    private volatile @Nullable Output output;
    /** Number of accepted calls that are neither delivered nor dropped. */
    private final AtomicLong undelivered = new AtomicLong();

    // Used only by the thread of the queue.
    private final Backoff backoff;
    private final NextAttempt nextStart;

    /**
     * @param name the output and the meter; the name of the thread, also used in messages
     * @param exit ends the process when a class cannot be loaded: Java does not try that again in one process
     */
    public QueuedOutput(String name, Supplier<Output> make, ExitRequest exit) {
        this(name, make, exit, CAPACITY, Times.USUAL);
    }

    QueuedOutput(String name, Supplier<Output> make, ExitRequest exit, int capacity, Times timing) {
        this(name, make, exit, capacity, timing, false);
    }

    QueuedOutput(String name, Supplier<Output> make, ExitRequest exit, int capacity, Times timing, boolean isRecorder) {
        this.name = name;
        this.isRecorder = isRecorder;
        this.make = make;
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.exit = exit;
        this.timing = timing;
        this.backoff = new Backoff(timing.retry(), LONGEST_RETRY);
        this.nextStart = new NextAttempt(timing.clock());
        // The first word is the output, the others are the meter.
        this.notedHealth = new Health(name.split(" ")[0], true, Instant.now(), 0, null);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Returns an output of complete records, with room for the readings of some time in which its disk or database hangs. */
    public static QueuedOutput recorder(String name, Supplier<Output> make, ExitRequest exit) {
        return new QueuedOutput(name, make, exit, RECORDS_CAPACITY, Times.USUAL, true);
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
    public String name() {
        return name;
    }

    @Override
    public boolean isReady() {
        Output present = output;
        return ready && (!running || present == null || present.isReady());
    }

    @Override
    public boolean hasDelivered() {
        Output present = output;
        return ready && !running || undelivered.get() <= 0 && (present == null || present.hasDelivered());
    }

    /** Any thread may call; the call never waits. */
    public Health health() {
        Health last = notedHealth;
        Output present = output;
        long lost = dropped.get() + (present == null ? 0 : present.dropped());
        long hangs = callNanos();
        if (hangs < timing.hang.toNanos()) {
            return new Health(last.name(), last.works(), last.since(), lost, last.fault());
        }
        return new Health(last.name(), false, last.works() ? Instant.now().minusNanos(hangs) : last.since(), lost,
                "it does not return from a call");
    }

    /**
     * Returns whether at least half of the queue is free. Also true for an output that takes no calls: it is closed, could not be
     * started, or hangs. Any thread may call; the call never waits.
     */
    public boolean hasRoom() {
        return queue.remainingCapacity() >= queue.size() || closing || ready && !running || callNanos() >= timing.hang.toNanos();
    }

    /** Returns the time since the beginning of the output's present call; 0 between calls. */
    private long callNanos() {
        long since = callSince;
        return since == 0 ? 0 : System.nanoTime() - since;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        add(new QueuedCall(CallType.SNAPSHOT, output -> output.snapshot(snapshot)));
    }

    @Override
    public void rejected(RejectedFrame rejected) {
        add(new QueuedCall(CallType.REJECTED, output -> output.rejected(rejected)));
    }

    @Override
    public void event(Event event) {
        add(new QueuedCall(CallType.EVENT, output -> output.event(event)));
    }

    @Override
    public void offline() {
        add(new QueuedCall(CallType.OFFLINE, Output::offline));
    }

    private void add(QueuedCall queued) {
        if (closing) {
            return;
        }
        undelivered.incrementAndGet();
        boolean hasDropped = false;
        while (!queue.offer(queued)) {
            hasDropped |= drop();
        }
        if (hasDropped && running && !dropping) {
            dropping = true;
            drops.countAndLog(times -> LOG.warn("{} is too slow: its oldest readings are dropped{}", name, times));
        }
    }

    /** Returns false if the output has meanwhile taken the call, so that the queue has room without a loss. */
    private boolean drop() {
        List<QueuedCall> waiting = List.copyOf(queue);
        for (CallType kind : CallType.values()) {
            List<QueuedCall> ofKind = waiting.stream().filter(queued -> queued.kind() == kind).toList();
            // The newest call of offline() stays, whatever waits.
            if (ofKind.size() > (kind == CallType.OFFLINE ? 1 : 0)) {
                boolean room = queue.remove(ofKind.get(0));
                undelivered.addAndGet(room ? -1 : 0);
                if (room && kind == CallType.SNAPSHOT) {
                    dropped.incrementAndGet();
                }
                return room;
            }
        }
        return false;
    }

    private void run() {
        tryMake();
        ready = true;
        // What the output threw at the last call: an output that throws at every reading does not work, although its ticks do.
        String thrown = null;
        try {
            for (long next = System.nanoTime(); !closing;) {
                QueuedCall queued = running ? queue.poll(next - System.nanoTime(), TimeUnit.NANOSECONDS) : null;
                if (!running) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
                if (queued != null) {
                    thrown = deliver(queued, thrown);
                    dropping &= !queue.isEmpty();
                }
                if (System.nanoTime() - next >= 0) {
                    tryMake();
                    String thrownInTick = call(QueuedOutput::tick);
                    noteHealth(thrown == null ? thrownInTick : thrown);
                    next = System.nanoTime() + timing.tick().toNanos();
                }
            }
        } catch (InterruptedException interrupted) {
            closing = true;
            Thread.currentThread().interrupt();
        }
        for (QueuedCall queued = queue.poll(); queued != null; queued = queue.poll()) {
            thrown = deliver(queued, thrown);
        }
        boolean wasRunning = running;
        // An output that was made but could not be started has to be closed too; that it does not run stays known.
        running |= output != null;
        String thrownAtEnd = call(Output::close);
        running = wasRunning;
        noteHealth(thrown == null ? thrownAtEnd : thrown);
    }

    /** @param thrown by the last calls; null if the output itself knows whether it works */
    private void noteHealth(@Nullable String thrown) {
        call(present -> storeFault(thrown == null ? present.fault().orElse(null) : thrown));
    }

    /** Returns what the output threw at a call; at the call before if this one only wakes the thread. */
    private @Nullable String deliver(QueuedCall queued, @Nullable String thrownBefore) {
        if (queued == WAKE_UP) {
            return thrownBefore;
        }
        String thrown = call(queued.call());
        undelivered.decrementAndGet();
        return thrown;
    }

    private static void tick(Output output) {
        if (output instanceof Ticking ticking) {
            ticking.tick();
        }
    }

    /** Returns what the output threw; null if it threw nothing, or does not run. */
    private @Nullable String call(Consumer<Output> call) {
        Output present = output;
        if (!running || present == null) {
            return null;
        }
        // Never 0, which means that no call runs.
        callSince = System.nanoTime() | 1;
        try {
            call.accept(present);
            return null;
        } catch (MisconfiguredException e) {
            String fault = SafeText.line(String.valueOf(e.getMessage()));
            storeFault(fault);
            exit.exit(ExitStatus.CONFIG, fault);
            return fault;
        } catch (RuntimeException | Error e) {
            String fault = words(e);
            storeFault(fault);
            // The thread goes on, also after most Errors: perhaps no file could be opened at that moment.
            faults.countAndLog(times -> LOG.error("{} failed on a reading{}", name, times, e));
            exitIfClassMissing(e);
            return fault;
        } finally {
            callSince = 0;
        }
    }

    /** Stores why the output cannot work now; null if it works, which keeps the last fault. */
    private void storeFault(@Nullable String fault) {
        boolean works = fault == null;
        Health last = notedHealth;
        notedHealth = new Health(last.name(), works, works == last.works() ? last.since() : Instant.now(), 0,
                fault == null ? last.fault() : fault);
    }

    private static String words(Throwable fault) {
        return SafeText.excerpt(fault.toString());
    }

    private void tryMake() {
        if (running || !nextStart.isDue()) {
            return;
        }
        callSince = System.nanoTime() | 1;
        try {
            Output present = output == null ? make.get() : output;
            output = present;
            present.start();
            running = true;
            backoff.worked();
        } catch (RuntimeException | Error e) {
            failedStarts.countAndLog(again -> LOG.error(
                    "{} cannot be started; it is tried again, and the other outputs are not affected{}", name, again, e));
            storeFault(words(e));
            nextStart.after(backoff.failed());
            exitIfClassMissing(e);
        } finally {
            callSince = 0;
        }
    }

    /** Java never loads a class again that it could not load: in this process the output would always fail. */
    private void exitIfClassMissing(Throwable fault) {
        if (fault instanceof LinkageError) {
            exit.exit(ExitStatus.FAULT, name + ": a class could not be loaded (" + SafeText.excerpt(fault.toString())
                    + "); the driver ends and is started again");
        }
    }

    /** {@inheritDoc} Closes the output too. */
    @Override
    public boolean finish() {
        end(0);
        Health last = health();
        return !isRecorder || running && last.works() && last.dropped() == 0;
    }

    /** Delivers queued calls and closes the output; returns in time even if the output hangs. */
    @Override
    public void close() {
        end(CLOSE_MILLIS);
    }

    /** @param millis the longest wait; 0 for no limit */
    private void end(long millis) {
        synchronized (this) {
            closing = true;
        }
        // Wakes the thread if it waits for a call, or for the next start. With a full queue the thread does not wait for a call.
        queue.offer(WAKE_UP);
        LockSupport.unpark(thread);
        try {
            thread.join(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
