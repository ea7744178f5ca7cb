package org.dbusp1.output.http;

import org.dbusp1.Snapshots;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.SampleMeter;

/** Houses that a demand tariff bills. */
final class Bills {
    private Bills() {
    }

    static SampleMeter flanders() {
        return SampleMeter.house("emucs17", "house", new DemandConfig(Tariff.named("flanders"), 4_000L));
    }

    /** Returns a snapshot of such a house with this import limit and limiter. */
    static Snapshot limited(ImportLimit limit) throws Exception {
        Snapshot now = flanders().next();
        Demand demand = now.demand();
        return Snapshots.like(now).demand(demand == null ? null : new Demand(demand.start(), demand.window(), demand.meanWatts(),
                demand.forecastWatts(), demand.peakWatts(), demand.monthlyPeaks(), demand.bill(), limit)).take();
    }
}
