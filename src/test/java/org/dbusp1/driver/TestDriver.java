package org.dbusp1.driver;

import java.util.List;
import org.dbusp1.Snapshots;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.StreamDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.line.source.Source;
import org.dbusp1.metering.demand.DemandTracker.DemandInputs;
import org.dbusp1.metering.guard.CounterCheck;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.metering.guard.TotalCheck;
import org.dbusp1.output.Output;

/** A driver of a P1 meter whose source and outputs are a test's own. */
public final class TestDriver {
    private TestDriver() {
    }

    public static MeterPipeline.Parts parts(Source source, MeterKeyResolver keys) {
        return parts(source, keys, new LineCounters());
    }

    static MeterPipeline.Parts parts(Source source, MeterKeyResolver keys, LineCounters watch) {
        LocalTimeResolver times = LocalTimeResolver.ofLog(null);
        StreamDecoder decoder = new StreamDecoder(content -> new DsmrDecoder(DsmrDecoder.Options.DEFAULT, times));
        return new MeterPipeline.Parts(source,
                new FrameScanner(false, Decryptor.none()), times,
                source.clock() instanceof ReplaySource log ? new ReplayDecoder(decoder, log) : decoder,
                new Guard(), MeterTime.ofLog(times), new CounterCheck(false), new TotalCheck(false),
                Snapshots::tracker, key -> DemandInputs.NONE, keys, watch);
    }

    /** Runs it to its end. */
    static Driver.End run(MeterPipeline.Parts parts, List<Output> outputs, List<Driver.TickTask> tasks, Driver.StartOptions options,
                       int tickMillis) {
        return new Driver(parts, Reader.LineProbe.NONE, tasks, exit -> outputs, options, tickMillis).run();
    }
}
