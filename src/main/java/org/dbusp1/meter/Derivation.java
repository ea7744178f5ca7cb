package org.dbusp1.meter;

/**
 * Derives what a meter did not say from what it said, and only where all parts are there: what is named but unreadable
 * is no 0. A printed value is never replaced. A phase power is never voltage times current.
 */
public final class Derivation {
    /** A power in both directions and the difference of them. */
    private record Power(Quantity imported, Quantity exported, Quantity net) {
    }

    private static final Power WHOLE = new Power(Quantity.POWER_IMPORT, Quantity.POWER_EXPORT, Quantity.POWER_NET);
    private static final Power[] PHASES = {
        new Power(Quantity.POWER_IMPORT_L1, Quantity.POWER_EXPORT_L1, Quantity.POWER_L1),
        new Power(Quantity.POWER_IMPORT_L2, Quantity.POWER_EXPORT_L2, Quantity.POWER_L2),
        new Power(Quantity.POWER_IMPORT_L3, Quantity.POWER_EXPORT_L3, Quantity.POWER_L3),
    };
    private static final Quantity[] IMPORT_TARIFFS = {
        Quantity.ENERGY_IMPORT_T1, Quantity.ENERGY_IMPORT_T2, Quantity.ENERGY_IMPORT_T3, Quantity.ENERGY_IMPORT_T4,
        Quantity.ENERGY_IMPORT_T5,
    };
    private static final Quantity[] EXPORT_TARIFFS = {
        Quantity.ENERGY_EXPORT_T1, Quantity.ENERGY_EXPORT_T2, Quantity.ENERGY_EXPORT_T3, Quantity.ENERGY_EXPORT_T4,
        Quantity.ENERGY_EXPORT_T5,
    };

    private Derivation() {
    }

    /** Adds net power, of the whole and of each phase, and energy totals over the tariffs. */
    public static void complete(Values.Builder values) {
        for (Power phase : PHASES) {
            difference(values, phase);
        }
        difference(values, WHOLE);
        if (!values.named(WHOLE.imported()) && !values.named(WHOLE.exported()) && !values.has(WHOLE.net())) {
            sumOfPhases(values);
        }
        sumOfTariffs(values, Quantity.ENERGY_IMPORT, IMPORT_TARIFFS);
        sumOfTariffs(values, Quantity.ENERGY_EXPORT, EXPORT_TARIFFS);
    }

    /** Import minus export; a meter that has no line for export exports nothing that it counts. */
    private static void difference(Values.Builder values, Power power) {
        if (values.has(power.net()) || !values.has(power.imported())) {
            return;
        }
        if (values.has(power.exported())) {
            values.set(power.net(), values.scaled(power.imported()) - values.scaled(power.exported()));
        } else if (!values.named(power.exported())) {
            values.set(power.net(), values.scaled(power.imported()));
        }
    }

    private static void sumOfPhases(Values.Builder values) {
        if (!values.has(Quantity.POWER_L1)) {
            return;
        }
        long sum = 0;
        for (Power phase : PHASES) {
            if (values.has(phase.net())) {
                sum += values.scaled(phase.net());
            } else if (values.named(phase.imported()) || values.named(phase.exported()) || values.named(phase.net())) {
                return;
            }
        }
        values.set(WHOLE.net(), sum);
    }

    /** The tariffs must follow one another from the first; what comes behind a gap would be missing in the sum. */
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
