package org.dbusp1.output.mqtt;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a broker.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param tls  whether the connection uses TLS
 */
public record Broker(String host, int port, boolean tls) {
    /** Describes what {@link #parse} accepts, for messages. */
    public static final String FORM = "tcp://HOST:PORT or ssl://HOST:PORT; without a port it is 1883 or 8883";

    private static final Pattern URL =
            Pattern.compile("(tcp|mqtt|ssl|tls|mqtts)://(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?/?");
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    /** Reads a URL such as {@code ssl://broker.example:8883}; empty when it is not one. */
    public static Optional<Broker> parse(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean tls = switch (parts.group(1).toLowerCase(Locale.ROOT)) {
            case "ssl", "tls", "mqtts" -> true;
            default -> false;
        };
        String host = parts.group(2) == null ? parts.group(3) : parts.group(2);
        int port = parts.group(4) == null ? tls ? TLS_PORT : PLAIN_PORT : Integer.parseInt(parts.group(4));
        return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new Broker(host, port, tls));
    }

    @Override
    public String toString() {
        return (tls ? "ssl://" : "tcp://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
