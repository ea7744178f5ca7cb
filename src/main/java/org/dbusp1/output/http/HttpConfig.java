package org.dbusp1.output.http;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.output.Archive;
import org.dbusp1.output.ConfiguredMeter;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.Network;
import org.dbusp1.output.server.PortChoice;
import org.dbusp1.output.server.PortRange;
import org.dbusp1.output.server.ServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The owner's settings of the web server.
 *
 * @param zone of the meter's clock; null: the zone of the meter's dialect
 * @param frameAncestors the origins whose pages may show this server's page in a frame
 */
public record HttpConfig(InetAddress bind, PortRange port, Access access, Prices prices, boolean homewizard,
                         @Nullable ZoneId zone, List<String> frameAncestors) {
    private static final KeyTable KEYS = new KeyTable("Web page, JSON and metrics");
    private static final int SHORTEST_TOKEN = 16;

    public static final Key<Boolean> ENABLED = KEYS.defineDestination("http.enabled", "false", ValueType.trueOrFalse(),
            "listen for browsers and other programs");
    public static final Key<Integer> PORT = KEYS.define("http.port", "8099", ValueType.number(1, 65_535),
            "the port to listen on; where no port is set, the next free one up to 8108 if 8099 is in use");
    public static final Key<Optional<Path>> TOKEN_FILE = KEYS.define("http.token.file", "", ValueType.file(),
            "a file with a token that every client has to send; alone it lets no other machine connect");
    public static final Key<List<Network>> ALLOW = KEYS.defineDestination("http.allow", "", ServerConfig.networks(),
            "networks whose clients may connect, or * for all; empty: only this machine");
    public static final Key<List<String>> FRAME_ANCESTORS = KEYS.define("http.frame-ancestors", "", origin().list(),
            "origins of dashboards that may show the page in a frame, such as that of Home Assistant; empty: none");
    public static final Key<Prices> PRICES = KEYS.define("http.prices", "",
            ValueType.parsed("NAME=PRICE,...", "prices such as import=0.28,export=0.07,gas=1.35; names are import, export, "
                    + "import-t1 to import-t5, export-t1 to export-t5, gas, water and heat; and currency=CHF for another than EUR",
                    Prices::parse),
            "prices of a kWh, a m3 (gas, water) and a GJ (heat), for the cost on the page, also of the past");
    public static final Key<Boolean> HOMEWIZARD = KEYS.defineDestination("http.homewizard", "false", ValueType.trueOrFalse(),
            "serve HomeWizard's local API, version 1; with http.allow also announced in the local network, as a HomeWizard meter");

    public static final OutputDefinition OUTPUT = new OutputDefinition("http", KEYS, HttpConfig::supplier);

    private static @Nullable Supplier<Output> supplier(Config config, OutputContext context) throws UserException {
        if (!config.get(ENABLED)) {
            return null;
        }
        HttpConfig settings = of(config, context.portChoice(), context.configuredMeter());
        return () -> new HttpOutput(settings, Program.version(), context.shared(Archive.class).orElse(null), context);
    }

    /** @throws UserException if keys contradict one another, or the token cannot be used */
    static HttpConfig of(Config config, PortChoice ports, ConfiguredMeter meter) throws UserException {
        String token = config.secret(TOKEN_FILE).orElse(null);
        if (token != null && token.length() < SHORTEST_TOKEN) {
            throw new UserException(ExitStatus.CONFIG, config.origin(TOKEN_FILE) + """
                    : the token is too short to be safe; dd if=/dev/urandom bs=24 count=1 2>/dev/null | base64 makes \
                    one""");
        }
        Listener.Address address = ServerConfig.address(config, PORT, ALLOW, ports);
        return new HttpConfig(address.bind(), address.port(), new Access(token, address.allow()),
                config.get(PRICES), config.get(HOMEWIZARD), meter.zone(), config.get(FRAME_ANCESTORS));
    }

    /** Returns whether the server is announced in the local network, for programs that find a HomeWizard meter by it. */
    boolean isAnnounced() {
        return homewizard && !access.allow().isEmpty();
    }

    /** An origin as browsers compare it. IPv6 has no form in a policy for frames. */
    private static ValueType<String> origin() {
        return ValueType.text("ORIGIN", "an origin http://HOST:PORT or https://HOST:PORT, without a path and *; the port may be left out",
                "https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?");
    }

    /**
     * @param token the secret that a client has to send; null if clients need no token
     * @param allow networks that may ask; empty: the server listens only for this machine, which may always ask
     */
    public record Access(@Nullable String token, List<Network> allow) {
        public Access {
            allow = List.copyOf(allow);
        }
    }

    /**
     * @param currency ISO 4217, such as EUR
     * @param byName the price of one kWh, m3 or GJ, by name: import, import-t1, export, gas; only prices that the owner has set
     */
    public record Prices(String currency, SortedMap<String, BigDecimal> byName) {
        /** A name and a plain decimal number, also below zero: some suppliers charge for export. */
        private static final Pattern PRICE = Pattern.compile(
                "((?:import|export)(?:-t[1-5])?|gas|water|heat)\\s*=\\s*(-?[0-9]{1,6}(?:[.][0-9]{1,6})?)");
        private static final Pattern CURRENCY = Pattern.compile("currency=([A-Z]{3})");

        public Prices {
            byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        }

        /**
         * Parses {@code import=0.28,gas=1.35,currency=CHF}; the default currency is the euro.
         *
         * @throws IllegalArgumentException for another form, or a name that is unknown or repeated
         */
        public static Prices parse(String text) {
            SortedMap<String, BigDecimal> each = new TreeMap<>();
            String currency = null;
            for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
                Matcher code = CURRENCY.matcher(part.strip());
                Matcher price = PRICE.matcher(part.strip());
                if (currency == null && code.matches()) {
                    currency = code.group(1);
                } else if (!price.matches() || each.put(price.group(1), new BigDecimal(price.group(2))) != null) {
                    throw new IllegalArgumentException(part);
                }
            }
            return new Prices(currency == null ? "EUR" : currency, each);
        }
    }
}
