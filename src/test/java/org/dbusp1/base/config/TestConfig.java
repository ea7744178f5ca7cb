package org.dbusp1.base.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.app.config.DemandKeys;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.base.config.Config.Setting;
import org.dbusp1.base.process.UserException;
import org.dbusp1.output.ConfiguredMeter;
import org.jspecify.annotations.Nullable;

/** The configuration of an owner who has no variables, and no meter on a cable. */
public final class TestConfig {
    private TestConfig() {
    }

    /** Returns the settings of options, each written key=value. */
    static List<Setting> settings(String... options) {
        return Stream.of(options).map(option -> option.split("=", 2))
                .map(pair -> Setting.option("--" + pair[0], pair[0], pair[1])).toList();
    }

    /** Returns the configuration of options, each written key=value. @param root an empty directory */
    public static Config options(Path root, String... options) throws UserException {
        return read(root, null, options);
    }

    /** Returns the configuration of a file, or of the usual one, and options, each written key=value. @param root has the usual files */
    public static Config read(Path root, @Nullable Path file, String... options) throws UserException {
        return new ConfigReader(OutputRegistry.keys(), root, Map.of(), TestConfig::cableNames).read(file, settings(options));
    }

    /** Returns what outputs get to know of the meter of a configuration. */
    public static ConfiguredMeter meter(Config config) throws UserException {
        return Keys.meter(config, DemandKeys.of(config));
    }

    private static Set<String> cableNames(Config others) {
        return SourceConfig.cableNames(others, port -> null);
    }

    /** Returns the configuration of a file with these lines. @param root the directory of the file p1.properties */
    public static Config file(Path root, String... lines) throws UserException, IOException {
        Path file = Files.writeString(root.resolve("p1.properties"), String.join("\n", lines) + "\n");
        return read(root, file);
    }
}
