package org.dbusp1.output.modbus;

import org.dbusp1.server.ListenAddress;

/**
 * What the owner wants of the Modbus server.
 *
 * @param place   where it listens, and for whom
 * @param version of this program, as 0.1.0; shown on the GX device as the firmware version
 */
public record ModbusSettings(ListenAddress place, String version) {
}
