package org.dbusp1.metering;

import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * Power by its direction, also of meters that send only the balance of import and export (16.7.0, of a phase 36.7.0), as meters with
 * SML do: a balance above 0 is import, a balance below 0 is export. For outputs without a field for the balance.
 */
public final class PowerByDirection {
    private record Powers(Quantity balance, Quantity imported, Quantity exported) {
        boolean hasNoDirection(Values values) {
            return !values.has(imported) && !values.has(exported);
        }
    }

    private static final Powers TOTAL = new Powers(Quantity.POWER_NET, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT);
    private static final List<Powers> TOTAL_AND_PHASES = Stream.concat(Stream.of(TOTAL), Phase.ALL.stream()
            .map(phase -> new Powers(phase.power(), phase.powerImport(), phase.powerExport()))).toList();

    private PowerByDirection() {
    }

    /**
     * Returns the values with import and export power, if these follow from the balance; only then also with those of each phase.
     *
     * @param sent all values of the message: a withheld power does not follow from another power
     */
    public static Values of(Values believed, Values sent) {
        if (!canSplit(TOTAL, believed, sent)) {
            return believed;
        }
        Values.Builder both = new Values.Builder().setAll(believed);
        for (Powers powers : TOTAL_AND_PHASES) {
            if (canSplit(powers, believed, sent)) {
                long balance = believed.scaled(powers.balance());
                both.set(powers.imported(), Math.max(0, balance)).set(powers.exported(), Math.max(0, -balance));
            }
        }
        return both.build();
    }

    private static boolean canSplit(Powers powers, Values believed, Values sent) {
        return believed.has(powers.balance()) && powers.hasNoDirection(believed) && powers.hasNoDirection(sent);
    }

    public static Values of(Snapshot snapshot) {
        return of(snapshot.published().values(), snapshot.reading().values());
    }
}
