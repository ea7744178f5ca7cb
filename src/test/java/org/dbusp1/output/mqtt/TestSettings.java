package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dbusp1.output.mqtt.MqttSettings.Broker;
import org.dbusp1.output.mqtt.MqttSettings.Credentials;

/** Settings of an owner who has changed little. */
public final class TestSettings {
    /** Trusts the authorities of the system. */
    static final TlsSettings TLS = new TlsSettings(null, null);

    private TestSettings() {
    }

    /** Returns the settings for a broker on this machine. */
    public static MqttSettings of(int port, Profile... profiles) {
        return new MqttSettings(new Broker("127.0.0.1", port, false), TLS, Optional.empty(), "dbus-p1",
                List.of(profiles), Duration.ZERO, false, "1.0");
    }

    static MqttSettings announcing(int port) {
        MqttSettings plain = of(port, Profile.NATIVE);
        return new MqttSettings(plain.broker(), plain.tls(), plain.credentials(), plain.base(), plain.profiles(),
                plain.interval(), true, "1.0");
    }

    static MqttSettings to(MqttSettings plain, Broker broker, TlsSettings tls, Optional<Credentials> credentials) {
        return new MqttSettings(broker, tls, credentials, plain.base(), plain.profiles(), plain.interval(),
                plain.homeAssistant(), plain.program());
    }
}
