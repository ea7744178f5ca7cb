/**
 * Publishes the meter on the D-Bus of Venus OS: services, paths and settings. The D-Bus itself is in {@code dbus}.
 * Whether a value may be published has been decided in {@code guard}.
 */
package org.dbusp1.output.venus;
