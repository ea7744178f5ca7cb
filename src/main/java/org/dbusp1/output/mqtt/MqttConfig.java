package org.dbusp1.output.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.config.KeyTable;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputConfig;
import org.dbusp1.output.OutputParts;
import org.dbusp1.output.mqtt.MqttSettings.Broker;
import org.dbusp1.output.mqtt.MqttSettings.Credentials;
import org.dbusp1.output.mqtt.TlsSettings.UnusableFile;
import org.dbusp1.process.Failure;
import org.dbusp1.process.Program;

/** Configures what is published on a broker, and the broker for all that uses one. */
public final class MqttConfig implements OutputConfig {
    private static final KeyTable KEYS = new KeyTable("MQTT and Home Assistant");

    public static final Key<Boolean> ENABLED = KEYS.row("mqtt.enabled", "false", ValueType.trueOrFalse(),
            "publish to an MQTT broker");
    public static final Key<Broker> URL = KEYS.row("mqtt.url", "tcp://127.0.0.1:1883",
            new ValueType<>("URL", Broker.FORM, text -> Broker.parse(text).orElse(null)), "address of the broker; ssl:// for TLS");
    public static final Key<Optional<String>> USER = KEYS.row("mqtt.user", "", text().optional(), "user name at the broker");
    public static final Key<Optional<Path>> PASSWORD_FILE = KEYS.row("mqtt.password.file", "", ValueType.file(),
            "a file with the password of that user");
    public static final Key<Optional<Path>> CA_FILE = KEYS.row("mqtt.ca.file", "", ValueType.file(),
            "a file with the CA certificate of the broker; empty: the CA certificates of the system");
    public static final Key<Optional<Path>> CERT_FILE = KEYS.row("mqtt.cert.file", "", ValueType.file(),
            "a file with the client certificate, for a broker that requires one");
    public static final Key<Optional<Path>> KEY_FILE = KEYS.row("mqtt.key.file", "", ValueType.file(),
            "a file with the private key of mqtt.cert.file, PKCS #8 without a passphrase");
    public static final Key<String> BASE = KEYS.row("mqtt.base", "dbus-p1", topic(),
            "first part of the topics, also of the rows of history.publish; the meter's key follows");
    public static final Key<List<Profile>> PROFILE = KEYS.row("mqtt.profile", "native",
            ValueType.oneOf(List.of(Profile.values()), Profile::text).labelled("PROFILE").list(), "layouts of topics to publish in");
    public static final Key<Integer> INTERVAL = KEYS.row("mqtt.interval-seconds", "1", ValueType.number(0, 3_600),
            "least number of seconds between states; 0: each telegram");
    public static final Key<Boolean> HA_DISCOVERY = KEYS.row("mqtt.ha.discovery", "false", ValueType.trueOrFalse(),
            "announce the meter to Home Assistant, 2024.12 or newer");

    @Override
    public String name() {
        return "mqtt";
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
        MqttSettings settings = settings(config);
        return Optional.of(() -> new MqttOutput(settings, parts.driver(), parts.meter()));
    }

    /** @throws Failure if keys contradict one another or a file cannot be used */
    public static MqttSettings settings(Config config) throws Failure {
        List<Profile> wanted = config.get(PROFILE);
        if (wanted.isEmpty()) {
            throw config.mistake(PROFILE, ": there is nothing to publish; it is " + PROFILE.type().constraint());
        }
        if (config.get(HA_DISCOVERY) && !wanted.contains(Profile.NATIVE)) {
            throw config.mistake(HA_DISCOVERY,
                    ": Home Assistant reads the states of the native layout: add native to mqtt.profile");
        }
        for (Map.Entry<String, Config> other : config.otherCables().entrySet()) {
            if (hasFixedTopics(config) && hasFixedTopics(other.getValue())
                    && config.get(URL).equals(other.getValue().get(URL))) {
                throw config.mistake(PROFILE, ": the topics of p1meter2mqtt do not name the meter, and " + other.getKey()
                        + " has them too: set another mqtt.profile for one of the two cables");
            }
        }
        return new MqttSettings(config.get(URL), tls(config), credentials(config), config.get(BASE),
                List.copyOf(EnumSet.copyOf(wanted)), Duration.ofSeconds(config.get(INTERVAL)),
                config.get(HA_DISCOVERY), Program.version());
    }

    private static boolean hasFixedTopics(Config config) {
        return config.get(ENABLED) && config.get(PROFILE).contains(Profile.P1METER2MQTT);
    }

    private static Optional<Credentials> credentials(Config config) throws Failure {
        Optional<String> user = config.get(USER);
        Optional<String> password = config.secret(PASSWORD_FILE);
        if (password.isPresent() && user.isEmpty()) {
            throw config.mistake(PASSWORD_FILE, ": a password needs a user: set mqtt.user too");
        }
        return user.map(name -> new Credentials(name, password));
    }

    private static TlsSettings tls(Config config) throws Failure {
        List<Key<Optional<Path>>> files = List.of(CA_FILE, CERT_FILE, KEY_FILE);
        for (Key<Optional<Path>> file : files) {
            if (config.get(file).isPresent() && !config.get(URL).tls()) {
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
        } catch (UnusableFile why) {
            Key<?> named = files.stream().filter(file -> config.get(file).equals(Optional.of(why.file()))).findFirst().orElseThrow();
            throw config.mistake(named, ": " + why.getMessage());
        }
    }

    private static ValueType<String> topic() {
        return ValueType.parsed("TOPIC", Topics.ROOT, text -> text).validatedBy(Topics::isRoot);
    }

    private static ValueType<String> text() {
        return ValueType.text("TEXT", "text of at most 200 characters", "\\P{Cntrl}{1,200}");
    }
}
