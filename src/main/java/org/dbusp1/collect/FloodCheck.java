package org.dbusp1.collect;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.MeterKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports a meter that sends very many rows, because those of other meters wait behind them: a driver that sends the
 * history of months, or a hostile one. It logs one line an hour at most. Used by one thread.
 */
final class FloodCheck {
    /** The rows in an hour that are reported, two months of minutes: a meter sends 60 to 80 rows an hour. */
    static final int MANY = 100_000;
    private static final Logger LOG = LoggerFactory.getLogger(FloodCheck.class);
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int MOST_METERS = 1_000_000;

    private final Map<MeterKey, Integer> rowsOfHour = new HashMap<>();
    private long hourBegan = System.nanoTime();
    private boolean reported;

    /** Counts rows of a meter; {@code nanos} is the present time of a monotonic clock. */
    void count(MeterKey meter, int rows, long nanos) {
        if (nanos - hourBegan > HOUR_NANOS || rowsOfHour.size() >= MOST_METERS) {
            hourBegan = nanos;
            rowsOfHour.clear();
            reported = false;
        }
        if (rowsOfHour.merge(meter, rows, Integer::sum) >= MANY && !reported) {
            reported = true;
            LOG.warn("""
                    collect: meter {} has sent {} rows within an hour, and rows of other meters wait behind them; this is \
                    normal for a new driver and after months offline; otherwise withdraw the driver's access to the broker\
                    """, meter, MANY);
        }
    }
}
