package org.dbusp1.config;

/**
 * A value that an owner gave.
 *
 * @param key   the key's name as it was written, known or not
 * @param place where it is written: {@code /data/conf/dbus-p1.properties line 3}, {@code option --bus}
 */
public record Setting(String key, String value, String place) {
    /** Returns the setting of a key by an option of a command, with its dashes. */
    public static Setting option(String option, Key<?> key, String value) {
        return new Setting(key.name(), value, "option " + option);
    }

    /** To begin a complaint: its place, and what its owner wrote there; no key where an option has another name. */
    String asWritten() {
        boolean shortOption = place.startsWith("option ") && !place.equals("option --" + key);
        return place + ": " + (shortOption ? "" : key + "=") + value;
    }
}
