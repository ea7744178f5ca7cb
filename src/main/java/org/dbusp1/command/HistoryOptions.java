package org.dbusp1.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.assembly.Outputs;
import org.dbusp1.config.Config;
import org.dbusp1.config.Keys;
import org.dbusp1.config.Setting;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.history.HistorySettings;
import org.dbusp1.process.Failure;
import picocli.CommandLine.Option;

/** Which history a command is about: the driver's own, unless another is named. */
final class HistoryOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "read this file, not the driver's own")
    private Path file;

    @Option(names = "--url", paramLabel = "URL", description = "the database; that of history.url when not given")
    private String url;

    @Option(names = "--user", paramLabel = "NAME",
            description = "the user of the database; that of history.user when not given")
    private String user;

    @Option(names = "--password-file", paramLabel = "FILE",
            description = "a file with the user's password; that of history.password.file when not given")
    private Path password;

    @Option(names = "--meter", paramLabel = "KEY",
            description = "the key under which the meter is kept; that of meter.id, or the only one, when not given")
    private String meter;

    /** What follows from options and configuration. */
    record Chosen(HistorySettings settings, Config config) {
        /** The meter that its owner named. */
        Optional<MeterKey> meter() {
            return config.get(Keys.METER_ID);
        }
    }

    /** @throws Failure when the configuration is wrong */
    Chosen chosen() throws Failure {
        List<Setting> given = new ArrayList<>();
        Optional.ofNullable(url).map(value -> new Setting(Keys.HISTORY_URL.name(), value, "option --url"))
                .ifPresent(given::add);
        Optional.ofNullable(user).map(value -> new Setting(Keys.HISTORY_USER.name(), value, "option --user"))
                .ifPresent(given::add);
        Optional.ofNullable(password)
                .map(value ->
                        new Setting(Keys.HISTORY_PASSWORD_FILE.name(), value.toString(), "option --password-file"))
                .ifPresent(given::add);
        Optional.ofNullable(meter).map(value -> new Setting(Keys.METER_ID.name(), value, "option --meter"))
                .ifPresent(given::add);
        CommandConfig read = CommandConfig.read(Optional.ofNullable(file), given);
        return new Chosen(Outputs.history(read.config(), read.state()), read.config());
    }
}
