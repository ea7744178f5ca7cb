package org.dbusp1.config;

/**
 * A value that an owner gave.
 *
 * @param key   the key's name as it was written, known or not
 * @param place where it stands: {@code /data/conf/dbus-p1.properties line 3}, {@code option --bus}
 */
public record Setting(String key, String value, String place) {
}
