package org.dbusp1.output.modbus;

/**
 * The energy counters that the meter sent last, in 0.1 mWh. A counter keeps its value while the meter is silent about
 * it, so that the GX device never sees it fall to 0 and come back; one that the meter never sends is 0.
 */
record Counters(long imported, long exported) {
}
