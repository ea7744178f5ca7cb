package org.dbusp1.dbus;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The address of a D-Bus, or a word for one: {@code auto} is the session bus where the environment names one, as for
 * Victron's own programs, else the system bus.
 *
 * @param text auto, system, session or an address
 */
public record BusAddress(String text) {
    public static final BusAddress AUTO = new BusAddress("auto");

    /** The variable that names the session bus. */
    public static final String SESSION = "DBUS_SESSION_BUS_ADDRESS";
    static final String SYSTEM = "DBUS_SYSTEM_BUS_ADDRESS";
    // As velib_python's dbusmonitor.py and localsettings.py choose it.
    static final String SYSTEM_DEFAULT = "unix:path=/var/run/dbus/system_bus_socket";

    /** @throws IllegalArgumentException when the text is neither a word nor an address that we can connect to */
    public BusAddress {
        if (!text.equals("auto") && !text.equals("system") && !text.equals("session")) {
            path(text);
        }
    }

    /**
     * Returns the path of the bus's socket.
     *
     * @param environment the process's variables
     * @throws IllegalArgumentException when the environment names no bus, or one that we cannot connect to
     */
    public String socket(Map<String, String> environment) {
        String session = environment.getOrDefault(SESSION, "");
        return path(switch (text) {
            case "auto" -> session.isEmpty() ? system(environment) : session;
            case "system" -> system(environment);
            case "session" -> {
                if (session.isEmpty()) {
                    throw new IllegalArgumentException("bus=session, but the environment has no " + SESSION);
                }
                yield session;
            }
            default -> text;
        });
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
        throw new IllegalArgumentException("\"" + address + "\" is no bus that this driver can connect to: allowed are "
                + "auto, system, session or an address unix:path=SOCKET");
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
