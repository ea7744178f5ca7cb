/**
 * The meter as a Modbus TCP device that a GX device knows without an installation: the registers of a Carlo Gavazzi
 * EM24 Ethernet that Victron's dbus-modbus-client reads. Not here: other registers of that meter, and settings of it.
 */
package org.dbusp1.output.modbus;
