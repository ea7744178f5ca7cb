package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;

/**
 * A message to publish. With an empty payload the broker deletes what it retains under the topic.
 *
 * @param qos 0 to 2
 */
record Message(String topic, byte[] payload, int qos, boolean retain) {
    static Message of(String topic, String payload, int qos, boolean retain) {
        return new Message(topic, payload.getBytes(StandardCharsets.UTF_8), qos, retain);
    }

    /** A message with QoS 1 that the broker retains: it must arrive, because it is not repeated. */
    static Message retained(String topic, byte[] payload) {
        return new Message(topic, payload, 1, true);
    }

    /** Deletes what the broker retains under a topic. */
    static Message removal(String topic) {
        return retained(topic, new byte[0]);
    }
}
