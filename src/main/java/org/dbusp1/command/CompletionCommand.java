package org.dbusp1.command;

import java.util.concurrent.Callable;
import org.dbusp1.process.ExitStatus;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code dbus-p1 completion}: the script of picocli by which bash completes commands, options, some values and file names. */
@Command(name = CompletionCommand.NAME, mixinStandardHelpOptions = true,
        description = "Prints a script for bash and zsh that completes commands, options and values with the Tab key."
                + " The Debian package has it installed already.",
        footer = {"", "Examples:", "  dbus-p1 completion > ~/.local/share/bash-completion/completions/dbus-p1"})
final class CompletionCommand implements Callable<Integer> {
    static final String NAME = "completion";

    @Override
    public Integer call() {
        System.out.print(AutoComplete.bash("dbus-p1", Commands.all(Commands.names())));
        return ExitStatus.OK.code();
    }
}
