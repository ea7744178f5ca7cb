package org.dbusp1.driver;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Snapshots;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandTracker.DemandInputs;
import org.dbusp1.metering.guard.CounterCheck;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.metering.guard.TotalCheck;
import org.dbusp1.output.SilentOutput;
import org.jspecify.annotations.Nullable;

/** A live line of the driver with a machine's clock that a test sets, and the snapshots that it published. */
final class DatedLine {
    static final Instant RELEASED = Instant.parse("2026-01-01T00:00:00Z");

    final List<Snapshot> snapshots = new ArrayList<>();
    private final MeterPipeline line;
    private Instant now;

    DatedLine(Instant start) {
        this(start, null);
    }

    /** @param zone the owner's choice of the zone of the meter's clock; null without one */
    DatedLine(Instant start, @Nullable ZoneId zone) {
        now = start;
        LocalTimeResolver times = LocalTimeResolver.ofLine(zone, null);
        line = new MeterPipeline(new MeterPipeline.Parts(SilentLine.at(() -> Duration.between(Instant.EPOCH, now).toNanos()),
                new FrameScanner(true, Decryptor.none()), times, LineDecoders.ofStream(times), new Guard(),
                MeterTime.ofLine(times, RELEASED, zone), new CounterCheck(false), new TotalCheck(false), Snapshots::tracker,
                key -> DemandInputs.NONE, new MeterKeyResolver(new MeterKey("house"), Path.of("target/no-keys")),
                new LineCounters()), List.of(new SilentOutput() {
                    @Override
                    public void snapshot(Snapshot snapshot) {
                        snapshots.add(snapshot);
                    }
                }));
        line.acceptOpening();
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Sends a telegram now. @return what was published last */
    Snapshot send(String telegram) {
        return send(telegram.getBytes(StandardCharsets.ISO_8859_1));
    }

    Snapshot send(byte[] telegram) {
        sendUnanswered(telegram);
        return snapshots.get(snapshots.size() - 1);
    }

    /** Sends bytes now, of which nothing may be published. */
    void sendUnanswered(byte[] telegram) {
        long nanos = Duration.between(Instant.EPOCH, now).toNanos();
        line.accept(telegram, telegram.length, nanos);
        line.idle(nanos);
    }
}
