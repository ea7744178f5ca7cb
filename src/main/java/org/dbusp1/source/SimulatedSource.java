package org.dbusp1.source;

import java.util.function.Supplier;
import org.dbusp1.source.simulate.SimulatedMeter;

/** A simulated meter that sends at its own pace. */
public final class SimulatedSource implements Source {
    private final String dialect;
    private final Supplier<SimulatedMeter> meters;
    private final Pacer pacer;

    private SimulatedMeter meter;
    private byte[] telegram = new byte[0];
    private int given;
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
        telegram = new byte[0];
        given = 0;
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
        if (given == telegram.length) {
            telegram = meter.next();
            given = 0;
        }
        int count = Math.min(into.length, telegram.length - given);
        System.arraycopy(telegram, given, into, 0, count);
        given += count;
        if (given == telegram.length) {
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
