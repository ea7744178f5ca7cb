package org.dbusp1.output.history;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.config.KeyTable;
import org.dbusp1.config.Keys;
import org.dbusp1.demand.DemandConfig;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputConfig;
import org.dbusp1.output.OutputParts;
import org.dbusp1.process.Failure;

/** Configures the history. */
public final class HistoryConfig implements OutputConfig {
    /** The heading of its keys in help and manual. */
    public static final String HEADING = "History";
    private static final KeyTable KEYS = new KeyTable(HEADING);

    public static final Key<Boolean> ENABLED = KEYS.row("history.enabled", "false", ValueType.trueOrFalse(),
            "keep minutes, hours and days, gas and water, and events in a database");
    public static final Key<Optional<String>> URL = KEYS.row("history.url", "",
            ValueType.text("URL", "one of " + HistorySettings.URLS + ", mqtt:", HistorySettings.URL).optional(),
            "the database; empty: the file history.db in the state directory; mqtt: this file, and history.publish=true");
    public static final Key<Optional<String>> USER = KEYS.row("history.user", "",
            ValueType.text("NAME", "the name of a user of the database", ".+").optional(), "the user of the database");
    public static final Key<Optional<Path>> PASSWORD_FILE = KEYS.row("history.password.file", "", ValueType.file(),
            "a file with the user's password");
    public static final Key<Integer> MINUTES_DAYS = KEYS.row("history.minutes-days", "31", ValueType.number(1, 3_660),
            "days for which minutes are kept; hours and days are never deleted");
    public static final Key<Integer> FLUSH = KEYS.row("history.flush-seconds", "60", ValueType.number(60, 3_600),
            "least number of seconds between writes, to spare flash memory");

    @Override
    public String name() {
        return "history";
    }

    @Override
    public List<Key<?>> keys() {
        return KEYS.keys();
    }

    /** {@inheritDoc} Other outputs may use the output and its archive. */
    @Override
    public Optional<Supplier<Output>> maker(Config config, OutputParts parts) throws Failure {
        if (!config.get(ENABLED)) {
            return Optional.empty();
        }
        HistorySettings settings = settings(config, parts.state());
        parts.share(HistoryOutput.class, () -> new HistoryOutput(settings, parts.driver()));
        parts.share(Archive.class, () -> history(parts).archive());
        return Optional.of(() -> history(parts));
    }

    private static HistoryOutput history(OutputParts parts) {
        return parts.shared(HistoryOutput.class).orElseThrow();
    }

    @Override
    public boolean isRecord() {
        return true;
    }

    /**
     * @param state the directory for remembered facts, also that of the default database
     * @throws Failure if a file that the configuration names cannot be read, or the demand tariff contradicts itself
     */
    public static HistorySettings settings(Config config, Path state) throws Failure {
        String url = config.get(URL).filter(given -> !given.equals(HistorySettings.BROKER))
                .orElse("sqlite:" + state.resolve("history.db"));
        return new HistorySettings(url, config.get(USER), config.secret(PASSWORD_FILE), config.get(MINUTES_DAYS),
                Duration.ofSeconds(config.get(FLUSH)), config.get(Keys.METER_ZONE), DemandConfig.settings(config).rule());
    }

    /** Returns whether the history serves only the rows that are sent to a broker. */
    public static boolean isBroker(Config config) {
        return config.get(URL).filter(HistorySettings.BROKER::equals).isPresent();
    }
}
