package org.dbusp1.output.venus;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.output.Event;
import org.dbusp1.output.PhaseOrder;

/**
 * The owner's configuration of the services on the D-Bus.
 *
 * @param role       what the meter measures; unset: as in localsettings, at first the grid
 * @param position   0 AC input 1, 1 AC output, 2 AC input 2, for roles other than grid; unset: as in localsettings
 * @param phases     the inverter's phase of each phase of the meter, where localsettings have no order
 * @param gasmeter   whether M-Bus devices also appear as {@code com.victronenergy.gasmeter}
 * @param suffix     last element of the services' names, {@code p1_ttyUSB0}: A-Z a-z 0-9 _, no digit first
 * @param connection the connection, for people: {@code P1 ttyUSB0}
 * @param version    the version of the driver
 * @param energy     the origin of the energy counters
 * @param notifications the kinds of events that the GX device shows
 */
public record VenusSettings(Optional<Role> role, OptionalInt position, PhaseOrder phases,
                            boolean gasmeter, String suffix, String connection, String version, Energy energy,
                            Set<Event.Kind> notifications) {
    /** The origin of the energy counters. */
    public enum Energy {
        /** The meter's counters, as it sends them. */
        METER,
        /** The meter's counters, increased by power between the meter's readings. */
        INTEGRATED
    }

    /** Returns the roles that may be chosen on the device: the configured one, else all. */
    List<String> allowedRoles() {
        return role.map(one -> List.of(one.text())).orElseGet(() -> Stream.of(Role.values()).map(Role::text).toList());
    }
}
