package org.dbusp1.gx.ess;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.dbusp1.gx.client.BusItemClient;

/** Which services are inverters, and which of them count: for systemcalc, which asks one, and for the powers of all of them. */
final class Inverters {
    private static final String VEBUS = "com.victronenergy.vebus.";
    /** Begins the name of the service that sums up the units of an RS system, and repeats their powers. */
    private static final String RS_SYSTEM = "com.victronenergy.acsystem.";
    private static final String RS = "com.victronenergy.multi.";
    /**
     * In the order in which systemcalc asks them for their AC inputs (dbus-systemcalc-py, acinput.py, update_values). All but those on
     * VE.Bus have the types of the inputs themselves.
     */
    private static final List<String> KINDS = List.of(VEBUS, RS_SYSTEM, RS);
    /** In the same order while systemcalc is on the bus: of those on VE.Bus it names one itself. */
    private static final List<String> KINDS_WITH_SYSTEM = List.of(RS_SYSTEM, RS, VEBUS);

    /** Path of the number of the active AC input, from 0. */
    static final String ACTIVE_INPUT = "/Ac/ActiveIn/ActiveInput";
    static final List<String> INPUT_TYPES = List.of("/Ac/In/1/Type", "/Ac/In/2/Type");

    private Inverters() {
    }

    static boolean isOnVebus(String name) {
        return name.startsWith(VEBUS);
    }

    static boolean hasOwnInputs(String name) {
        return KINDS.stream().skip(1).anyMatch(name::startsWith);
    }

    /** Returns whether an AC input of this type is the grid: grid or shore. */
    static boolean isGrid(int inputType) {
        return inputType == 1 || inputType == 3;
    }

    /**
     * Returns the inverter that systemcalc asks for the AC inputs (multi.py, acinput.py): its choice of VE.Bus, without one that
     * with inputs of its own. One on VE.Bus that systemcalc does not name is not connected.
     *
     * @param onBus sorted
     * @param onVebus what systemcalc names; empty also while systemcalc is not on the bus
     */
    static Optional<String> asked(Collection<String> onBus, Optional<String> onVebus) {
        if (onVebus.filter(onBus::contains).isPresent()) {
            return onVebus;
        }
        for (String kind : onBus.contains(BusItemClient.SYSTEM) ? KINDS_WITH_SYSTEM : KINDS) { // no streams: called for each telegram
            for (String name : onBus) {
                if (name.startsWith(kind)) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    /** Those whose powers together are the powers of all: the system's service only if no unit is there. @param onBus sorted */
    static List<String> ofPowers(Collection<String> onBus) {
        boolean units = onBus.stream().anyMatch(name -> name.startsWith(RS));
        return onBus.stream().filter(name -> isOnVebus(name) || name.startsWith(units ? RS : RS_SYSTEM)).toList();
    }
}
