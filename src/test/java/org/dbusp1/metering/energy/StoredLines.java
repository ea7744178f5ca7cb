package org.dbusp1.metering.energy;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.meter.MeterKey;

/** Lines in a map that outlives the ledgers of a test. */
public class StoredLines implements Ledger.LedgerStore {
    /** By month, in the order in which they were added. */
    public final Map<YearMonth, List<String>> months = new TreeMap<>();

    @Override
    public void read(MeterKey meter, Consumer<Stream<String>> reader) {
        reader.accept(months.values().stream().flatMap(List::stream));
    }

    @Override
    public void append(MeterKey meter, YearMonth month, List<String> lines) {
        months.computeIfAbsent(month, key -> new ArrayList<>()).addAll(lines);
    }

    /** All lines. */
    public List<String> all() {
        return months.values().stream().flatMap(List::stream).toList();
    }
}
