package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.List;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.dbusp1.output.mqtt.MqttConfig.Credentials;
import org.dbusp1.output.mqtt.MqttConfig.Discovery;
import org.jspecify.annotations.Nullable;

/** Settings of an owner who has changed little. */
public final class TestSettings {
    /** Trusts the authorities of the system. */
    static final TlsSettings TLS = new TlsSettings(null, null);

    private TestSettings() {
    }

    /** Returns the settings for a broker on this machine. */
    public static MqttConfig of(int port, TopicLayout... profiles) {
        return new MqttConfig(new Broker("127.0.0.1", port, false), TLS, null, "dbus-p1",
                List.of(profiles), Duration.ZERO, Discovery.OFF, "1.0");
    }

    /** Returns the settings of an owner who has written that the meter is announced to Home Assistant. */
    static MqttConfig announcing(int port) {
        MqttConfig plain = of(port, TopicLayout.NATIVE);
        return new MqttConfig(plain.broker(), plain.tls(), plain.credentials(), plain.base(), plain.profiles(),
                plain.interval(), Discovery.REQUIRED, "1.0");
    }

    static MqttConfig to(MqttConfig plain, Broker broker, TlsSettings tls, @Nullable Credentials credentials) {
        return new MqttConfig(broker, tls, credentials, plain.base(), plain.profiles(), plain.interval(),
                plain.discovery(), plain.version());
    }
}
