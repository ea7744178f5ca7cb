package org.dbusp1.output.venus;

import java.util.OptionalInt;

/**
 * How an energy meter is wired to the inverter, as its owner's configuration says.
 *
 * @param position 0 AC input 1, 1 AC output, 2 AC input 2; unset: what localsettings say
 * @param phases   which inverter phase each of its phases is, where localsettings say nothing
 */
record Wiring(OptionalInt position, PhaseMap phases) {
}
