package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.*;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/** Withholds what is calculated from a withheld value, unless the meter itself printed another figure. */
final class DerivedValues {
    private record Sum(Quantity whole, List<Quantity> plus, List<Quantity> minus) {
        private boolean madeOfParts(Values values) {
            return values.has(whole) && values.scaled(whole) == total(values, plus) - total(values, minus);
        }

        private static long total(Values values, List<Quantity> parts) {
            return parts.stream().filter(values::has).mapToLong(values::scaled).sum();
        }

        private boolean hasOneOf(Map<Quantity, ImplausibilityReason> withheld) {
            return plus.stream().anyMatch(withheld::containsKey) || minus.stream().anyMatch(withheld::containsKey);
        }
    }

    private static final List<Sum> TABLE = Stream.concat(Phase.ALL.stream().map(phase ->
            new Sum(phase.power(), List.of(phase.powerImport()), List.of(phase.powerExport()))), Stream.of(
            new Sum(ENERGY_IMPORT, List.of(ENERGY_IMPORT_T1, ENERGY_IMPORT_T2, ENERGY_IMPORT_T3, ENERGY_IMPORT_T4,
                    ENERGY_IMPORT_T5, ENERGY_IMPORT_T6), List.of()),
            new Sum(ENERGY_EXPORT, List.of(ENERGY_EXPORT_T1, ENERGY_EXPORT_T2, ENERGY_EXPORT_T3, ENERGY_EXPORT_T4,
                    ENERGY_EXPORT_T5), List.of()),
            new Sum(POWER_NET, List.of(POWER_IMPORT), List.of(POWER_EXPORT)),
            new Sum(POWER_NET, List.of(POWER_L1, POWER_L2, POWER_L3), List.of()))).toList();

    private DerivedValues() {
    }

    static void withhold(Values values, Map<Quantity, ImplausibilityReason> withheld) {
        if (withheld.isEmpty()) {
            return;
        }
        for (Sum sum : TABLE) {
            if (sum.hasOneOf(withheld) && sum.madeOfParts(values)) {
                withheld.putIfAbsent(sum.whole, ImplausibilityReason.PART_WITHHELD);
            }
        }
    }
}
