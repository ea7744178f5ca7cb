package org.dbusp1.metering;

import java.time.Duration;
import java.util.List;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/** Windows of demand tariffs for tests. */
public final class TestDemand {
    private TestDemand() {
    }

    /** A window without months, a bill and a limit; powers in W. */
    public static Demand window(Stamp start, Duration length, @Nullable Long mean, @Nullable Long forecast, @Nullable Long peak) {
        return new Demand(start, length, mean, forecast, peak, List.of(), null, ImportLimit.NONE);
    }
}
