package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.MeterKey;

/**
 * The settings of the MQTT output.
 *
 * @param credentials   user and password; absent for an anonymous connection
 * @param clientId      may hold {@code <key>} for the meter's key
 * @param base          the root of the topics of the profiles native and raw, of the topics status and event, and of the
 *                      rows of the history; may hold {@code <key>}
 * @param profiles      the topic layouts to publish, at least one
 * @param interval      the shortest time between two publications of the states
 * @param fullInterval  after this time all states are published, although they have not changed
 * @param homeAssistant how the meter is announced to Home Assistant; absent for not at all
 * @param program       name and version of this program, for Home Assistant
 */
public record MqttSettings(Broker broker, Version version, TlsSettings tls, Optional<Credentials> credentials,
                           String clientId, String base, List<ProfileSettings> profiles, Duration interval,
                           Duration fullInterval, Optional<HomeAssistantSettings> homeAssistant, String program) {

    /**
     * One layout of topics.
     *
     * @param base   the root of its topics; may hold {@code <key>}
     * @param qos    0 to 2
     * @param retain whether the broker retains the last state of each topic
     */
    public record ProfileSettings(Profile profile, String base, int qos, boolean retain) {
    }

    /**
     * MQTT discovery of Home Assistant.
     *
     * @param form   one message for each device or for each entity
     * @param prefix the root of its discovery topics
     * @param birth  the topic of its birth message
     */
    public record HomeAssistantSettings(Form form, String prefix, String birth) {
    }

    /** The forms of discovery messages. */
    public enum Form {
        /** One message for each device: Home Assistant 2024.12 or newer. */
        DEVICE,
        /** One message for each entity: any Home Assistant, and openHAB. */
        ENTITY
    }

    /** The topic of the meter's availability; it exists with every profile. */
    String status(MeterKey key) {
        return Topics.ofMeter(base, key) + "/status";
    }

    /** The topic of the meter's events; the broker does not retain them. */
    String events(MeterKey key) {
        return Topics.ofMeter(base, key) + "/" + Entity.EVENT;
    }

    /** The client id for a meter. */
    String clientId(MeterKey key) {
        return Topics.filled(clientId, key);
    }
}
