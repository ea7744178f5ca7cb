package org.dbusp1.app.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.app.config.DemandKeys;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Config.Setting;
import org.dbusp1.base.config.ConfigReader;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.driver.MeterKeyResolver;
import org.dbusp1.output.history.HistoryConfig;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a command, read in one way for every command: it includes the configuration file of the meter that
 * the driver has seen on the configured serial port.
 */
public record CommandConfig(Config config, Map<String, String> environment, Path stateDirectory) {
    private static final Path ROOT = Path.of("/");

    /**
     * @param file  the file named on the command line; null: the first file in the usual directories
     * @param given settings of the command line
     */
    public static CommandConfig read(@Nullable Path file, List<Setting> given) throws UserException {
        Map<String, String> environment = System.getenv();
        Path state = Program.stateDirectory(ROOT, environment);
        Config config = new ConfigReader(OutputRegistry.keys(), ROOT, environment,
                others -> SourceConfig.cableNames(others, port -> MeterKeyResolver.remembered(state, port))).read(file, given);
        return new CommandConfig(config, environment, state);
    }

    /** @throws UserException if a file that the configuration names cannot be read, or the demand tariff contradicts itself */
    public HistoryConfig historyConfig() throws UserException {
        return HistoryConfig.of(config, ROOT, stateDirectory, Keys.meter(config, DemandKeys.of(config)));
    }
}
