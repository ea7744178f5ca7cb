package org.dbusp1.driver;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.line.source.Source.SerialLine;
import org.dbusp1.line.source.SourceClock;
import org.dbusp1.line.source.SourceException;

/** A serial line from which nothing comes; a test overrides what it watches. */
public class SilentLine implements SerialLine {
    /** Returns one whose time a test sets. */
    static SilentLine at(LongSupplier nanos) {
        return new SilentLine() {
            @Override
            public SourceClock clock() {
                return new SetClock(nanos);
            }
        };
    }

    @Override
    public LineSettings settings() {
        return LineSettings.parse("115200-8N1");
    }

    @Override
    public void use(LineSettings settings) {
        throw new AssertionError("this test does not change the settings of the line");
    }

    @Override
    public void setDtrAndRts(boolean dtr, boolean rts) {
    }

    @Override
    public void open() throws SourceException {
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        return 0;
    }

    @Override
    public String name() {
        return "ttyUSB0";
    }

    @Override
    public String description() {
        return "ttyUSB0";
    }

    @Override
    public void close() {
    }
}
