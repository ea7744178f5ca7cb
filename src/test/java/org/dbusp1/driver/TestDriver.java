package org.dbusp1.driver;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.StreamDecoder;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.line.source.Source;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.DemandTracker.DemandInputs;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.dbusp1.metering.guard.CounterCheck;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.output.Output;
import org.jspecify.annotations.Nullable;

/** A driver whose source and outputs are a test's own; what a test does not name is usual. */
public final class TestDriver {
    /** The release of the driver: a machine's clock that shows an earlier time is wrong. */
    static final Instant RELEASED = Instant.parse("2026-01-01T00:00:00Z");

    private final Source source;
    private final Origin origin;
    private final LocalTimeResolver times;
    private final MeterTime meterTime;
    private FrameScanner scanner = TestScanner.scanner(true, Decryptor.none());
    private Guard guard = new Guard();
    /** The ledger remembers nothing, and there is no demand tariff. */
    private Function<MeterKey, DemandTracker> trackers =
            key -> new DemandTracker(key, DemandConfig.DEFAULT, LedgerStore.NONE, null, StateStore.NONE);
    private MeterKeyResolver keys = keys(new MeterKey("house"), Path.of("target/no-keys"));
    private LineCounters counters;

    private TestDriver(Source source, Origin origin, @Nullable ZoneId zone) {
        this.source = source;
        this.origin = origin;
        this.times = new LocalTimeResolver(origin, zone, null);
        this.meterTime = new MeterTime(origin, times, RELEASED, zone);
        this.counters = new LineCounters(source.clock()::nanos);
    }

    /** The keys of a meter that no other driver can read. */
    public static MeterKeyResolver keys(@Nullable MeterKey configured, Path directory) {
        return new MeterKeyResolver(configured, directory, Runnable::run, null);
    }

    /** @param zone the owner's choice of the zone of the meter's clock; null without one */
    static TestDriver ofLine(Source source, @Nullable ZoneId zone) {
        return new TestDriver(source, Origin.LINE, zone);
    }

    /** Of a log the meter's clock is believed. */
    static TestDriver ofLog(Source source) {
        return new TestDriver(source, Origin.LOG, null);
    }

    /** @param zone the owner's choice of the zone of the meter's clock */
    static TestDriver ofLog(Source source, ZoneId zone) {
        return new TestDriver(source, Origin.LOG, zone);
    }

    TestDriver scanner(FrameScanner other) {
        scanner = other;
        return this;
    }

    TestDriver guard(Guard other) {
        guard = other;
        return this;
    }

    TestDriver tracker(DemandTracker tracker) {
        trackers = key -> tracker;
        return this;
    }

    TestDriver keys(MeterKeyResolver other) {
        keys = other;
        return this;
    }

    TestDriver counters(LineCounters other) {
        counters = other;
        return this;
    }

    MeterPipeline.Parts parts() {
        StreamDecoder decoder = LineDecoders.ofStream(times);
        return new MeterPipeline.Parts(source, scanner, times,
                source.clock() instanceof ReplaySource log ? new ReplayDecoder(decoder, log) : decoder, guard, meterTime,
                new CounterCheck(origin), trackers, key -> DemandInputs.NONE, keys, counters);
    }

    MeterPipeline pipeline(Output... outputs) {
        return new MeterPipeline(parts(), List.of(outputs));
    }

    public static MeterPipeline.Parts parts(Source source, MeterKeyResolver keys) {
        return ofLog(source).keys(keys).parts();
    }

    /** Runs it to its end. */
    static Driver.End run(MeterPipeline.Parts parts, List<Output> outputs, List<Driver.TickTask> tasks, Driver.StartOptions options,
                       int tickMillis) {
        return new Driver(parts, Reader.LineProbe.NONE, tasks, exit -> outputs, options, tickMillis).run();
    }
}
