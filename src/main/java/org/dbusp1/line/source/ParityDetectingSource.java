package org.dbusp1.line.source;

import java.io.IOException;
import java.util.Optional;
import org.dbusp1.line.source.LineSettings.Parity;

/** Removes the parity bits from the bytes of a source, if the line has 7 data bits and parity. */
public final class ParityDetectingSource implements Source {
    private final Source source;
    private ParityDetector detector = new ParityDetector();
    private byte[] received = new byte[0];
    private volatile boolean parity;

    public ParityDetectingSource(Source source) {
        this.source = source;
    }

    @Override
    public void open() throws SourceException {
        source.open();
        detector = new ParityDetector();
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        if (received.length != into.length - ParityDetector.HOLD) {
            received = new byte[into.length - ParityDetector.HOLD];
        }
        long start = System.nanoTime();
        int count;
        int passed;
        do {
            count = source.read(received, timeoutMillis);
            passed = count > 0 ? detector.pass(received, count, into) : detector.flush(into);
            // While bytes arrive and are held back, the line is not silent.
        } while (count > 0 && passed == 0 && System.nanoTime() - start < timeoutMillis * 1_000_000L);
        parity = detector.hasParity();
        return passed > 0 ? passed : Math.min(count, 0);
    }

    @Override
    public long lastReadNanos() {
        return source.lastReadNanos();
    }

    @Override
    public SourceClock clock() {
        return source.clock();
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public Optional<String> lineIdentity() {
        return source.lineIdentity();
    }

    /** {@inheritDoc} If 8 bits are read and turn out to be 7 bits and parity, the settings of the meter are returned. */
    @Override
    public Optional<LineSettings> lineSettings() {
        return source.lineSettings().map(as -> parity && as.dataBits() == 8 ? new LineSettings(as.baud(), 7, Parity.EVEN) : as);
    }

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public void close() {
        source.close();
    }
}
