package org.dbusp1.output.history;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Config.Setting;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.Archive;
import org.dbusp1.output.ConfiguredMeter;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The database of the history, and the time for which it stores rows.
 *
 * @param url sqlite:PATH, or a JDBC URL of MariaDB, MySQL or PostgreSQL; may hold {@code <key>} for the meter's key
 * @param user null if the URL or the database has the user
 * @param minuteRetentionDays the days for which minutes are stored; hours and days are stored for ever
 * @param zone of the meter's calendar; null: the zone of the meter's dialect
 * @param isReplayed true if the readings are of a log or a simulated meter, which has a database of its own and deletes no rows
 * @param makesDirectories whether all missing directories of a file are made, as in the state directory; else at most the last one
 */
public record HistoryConfig(String url, @Nullable String user, @Nullable String password, int minuteRetentionDays,
                            Duration flushInterval, @Nullable ZoneId zone, Tariff tariff, boolean isReplayed, boolean makesDirectories) {
    private static final KeyTable KEYS = new KeyTable("History");

    private static final int MINUTE_RETENTION_DAYS = 31;
    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(60);
    /** For a file in /data of a GX device, whose flash memory it spares: 17 MB a day are written instead of 67 MB. */
    private static final Duration FLASH_FLUSH_INTERVAL = Duration.ofSeconds(300);

    private static final String FILE = "history.db";

    /** The default file of a log or a simulated meter, in the state directory. */
    public static final String REPLAYED_FILE = "replayed.db";

    public static final Key<Boolean> ENABLED = KEYS.defineDestination("history.enabled", "false", ValueType.trueOrFalse(),
            "keep minutes (31 days), hours and days, gas and water, and events in a database");
    public static final Key<Optional<String>> URL = KEYS.defineDestination("history.url", "",
            ValueType.text("URL", "one of sqlite:PATH, jdbc:mariadb://HOST/NAME, jdbc:mysql://HOST/NAME, jdbc:postgresql://HOST/NAME",
                    "(jdbc:)?(sqlite:(?!file:)|(mariadb|mysql|postgresql):).+").optional(),
            "the database; empty: the file history.db in the state directory; for a log or a simulated meter only as an option of its run,"
                    + " else " + REPLAYED_FILE);
    public static final Key<Optional<String>> USER = KEYS.define("history.user", "",
            ValueType.text("NAME", "the name of a user of the database", ".+").optional(), "the user of the database");
    public static final Key<Optional<Path>> PASSWORD_FILE = KEYS.define("history.password.file", "", ValueType.file(),
            "a file with the user's password");

    public static final OutputDefinition OUTPUT = new OutputDefinition("history", KEYS, HistoryConfig::supplier, true);

    /** Shares the output and its archive with other outputs. */
    private static @Nullable Supplier<Output> supplier(Config config, OutputContext context) throws UserException {
        if (!config.get(ENABLED)) {
            return null;
        }
        HistoryConfig settings = of(config, Path.of("/"), context.stateDirectory(), context.configuredMeter());
        Supplier<HistoryOutput> history = context.share(HistoryOutput.class, () -> new HistoryOutput(settings, context.driverState()));
        context.share(Archive.class, () -> history.get().reader());
        return history::get;
    }

    /** Returns the directory of the file that the owner's URL names; null without one, and while the history is off. */
    public static @Nullable Path ownersDirectory(Config config) {
        Path file = config.get(ENABLED) ? config.get(URL).map(url -> SqlDialect.of(url).file(url)).orElse(null) : null;
        return file == null ? null : file.resolveSibling("");
    }

    /**
     * Of a log or a simulated meter only a URL of its own command line counts, because that of a file is the one of the driver.
     *
     * @throws UserException if a file that the configuration names cannot be read, or the database is no regular file
     */
    public static HistoryConfig of(Config config, Path root, Path stateDirectory, ConfiguredMeter meter) throws UserException {
        boolean isGiven = !meter.isReplayed() || config.setting(URL).filter(Setting::isOfCommandLine).isPresent();
        String url = config.get(URL).filter(given -> isGiven)
                .orElse("sqlite:" + stateDirectory.resolve(meter.isReplayed() ? REPLAYED_FILE : FILE));
        Path file = SqlDialect.of(url).file(url);
        boolean isOnFlash = file != null && Program.isVenusOs(root) && file.startsWith(root.resolve("data"));
        HistoryConfig settings = new HistoryConfig(url, config.get(USER).orElse(null), config.secret(PASSWORD_FILE).orElse(null),
                MINUTE_RETENTION_DAYS, isOnFlash ? FLASH_FLUSH_INTERVAL : FLUSH_INTERVAL, meter.zone(), meter.tariff(), meter.isReplayed(),
                file == null || file.startsWith(stateDirectory.toAbsolutePath()));
        if (file != null) {
            FileProblem.requireRegular(SqlDialect.withJournals(file), "; give another " + URL.name());
        }
        return settings;
    }
}
