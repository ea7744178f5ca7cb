package org.dbusp1.command;

import java.util.List;
import org.dbusp1.config.Config.Setting;
import org.dbusp1.config.Keys;
import org.dbusp1.output.history.HistorySettings;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import picocli.CommandLine.Option;

/** The database that a command reads or writes, where it is not the configured one. */
final class DatabaseOption {
    private static final String NAME = "--url";

    @Option(names = NAME, paramLabel = "URL", description = "the database; that of history.url when not given")
    private String url;

    /**
     * The setting that it is; none when it was not given.
     *
     * @throws Failure when it is no database, also when it is a broker, which is none
     */
    List<Setting> setting() throws Failure {
        if (url == null) {
            return List.of();
        }
        if (!url.matches(HistorySettings.DATABASE)) {
            throw new Failure(ExitStatus.CONFIG, "option " + NAME + ": " + (url.startsWith(HistorySettings.BROKER)
                    ? url + " is a broker, not a database" : "\"" + url + "\" is not allowed")
                    + "; give one of " + HistorySettings.URLS);
        }
        return List.of(Setting.option(NAME, Keys.HISTORY_URL, url));
    }
}
