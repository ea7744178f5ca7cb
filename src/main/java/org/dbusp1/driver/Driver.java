package org.dbusp1.driver;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.dbusp1.decode.Decoder;
import org.dbusp1.frame.Framer;
import org.dbusp1.guard.Guard;
import org.dbusp1.output.Output;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.source.Source;
import org.dbusp1.source.SourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one meter from the first byte to the last: wires its chain, owns its threads (the reader and a ticker of one
 * second) and ends in order. Whatever ends it, services leave the bus, the port is closed and queues are delivered
 * within two seconds.
 */
public final class Driver {
    private static final Logger LOG = LoggerFactory.getLogger(Driver.class);
    private static final int TICK_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 1_800;

    /**
     * How it behaves at start.
     *
     * @param waiting whether to wait for a source that is absent, forbidden or busy
     * @param probe   seconds after which it ends with {@link ExitStatus#NOT_FOUND} when there was no good telegram
     */
    public record Manner(boolean waiting, OptionalInt probe) {
    }

    /** What carries one meter's bytes to its outputs. */
    public record Parts(Source source, Reader.Steering steering, Framer framer, Decoder decoder, Guard guard,
                 MeterKeys keys, LineWatch watch, Chore chore) {
    }

    /** What the ticker does beside its own work; soon done, and never with an exception. */
    public interface Chore {
        /** Nothing. */
        Chore NONE = new Chore() {
            @Override
            public void tick() {
            }

            @Override
            public void end() {
            }
        };

        /** Another second passed. */
        void tick();

        /** The driver ends; another thread calls it. */
        void end();
    }

    /** How a part of the driver ends it, for a reason that is one line for its owner. The first ending counts. */
    public interface Ender {
        void end(ExitStatus status, String line);
    }

    private record Ending(ExitStatus status, Optional<String> line) {
    }

    private final List<Output> outputs;
    private final Manner manner;
    private final int tickMillis;
    private final Chain chain;
    private final Chore chore;
    private final Watchdog watchdog = new Watchdog(System.nanoTime());
    private final Reader reader;
    private final AtomicReference<Ending> ending = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param outputs makes them; the first gets each snapshot before the others, on the reader's own thread */
    public Driver(Parts parts, Function<Ender, List<Output>> outputs, Manner manner) {
        this(parts, outputs, manner, TICK_MILLIS);
    }

    public Driver(Parts parts, Function<Ender, List<Output>> outputs, Manner manner, int tickMillis) {
        this.outputs = List.copyOf(outputs.apply(this::end));
        this.manner = manner;
        this.tickMillis = tickMillis;
        this.chain = new Chain(parts, this.outputs);
        this.chore = parts.chore();
        this.reader = new Reader(parts.source(), parts.steering(), chain, watchdog, new Reader.Events() {
            @Override
            public boolean unopened(SourceException why) {
                if (!manner.waiting()) {
                    end(statusOf(why.obstacle()), why.getMessage());
                }
                return manner.waiting();
            }

            @Override
            public void ended() {
                end(ExitStatus.OK);
            }

            @Override
            public void failed(Throwable fault) {
                LOG.error("fault in the driver; its supervisor will start it again", fault);
                end(ExitStatus.FAULT);
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

    private void end(ExitStatus status, String line) {
        end(new Ending(status, Optional.of(line)));
    }

    private void end(ExitStatus status) {
        end(new Ending(status, Optional.empty()));
    }

    /** @return whether it is the first, which counts */
    private boolean end(Ending end) {
        boolean first = ending.compareAndSet(null, end);
        ended.countDown();
        return first;
    }

    /**
     * Runs until something ends it; a termination signal ends it with status 0.
     *
     * @return the status that the process should exit with
     * @throws Failure when it ended for a reason that is to be told
     */
    public ExitStatus run() throws Failure {
        Thread hook = new Thread(this::terminated, "terminated");
        Runtime.getRuntime().addShutdownHook(hook);
        Thread reading = daemon("reader", reader);
        Thread ticking = daemon("ticker", this::tick);
        outputs.forEach(Output::start);
        awaitEnd();
        Ending end = ending.get();
        close(reading, ticking);
        closed.countDown();
        if (end.line().isPresent()) {
            throw new Failure(end.status(), end.line().get());
        }
        return end.status();
    }

    /** Nobody interrupts the thread that waits here; if somebody does, that is an order to stop. */
    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException order) {
            end(ExitStatus.OK);
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The virtual machine is going down: by a signal, or because {@link #run} has already returned. */
    private void terminated() {
        if (!end(new Ending(ExitStatus.OK, Optional.empty()))) {
            return;
        }
        try {
            closed.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            LOG.debug("interrupted while closing");
        }
        // A signal would make it 143; to be told to stop and to have stopped is no failure.
        Runtime.getRuntime().halt(ExitStatus.OK.code());
    }

    private void tick() {
        long started = System.nanoTime();
        while (ended.getCount() > 0) {
            try {
                Thread.sleep(tickMillis);
            } catch (InterruptedException end) {
                return;
            }
            long now = System.nanoTime();
            if (watchdog.tick(now)) {
                end(ExitStatus.FAULT, "the reader has hung for 30 s: the driver ends so that it is started anew");
            }
            if (chain.good() == 0 && manner.probe().isPresent()
                    && now - started >= TimeUnit.SECONDS.toNanos(manner.probe().getAsInt())) {
                end(ExitStatus.NOT_FOUND, "no good telegram in " + manner.probe().getAsInt() + " s");
            }
            chain.checkFreshness();
            chore.tick();
        }
    }

    /** Each part is given its share of two seconds; one that hangs is left behind, since the process ends. */
    private void close(Thread reading, Thread ticking) {
        ticking.interrupt();
        List<Thread> closing = outputs.stream()
                .map(output -> daemon("close " + output.getClass().getSimpleName(), output::close))
                .toList();
        reader.stop();
        chore.end();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        joinUntil(end, reading);
        closing.forEach(thread -> joinUntil(end, thread));
    }

    private static void joinUntil(long nanos, Thread thread) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, nanos - System.nanoTime()));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
