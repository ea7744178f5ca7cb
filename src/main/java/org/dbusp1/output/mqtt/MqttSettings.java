package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.meter.MeterKey;

/**
 * The settings of the MQTT output.
 *
 * @param credentials user and password; absent for an anonymous connection
 * @param base the root of the topics of the profiles native and raw, of status, event and the history's rows; may hold {@code
 * <key>} for the meter's key
 * @param profiles the topic layouts to publish, at least one
 * @param interval the shortest time between two publications of the states
 * @param homeAssistant whether the meter is announced to Home Assistant
 * @param program name and version of this program
 */
public record MqttSettings(Broker broker, TlsSettings tls, Optional<Credentials> credentials,
                           String base, List<Profile> profiles, Duration interval, boolean homeAssistant, String program) {
    /**
     * The address of a broker.
     *
     * @param host a name or an address, IPv6 without brackets
     * @param tls whether the connection uses TLS
     */
    public record Broker(String host, int port, boolean tls) {
        /** Describes what {@link #parse} accepts, for messages. */
        public static final String FORM = "tcp://HOST:PORT or ssl://HOST:PORT; without a port it is 1883 or 8883";

        private static final Pattern URL =
                Pattern.compile("(tcp|mqtt|ssl|tls|mqtts)://(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?/?");
        private static final int PLAIN_PORT = 1883;
        private static final int TLS_PORT = 8883;

        /** Parses a URL such as {@code ssl://broker.example:8883}; empty if it is no such URL. */
        public static Optional<Broker> parse(String url) {
            Matcher parts = URL.matcher(url);
            if (!parts.matches()) {
                return Optional.empty();
            }
            boolean tls = List.of("ssl", "tls", "mqtts").contains(parts.group(1));
            String host = parts.group(2) == null ? parts.group(3) : parts.group(2);
            int usual = tls ? TLS_PORT : PLAIN_PORT;
            int port = parts.group(4) == null ? usual : Integer.parseInt(parts.group(4));
            return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new Broker(host, port, tls));
        }

        /** Returns whether the host is an IP address. */
        boolean isAddress() {
            return host.contains(":") || host.matches("[0-9.]+");
        }

        @Override
        public String toString() {
            return (tls ? "ssl://" : "tcp://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** The user at the broker. {@link #toString} hides the password. @param password absent if the broker asks for none */
    public record Credentials(String user, Optional<String> password) {
        @Override
        public String toString() {
            return "user " + user + (password.isPresent() ? " with a password" : " without a password");
        }
    }

    /** The topic of the meter's availability; it exists with every profile. */
    String status(MeterKey key) {
        return Topics.ofMeter(base, key) + "/status";
    }

    /** The topic of the meter's events; the broker does not retain them. */
    String events(MeterKey key) {
        return Topics.ofMeter(base, key) + "/" + Entity.EVENT;
    }

    /**
     * Returns the client id for a meter. Two drivers of one meter need different values of meter.id, because their topics would
     * be equal too.
     */
    public static String clientId(MeterKey key) {
        return "dbus-p1-" + key;
    }
}
