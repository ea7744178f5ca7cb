package org.dbusp1.output.http;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.config.KeyTable;
import org.dbusp1.config.Keys;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputConfig;
import org.dbusp1.output.OutputParts;
import org.dbusp1.output.http.HttpSettings.Access;
import org.dbusp1.output.http.HttpSettings.Prices;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.Program;
import org.dbusp1.server.Network;
import org.dbusp1.server.ServerConfig;

/** Configures the web server. */
public final class HttpConfig implements OutputConfig {
    private static final KeyTable KEYS = new KeyTable("Web page, JSON and metrics");
    private static final int SHORTEST_TOKEN = 16;

    public static final Key<Boolean> ENABLED = KEYS.row("http.enabled", "false", ValueType.trueOrFalse(),
            "listen for browsers and other programs");
    public static final Key<InetAddress> BIND = KEYS.row("http.bind", "127.0.0.1", address(),
            "the address to listen on: 0.0.0.0 or :: for the whole network, IPv4 and IPv6");
    public static final Key<Integer> PORT = KEYS.row("http.port", "8099", ValueType.number(1, 65_535),
            "the port to listen on; where no port is set, the next free one up to 8108 if 8099 is in use");
    public static final Key<Optional<Path>> TOKEN_FILE = KEYS.row("http.token.file", "", ValueType.file(),
            "a file with a token that every client has to send");
    public static final Key<List<Network>> ALLOW = KEYS.row("http.allow", "", ServerConfig.networks(),
            "networks whose clients are allowed, or * for all; this machine is always allowed");
    public static final Key<Prices> PRICES = KEYS.row("http.prices", "",
            ValueType.parsed("NAME=PRICE,...", "prices such as import=0.28,export=0.07,gas=1.35; names are import, export, "
                    + "import-t1 to import-t5, export-t1 to export-t5, gas, water and heat; and currency=CHF for another than EUR",
                    Prices::parse),
            "prices of a kWh, a m3 (gas, water) and a GJ (heat), for the cost of today on the page");
    public static final Key<Boolean> HOMEWIZARD = KEYS.row("http.homewizard", "false", ValueType.trueOrFalse(),
            "serve HomeWizard's local API, version 1; with mdns.enabled=true also announced as a HomeWizard meter");
    public static final Key<Boolean> MDNS_ENABLED = KEYS.row("mdns.enabled", "false", ValueType.trueOrFalse(),
            "announce the web server in the local network by multicast DNS");

    @Override
    public String name() {
        return "http";
    }

    @Override
    public List<Key<?>> keys() {
        return KEYS.keys();
    }

    @Override
    public Optional<Supplier<Output>> maker(Config config, OutputParts parts) throws Failure {
        if (!config.get(ENABLED)) {
            return Optional.empty();
        }
        HttpSettings settings = settings(config, parts);
        return Optional.of(() -> new HttpOutput(settings, Program.version(), parts.shared(Archive.class), parts.driver()));
    }

    private static HttpSettings settings(Config config, OutputParts parts) throws Failure {
        Optional<String> token = config.secret(TOKEN_FILE);
        if (token.filter(text -> text.length() < SHORTEST_TOKEN).isPresent()) {
            throw new Failure(ExitStatus.CONFIG, config.origin(TOKEN_FILE) + """
                    : the token is too short to be safe; dd if=/dev/urandom bs=24 count=1 2>/dev/null | base64 makes \
                    one""");
        }
        Access access = new Access(token, config.get(ALLOW));
        boolean open = !config.get(BIND).isLoopbackAddress();
        if (open && token.isEmpty() && access.allow().isEmpty()) {
            throw config.mistake(BIND, """
                     opens the web server to the whole network: set http.token.file or http.allow too; \
                    http.allow=* allows everybody""");
        }
        if (config.get(MDNS_ENABLED) && !open) {
            throw config.mistake(MDNS_ENABLED, " would announce a web server that only this machine can reach: set http.bind too");
        }
        return new HttpSettings(config.get(BIND), ServerConfig.port(config, PORT, parts.ports()), access,
                config.get(PRICES), config.get(HOMEWIZARD), config.get(MDNS_ENABLED), config.get(Keys.METER_ZONE));
    }

    private static ValueType<InetAddress> address() {
        return new ValueType<>("ADDRESS", "an address such as 127.0.0.1, 0.0.0.0 or ::1",
                text -> text.contains("/") ? null : Network.parse(text).map(Network::address).orElse(null));
    }
}
