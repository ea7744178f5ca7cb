package org.dbusp1.output.venus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.freedesktop.dbus.messages.MethodCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each connection to the bus answers, whatever it serves (D-Bus specification, org.freedesktop.DBus.Peer).
 *
 * @param machine the machine's id; absent where it has none. Read once, so that no thread of the bus waits for a disk
 */
record Peer(Optional<String> machine) {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

    static final String INTERFACE = "org.freedesktop.DBus.Peer";
    private static final String ERROR = "org.freedesktop.DBus.Error.";
    private static final Path MACHINE = Path.of("/etc/machine-id");
    private static final Path MACHINE_OF_DBUS = Path.of("/var/lib/dbus/machine-id");

    /** Reads the machine's id. */
    static Peer ofThisMachine() {
        for (Path file : List.of(MACHINE, MACHINE_OF_DBUS)) {
            try {
                return new Peer(Optional.of(Files.readString(file).strip()));
            } catch (IOException none) {
                LOG.debug("no machine id: {}", none.toString());
            }
        }
        return new Peer(Optional.empty());
    }

    /** The answer to a call that no service took. */
    EncodedMessage answer(MethodCall call) {
        if (!INTERFACE.equals(call.getInterface())) {
            return EncodedMessage.error(call, ERROR + "UnknownObject", "there is no object at " + call.getPath());
        }
        return switch (call.getName()) {
            case "Ping" -> EncodedMessage.reply(call, "", body -> { });
            case "GetMachineId" -> machine(call);
            default ->
                    EncodedMessage.error(call, ERROR + "UnknownMethod", INTERFACE + " has no method " + call.getName());
        };
    }

    private EncodedMessage machine(MethodCall call) {
        return machine.map(id -> EncodedMessage.reply(call, "s", body -> body.string(id)))
                .orElseGet(() -> EncodedMessage.error(call, ERROR + "Failed", "this machine has no /etc/machine-id"));
    }
}
