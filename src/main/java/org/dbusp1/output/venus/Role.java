package org.dbusp1.output.venus;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The meter's place, seen from the inverter; the third element of the service's name. */
public enum Role {
    /** The connection to the public grid: import is positive. */
    GRID,
    /** Solar inverters behind the meter: production, the meter's export, is positive. */
    PVINVERTER,
    /** A generator behind the meter: production is positive. */
    GENSET,
    /** A load behind the meter: import is positive. */
    ACLOAD,
    /** A charging point for cars: import is positive. */
    EVCHARGER,
    /** A heat pump: import is positive. */
    HEATPUMP;

    private static final List<Role> ALL = List.of(values());

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the role's text in names, in settings and on {@code /Role}. */
    public String text() {
        return text;
    }

    /** Returns the role with this text; empty where this driver does not have the role. */
    public static Optional<Role> of(String text) {
        // Asked for several values of each telegram: as a stream it allocated 1.5 kB a telegram.
        for (Role role : ALL) {
            if (role.text.equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** Returns whether the meter's export is positive on the service. */
    boolean produces() {
        return this == PVINVERTER || this == GENSET;
    }

    /** Returns whether the place at the inverter matters: gui-v2, PageAcInSetup.qml, asks for it for these alone. */
    boolean hasPosition() {
        return this == PVINVERTER || isLoad();
    }

    /**
     * Returns whether {@code /Position} means 0 AC output and 1 AC input, as of loads (gui-v2, enums.h, AcPosition),
     * instead of 0 AC input 1, 1 AC output and 2 AC input 2, as of solar inverters.
     */
    private boolean isLoad() {
        return this == ACLOAD || this == EVCHARGER || this == HEATPUMP;
    }

    /** Returns whether {@code /Position} may be this. */
    boolean allowsPosition(long position) {
        return hasPosition() && position >= 0 && position <= (isLoad() ? 1 : 2);
    }

    /** Returns the position of this role where the setting holds another role's: AC input 2 is AC input for a load. */
    int position(int setting) {
        return isLoad() && setting == 2 ? 1 : setting;
    }
}
