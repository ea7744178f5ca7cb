/**
 * Publishes the meter on the D-Bus of Venus OS: services, paths, settings, and the D-Bus connection itself. Whether a
 * value may be published has been decided in {@code guard}.
 */
package org.dbusp1.output.venus;
