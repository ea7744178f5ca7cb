package org.dbusp1.output.csv;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.dbusp1.output.ConfiguredMeter;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The content of CSV files, and their directory.
 *
 * @param directory may hold {@code <key>} for the meter's key
 * @param makesDirectories whether all missing directories are made, as in the state directory; else at most the last one
 * @param decimal the decimal mark, . or ,
 * @param maxMegabytes of all files in the directory; the oldest files are deleted first
 * @param zone of the meter's calendar; null: the zone of the meter's dialect
 */
public record CsvConfig(String directory, boolean makesDirectories, Layout layout, char decimal, int maxMegabytes, @Nullable ZoneId zone) {
    private static final KeyTable KEYS = new KeyTable("CSV files");
    /** The default directory of a log or a simulated meter, in the state directory: so {@link #MAX_MB} deletes no files of a driver. */
    private static final String REPLAYED_DIRECTORY = "replayed";

    public static final Key<Boolean> ENABLED = KEYS.defineDestination("csv.enabled", "false", ValueType.trueOrFalse(),
            "write each telegram as a line of a CSV file");
    public static final Key<Optional<String>> DIR = KEYS.defineDestination("csv.dir", "",
            ValueType.text("DIRECTORY", "the whole path of a directory, which begins with /; <key> in it is the meter's key", "/.*")
                    .optional(),
            "the directory of the files; empty: csv in the state directory, for a log or a simulated meter " + REPLAYED_DIRECTORY);
    public static final Key<Layout> LAYOUT = KEYS.define("csv.layout", "full", ValueType.oneOf(Layout.values()),
            "full: a column for every quantity; p1dsmr: the sixteen columns of P1_DSMR");
    public static final Key<Character> DECIMAL = KEYS.define("csv.decimal", ".", CsvFormat.DECIMAL,
            "the decimal mark; Dutch, German and French spreadsheets need a comma");
    public static final Key<Integer> MAX_MB = KEYS.define("csv.max-mb", "200", ValueType.number(1, 1_000_000),
            "total size of the files in the directory in MB; the oldest are deleted first");

    /** The character between cells, which are quoted: the decimal mark may be any. */
    private static final char SEPARATOR = ';';

    public static final OutputDefinition OUTPUT = new OutputDefinition("csv", KEYS, CsvConfig::supplier, true);

    private static @Nullable Supplier<Output> supplier(Config config, OutputContext context) throws UserException {
        if (!config.get(ENABLED)) {
            return null;
        }
        Path named = config.get(DIR).map(Path::of).orElse(null);
        if (named != null && Files.exists(named) && !Files.isDirectory(named)) {
            throw new UserException(ExitStatus.CONFIG, named + ": it is no directory; give another " + DIR.name());
        }
        CsvConfig settings = of(config, context.stateDirectory(), context.configuredMeter());
        return () -> new CsvOutput(settings);
    }

    /** Returns the directory that the owner's configuration names; null without one, and while there are no CSV files. */
    public static @Nullable Path ownersDirectory(Config config) {
        return config.get(ENABLED) ? config.get(DIR).map(Path::of).orElse(null) : null;
    }

    /** @param state the directory for remembered facts, which also has the default directory of the files */
    static CsvConfig of(Config config, Path state, ConfiguredMeter meter) {
        String directory = config.get(DIR).orElse(state.resolve(meter.isReplayed() ? REPLAYED_DIRECTORY : "csv").toString());
        return new CsvConfig(directory, Path.of(directory).toAbsolutePath().startsWith(state.toAbsolutePath()), config.get(LAYOUT),
                config.get(DECIMAL), config.get(MAX_MB), meter.zone());
    }

    public static CsvFormat format(char decimal) {
        return new CsvFormat(SEPARATOR, decimal);
    }

    public enum Layout {
        /** The sixteen columns of P1_DSMR. */
        P1DSMR,
        /** All quantities that a meter can send as a number. */
        FULL
    }
}
