package org.dbusp1.meter;

import java.util.Set;

/**
 * Derives values that a meter does not print from those that it prints, and only where all parts are present: a named
 * but unreadable value is not 0. A printed value is never replaced, neither in its own message nor by another one. A
 * phase power is never voltage times current.
 */
public final class Derivation {
    private static final Phase[] PHASES = Phase.values();
    private static final Quantity[] IMPORT_TARIFFS = {
        Quantity.ENERGY_IMPORT_T1, Quantity.ENERGY_IMPORT_T2, Quantity.ENERGY_IMPORT_T3, Quantity.ENERGY_IMPORT_T4,
        Quantity.ENERGY_IMPORT_T5, Quantity.ENERGY_IMPORT_T6,
    };
    private static final Quantity[] EXPORT_TARIFFS = {
        Quantity.ENERGY_EXPORT_T1, Quantity.ENERGY_EXPORT_T2, Quantity.ENERGY_EXPORT_T3, Quantity.ENERGY_EXPORT_T4,
        Quantity.ENERGY_EXPORT_T5,
    };

    private final Values.Builder values;
    private final Set<Quantity> elsewhere;

    private Derivation(Values.Builder values, Set<Quantity> elsewhere) {
        this.values = values;
        this.elsewhere = elsewhere;
    }

    /** Adds net power, of the whole and of each phase, and energy totals over the tariffs. */
    public static void complete(Values.Builder values) {
        complete(values, Set.of());
    }

    /**
     * The same for a message that holds a part of what its meter prints.
     *
     * @param elsewhere quantities that other messages of the meter print: none is derived where this one leaves it out,
     *                  and as a part it is unknown
     */
    public static void complete(Values.Builder values, Set<Quantity> elsewhere) {
        new Derivation(values, elsewhere).complete();
    }

    private void complete() {
        for (Phase phase : PHASES) {
            difference(phase.powerImport(), phase.powerExport(), phase.power());
        }
        difference(Quantity.POWER_IMPORT, Quantity.POWER_EXPORT, Quantity.POWER_NET);
        if (!printed(Quantity.POWER_IMPORT) && !printed(Quantity.POWER_EXPORT) && !given(Quantity.POWER_NET)) {
            sumOfPhases();
        }
        sumOfTariffs(Quantity.ENERGY_IMPORT, IMPORT_TARIFFS);
        sumOfTariffs(Quantity.ENERGY_EXPORT, EXPORT_TARIFFS);
    }

    /** Whether the meter names it, in this message or in another one. */
    private boolean printed(Quantity quantity) {
        return values.named(quantity) || elsewhere.contains(quantity);
    }

    /** Whether this message has it, or another one gives it. */
    private boolean given(Quantity quantity) {
        return values.has(quantity) || elsewhere.contains(quantity);
    }

    /**
     * Import minus export. A meter that names no export counts none; one that names it in other messages has none while
     * it imports.
     */
    private void difference(Quantity imported, Quantity exported, Quantity net) {
        if (given(net) || !values.has(imported)) {
            return;
        }
        if (values.has(exported)) {
            values.set(net, values.scaled(imported) - values.scaled(exported));
        } else if (!values.named(exported) && !(elsewhere.contains(exported) && values.scaled(imported) == 0)) {
            values.set(net, values.scaled(imported));
        }
    }

    /**
     * Of the phases that the meter has: of one alone, whichever it is, or of the first and others. A phase of which it
     * tells the voltage or the current, and no power, takes a part that is not known.
     */
    private void sumOfPhases() {
        int phases = 0;
        long sum = 0;
        for (Phase phase : PHASES) {
            if (values.has(phase.power())) {
                sum += values.scaled(phase.power());
                phases++;
            } else if (namesAny(phase)) {
                return;
            }
        }
        if (phases == 1 || phases > 1 && values.has(Quantity.POWER_L1)) {
            values.set(Quantity.POWER_NET, sum);
        }
    }

    private boolean namesAny(Phase phase) {
        return printed(phase.powerImport()) || printed(phase.powerExport()) || printed(phase.power())
                || printed(phase.voltage()) || printed(phase.current());
    }

    /** The tariffs must follow one another from the first: a tariff after a gap would be missing in the sum. */
    private void sumOfTariffs(Quantity total, Quantity[] tariffs) {
        if (printed(total)) {
            return;
        }
        int count = 0;
        long sum = 0;
        while (count < tariffs.length && values.has(tariffs[count])) {
            sum += values.scaled(tariffs[count++]);
        }
        for (int i = count; i < tariffs.length; i++) {
            if (printed(tariffs[i])) {
                return;
            }
        }
        if (count > 0) {
            values.set(total, sum);
        }
    }
}
