package org.dbusp1.gx.service;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The connection that the meter measures, seen from the inverter; the third element of the service's name. */
public enum Role {
    /** The connection to the public grid: import is positive. */
    GRID,
    /** Solar inverters: production, the meter's export, is positive. */
    PVINVERTER,
    /** A generator: production is positive. */
    GENSET,
    /** A load: import is positive. */
    ACLOAD,
    /** A charging point for cars: import is positive. */
    EVCHARGER,
    /** A heat pump: import is positive. */
    HEATPUMP;

    private static final Map<String, Role> BY_TEXT = Stream.of(values()).collect(Collectors.toMap(Role::text, Function.identity()));

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the role's text in names, in settings and on {@code /Role}. */
    public String text() {
        return text;
    }

    /** Returns the role with this text; empty for a role that this driver does not have. */
    public static Optional<Role> of(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    boolean produces() {
        return this == PVINVERTER || this == GENSET;
    }

    /** Only these roles have a position at the inverter: gui-v2, PageAcInSetup.qml, asks for it. */
    boolean hasPosition() {
        return this == PVINVERTER || isLoad();
    }

    /**
     * For loads /Position means 0 AC output and 1 AC input (gui-v2, enums.h, AcPosition), for solar inverters 0 AC
     * input 1, 1 AC output and 2 AC input 2.
     */
    private boolean isLoad() {
        return this == ACLOAD || this == EVCHARGER || this == HEATPUMP;
    }

    boolean allowsPosition(long position) {
        return hasPosition() && position >= 0 && position <= (isLoad() ? 1 : 2);
    }

    /** The setting may have been written for another role: AC input 2 is AC input for a load. */
    int position(int setting) {
        return isLoad() && setting == 2 ? 1 : setting;
    }
}
