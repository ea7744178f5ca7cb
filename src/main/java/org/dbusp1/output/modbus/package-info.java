/**
 * The meter as a Carlo Gavazzi EM24 Ethernet on Modbus TCP, which a GX device knows without an installation: only the registers that
 * Victron's dbus-modbus-client reads, and no settings.
 */
@NullMarked
package org.dbusp1.output.modbus;

import org.jspecify.annotations.NullMarked;
