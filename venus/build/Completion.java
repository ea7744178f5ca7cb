import org.dbusp1.app.command.Commands;
import picocli.AutoComplete;

/** Prints the script of picocli by which bash completes commands, options, some values and file names. */
final class Completion {
    private Completion() {
    }

    public static void main(String[] arguments) {
        System.out.print(AutoComplete.bash("dbus-p1", Commands.commandLine(Commands.names())));
    }
}
