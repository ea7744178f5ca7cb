package org.dbusp1.output.csv;

import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.config.KeyTable;
import org.dbusp1.config.Keys;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputConfig;
import org.dbusp1.output.OutputParts;
import org.dbusp1.output.csv.CsvSettings.Layout;

/** Configures the CSV files. */
public final class CsvConfig implements OutputConfig {
    private static final KeyTable KEYS = new KeyTable("CSV files");

    public static final Key<Boolean> ENABLED = KEYS.row("csv.enabled", "false", ValueType.trueOrFalse(),
            "write each telegram as a line of a CSV file");
    public static final Key<Optional<String>> DIR = KEYS.row("csv.dir", "",
            ValueType.text("DIRECTORY", "the path of a directory; <key> in it is the meter's key", "/.*").optional(),
            "the directory of the files; empty: csv in the state directory");
    public static final Key<Layout> LAYOUT = KEYS.row("csv.layout", "full", ValueType.oneOf(Layout.values()),
            "full: a column for every quantity; p1dsmr: the sixteen columns of P1_DSMR");
    public static final Key<Optional<Integer>> KEEP_DAYS = KEYS.row("csv.keep-days", "", ValueType.number(1, 36_500).optional(),
            "days for which files are kept; empty: as long as csv.max-mb has room");
    public static final Key<Integer> MAX_MB = KEYS.row("csv.max-mb", "200", ValueType.number(1, 1_000_000),
            "total size of the files in the directory in MB; the oldest are deleted first");

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public List<Key<?>> keys() {
        return KEYS.keys();
    }

    @Override
    public Optional<Supplier<Output>> maker(Config config, OutputParts parts) {
        if (!config.get(ENABLED)) {
            return Optional.empty();
        }
        CsvSettings settings = new CsvSettings(config.get(DIR).orElse(parts.state().resolve("csv").toString()), config.get(LAYOUT),
                config.get(KEEP_DAYS).map(Period::ofDays), config.get(MAX_MB), config.get(Keys.METER_ZONE));
        return Optional.of(() -> new CsvOutput(settings));
    }

    @Override
    public boolean isRecord() {
        return true;
    }

    @Override
    public boolean needsLibraries() {
        return false;
    }
}
