package org.dbusp1.output.venus;

import org.dbusp1.output.PhaseOrder;

/**
 * A device as localsettings describe it.
 *
 * @param kind       third element of the service's name: a role, or pulsemeter
 * @param instance   unique among the devices of its kind
 * @param customName the owner's name for it; empty when there is none
 * @param position   0 AC input 1, 1 AC output, 2 AC input 2
 * @param phases     the inverter's phase of each phase of the meter
 */
record Registration(String kind, int instance, String customName, int position, PhaseOrder phases) {
}
