package org.dbusp1.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dbus-p1 history}: what to do with the history beside showing it. */
@Command(name = HistoryCommand.NAME, mixinStandardHelpOptions = true,
        subcommands = {HistoryImportCommand.class, HistoryExportCommand.class},
        description = "Fills the history from raw logs, and writes it as CSV.",
        customSynopsis = {"dbus-p1 history import FILE...", "dbus-p1 history export"},
        footer = {"", "Examples:", "  dbus-p1 history import p1-*.log",
            "  dbus-p1 history export --table days > days.csv"})
final class HistoryCommand implements Runnable {
    static final String NAME = "history";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "import or export");
    }
}
