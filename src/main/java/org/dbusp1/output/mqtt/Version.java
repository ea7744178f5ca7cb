package org.dbusp1.output.mqtt;

/** Versions of the protocol. */
public enum Version {
    MQTT_5("5"), MQTT_3_1_1("3.1.1");

    private final String text;

    Version(String text) {
        this.text = text;
    }

    /** As people write it. */
    public String text() {
        return text;
    }
}
