package org.dbusp1.output.fleet;

import java.time.Duration;
import java.util.function.Supplier;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.process.UserException;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.HistoryOutput;
import org.dbusp1.output.mqtt.MqttConfig;
import org.jspecify.annotations.Nullable;

/** The configuration of the rows for a fleet: rows of the history, sent to the broker of mqtt.url. */
public final class RowsConfig {
    /** Rows are finished at most once a minute. */
    private static final Duration POLL_PERIOD = Duration.ofSeconds(10);

    public static final OutputDefinition OUTPUT = new OutputDefinition("rows", MqttConfig.ROWS, RowsConfig::maker);

    private RowsConfig() {
    }

    private static @Nullable Supplier<Output> maker(Config config, OutputContext parts) throws UserException {
        if (!config.get(MqttConfig.PUBLISH_ROWS)) {
            return null;
        }
        if (!config.get(HistoryConfig.ENABLED)) {
            throw config.mistake(MqttConfig.PUBLISH_ROWS, " sends the rows of the history: set history.enabled=true too");
        }
        if (config.get(MqttConfig.URL).isEmpty()) {
            throw config.mistake(MqttConfig.PUBLISH_ROWS, " needs a broker: set mqtt.url too");
        }
        MqttConfig settings = MqttConfig.of(config);
        return () -> new RowsOutput(settings,
                FinishedRows.of(parts.shared(HistoryOutput.class).orElseThrow(), parts.stateDirectory()), POLL_PERIOD);
    }
}
