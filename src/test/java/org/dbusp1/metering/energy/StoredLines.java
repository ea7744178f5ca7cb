package org.dbusp1.metering.energy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.meter.MeterKey;

/** Lines in a map that outlives the ledgers of a test. */
public class StoredLines implements Ledger.LedgerStore {
    /** All lines in the order in which they were added. */
    public final List<String> written = new ArrayList<>();

    @Override
    public void read(MeterKey meter, Consumer<Stream<String>> reader) {
        reader.accept(written.stream());
    }

    @Override
    public void append(MeterKey meter, List<String> lines) {
        written.addAll(lines);
    }

    /** All lines. */
    public List<String> all() {
        return List.copyOf(written);
    }
}
