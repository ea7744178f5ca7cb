package org.dbusp1.output.venus;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.dbusp1.dbus.BusAddress;
import org.dbusp1.output.PhaseOrder;

/**
 * The owner's configuration of the services on the D-Bus.
 *
 * @param bus        which bus
 * @param role       what the meter measures; unset: what localsettings say, at first the grid
 * @param position   0 AC input 1, 1 AC output, 2 AC input 2, for roles other than grid; unset: what localsettings say
 * @param phases     which inverter phase each meter phase is, where localsettings say nothing
 * @param gasmeter   whether M-Bus devices also appear as {@code com.victronenergy.gasmeter}
 * @param suffix     last element of the services' names: {@code p1_ttyUSB0}
 * @param connection for people: {@code P1 ttyUSB0}
 * @param version    of the driver
 * @param energy     where the energy counters come from
 */
public record VenusSettings(BusAddress bus, Optional<Role> role, OptionalInt position, PhaseOrder phases,
                            boolean gasmeter, String suffix, String connection, String version, Energy energy) {
    /** Where the energy counters come from. */
    public enum Energy {
        /** The meter's own, as it sends them. */
        METER,
        /** Run on by power between the meter's readings. */
        INTEGRATED
    }

    /** @throws IllegalArgumentException when the position is none, or the suffix cannot be in a bus name */
    public VenusSettings {
        if (position.isPresent() && (position.getAsInt() < 0 || position.getAsInt() > 2)) {
            throw new IllegalArgumentException(position.getAsInt()
                    + " is no position: allowed are 0 (AC input 1), 1 (AC output), 2 (AC input 2)");
        }
        if (!suffix.matches("[A-Za-z_][A-Za-z0-9_]{0,99}")) {
            throw new IllegalArgumentException("\"" + suffix + "\" cannot end a bus name: allowed are A-Z a-z 0-9 _, "
                    + "no digit first");
        }
    }

    /** The roles that may be chosen on the device: the configured one, else all. */
    List<String> allowedRoles() {
        return role.map(one -> List.of(one.text())).orElseGet(() -> Stream.of(Role.values()).map(Role::text).toList());
    }
}
