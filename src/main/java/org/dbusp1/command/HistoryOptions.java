package org.dbusp1.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.assembly.Outputs;
import org.dbusp1.config.Config;
import org.dbusp1.config.Config.Setting;
import org.dbusp1.config.Key;
import org.dbusp1.config.Keys;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.history.HistorySettings;
import org.dbusp1.process.Failure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which history a command is about: the driver's own, unless another is named. */
final class HistoryOptions {
    static final String METER = "--meter";
    private static final String USER = "--user";
    private static final String PASSWORD_FILE = "--password-file";

    @Option(names = "--config", paramLabel = "FILE", description = "read this file, not the driver's own")
    private Path file;

    @Mixin
    private DatabaseOption database;

    @Option(names = USER, paramLabel = "NAME",
            description = "the user of the database; that of history.user when not given")
    private String user;

    @Option(names = PASSWORD_FILE, paramLabel = "FILE",
            description = "a file with the user's password; that of history.password.file when not given")
    private Path password;

    /** The settings that follow from options and configuration. */
    record Chosen(HistorySettings settings, Config config) {
        /** The meter that its owner named. */
        Optional<MeterKey> meter() {
            return config.get(Keys.METER_ID);
        }
    }

    /**
     * @param meter what its command was given as --meter, or null
     * @throws Failure when an option or the configuration is wrong
     */
    Chosen chosen(String meter) throws Failure {
        List<Setting> given = new ArrayList<>(database.setting());
        add(USER, Keys.HISTORY_USER, user, given);
        add(PASSWORD_FILE, Keys.HISTORY_PASSWORD_FILE, password, given);
        add(METER, Keys.METER_ID, meter, given);
        CommandConfig read = CommandConfig.read(Optional.ofNullable(file), given);
        return new Chosen(Outputs.history(read.config(), read.state()), read.config());
    }

    private static void add(String option, Key<?> key, Object value, List<Setting> given) {
        if (value != null) {
            given.add(Setting.option(option, key, value.toString()));
        }
    }
}
