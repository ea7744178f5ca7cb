package org.dbusp1.meter;

import java.util.List;
import java.util.stream.Stream;

/** A quantity that is the sum of others, or the difference of two: where a meter does not send it, it may be derived. */
public record Sum(Quantity whole, List<Quantity> plus, List<Quantity> minus) {
    public static final Sum NET = difference(Quantity.POWER_NET, Quantity.POWER_IMPORT, Quantity.POWER_EXPORT);
    public static final Sum NET_OF_PHASES = of(Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3);
    public static final Sum IMPORT = of(Quantity.ENERGY_IMPORT, Quantity.ENERGY_IMPORT_T1,
            Quantity.ENERGY_IMPORT_T2, Quantity.ENERGY_IMPORT_T3, Quantity.ENERGY_IMPORT_T4, Quantity.ENERGY_IMPORT_T5);
    public static final Sum EXPORT = of(Quantity.ENERGY_EXPORT, Quantity.ENERGY_EXPORT_T1,
            Quantity.ENERGY_EXPORT_T2, Quantity.ENERGY_EXPORT_T3, Quantity.ENERGY_EXPORT_T4, Quantity.ENERGY_EXPORT_T5);
    /** A sum is after its parts. */
    public static final List<Sum> ALL = Stream.concat(
            Phase.ALL.stream().map(phase -> difference(phase.power(), phase.powerImport(), phase.powerExport())),
            Stream.of(IMPORT, EXPORT, NET, NET_OF_PHASES)).toList();

    private static Sum of(Quantity whole, Quantity... parts) {
        return new Sum(whole, List.of(parts), List.of());
    }

    private static Sum difference(Quantity whole, Quantity imported, Quantity exported) {
        return new Sum(whole, List.of(imported), List.of(exported));
    }

    /** Returns whether the whole is present and equal to its present parts: an absent part counts as 0. */
    public boolean isMadeOfParts(Values values) {
        return values.has(whole) && values.scaled(whole) == total(values, plus) - total(values, minus);
    }

    private static long total(Values values, List<Quantity> parts) {
        return parts.stream().filter(values::has).mapToLong(values::scaled).sum();
    }
}
