package org.dbusp1.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the owner configured: a checked value for every key. Immutable; made by {@link ConfigReader}. */
public final class Config {
    /** By the key's name: hashing a record costs a start 50 ms. */
    private final Map<String, Setting> settings;

    private final List<String> warnings;

    /** Takes settings whose values their keys allow. */
    Config(Map<String, Setting> settings, List<String> warnings) {
        this.settings = Map.copyOf(settings);
        this.warnings = List.copyOf(warnings);
    }

    /** A line for each key that is gone and that somebody set: where, and what takes its place. */
    public List<String> warnings() {
        return warnings;
    }

    /** The value of a key: the owner's, or the standard one. */
    public <T> T get(Key<T> key) {
        String text = setting(key).map(Setting::value).orElse(key.standard());
        return key.read(text).orElseThrow(() -> new IllegalStateException("unchecked " + key.name() + "=" + text));
    }

    /** What the owner said about a key, and where; empty when the standard value holds. */
    public Optional<Setting> setting(Key<?> key) {
        return Optional.ofNullable(settings.get(key.name()));
    }

    /** Where a key was set, to begin a complaint about it. */
    public String place(Key<?> key) {
        return setting(key).map(Setting::place).orElse("configuration");
    }

    /** Where a key was set, and to what, to begin a complaint about its value. */
    public String complaint(Key<?> key) {
        return setting(key).orElseGet(() -> new Setting(key.name(), key.standard(), place(key))).asWritten();
    }

    /** The configured source, for people: the path of a serial port, or the value of the key {@code source}. */
    public String sourceName() {
        return get(Keys.SOURCE) instanceof SourceConfig.Serial ? get(Keys.SERIAL_PORT)
                : setting(Keys.SOURCE).map(Setting::value).orElse(Keys.SOURCE.standard());
    }
}
