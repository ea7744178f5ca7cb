package org.dbusp1.assembly;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Keys;
import org.dbusp1.output.mqtt.MqttSettings;
import org.dbusp1.output.mqtt.MqttSettings.Credentials;
import org.dbusp1.output.mqtt.Profile;
import org.dbusp1.output.mqtt.TlsSettings;
import org.dbusp1.output.mqtt.TlsSettings.UnusableFile;
import org.dbusp1.process.Failure;
import org.dbusp1.process.Program;

/** Makes the settings of MQTT from the configuration and its files. */
public final class MqttConfig {
    private MqttConfig() {
    }

    /** @throws Failure if keys contradict one another or a file cannot be used */
    public static MqttSettings settings(Config config) throws Failure {
        List<Profile> wanted = config.get(Keys.MQTT_PROFILE);
        if (wanted.isEmpty()) {
            throw config.mistake(Keys.MQTT_PROFILE, ": there is nothing to publish; it is " + Keys.MQTT_PROFILE.type().constraint());
        }
        if (config.get(Keys.MQTT_HA_DISCOVERY) && !wanted.contains(Profile.NATIVE)) {
            throw config.mistake(Keys.MQTT_HA_DISCOVERY,
                    ": Home Assistant reads the states of the native layout: add native to mqtt.profile");
        }
        for (Map.Entry<String, Config> other : config.otherCables().entrySet()) {
            if (hasFixedTopics(config) && hasFixedTopics(other.getValue())
                    && config.get(Keys.MQTT_URL).equals(other.getValue().get(Keys.MQTT_URL))) {
                throw config.mistake(Keys.MQTT_PROFILE, ": the topics of p1meter2mqtt do not name the meter, and " + other.getKey()
                        + " has them too: set another mqtt.profile for one of the two cables");
            }
        }
        return new MqttSettings(config.get(Keys.MQTT_URL), tls(config), credentials(config), config.get(Keys.MQTT_BASE),
                List.copyOf(EnumSet.copyOf(wanted)), Duration.ofSeconds(config.get(Keys.MQTT_INTERVAL)),
                config.get(Keys.MQTT_HA_DISCOVERY), Program.version());
    }

    private static boolean hasFixedTopics(Config config) {
        return config.get(Keys.MQTT_ENABLED) && config.get(Keys.MQTT_PROFILE).contains(Profile.P1METER2MQTT);
    }

    private static Optional<Credentials> credentials(Config config) throws Failure {
        Optional<String> user = config.get(Keys.MQTT_USER);
        Optional<String> password = config.secret(Keys.MQTT_PASSWORD_FILE);
        if (password.isPresent() && user.isEmpty()) {
            throw config.mistake(Keys.MQTT_PASSWORD_FILE, ": a password needs a user: set mqtt.user too");
        }
        return user.map(name -> new Credentials(name, password));
    }

    private static TlsSettings tls(Config config) throws Failure {
        List<Key<Optional<Path>>> files = List.of(Keys.MQTT_CA_FILE, Keys.MQTT_CERT_FILE, Keys.MQTT_KEY_FILE);
        for (Key<Optional<Path>> file : files) {
            if (config.get(file).isPresent() && !config.get(Keys.MQTT_URL).tls()) {
                throw config.mistake(file, ": certificates are for TLS: begin mqtt.url with ssl://");
            }
        }
        Optional<Path> authority = config.get(Keys.MQTT_CA_FILE);
        Optional<Path> certificate = config.get(Keys.MQTT_CERT_FILE);
        Optional<Path> key = config.get(Keys.MQTT_KEY_FILE);
        if (key.isPresent() && certificate.isEmpty()) {
            throw config.mistake(Keys.MQTT_KEY_FILE, ": a key needs its certificate: set mqtt.cert.file too");
        }
        if (certificate.isPresent() && key.isEmpty()) {
            throw config.mistake(Keys.MQTT_CERT_FILE, ": a certificate needs its key: set mqtt.key.file too");
        }
        try {
            return new TlsSettings(
                    authority.isEmpty() ? Optional.empty() : Optional.of(TlsSettings.authorities(authority.get())),
                    key.isEmpty() ? Optional.empty()
                            : Optional.of(TlsSettings.clientCertificate(certificate.get(), key.get())));
        } catch (UnusableFile why) {
            Key<?> named = files.stream().filter(file -> config.get(file).equals(Optional.of(why.file()))).findFirst().orElseThrow();
            throw config.mistake(named, ": " + why.getMessage());
        }
    }
}
