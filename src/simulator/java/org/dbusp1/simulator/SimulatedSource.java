package org.dbusp1.simulator;

import java.util.function.Supplier;
import org.dbusp1.source.MonotonicClock;
import org.dbusp1.source.Pacer;
import org.dbusp1.source.Source;
import org.dbusp1.source.Speed;
import org.dbusp1.source.UnreadBytes;

/** A simulated meter that sends at its own pace. */
public final class SimulatedSource implements Source {
    private final String dialect;
    private final Supplier<SimulatedMeter> meters;
    private final Pacer pacer;

    private SimulatedMeter meter;
    private final UnreadBytes telegram = new UnreadBytes();
    private long dueMillis;

    /** @param meters makes the meter, anew at each open */
    public SimulatedSource(String dialect, Supplier<SimulatedMeter> meters, Speed speed) {
        this(dialect, meters, new Pacer(speed, MonotonicClock.SYSTEM));
    }

    SimulatedSource(String dialect, Supplier<SimulatedMeter> meters, Pacer pacer) {
        this.dialect = dialect;
        this.meters = meters;
        this.pacer = pacer;
    }

    @Override
    public void open() {
        meter = meters.get();
        telegram.put();
        dueMillis = 0;
        pacer.start();
    }

    @Override
    public int read(byte[] into, int timeoutMillis) {
        if (pacer.isStopped()) {
            return -1;
        }
        if (!pacer.due(dueMillis, timeoutMillis)) {
            return 0;
        }
        if (telegram.isEmpty()) {
            telegram.put(meter.next());
        }
        int count = telegram.take(into);
        if (telegram.isEmpty()) {
            dueMillis += meter.interval() * 1_000L;
        }
        return count;
    }

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public String description() {
        return "simulated meter " + dialect;
    }

    @Override
    public void close() {
        pacer.stop();
    }
}
