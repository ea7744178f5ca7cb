package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dbusp1.Snapshots;
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

/** A line of the driver that gets bytes at any second, and what it publishes of each. */
public final class PlayedLine {
    /** The reader notices a silence each half second. */
    private static final long SILENCE_NANOS = 500_000_000L;
    /** More of them change nothing. */
    private static final int SILENCES = 5;

    private final MeterPipeline line;
    private long now;
    private long silentSince;
    private boolean published;
    private Optional<Snapshot> newest = Optional.empty();

    public PlayedLine(FrameScanner scanner, Guard guard, MeterKey key) {
        Path none = Path.of("target/no-log");
        LocalTimeResolver times = LocalTimeResolver.ofLog(null);
        MeterPipeline.Parts parts = new MeterPipeline.Parts(SilentLine.at(() -> now), scanner, times,
                LineDecoders.ofStream(times), guard, MeterTime.ofLog(times), new CounterCheck(false), new TotalCheck(false),
                Snapshots::tracker, meter -> DemandInputs.NONE, new MeterKeyResolver(key, none),
                new LineCounters());
        line = new MeterPipeline(parts, List.of(new SilentOutput() {
            @Override
            public void snapshot(Snapshot snapshot) {
                published = true;
                newest = Optional.of(snapshot);
            }

            @Override
            public void offline() {
                published = false;
            }
        }));
    }

    /** Returns whether values are published at a moment, in nanoseconds. */
    public boolean isPublished(long nanos) {
        silences(nanos);
        line.tryEndIfStale();
        return published;
    }

    /** Takes bytes and the silence after them. @return what is published of them; absent if nothing is */
    public Optional<Snapshot> take(byte[] bytes, long nanos) {
        silences(nanos);
        newest = Optional.empty();
        silentSince = nanos;
        line.accept(bytes, bytes.length, nanos);
        line.idle(nanos);
        return newest;
    }

    private void silences(long until) {
        for (int i = 0; i < SILENCES && silentSince + SILENCE_NANOS <= until; i++) {
            silentSince += SILENCE_NANOS;
            now = silentSince;
            line.idle(now);
        }
        now = until;
    }

    /** The port is gone. */
    public void lost() {
        line.lineLost("gone", null);
    }
}
