package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;

/**
 * What is to be published. An empty payload takes back what the broker retains under the topic.
 *
 * @param qos 0 to 2
 */
record Message(String topic, byte[] payload, int qos, boolean retain) {
    static Message of(String topic, String payload, int qos, boolean retain) {
        return new Message(topic, payload.getBytes(StandardCharsets.UTF_8), qos, retain);
    }

    /** Retained and acknowledged: what has to arrive although nobody repeats it. */
    static Message kept(String topic, byte[] payload) {
        return new Message(topic, payload, 1, true);
    }

    /** Takes back what the broker retains. */
    static Message removal(String topic) {
        return kept(topic, new byte[0]);
    }
}
