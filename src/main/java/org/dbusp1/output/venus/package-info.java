/**
 * Publishes the meter on the D-Bus of Venus OS: services, paths and settings. The D-Bus itself is in {@code dbus}.
 * The package {@code guard} has decided before which values may be published.
 */
package org.dbusp1.output.venus;
