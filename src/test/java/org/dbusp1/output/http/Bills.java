package org.dbusp1.output.http;

import java.util.OptionalLong;
import org.dbusp1.demand.DemandConfig;
import org.dbusp1.demand.Tariff;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.SampleMeter;

/** Houses that a demand tariff bills. */
final class Bills {
    private Bills() {
    }

    static SampleMeter flanders() {
        return SampleMeter.house("emucs17", "house", new DemandConfig(Tariff.named("flanders"), OptionalLong.of(4_000)));
    }

    /** Returns a snapshot of such a house with this import limit and limiter. */
    static Snapshot limited(ImportLimit limit) throws Exception {
        Snapshot now = flanders().next();
        return now.withDemand(now.demand().map(demand -> new Demand(demand.start(), demand.window(), demand.meanWatts(),
                demand.forecastWatts(), demand.peakWatts(), demand.months(), demand.bill(), limit)));
    }
}
