package org.dbusp1.meter;

/**
 * Derives values that a meter does not print from those that it prints, and only where all parts are present: a named
 * but unreadable value is not 0. A printed value is never replaced. A phase power is never voltage times current.
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

    private Derivation() {
    }

    /** Adds net power, of the whole and of each phase, and energy totals over the tariffs. */
    public static void complete(Values.Builder values) {
        for (Phase phase : PHASES) {
            difference(values, phase.powerImport(), phase.powerExport(), phase.power());
        }
        difference(values, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT, Quantity.POWER_NET);
        if (!values.named(Quantity.POWER_IMPORT) && !values.named(Quantity.POWER_EXPORT)
                && !values.has(Quantity.POWER_NET)) {
            sumOfPhases(values);
        }
        sumOfTariffs(values, Quantity.ENERGY_IMPORT, IMPORT_TARIFFS);
        sumOfTariffs(values, Quantity.ENERGY_EXPORT, EXPORT_TARIFFS);
    }

    /** Import minus export. A meter that names no export counts none. */
    private static void difference(Values.Builder values, Quantity imported, Quantity exported, Quantity net) {
        if (values.has(net) || !values.has(imported)) {
            return;
        }
        if (values.has(exported)) {
            values.set(net, values.scaled(imported) - values.scaled(exported));
        } else if (!values.named(exported)) {
            values.set(net, values.scaled(imported));
        }
    }

    /**
     * Of the phases that the meter has: of one alone, whichever it is, or of the first and others. A phase of which it
     * tells the voltage or the current, and no power, takes a part that is not known.
     */
    private static void sumOfPhases(Values.Builder values) {
        int phases = 0;
        long sum = 0;
        for (Phase phase : PHASES) {
            if (values.has(phase.power())) {
                sum += values.scaled(phase.power());
                phases++;
            } else if (namesAny(values, phase)) {
                return;
            }
        }
        if (phases == 1 || phases > 1 && values.has(Quantity.POWER_L1)) {
            values.set(Quantity.POWER_NET, sum);
        }
    }

    private static boolean namesAny(Values.Builder values, Phase phase) {
        return values.named(phase.powerImport()) || values.named(phase.powerExport()) || values.named(phase.power())
                || values.named(phase.voltage()) || values.named(phase.current());
    }

    /** The tariffs must follow one another from the first: a tariff after a gap would be missing in the sum. */
    private static void sumOfTariffs(Values.Builder values, Quantity total, Quantity[] tariffs) {
        if (values.named(total)) {
            return;
        }
        int count = 0;
        long sum = 0;
        while (count < tariffs.length && values.has(tariffs[count])) {
            sum += values.scaled(tariffs[count++]);
        }
        for (int i = count; i < tariffs.length; i++) {
            if (values.named(tariffs[i])) {
                return;
            }
        }
        if (count > 0) {
            values.set(total, sum);
        }
    }
}
