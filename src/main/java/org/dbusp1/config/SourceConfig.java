package org.dbusp1.config;

import java.nio.file.Path;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.source.Simulator;

/** Which source the owner chose: the value of the key {@code source}. */
public sealed interface SourceConfig {
    /** The serial port that {@code serial.port} names. */
    record Serial() implements SourceConfig {
    }

    /** A raw log, played at the meter's pace or at that of {@code --speed}. */
    record Replay(Path file) implements SourceConfig {
    }

    /**
     * A simulated meter.
     *
     * @param name one of the simulator's, where it is there
     */
    record Simulated(String name) implements SourceConfig {
    }

    /** A P1 port on the network. */
    record Connection(String host, int port) implements SourceConfig {
        private static Connection parse(String address) {
            int colon = address.lastIndexOf(':');
            int port = ValueType.whole(address.substring(colon + 1));
            if (colon < 1 || port < 1 || port > 65_535) {
                throw new IllegalArgumentException(address);
            }
            return new Connection(address.substring(0, colon).replaceAll("^\\[|]$", ""), port);
        }
    }

    /** A HomeWizard dongle, by its local API. */
    record HomeWizard(String host) implements SourceConfig {
        /** @throws IllegalArgumentException when there is no host */
        public HomeWizard {
            if (host.isEmpty()) {
                throw new IllegalArgumentException("no host");
            }
        }
    }

    /** Describes what {@link #parse} accepts. */
    String ALLOWED = "serial, tcp://HOST:PORT, homewizard://HOST, file:PATH, or simulate:NAME with a name of dbus-p1 simulate --list";

    private static Simulated simulated(String name) {
        if (Simulator.find().filter(there -> !there.names().contains(name)).isPresent()) {
            throw new IllegalArgumentException(name);
        }
        return new Simulated(name);
    }

    /** @throws IllegalArgumentException when it is not as {@link #ALLOWED} describes */
    static SourceConfig parse(String text) {
        if (text.equals("serial")) {
            return new Serial();
        }
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, Math.max(colon, 0)) + (rest.isEmpty() ? " nothing" : "")) {
            case "tcp" -> Connection.parse(rest.replaceFirst("^//", ""));
            case "homewizard" -> new HomeWizard(rest.replaceFirst("^//", ""));
            case "file" -> new Replay(Path.of(rest));
            case "simulate" -> simulated(rest);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
