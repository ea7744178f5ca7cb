package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.MeterKey;

/**
 * What the owner said about MQTT.
 *
 * @param base          the topic that says whether we are there lies below, and what the native profile publishes where
 *                      it is one of the profiles; may hold {@code <key>}
 * @param clientId      may hold {@code <key>} for the meter's key
 * @param profiles      layouts of topics to publish, at least one
 * @param interval      rounds of states are not closer together than this
 * @param fullInterval  after this time states are published although they have not changed
 * @param homeAssistant how to announce the meter to Home Assistant; absent for not at all
 * @param program       name and version of this program, for Home Assistant
 */
public record MqttSettings(Broker broker, Version version, Trust trust, Optional<Login> login, String clientId,
                           String base, List<ProfileSettings> profiles, Duration interval, Duration fullInterval,
                           Optional<HomeAssistantSettings> homeAssistant, String program) {

    /**
     * One layout of topics.
     *
     * @param base   its topics lie below; may hold {@code <key>}
     * @param qos    0 to 2
     * @param retain whether the broker keeps the last state of each topic
     */
    public record ProfileSettings(Profile profile, String base, int qos, boolean retain) {
    }

    /**
     * @param form   what Home Assistant is told
     * @param prefix below which it looks for announcements
     * @param birth  topic on which it says that it has started
     */
    public record HomeAssistantSettings(Form form, String prefix, String birth) {
    }

    /** Ways to announce a meter. */
    public enum Form {
        /** One message for each device: Home Assistant 2024.12 or newer. */
        DEVICE,
        /** One message for each entity: any Home Assistant, and openHAB. */
        ENTITY
    }

    /** Where we say that we are there, whatever else is published. */
    String status(MeterKey key) {
        return Topics.ofMeter(base, key) + "/status";
    }

    /** What we call ourselves at the broker. */
    String clientId(MeterKey key) {
        return Topics.filled(clientId, key);
    }
}
