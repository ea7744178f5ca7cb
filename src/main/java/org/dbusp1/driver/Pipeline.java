package org.dbusp1.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.energy.Ledger;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.source.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the bytes of a line into frames and readings, passes these to their {@link Publisher}, and logs the state of
 * the meter. The reader's thread calls it; the ticker only checks whether the published values are still valid. Values
 * are published and withdrawn first; messages about that are logged later.
 */
public final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    /** Rejected because there is no key, not because of a transmission error. */
    private static final Set<RejectCause> ENCRYPTED = EnumSet.of(RejectCause.ENCRYPTED, RejectCause.KEY);
    private static final byte[] NO_BYTES = {};
    /**
     * Each value is valid for at least this time, and a slow dongle may need most of it to answer. Older bytes were
     * read before the process was stopped.
     */
    private static final long OLD_NANOS = 5_000_000_000L;

    /**
     * The parts that carry the bytes of one meter to its outputs.
     *
     * @param stream   turns the bytes into readings
     * @param ledger   keeps the use by the counters
     * @param demand   calculates the window of a demand tariff for a snapshot that the ledger got
     */
    public record Parts(Source source, ReadingStream stream, Guard guard,
                        Ledger ledger, Function<Snapshot, Optional<Demand>> demand, MeterKeys keys, LineStatistics statistics) {
        private Snapshot withEnergies(Snapshot snapshot) {
            return snapshot.withEnergy(ledger.accept(snapshot)).withDemand(demand.apply(snapshot));
        }
    }

    private final Source source;
    private final ReadingStream stream;
    private final MeterKeys keys;
    private final LineStatistics statistics;
    private final LongSupplier nanos;
    private final Publisher publisher;
    private final PowerNotice powerNotice = new PowerNotice();
    private volatile long validSeconds;
    /** True if the meter was logged since the last loss that was logged. */
    private volatile boolean named;
    private int segment;
    private volatile long good;
    private long intactFrames;

    /** @param outputs the first gets each snapshot first */
    public Pipeline(Parts parts, List<Output> outputs) {
        this(parts, outputs, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    Pipeline(Parts parts, List<Output> outputs, LongSupplier nanos) {
        this.nanos = nanos;
        this.source = parts.source();
        this.stream = parts.stream();
        this.keys = parts.keys();
        this.statistics = parts.statistics();
        this.publisher = new Publisher(parts.guard(), parts::withEnergies, statistics, outputs);
    }

    /** Takes note that the source was opened. @return whether it is the source of this run's meter */
    boolean opened() {
        return keys.opened(source.cable(), source.name());
    }

    /** Takes bytes from the line. @param nanos time of arrival, by the monotonic clock */
    public void feed(byte[] bytes, int length, long nanos) {
        statistics.received(bytes, 0, length, source.line());
        pass(stream.take(bytes, 0, length), nanos);
    }

    /** Takes note that the line was silent. @param nanos end of the silence, by the monotonic clock */
    void idle(long nanos) {
        statistics.received(NO_BYTES, 0, 0, source.line());
        pass(stream.idle(), nanos);
    }

    private void pass(List<Frame> frames, long arrived) {
        for (Frame frame : frames) {
            ReadingStream.Decoded decoded = stream.decode(frame);
            decoded.reading().ifPresent(reading -> accepted(reading, frame, arrived));
            decoded.cause().ifPresent(cause -> rejected(frame, cause));
        }
    }

    private void accepted(Reading reading, Frame frame, long arrived) {
        intactFrames++;
        good++;
        if (nanos.getAsLong() - arrived > OLD_NANOS) {
            // The process was stopped between the read and this line: the telegram is out of date.
            publisher.lost();
        }
        Optional<MeterKey> key = keys.of(reading, source.cable(), source.name());
        Publisher.Outcome outcome = publisher.accept(reading, key, frame, arrived, Instant.now());
        outcome.published().ifPresent(snapshot -> {
            keys.keep(snapshot.key(), source.cable());
            logMeter(snapshot);
        });
        if (outcome.ended() && outcome.severalMeters()) {
            lossLogged();
            LOG.warn("meter lost: two meters send on {}; services removed from D-Bus", source.description());
        } else if (outcome.ended()) {
            logSilence();
        }
    }

    private void logMeter(Snapshot snapshot) {
        validSeconds = seconds(snapshot.validFor());
        if (!named) {
            named = true;
            LOG.info("{} on {}, every {} s", snapshot.reading().meter().dialect().title(), source.description(),
                    seconds(snapshot.interval()));
        }
        if (snapshot.segment() != segment) {
            segment = snapshot.segment();
            LOG.info("the meter was replaced: the new meter keeps the key and the D-Bus name of the old one");
        }
        powerNotice.news(snapshot.reading()).ifPresent(LOG::warn);
    }

    private static long seconds(Duration duration) {
        return Math.max(1, Math.round(duration.toMillis() / 1_000.0));
    }

    /** Takes note that a loss was logged: the meter is logged again when its telegrams come again. */
    void lossLogged() {
        named = false;
    }

    private void logSilence() {
        lossLogged();
        LOG.warn("meter lost: no good telegram on {} for {} s; services removed from D-Bus", source.description(), validSeconds);
    }

    private void rejected(Frame frame, RejectCause cause) {
        if (frame.cause().map(ENCRYPTED::contains).orElse(true)) {
            intactFrames++;
        }
        publisher.rejected(new Rejected(frame.bytes(), frame.offset(), Instant.now(), cause));
        LOG.debug("telegram of {} bytes rejected: {}", frame.bytes().length, cause.sentence());
    }

    /** Takes note that the source cannot be opened. */
    void absent(String why) {
        statistics.absent(why);
    }

    /**
     * Takes note that the port was removed: values are no longer valid, and half a telegram must not be joined with the
     * rest of another.
     */
    void lost(String why) {
        publisher.lost();
        statistics.absent(why);
        pass(stream.end(), nanos.getAsLong());
        // A telegram that was complete only with the end of the line proves nothing about the line.
        publisher.lost();
    }

    /**
     * Withdraws the published values if the telegrams stopped. Never waits.
     *
     * @return false if values are published and the reader holds the lock, so that this could not be checked
     */
    public boolean checkFreshness() {
        Publisher.Check check = publisher.checkFreshness(nanos.getAsLong());
        if (check == Publisher.Check.ENDED) {
            logSilence();
        }
        return check != Publisher.Check.HELD;
    }

    /** Returns the number of telegrams and frames since the start that came intact, readable or encrypted. */
    long intactFrames() {
        return intactFrames;
    }

    /** Returns the number of good telegrams since the start. */
    long good() {
        return good;
    }
}
