package org.dbusp1.energy;

import java.time.YearMonth;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.meter.MeterKey;

/** Keeps the lines of the ledger over restarts. No call waits for a disk. */
public interface LedgerStore {
    /** Keeps no lines. */
    LedgerStore NONE = new LedgerStore() {
        @Override
        public void read(MeterKey meter, Consumer<Stream<String>> reader) {
            reader.accept(Stream.empty());
        }

        @Override
        public void append(MeterKey meter, YearMonth month, List<String> lines) {
            // no line outlives the process
        }
    };

    /**
     * Reads the lines of a meter, those of the oldest month first.
     *
     * @param reader gets the lines once, also if there are none or they cannot be read; on any thread
     */
    void read(MeterKey meter, Consumer<Stream<String>> reader);

    /** Adds lines to those of a month. Returns at once. */
    void append(MeterKey meter, YearMonth month, List<String> lines);
}
