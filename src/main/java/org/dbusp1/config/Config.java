package org.dbusp1.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The owner's configuration: a checked value for every key. Immutable; made by {@link ConfigReader}. */
public final class Config {
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

        /** Returns the beginning of a complaint: its place, and what its owner wrote there; no key where an option has another name. */
        String asWritten() {
            boolean shortOption = place.startsWith("option ") && !place.equals("option --" + key);
            return place + ": " + (shortOption ? "" : key + "=") + value;
        }
    }

    /** By the key's name: hashing a record costs a start 50 ms. */
    private final Map<String, Setting> settings;

    private final List<String> warnings;

    /** Takes settings whose values their keys allow. */
    Config(Map<String, Setting> settings, List<String> warnings) {
        this.settings = Map.copyOf(settings);
        this.warnings = List.copyOf(warnings);
    }

    /** Returns a line for each key that is gone and that somebody set: where, and what takes its place. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns the value of a key: the owner's, or the default. */
    public <T> T get(Key<T> key) {
        String text = setting(key).map(Setting::value).orElse(key.defaultValue());
        return key.read(text).orElseThrow(() -> new IllegalStateException("unchecked " + key.name() + "=" + text));
    }

    /** Returns the owner's setting of a key, and its place; empty when the default holds. */
    public Optional<Setting> setting(Key<?> key) {
        return Optional.ofNullable(settings.get(key.name()));
    }

    /** Returns the place where a key was set, to begin a message about it. */
    public String place(Key<?> key) {
        return setting(key).map(Setting::place).orElse("configuration");
    }

    /** Returns the place where a key was set, and its value, to begin a message about it. */
    public String complaint(Key<?> key) {
        return setting(key).orElseGet(() -> new Setting(key.name(), key.defaultValue(), place(key))).asWritten();
    }

    /** The configured source, for people: the path of a serial port, or the value of the key {@code source}. */
    public String sourceName() {
        return get(Keys.SOURCE) instanceof SourceConfig.Serial ? get(Keys.SERIAL_PORT)
                : setting(Keys.SOURCE).map(Setting::value).orElse(Keys.SOURCE.defaultValue());
    }
}
