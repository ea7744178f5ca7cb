package org.dbusp1.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.dbusp1.base.process.Backoff;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.process.ThreadActivity;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.line.source.Source;
import org.dbusp1.line.source.Source.OldBytesException;
import org.dbusp1.line.source.SourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the source open and reads it: the one thread on which a telegram passes from the line to D-Bus. When the source is
 * lost, the reader logs the loss once and opens the source again, with one to ten seconds between attempts. A serial port
 * that brings nothing usable any more is closed and opened anew. The reader waits only for its source, never for the driver's log, a
 * disk or a server; a log waits for the outputs that record it.
 */
public final class Reader implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
    private static final int READ_MILLIS = 500;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** The driver, which decides whether to end. */
    public interface Events {
        /** Called when the first opening of the source failed. @return whether to try again */
        boolean firstOpenFailed(SourceException cause);

        /** The port has another cable, or the line another cable's meter, than at the start. @param reason one line, for the owner */
        void cableExchanged(String reason);

        void ended();

        void failed(Throwable fault);
    }

    /** Finds the settings of a serial line from the bytes that arrive. */
    public interface LineProbe {
        /** Finds nothing: the source has no settings, or they are configured. */
        LineProbe NONE = new LineProbe() { };

        default void opened(long nanos) {
        }

        /**
         * Called in each pass of the reader's loop.
         *
         * @param count        number of received bytes; 0 for a silence, -1 at the end of the bytes
         * @param intactFrames number of intact frames since the start, readable or encrypted
         */
        default void received(byte[] bytes, int count, long intactFrames, long nanos) {
        }

        /** Returns whether the settings of the source are known; false while they are searched for. */
        default boolean settled() {
            return true;
        }
    }

    private final Source source;
    private final LineProbe probe;
    private final MeterPipeline pipeline;
    private final Watchdog watchdog;
    private final Events events;
    private final LongSupplier clock;
    private final ReopenRule reopening = new ReopenRule();
    private final byte[] buffer = new byte[4096];
    private volatile boolean stopping;
    private volatile boolean everOpened;
    private volatile boolean open;
    private final ThinnedLog obstacles = ThinnedLog.onChange(LOG::warn);
    private final ThinnedLog announcements = ThinnedLog.onChange(LOG::warn);
    private final ThinnedLog obstacleAgain = ThinnedLog.hourly();
    private String loss = "";
    private boolean lossWasLogged;
    /** The last logged loss; empty after an opening that brought telegrams. */
    private String lastLoss = "";

    public Reader(Source source, LineProbe probe, MeterPipeline pipeline, Watchdog watchdog, Events events) {
        this(source, probe, pipeline, watchdog, events, System::nanoTime);
    }

    Reader(Source source, LineProbe probe, MeterPipeline pipeline, Watchdog watchdog, Events events, LongSupplier clock) {
        this.source = source;
        this.probe = probe;
        this.pipeline = pipeline;
        this.watchdog = watchdog;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void run() {
        ThreadActivity.ofCaller().ifPresent(activity -> watchdog.watch(activity::sample));
        try {
            Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
            while (!stopping) {
                boolean anew = false;
                if (open()) {
                    long before = pipeline.intactFrames();
                    anew = read();
                    // A bridge used by another program may accept each connection and close it at once.
                    boolean fruitful = pipeline.intactFrames() > before;
                    if (fruitful) {
                        backoff.worked();
                    }
                    noteLoss(fruitful);
                }
                // Before the port is opened anew, the meter has to notice that its data request line fell.
                rest(anew ? FIRST_WAIT : backoff.failed());
                logLoss();
            }
        } catch (RuntimeException | Error e) {
            events.failed(e);
        }
    }

    private boolean open() {
        watchdog.beat();
        try {
            source.open();
            if (!pipeline.acceptOpening()) {
                source.close();
                endForExchange("another cable is at " + source.name()
                        + ": the driver ends and is started again for the meter on this cable");
                return false;
            }
            boolean hadObstacle = obstacles.clear() | announcements.clear();
            if (everOpened && (lossWasLogged && lastLoss.isEmpty() || hadObstacle)) {
                LOG.info("{} is back", source.description());
            }
            lossWasLogged = false;
            long nanos = clock.getAsLong();
            probe.opened(nanos);
            reopening.opened(nanos);
            everOpened = true;
            open = true;
            return true;
        } catch (SourceException e) {
            pipeline.sourceUnavailable(e);
            if (!everOpened && !events.firstOpenFailed(e)) {
                stopping = true;
            } else {
                logObstacle(e);
            }
            return false;
        }
    }

    /** Other devices of the network may decide an untrusted text: of these, each condition is logged once. */
    private void logObstacle(SourceException e) {
        String line = e.getMessage() + "; waiting for it";
        if (e.hasUntrustedText()) {
            announcements.logAs(e.condition().name(), line);
        } else {
            // One that comes back after another one is named again, but not each time that the two alternate.
            if (obstacleAgain.tryAcquire(clock.getAsLong())) {
                obstacles.retain(Set.of(e.getMessage()));
            }
            obstacles.logAs(e.getMessage(), line);
        }
    }

    /** Reads until the source is lost or closed. @return whether to open the source anew, with its settings */
    private boolean read() {
        try {
            while (!stopping) {
                watchdog.beat();
                int count = source.read(buffer, READ_MILLIS);
                if (count > 0) {
                    pipeline.accept(buffer, count, source.lastReadNanos());
                } else if (count == 0) {
                    pipeline.idle(clock.getAsLong());
                } else if (!stopping) {
                    pipeline.end(clock.getAsLong());
                }
                long nanos = clock.getAsLong();
                probe.received(buffer, count, pipeline.intactFrames(), nanos);
                if (shouldReopen(count, nanos)) {
                    pipeline.lineLost();
                    return true;
                }
                String exchanged = pipeline.endReason();
                if (exchanged != null) {
                    endForExchange(exchanged);
                }
                if (count < 0 && !stopping) {
                    stopping = true;
                    events.ended();
                }
            }
        } catch (IOException e) {
            if (!stopping) {
                String reason = Objects.requireNonNullElse(e.getMessage(), "no bytes can be read");
                pipeline.lineLost(reason, e instanceof SourceException refusal ? refusal : null);
                // If only processor time was missing, the program was not stopped, and nothing is logged.
                boolean isLogged = !(e instanceof OldBytesException) || watchdog.wasStopped(clock.getAsLong());
                loss = isLogged ? source.description() + ": " + reason : "";
            }
        } finally {
            open = false;
            source.close();
        }
        return false;
    }

    private boolean shouldReopen(int count, long nanos) {
        LineSettings settings = source.lineSettings().orElse(null);
        boolean anew = settings != null && probe.settled()
                && reopening.shouldReopen(count, pipeline.intactFrames(), pipeline.timing(), settings.baud(), nanos);
        if (anew) {
            LOG.debug("{} is opened anew: nothing usable comes", source.description());
        }
        return anew;
    }

    private void endForExchange(String reason) {
        stopping = true;
        events.cableExchanged(reason);
    }

    /** Stores a loss to log; the same loss is logged again only if telegrams arrived in between. */
    private void noteLoss(boolean fruitful) {
        if (!fruitful && loss.equals(lastLoss)) {
            loss = "";
        } else {
            lastLoss = fruitful ? "" : loss;
        }
    }

    /** Logs a loss, but not at once: at the end of the process jSerialComm closes the port before the driver does. */
    private void logLoss() {
        if (!stopping && !loss.isEmpty()) {
            LOG.warn(loss);
            pipeline.lossLogged();
            loss = "";
            lossWasLogged = true;
        }
    }

    private void rest(Duration wait) {
        long end = clock.getAsLong() + wait.toNanos();
        while (!stopping && clock.getAsLong() - end < 0) {
            watchdog.beat();
            try {
                Thread.sleep(100);
            } catch (InterruptedException interrupted) {
                stopping = true;
            }
        }
    }

    boolean isOpen() {
        return open;
    }

    boolean wasOpened() {
        return everOpened;
    }

    /** Ends the reader soon. Any thread may call. */
    public void stop() {
        stopping = true;
        source.close();
    }
}
