package org.dbusp1.output.mqtt;

/** The versions of MQTT. */
public enum Version {
    MQTT_5("5"), MQTT_3_1_1("3.1.1");

    private final String text;

    Version(String text) {
        this.text = text;
    }

    /** Its name in the configuration. */
    public String text() {
        return text;
    }
}
