package org.dbusp1.simulator;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.function.Supplier;
import org.dbusp1.line.source.Pacer;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.Source;
import org.dbusp1.line.source.SourceClock;
import org.jspecify.annotations.Nullable;

/** The source of a simulated meter, which sends at its own pace or faster. */
public final class SimulatedSource implements Source {
    private final String dialect;
    private final Supplier<SimulatedMeter> meters;
    private final Pacer pacer;

    /** Null before the first opening. */
    private @Nullable SimulatedMeter meter;
    private ByteArrayInputStream telegram = new ByteArrayInputStream(new byte[0]);
    private long dueMillis;
    private Instant start = Instant.EPOCH;

    /** @param meters makes a new meter at each opening */
    public SimulatedSource(String dialect, Supplier<SimulatedMeter> meters, Speed speed) {
        this(dialect, meters, new Pacer(speed));
    }

    SimulatedSource(String dialect, Supplier<SimulatedMeter> meters, Pacer pacer) {
        this.dialect = dialect;
        this.meters = meters;
        this.pacer = pacer;
    }

    @Override
    public void open() {
        meter = meters.get();
        telegram = new ByteArrayInputStream(new byte[0]);
        dueMillis = 0;
        start = Instant.now();
        pacer.start();
    }

    @Override
    public int read(byte[] into, int timeoutMillis) {
        SimulatedMeter sending = meter;
        if (sending == null || pacer.isStopped()) {
            return -1;
        }
        if (!pacer.waitUntilDue(dueMillis, dueMillis * 1_000_000L, timeoutMillis)) {
            return 0;
        }
        if (telegram.available() == 0) {
            telegram = new ByteArrayInputStream(sending.next());
            pacer.reached(dueMillis * 1_000_000L, start.plusMillis(dueMillis));
        }
        int count = telegram.readNBytes(into, 0, into.length);
        if (telegram.available() == 0) {
            dueMillis += sending.pauseMillis();
        }
        return count;
    }

    /** {@inheritDoc} The clock of the simulated house. */
    @Override
    public SourceClock clock() {
        return pacer;
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
