package org.dbusp1.fleet.sender;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.config.KeyTable;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputConfig;
import org.dbusp1.output.OutputParts;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.HistoryOutput;
import org.dbusp1.output.mqtt.MqttConfig;
import org.dbusp1.output.mqtt.MqttSettings;
import org.dbusp1.process.Failure;

/** Configures the rows for a fleet: those of the history, sent to the broker of mqtt.url. */
public final class RowsConfig implements OutputConfig {
    private static final KeyTable KEYS = new KeyTable(HistoryConfig.HEADING);
    /** Rows are finished once a minute at most. */
    private static final Duration POLL_PERIOD = Duration.ofSeconds(10);

    public static final Key<Boolean> PUBLISH = KEYS.row("history.publish", "false", ValueType.trueOrFalse(),
            "also send finished rows to the broker of mqtt.url, for dbus-p1 collect; needs history.enabled=true");

    @Override
    public String name() {
        return "rows";
    }

    @Override
    public List<Key<?>> keys() {
        return KEYS.keys();
    }

    @Override
    public Optional<Supplier<Output>> maker(Config config, OutputParts parts) throws Failure {
        if (!config.get(PUBLISH) && !HistoryConfig.isBroker(config)) {
            return Optional.empty();
        }
        if (!config.get(HistoryConfig.ENABLED)) {
            Key<?> asked = HistoryConfig.isBroker(config) ? HistoryConfig.URL : PUBLISH;
            throw config.mistake(asked, " sends the rows of the history: set history.enabled=true too");
        }
        MqttSettings settings = MqttConfig.settings(config);
        return Optional.of(() -> new RowsOutput(settings,
                FinishedRows.of(parts.shared(HistoryOutput.class).orElseThrow(), parts.state()), POLL_PERIOD));
    }
}
