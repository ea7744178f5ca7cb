package org.dbusp1.output.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.mqtt.TlsSettings.UnusableFileException;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the MQTT output.
 *
 * @param credentials user and password; null for an anonymous connection
 * @param base the root of the topics of the layouts native and raw, of status, event and the history's rows; may hold {@code <key>} for the
 *     meter's key
 * @param profiles the topic layouts to publish; none if only rows are sent
 * @param interval the shortest time between two publications of the states
 */
public record MqttConfig(Broker broker, TlsSettings tls, @Nullable Credentials credentials,
                         String base, List<TopicLayout> profiles, Duration interval, Discovery discovery, String version) {
    private static final KeyTable KEYS = new KeyTable("MQTT and Home Assistant");
    /** The keys of the rows of output.fleet, which go to the same broker. */
    public static final KeyTable ROWS = new KeyTable("History");

    public static final Key<Boolean> PUBLISH_ROWS = ROWS.defineDestination("history.publish", "false", ValueType.trueOrFalse(),
            "send finished rows to the broker of mqtt.url, for dbus-p1 collect; needs history.enabled=true");

    public static final Key<Optional<Broker>> URL = KEYS.defineDestination("mqtt.url", "",
            new ValueType<>("URL", Broker.FORM, Broker::parse).optional(),
            "address of the broker, which switches MQTT on; ssl:// for TLS; empty: no MQTT");
    public static final Key<Optional<String>> USER = KEYS.define("mqtt.user", "", text().optional(), "user name at the broker");
    public static final Key<Optional<Path>> PASSWORD_FILE = KEYS.define("mqtt.password.file", "", ValueType.file(),
            "a file with the password of that user");
    public static final Key<Optional<Path>> CA_FILE = KEYS.define("mqtt.ca.file", "", ValueType.file(),
            "a file with the CA certificate of the broker; empty: the CA certificates of the system");
    public static final Key<Optional<Path>> CERT_FILE = KEYS.define("mqtt.cert.file", "", ValueType.file(),
            "a file with the client certificate, for a broker that requires one");
    public static final Key<Optional<Path>> KEY_FILE = KEYS.define("mqtt.key.file", "", ValueType.file(),
            "a file with the private key of mqtt.cert.file, PKCS #8 without a passphrase");
    public static final Key<String> BASE = KEYS.define("mqtt.base", "dbus-p1", topic(),
            "first part of the topics, also of the rows of history.publish; the meter's key follows");
    public static final Key<List<TopicLayout>> PROFILE = KEYS.define("mqtt.profile", "native",
            ValueType.oneOf(List.of(TopicLayout.values()), TopicLayout::text).labelled("PROFILE").list(),
            "layouts of topics to publish in; with history.publish=true only if it is set");
    public static final Key<Integer> INTERVAL = KEYS.define("mqtt.interval-seconds", "1", ValueType.number(0, 3_600),
            "least number of seconds between states; 0: each telegram");
    public static final Key<Boolean> HA_DISCOVERY = KEYS.define("mqtt.ha.discovery", "true", ValueType.trueOrFalse(),
            "announce the meter of the layout native to Home Assistant, 2024.12 or newer");

    public static final OutputDefinition OUTPUT = new OutputDefinition("mqtt", KEYS, MqttConfig::supplier);

    private static @Nullable Supplier<Output> supplier(Config config, OutputContext context) throws UserException {
        if (!isOn(config)) {
            return null;
        }
        MqttConfig settings = of(config);
        if (settings.profiles().isEmpty()) {
            return null;
        }
        StateStore announced = context.store("home-assistant.properties", "what Home Assistant was told of which meters");
        return () -> new MqttOutput(settings, context.driverState(), context.meterKey(), announced);
    }

    /**
     * Returns whether the owner has given a broker. An empty {@link #URL} means none: written in the file of one cable it switches MQTT
     * off there, also if the file for all cables has a broker and other keys of MQTT.
     *
     * @throws UserException if another key of MQTT is written without it
     */
    private static boolean isOn(Config config) throws UserException {
        if (config.setting(URL).isEmpty()) {
            for (Key<?> key : KEYS.keys()) {
                if (config.setting(key).isPresent()) {
                    throw config.mistake(key, " needs a broker: set mqtt.url too");
                }
            }
        }
        return config.get(URL).isPresent();
    }

    /** @throws UserException without {@link #URL}, if keys contradict one another, or a file cannot be used */
    public static MqttConfig of(Config config) throws UserException {
        Broker broker = config.get(URL).orElseThrow();
        if (config.get(PROFILE).isEmpty()) {
            throw config.mistake(PROFILE, ": there is nothing to publish; write " + PROFILE.type().constraint());
        }
        List<TopicLayout> wanted = profiles(config);
        for (Map.Entry<String, Config> other : config.otherSerialPorts().entrySet()) {
            if (hasFixedTopics(config) && hasFixedTopics(other.getValue())
                    && config.get(URL).equals(other.getValue().get(URL))) {
                throw config.mistake(PROFILE, ": the topics of p1meter2mqtt do not name the meter, and " + other.getKey()
                        + " has them too: set another mqtt.profile for one of the two cables");
            }
        }
        return new MqttConfig(broker, tls(config, broker), credentials(config), config.get(BASE),
                wanted.stream().sorted().distinct().toList(), Duration.ofSeconds(config.get(INTERVAL)),
                discovery(config, wanted), Program.version());
    }

    private static boolean hasFixedTopics(Config config) {
        return config.get(URL).isPresent() && config.get(PROFILE).contains(TopicLayout.P1METER2MQTT);
    }

    /** An owner who sends rows gets nothing else that he has not asked for. */
    private static List<TopicLayout> profiles(Config config) {
        return config.get(PUBLISH_ROWS) && config.setting(PROFILE).isEmpty() ? List.of() : config.get(PROFILE);
    }

    private static Discovery discovery(Config config, List<TopicLayout> wanted) throws UserException {
        if (!config.get(HA_DISCOVERY)) {
            return Discovery.OFF;
        }
        boolean isWritten = config.setting(HA_DISCOVERY).isPresent();
        if (wanted.contains(TopicLayout.NATIVE)) {
            return isWritten ? Discovery.REQUIRED : Discovery.OPTIONAL;
        }
        if (isWritten) {
            throw config.mistake(HA_DISCOVERY, ": Home Assistant reads the states of the native layout: add native to mqtt.profile");
        }
        return Discovery.OFF;
    }

    private static @Nullable Credentials credentials(Config config) throws UserException {
        String user = config.get(USER).orElse(null);
        String password = config.secret(PASSWORD_FILE).orElse(null);
        if (password != null && user == null) {
            throw config.mistake(PASSWORD_FILE, ": a password needs a user: set mqtt.user too");
        }
        return user == null ? null : new Credentials(user, password);
    }

    private static TlsSettings tls(Config config, Broker broker) throws UserException {
        List<Key<Optional<Path>>> files = List.of(CA_FILE, CERT_FILE, KEY_FILE);
        for (Key<Optional<Path>> file : files) {
            if (config.get(file).isPresent() && !broker.tls()) {
                throw config.mistake(file, ": certificates are for TLS: begin mqtt.url with ssl://");
            }
        }
        Path authority = config.get(CA_FILE).orElse(null);
        Path certificate = config.get(CERT_FILE).orElse(null);
        Path key = config.get(KEY_FILE).orElse(null);
        if (key != null && certificate == null) {
            throw config.mistake(KEY_FILE, ": a key needs its certificate: set mqtt.cert.file too");
        }
        if (certificate != null && key == null) {
            throw config.mistake(CERT_FILE, ": a certificate needs its key: set mqtt.key.file too");
        }
        try {
            return new TlsSettings(
                    authority == null ? null : TlsSettings.authorities(authority),
                    certificate == null || key == null ? null : TlsSettings.clientCertificate(certificate, key));
        } catch (UnusableFileException e) {
            Key<?> named = files.stream().filter(file -> config.get(file).equals(Optional.of(e.file()))).findFirst().orElseThrow();
            throw config.mistake(named, ": " + e.getMessage());
        }
    }

    private static ValueType<String> topic() {
        return ValueType.parsed("TOPIC", Topics.ROOT_RULE, text -> text).validatedBy(Topics::isRoot);
    }

    private static ValueType<String> text() {
        return ValueType.text("TEXT", "text of at most 200 characters", "\\P{Cntrl}{1,200}");
    }

    public enum Discovery {
        OFF,
        /** By default; a refusal by the broker is no fault. */
        OPTIONAL,
        /** Because the owner has written so. */
        REQUIRED
    }

    /** @param host a name or an address, IPv6 without brackets */
    public record Broker(String host, int port, boolean tls) {
        /** The usual form of a URL, for messages; {@link #parse} also accepts mqtt://, tls:// and mqtts://. */
        public static final String FORM = "tcp://HOST:PORT or ssl://HOST:PORT; without a port it is 1883 or 8883";

        private static final Pattern URL =
                Pattern.compile("(tcp|mqtt|ssl|tls|mqtts)://(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?/?");
        private static final int PLAIN_PORT = 1883;
        private static final int TLS_PORT = 8883;

        /** Parses a URL such as {@code ssl://broker.example:8883}; null if the text is no such URL. */
        public static @Nullable Broker parse(String url) {
            Matcher parts = URL.matcher(url);
            if (!parts.matches()) {
                return null;
            }
            boolean tls = List.of("ssl", "tls", "mqtts").contains(parts.group(1));
            String host = parts.group(2) == null ? parts.group(3) : parts.group(2);
            int usual = tls ? TLS_PORT : PLAIN_PORT;
            int port = parts.group(4) == null ? usual : Integer.parseInt(parts.group(4));
            return port < 1 || port > 65_535 ? null : new Broker(host, port, tls);
        }

        @Override
        public String toString() {
            return (tls ? "ssl://" : "tcp://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** The user at the broker. {@link #toString} hides the password. @param password null if the broker asks for no password */
    public record Credentials(String user, @Nullable String password) {
        @Override
        public String toString() {
            return "user " + user + (password != null ? " with a password" : " without a password");
        }
    }

    /** Two drivers of one meter need different values of meter.id, because their topics would be equal too. */
    public static String clientId(MeterKey key) {
        return "dbus-p1-" + key;
    }
}
