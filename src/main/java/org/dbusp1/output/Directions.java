package org.dbusp1.output;

import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;

/**
 * Power by its direction, also of meters that send the balance of both alone (16.7.0), as those with SML do: what is
 * above 0 is import, what is below is export. For outputs whose form has no place for the balance.
 */
public final class Directions {
    private Directions() {
    }

    /**
     * The values with both powers where they follow from the balance.
     *
     * @param believed what may be published
     * @param said     all that the message said: a power that is withheld does not follow from another one
     */
    public static Values of(Values believed, Values said) {
        if (!believed.has(Quantity.POWER_NET) || hasEither(believed) || hasEither(said)) {
            return believed;
        }
        Values.Builder both = new Values.Builder();
        believed.present().forEach(quantity -> both.set(quantity, believed.scaled(quantity)));
        long net = believed.scaled(Quantity.POWER_NET);
        return both.set(Quantity.POWER_IMPORT, Math.max(0, net)).set(Quantity.POWER_EXPORT, Math.max(0, -net)).build();
    }

    /** The values of a snapshot, with both powers where they follow from the balance. */
    public static Values of(Snapshot snapshot) {
        return of(snapshot.values(), snapshot.reading().values());
    }

    private static boolean hasEither(Values values) {
        return values.has(Quantity.POWER_IMPORT) || values.has(Quantity.POWER_EXPORT);
    }
}
