package org.dbusp1.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.ExitStatus.ExitRequest;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Logging;
import org.dbusp1.line.source.Source;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.output.Output;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one meter from the first byte to the last: starts the reader's thread and ends in order. The thread that calls
 * {@link #run} is the ticker: it runs the checks and tasks of each second. On every end the services leave D-Bus, the port is
 * closed and queues are delivered, within two seconds; the end of a log waits for outputs that still write. Parts that hang
 * are not awaited: another thread halts the process after these two seconds, and at most two more if a message is still to be
 * written. This thread takes no lock but that of the log's queue, which is never held while writing.
 */
public final class Driver {
    private static final Logger LOG = LoggerFactory.getLogger(Driver.class);
    private static final int TICK_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 1_700;
    /** The time after which an end that hangs is cut short by a halt. */
    private static final long HALT_MILLIS = 1_950;
    /** The longest wait for outputs to write the readings of a log that has ended. */
    private static final long FINISH_MILLIS = 60_000;
    /** Longest wait of the next output for one that is not ready, in ticks of a second: all meters but Czech ones have sent by then. */
    private static final int PATIENCE_TICKS = 15;
    /** The longest wait for the last readings of a log. */
    private static final long DELIVERY_MILLIS = 2_000;
    private static final int READY_POLL_MILLIS = 100;
    private static final long READY_POLL_NANOS = READY_POLL_MILLIS * 1_000_000L;
    /** Seconds without a telegram after which the log points the owner to the check: all meters but Czech ones have sent by then. */
    private static final int SILENT_TICKS = 20;

    /**
     * The options of the driver's start and end.
     *
     * @param waitForSource whether to wait for a source that is absent, forbidden or busy
     * @param probeSeconds   seconds after which the driver ends with {@link ExitStatus#NOT_FOUND} if there was no good telegram;
     *                null: the driver waits
     * @param halt    ends the process at once with a status: no lock, no log, no shutdown hook
     */
    public record StartOptions(boolean waitForSource, @Nullable Integer probeSeconds, IntConsumer halt) {
    }

    /** @param message one line, printed for the owner; null if the owner has nothing to do */
    public record End(ExitStatus status, @Nullable String message) {
        private static final End IN_ORDER = new End(ExitStatus.OK, null);
    }

    public interface TickTask {
        /** Called every second. Returns at once, without an exception: a task waits for no disk, log or lock. */
        void tick();

        /** Called at the end of the driver, on a separate thread, which may hang. */
        default void end() {
        }
    }

    private final List<Output> outputs;
    private final StartOptions options;
    private final int tickMillis;
    private final Source source;
    private final MeterPipeline pipeline;
    private final List<TickTask> tasks;
    private final Watchdog watchdog = new Watchdog(System.nanoTime());
    private final Reader reader;
    private final CountDownLatch ending = new CountDownLatch(1);
    /** The reason of the first request to end; null before the first request. */
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean terminating;
    private volatile boolean replayed;
    private int silentTicks;

    /** @param outputs makes the outputs; the first gets each snapshot before the others, on the reader's thread */
    public Driver(MeterPipeline.Parts parts, Reader.LineProbe lineProbe, List<TickTask> tasks,
                  Function<ExitRequest, List<Output>> outputs, StartOptions options) {
        this(parts, lineProbe, tasks, outputs, options, TICK_MILLIS);
    }

    public Driver(MeterPipeline.Parts parts, Reader.LineProbe lineProbe, List<TickTask> tasks,
                  Function<ExitRequest, List<Output>> outputs, StartOptions options, int tickMillis) {
        this.outputs = List.copyOf(outputs.apply(this::exit));
        this.options = options;
        this.tickMillis = tickMillis;
        this.source = parts.source();
        this.pipeline = new MeterPipeline(parts, this.outputs);
        this.tasks = List.copyOf(tasks);
        this.reader = new Reader(parts.source(), lineProbe, pipeline, watchdog, new Reader.Events() {
            @Override
            public boolean firstOpenFailed(SourceException cause) {
                if (!options.waitForSource()) {
                    exit(cause.condition().exitStatus(), cause.getMessage());
                }
                return options.waitForSource();
            }

            @Override
            public void cableExchanged(String reason) {
                exit(ExitStatus.ABSENT, reason);
            }

            @Override
            public void ended() {
                if (pipeline.hasDecoded()) {
                    replayed = true;
                    endInOrder();
                } else {
                    exit(ExitStatus.NO_DATA, "no good telegram in the " + parts.source().description()
                            + "; dbus-p1 check FILE shows what the file holds");
                }
            }

            @Override
            public void failed(Throwable fault) {
                fault("fault in the driver; its supervisor will start it again", fault);
            }
        });
    }

    /** Notes that the reader does not hang while it waits for the next message of a log, or for room in an output. */
    public void beat() {
        watchdog.beat();
    }

    private void exit(ExitStatus status, String message) {
        String outside = status == ExitStatus.FAULT ? FileProblem.noFreeDescriptorSentence() : null;
        if (outside != null) {
            request(new End(status, outside));
        } else if (request(new End(status, message)) && status == ExitStatus.FAULT) {
            // The stacks of all threads: the cause of a hanging thread may be in another one.
            Thread.getAllStackTraces().forEach((thread, stack) -> Logging.lastWords("thread " + thread.getName() + ", "
                    + thread.getState() + Arrays.stream(stack).map(call -> " < " + call).collect(Collectors.joining())));
        }
    }

    private boolean endInOrder() {
        return request(End.IN_ORDER);
    }

    /**
     * The line of the reason is printed first, so that it is in the log even if little processor time is left. Called by any thread;
     * takes no locks but those of the log, which are never held while writing.
     */
    private boolean request(End reason) {
        // After a log has ended, what its end meets is the reason, such as a D-Bus that is missing.
        boolean first = end.compareAndSet(null, reason) || replayed && end.compareAndSet(End.IN_ORDER, reason);
        if (first && reason.message() != null) {
            Logging.lastWords(reason.message());
        }
        ending.countDown();
        return first;
    }

    private End reason() {
        End first = end.get();
        return first == null ? End.IN_ORDER : first;
    }

    /** Runs the ticker until the driver ends; a termination signal ends the driver with status 0. */
    public End run() {
        Thread hook = new Thread(this::terminated, "terminated");
        Runtime.getRuntime().addShutdownHook(hook);
        Thread reading = daemon("reader", reader);
        Thread starting = daemon("start", this::start);
        runTicker();
        try {
            if (replayed) {
                finish(starting);
            }
            daemon("halt", this::haltLater);
            close(reading);
        } catch (OutOfMemoryError e) {
            // Without a closing thread no part can be closed, and a process that hangs would not end otherwise.
            options.halt().accept(reason().status().code());
        }
        closed.countDown();
        return reason();
    }

    /** Ends the driver before the fault is logged. The stack is omitted if the cause is outside this program. */
    private void fault(String what, Throwable fault) {
        String outside = FileProblem.noFreeDescriptorSentence(fault);
        if (outside != null) {
            request(new End(ExitStatus.FAULT, outside));
        } else {
            exit(ExitStatus.FAULT, what + ": " + fault);
            LOG.error(what, fault);
        }
    }

    /**
     * Starts the outputs one by one, each when the previous is ready: D-Bus is first, and on a small device loading the
     * classes of all outputs at once would take processor time from D-Bus. An output that does not become ready delays the
     * others by at most {@link #PATIENCE_TICKS}, counted again from the meter's first telegram.
     */
    private void start() {
        try {
            if (!awaitOpening()) {
                return;
            }
            for (Output output : outputs) {
                output.start();
                if (!awaitReady(output)) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            endInOrder();
        } catch (RuntimeException | Error e) {
            fault("fault at the start of the driver", e);
        }
    }

    /**
     * A source that is not waited for ends the driver if it cannot be opened: then no output has made a file. @return whether it was
     * opened, or is waited for
     */
    private boolean awaitOpening() throws InterruptedException {
        while (!options.waitForSource() && !reader.wasOpened()) {
            if (ending.await(READY_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return reader.wasOpened();
            }
        }
        return true;
    }

    private boolean awaitReady(Output output) throws InterruptedException {
        long since = System.nanoTime();
        boolean meterHasSent = pipeline.hasDecoded();
        while (!output.isReady() && System.nanoTime() - since < PATIENCE_TICKS * (long) tickMillis * 1_000_000L) {
            if (ending.await(READY_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!replayed) {
                    return false;
                }
                Thread.sleep(READY_POLL_MILLIS);
            }
            if (!meterHasSent && pipeline.hasDecoded()) {
                meterHasSent = true;
                since = System.nanoTime();
            }
        }
        return true;
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Runs when the virtual machine ends: by a signal, also during an end, or because {@link #run} has returned. */
    void terminated() {
        if (closed.getCount() == 0) {
            return;
        }
        terminating = true;
        endInOrder();
        try {
            closed.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            LOG.debug("interrupted while closing");
        }
        Logging.drain(Logging.SHORT_DRAIN_MILLIS);
        // After a signal the status would be 143, but a driver that was told to stop has not failed.
        options.halt().accept(reason().status().code());
    }

    private void runTicker() {
        try {
            long started = System.nanoTime();
            while (!ending.await(tickMillis, TimeUnit.MILLISECONDS)) {
                tickOnce(started);
            }
        } catch (InterruptedException interrupted) {
            endInOrder();
        } catch (RuntimeException | Error e) {
            fault("fault in the one-second timer of the driver; its supervisor will start it again", e);
        }
    }

    private void haltLater() {
        try {
            Thread.sleep(HALT_MILLIS);
        } catch (InterruptedException interrupted) {
            LOG.debug("interrupted while closing");
        }
        if (reason().message() != null) {
            Logging.drain(Logging.DRAIN_MILLIS);
        }
        options.halt().accept(reason().status().code());
    }

    private void tickOnce(long started) {
        boolean isLocked = !pipeline.tryEndIfStale();
        long now = System.nanoTime();
        if (watchdog.tick(now, isLocked)) {
            exit(ExitStatus.FAULT, "the reader hangs: the driver ends so that it is started again");
        }
        if (!pipeline.hasDecoded() && options.probeSeconds() != null && now - started >= TimeUnit.SECONDS.toNanos(options.probeSeconds())) {
            exit(ExitStatus.NOT_FOUND, "no good telegram in " + options.probeSeconds() + " s");
        }
        pointToCheck();
        tasks.forEach(TickTask::tick);
    }

    private void pointToCheck() {
        if (!pipeline.hasDecoded() && reader.isOpen() && ++silentTicks == SILENT_TICKS) {
            LOG.warn("no telegram on {} for {} s; dbus-p1 check shows what comes and what to do", source.description(), SILENT_TICKS);
        }
    }

    /** Waits until all outputs, also those that are still starting, have written their last readings of a log that has ended. */
    private void finish(Thread starting) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FINISH_MILLIS);
        awaitEnd(deadline, List.of(starting));
        awaitDelivery();
        outputs.forEach(Output::offline);
        List<String> unfinished = new CopyOnWriteArrayList<>(outputs.stream().map(Output::name).toList());
        List<Thread> finishing = outputs.stream().map(output -> daemon("finish", () -> {
            if (output.finish()) {
                unfinished.remove(output.name());
            }
        })).toList();
        awaitEnd(deadline, finishing);
        List<String> unwritten = List.copyOf(unfinished);
        if (!unwritten.isEmpty()) {
            String why = terminating ? "because the driver was told to end" : finishing.stream().anyMatch(Thread::isAlive)
                    ? "although the driver waited " + FINISH_MILLIS / 1_000 + " s" : "for the reasons above";
            request(new End(ExitStatus.BUSY, "not all of the log is written, " + why + ": " + String.join(", ", unwritten)
                    + "; play the log again"));
        }
    }

    /** A connection may take longer than a short log. */
    private void awaitDelivery() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DELIVERY_MILLIS);
        while (!terminating && System.nanoTime() - deadline < 0 && !outputs.stream().allMatch(Output::hasDelivered)) {
            LockSupport.parkNanos(READY_POLL_NANOS);
        }
    }

    private void awaitEnd(long deadline, Collection<Thread> threads) {
        while (!terminating && System.nanoTime() - deadline < 0 && threads.stream().anyMatch(Thread::isAlive)) {
            threads.forEach(thread -> joinUntil(System.nanoTime() + READY_POLL_NANOS, thread));
        }
    }

    /**
     * Closes each part on a separate thread within its share of the two seconds; a part that hangs is not awaited. Files are
     * last, because the reader and closing outputs may leave data to write.
     */
    private void close(Thread reading) {
        long now = System.nanoTime();
        List<Thread> closing = new ArrayList<>();
        for (Output output : outputs) {
            closing.add(daemon("close " + output.getClass().getSimpleName(), output::close));
        }
        closing.add(daemon("close source", reader::stop));
        closing.add(reading);
        long filesAtLatest = now + TimeUnit.MILLISECONDS.toNanos(Output.CLOSE_MILLIS);
        closing.forEach(thread -> joinUntil(filesAtLatest, thread));
        tasks.forEach(task -> closing.add(daemon("close files", task::end)));
        long deadline = now + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        closing.forEach(thread -> joinUntil(deadline, thread));
    }

    private static void joinUntil(long deadline, Thread thread) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
