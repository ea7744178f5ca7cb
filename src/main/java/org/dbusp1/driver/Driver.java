package org.dbusp1.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.dbusp1.output.Output;
import org.dbusp1.process.ExitRequest;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Logging;
import org.dbusp1.process.OpenFiles;
import org.dbusp1.source.Source;
import org.dbusp1.source.SourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one meter from the first byte to the last: wires its pipeline, starts the reader's thread and ends in order.
 * The thread that runs the driver is the ticker, of one second. Whatever ends it, services leave the bus, the port is
 * closed and queues are delivered within two seconds. What hangs then is left behind: a thread that waits for no lock
 * and no log halts the process.
 */
public final class Driver {
    private static final Logger LOG = LoggerFactory.getLogger(Driver.class);
    private static final int TICK_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 1_700;
    /** The time that the files wait for outputs that leave something to be written when they close. */
    private static final long OUTPUTS_MILLIS = 1_200;
    /** The time from the beginning of the end to the halt; the process ends within two seconds. */
    private static final long HALT_MILLIS = 1_950;
    /** The ticks that the next output waits for one that is not ready: a meter of ten seconds has sent by then. */
    private static final int PATIENCE_TICKS = 15;
    private static final int LOOK_MILLIS = 100;
    /** After so many seconds without a telegram its owner is pointed to the check: every meter has spoken by then. */
    private static final int SILENT_TICKS = 20;

    /**
     * The options of its start and its end.
     *
     * @param waiting whether to wait for a source that is absent, forbidden or busy
     * @param probe   seconds after which it ends with {@link ExitStatus#NOT_FOUND} when there was no good telegram
     * @param halt    ends the process at once with a status: no lock, no log, no shutdown hook
     */
    public record StartOptions(boolean waiting, OptionalInt probe, IntConsumer halt) {
    }

    /**
     * The reason of its end.
     *
     * @param line for the owner, which was printed; absent where there is nothing to do
     */
    public record End(ExitStatus status, Optional<String> line) {
    }

    /** A task of the ticker beside its own work. */
    public interface TickTask {
        /** Another second passed. Returns at once, without an exception: it waits for no disk, log or lock. */
        void tick();

        /** The driver ends; called on a thread of its own, which may hang. */
        void end();
    }

    private final List<Output> outputs;
    private final StartOptions options;
    private final int tickMillis;
    private final Source source;
    private final Pipeline pipeline;
    private final List<TickTask> tasks;
    private final Watchdog watchdog = new Watchdog(System.nanoTime());
    private final Reader reader;
    private final DriverEnd end = new DriverEnd();
    private final CountDownLatch closed = new CountDownLatch(1);
    private int silentTicks;

    /**
     * @param tuner   tunes the source by what comes from it
     * @param tasks   tasks of the ticker beside its own work
     * @param outputs makes them; the first gets each snapshot before the others, on the reader's own thread
     */
    public Driver(Pipeline.Parts parts, Reader.LineTuner tuner, List<TickTask> tasks,
                  Function<ExitRequest, List<Output>> outputs, StartOptions options) {
        this(parts, tuner, tasks, outputs, options, TICK_MILLIS);
    }

    public Driver(Pipeline.Parts parts, Reader.LineTuner tuner, List<TickTask> tasks,
                  Function<ExitRequest, List<Output>> outputs, StartOptions options, int tickMillis) {
        this.outputs = List.copyOf(outputs.apply(end));
        this.options = options;
        this.tickMillis = tickMillis;
        this.source = parts.source();
        this.pipeline = new Pipeline(parts, this.outputs);
        this.tasks = List.copyOf(tasks);
        this.reader = new Reader(parts.source(), tuner, pipeline, watchdog, new Reader.Events() {
            @Override
            public boolean unopened(SourceException why) {
                if (!options.waiting()) {
                    end.exit(statusOf(why.obstacle()), why.getMessage());
                }
                return options.waiting();
            }

            @Override
            public void exchanged() {
                end.exit(ExitStatus.ABSENT, "another cable is at " + parts.source().name()
                        + ": the driver ends and is started again for the meter on this cable");
            }

            @Override
            public void ended() {
                if (pipeline.good() > 0) {
                    end.inOrder();
                } else {
                    end.exit(ExitStatus.NO_DATA, "no good telegram in the " + parts.source().description()
                            + "; dbus-p1 check --replay FILE shows what the file holds");
                }
            }

            @Override
            public void failed(Throwable fault) {
                fault("fault in the driver; its supervisor will start it again", fault);
            }
        });
    }

    public static ExitStatus statusOf(SourceException.Obstacle obstacle) {
        return switch (obstacle) {
            case ABSENT -> ExitStatus.ABSENT;
            case FORBIDDEN -> ExitStatus.FORBIDDEN;
            case BUSY -> ExitStatus.BUSY;
            case UNSUITABLE -> ExitStatus.CONFIG;
        };
    }

    /** Runs until something ends it, as the ticker; a termination signal ends it with status 0. */
    public End run() {
        Thread hook = new Thread(this::terminated, "terminated");
        Runtime.getRuntime().addShutdownHook(hook);
        Thread reading = daemon("reader", reader);
        daemon("start", this::start);
        tick();
        try {
            daemon("halt", this::haltLater);
            close(reading);
        } catch (OutOfMemoryError noThread) {
            // Nothing can be closed, and nothing would end a process that hangs.
            options.halt().accept(end.reason().status().code());
        }
        closed.countDown();
        return end.reason();
    }

    /** Ends the driver; then logs one line, and the stack unless the cause lies outside of this program. */
    private void fault(String what, Throwable fault) {
        Optional<String> outside = OpenFiles.exhausted(fault);
        end.exit(ExitStatus.FAULT, outside.orElse(what + ": " + fault));
        if (outside.isEmpty()) {
            LOG.error(what, fault);
        }
    }

    /**
     * One output starts after the other, each when the one before it is ready: the D-Bus comes first, and on a small
     * device loading the classes of all at once would take the processor from it. One that does not get ready delays
     * the others by no more than {@link #PATIENCE_TICKS}.
     */
    private void start() {
        try {
            for (Output output : outputs) {
                output.start();
                if (!awaitReady(output)) {
                    return;
                }
            }
        } catch (InterruptedException hurry) {
            end.inOrder();
        } catch (RuntimeException | Error fault) {
            fault("fault at the start of the driver", fault);
        }
    }

    /** Waits until an output is ready; no longer than some seconds after the first telegram, or without one. */
    private boolean awaitReady(Output output) throws InterruptedException {
        long since = System.nanoTime();
        boolean spoken = pipeline.good() > 0;
        while (!output.isReady() && System.nanoTime() - since < PATIENCE_TICKS * (long) tickMillis * 1_000_000L) {
            if (end.await(LOOK_MILLIS)) {
                return false;
            }
            if (!spoken && pipeline.good() > 0) {
                spoken = true;
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

    /** The virtual machine is going down: by a signal, or because {@link #run} has already returned. */
    private void terminated() {
        if (!end.inOrder()) {
            return;
        }
        try {
            closed.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            LOG.debug("interrupted while closing");
        }
        Logging.drain(Logging.SHORT_DRAIN_MILLIS);
        // A signal would make it 143; a driver that stopped as ordered has not failed.
        Runtime.getRuntime().halt(ExitStatus.OK.code());
    }

    /** The ticker: it must never wait for anything but the time. */
    private void tick() {
        try {
            long started = System.nanoTime();
            while (!end.await(tickMillis)) {
                second(started);
            }
        } catch (InterruptedException hurry) {
            end.inOrder();
        } catch (RuntimeException | Error fault) {
            end.exit(ExitStatus.FAULT, "fault in the one-second timer of the driver, which ends so that it is started"
                    + " again: "
                    + fault);
        }
    }

    /** The main thread ends the process in order, unless something hangs, or the processor has no time for it. */
    private void haltLater() {
        try {
            Thread.sleep(HALT_MILLIS);
        } catch (InterruptedException hurry) {
            LOG.debug("interrupted while closing");
        }
        if (end.reason().line().isPresent()) {
            Logging.drain(Logging.DRAIN_MILLIS);
        }
        options.halt().accept(end.reason().status().code());
    }

    private void second(long started) {
        boolean held = !pipeline.checkFreshness();
        long now = System.nanoTime();
        if (watchdog.tick(now, held)) {
            end.exit(ExitStatus.FAULT, "the reader hangs: the driver ends so that it is started again");
        }
        if (pipeline.good() == 0 && options.probe().isPresent()
                && now - started >= TimeUnit.SECONDS.toNanos(options.probe().getAsInt())) {
            end.exit(ExitStatus.NOT_FOUND, "no good telegram in " + options.probe().getAsInt() + " s");
        }
        pointToCheck();
        tasks.forEach(TickTask::tick);
    }

    /** Logs once what to do: whoever reads the log alone would otherwise see nothing for ever. */
    private void pointToCheck() {
        if (pipeline.good() == 0 && reader.isOpen() && ++silentTicks == SILENT_TICKS) {
            LOG.warn("no telegram on {} for {} s; dbus-p1 check shows what comes and what to do", source.description(),
                    SILENT_TICKS);
        }
    }

    /**
     * Each part is given its share of two seconds on a thread of its own; one that hangs is left behind. Files come
     * last: the reader and an output that closes may leave something to be written.
     */
    private void close(Thread reading) {
        long now = System.nanoTime();
        List<Thread> closing = new ArrayList<>();
        for (Output output : outputs) {
            closing.add(daemon("close " + output.getClass().getSimpleName(), output::close));
        }
        closing.add(daemon("close source", reader::stop));
        closing.add(reading);
        long filesAtLatest = now + TimeUnit.MILLISECONDS.toNanos(OUTPUTS_MILLIS);
        closing.forEach(thread -> joinUntil(filesAtLatest, thread));
        tasks.forEach(task -> closing.add(daemon("close files", task::end)));
        long last = now + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        closing.forEach(thread -> joinUntil(last, thread));
    }

    private static void joinUntil(long nanos, Thread thread) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, nanos - System.nanoTime()));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
