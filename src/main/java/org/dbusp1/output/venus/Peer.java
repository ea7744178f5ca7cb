package org.dbusp1.output.venus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.freedesktop.dbus.messages.MethodCall;

/** What each connection to the bus answers, whatever it serves (D-Bus specification, org.freedesktop.DBus.Peer). */
final class Peer {
    static final String INTERFACE = "org.freedesktop.DBus.Peer";
    private static final String ERROR = "org.freedesktop.DBus.Error.";
    private static final Path MACHINE = Path.of("/etc/machine-id");
    private static final Path MACHINE_OF_DBUS = Path.of("/var/lib/dbus/machine-id");

    private Peer() {
    }

    /** The answer to a call that no service took. */
    static RawMessage answer(MethodCall call) {
        if (!INTERFACE.equals(call.getInterface())) {
            return RawMessage.error(call, ERROR + "UnknownObject", "there is no object at " + call.getPath());
        }
        return switch (call.getName()) {
            case "Ping" -> RawMessage.reply(call, "", body -> { });
            case "GetMachineId" -> machine(call);
            default -> RawMessage.error(call, ERROR + "UnknownMethod", INTERFACE + " has no method " + call.getName());
        };
    }

    private static RawMessage machine(MethodCall call) {
        try {
            byte[] id = read().strip().getBytes(StandardCharsets.US_ASCII);
            return RawMessage.reply(call, "s", body -> body.string(id));
        } catch (IOException none) {
            return RawMessage.error(call, ERROR + "Failed", "this machine has no id: " + none);
        }
    }

    private static String read() throws IOException {
        try {
            return Files.readString(MACHINE);
        } catch (NoSuchFileException elsewhere) {
            return Files.readString(MACHINE_OF_DBUS);
        }
    }
}
