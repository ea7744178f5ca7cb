package org.dbusp1.dbus;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Finds the D-Bus: the session bus where the environment names one, as Victron's own programs do, else the system bus.
 */
public final class BusAddress {
    /** The variable that names the session bus. */
    public static final String SESSION = "DBUS_SESSION_BUS_ADDRESS";
    static final String SYSTEM = "DBUS_SYSTEM_BUS_ADDRESS";
    // As velib_python's dbusmonitor.py and localsettings.py choose it.
    static final String SYSTEM_DEFAULT = "unix:path=/var/run/dbus/system_bus_socket";

    private BusAddress() {
    }

    /**
     * Returns the path of the bus's socket.
     *
     * @param environment the process's variables
     * @throws IllegalArgumentException when the environment names a bus that we cannot connect to
     */
    public static String socket(Map<String, String> environment) {
        String session = environment.getOrDefault(SESSION, "");
        return path(session.isEmpty() ? system(environment) : session);
    }

    private static String system(Map<String, String> environment) {
        String system = environment.getOrDefault(SYSTEM, "");
        return system.isEmpty() ? SYSTEM_DEFAULT : system;
    }

    /** The first socket of an address, which is a list of alternatives (D-Bus specification, Server Addresses). */
    private static String path(String address) {
        for (String alternative : address.split(";")) {
            if (alternative.startsWith("unix:")) {
                for (String pair : alternative.substring("unix:".length()).split(",")) {
                    if (pair.startsWith("path=") && pair.length() > "path=".length()) {
                        return unescaped(pair.substring("path=".length()), address);
                    }
                }
            }
        }
        // Java has no abstract sockets, and TCP has no authentication of the peer.
        throw new IllegalArgumentException("\"" + address + "\" is no bus that this driver can connect to: "
                + SESSION + " and " + SYSTEM + " have the form unix:path=SOCKET");
    }

    private static String unescaped(String text, String address) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8); // it takes + for a blank
        } catch (IllegalArgumentException damaged) {
            throw new IllegalArgumentException("\"" + address + "\" has a % that two hex digits do not follow",
                    damaged);
        }
    }
}
