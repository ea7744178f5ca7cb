package org.dbusp1.app.config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Config.Setting;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;

/** The source that the owner chose: the value of the key {@code source}, and the argument of {@code run} and {@code check}. */
public sealed interface SourceConfig {
    /** A serial port. @param port an absolute path, which may be a link and may be absent */
    record Serial(Path port) implements SourceConfig {
    }

    /** A raw log, replayed at the meter's pace or at the speed of {@code --speed}. @param file - is standard input */
    record Replay(Path file) implements SourceConfig {
        public boolean isStandardInput() {
            return file.equals(Path.of("-"));
        }
    }

    /** A simulated meter. @param name one of the simulator's names */
    record Simulated(String name) implements SourceConfig {
    }

    record Connection(String host, int port) implements SourceConfig {
        static Connection parse(String address) {
            int colon = address.lastIndexOf(':');
            int port = ValueType.whole(address.substring(colon + 1));
            String host = address.substring(0, Math.max(colon, 0));
            if (host.isEmpty() || host.startsWith("[") != host.endsWith("]") || port < 1 || port > 65_535) {
                throw new IllegalArgumentException(address);
            }
            return new Connection(host.replaceAll("^\\[|]$", ""), port);
        }
    }

    /** A HomeWizard dongle, by its local API. @param host null: the one dongle of the house is found automatically */
    record HomeWizard(@Nullable String host) implements SourceConfig {
    }

    /** The bridge of a Tibber Pulse. @param node number of the Pulse at the bridge */
    record Tibber(String host, int node) implements SourceConfig {
        static Tibber parse(String text) {
            int slash = text.indexOf('/');
            String node = text.substring(slash + 1);
            if (slash >= 0 && (slash == 0 || !node.matches("[1-9]\\d{0,2}"))) {
                throw new IllegalArgumentException(text);
            }
            return slash < 0 ? new Tibber(text, 1) : new Tibber(text.substring(0, slash), Integer.parseInt(node));
        }
    }

    /** A device that answers each HTTP request with the meter's last telegram. */
    record Page(URI address) implements SourceConfig {
        static Page parse(String text) {
            try {
                URI address = new URI(text).parseServerAuthority();
                if (address.getHost() == null || address.getFragment() != null || address.getPort() > 65_535) {
                    throw new IllegalArgumentException(text);
                }
                return new Page(address);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(text, e);
            }
        }
    }

    /** Returns false for a log and a simulated meter, whose telegrams are not what the house uses now. */
    default boolean isOfRealMeter() {
        return !(this instanceof Replay || this instanceof Simulated);
    }

    static String name(Config config) {
        return config.get(Keys.SOURCE) instanceof Serial serial ? serial.port().toString()
                : config.setting(Keys.SOURCE).map(Setting::value).orElse(Keys.SOURCE.defaultValue());
    }

    /**
     * Returns the names of the configuration files of the cable in use, the most specific one last: the device, a link to it, the meter's
     * key.
     *
     * @param config what the other files and options say
     * @param remembered the key of the meter last seen at a serial port's cable; null if none is known
     */
    static Set<String> cableNames(Config config, Function<Path, @Nullable MeterKey> remembered) {
        Set<String> names = new LinkedHashSet<>();
        MeterKey meter = config.get(Keys.METER_ID).orElse(null);
        if (config.get(Keys.SOURCE) instanceof Serial serial) {
            Path port = serial.port();
            for (Path path : List.of(device(port), port)) {
                // The root directory has no name.
                if (path.getFileName() != null) {
                    names.add(path.getFileName().toString());
                }
            }
            meter = meter == null ? remembered.apply(port) : meter;
        }
        if (meter != null) {
            names.add(meter.text());
        }
        return names;
    }

    private static Path device(Path port) {
        try {
            return port.toRealPath();
        } catch (IOException e) {
            // The link of a cable that is not plugged in does not exist: its own name is used.
            return port;
        }
    }
}
