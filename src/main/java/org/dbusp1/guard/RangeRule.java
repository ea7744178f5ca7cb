package org.dbusp1.guard;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;

/** Withholds values that no such meter can measure: from a fault of the meter, or a checksum that matched by chance. */
final class RangeRule implements Rule {
    /**
     * The lowest and the highest value, in whole units. The ranges are wide: meters behind transformers show hundreds of
     * kilowatts, or 57 V.
     */
    private record Range(long from, long to) {
    }

    @Override
    public Verdict judge(Candidate now, History past) {
        for (Quantity quantity : now.values().present()) {
            if (!isInRange(quantity, now.values().scaled(quantity), now.dialect())) {
                now.withhold(Reason.OUT_OF_RANGE, quantity);
            }
        }
        return Verdict.BELIEVED;
    }

    private static Range range(Quantity quantity) {
        return switch (quantity) {
            case POWER_NET, DEMAND_NET, POWER_L1, POWER_L2, POWER_L3 -> new Range(-1_000_000, 1_000_000);
            // Hungary's balance of import and export may be negative.
            case ENERGY_COMBINED -> new Range(-999_999_999, 999_999_999);
            // Home Assistant gets a list of all tariffs up to this one.
            case TARIFF -> new Range(0, 99);
            case TEMPO_TODAY, TEMPO_TOMORROW -> new Range(1, 3);
            // Luxembourg prints the limit of export, not this one, with a minus sign: 1-1:31.4.0(040*A)(-040*A).
            case FUSE -> new Range(0, 10_000);
            default -> range(quantity.unit());
        };
    }

    private static Range range(Unit unit) {
        return switch (unit) {
            case WATT -> new Range(0, 1_000_000);
            case VAR, VOLT_AMPERE -> new Range(-1_000_000, 1_000_000);
            // 1 MW for a hundred years. A counter that is higher, or negative, would not fit the outputs' types either.
            case KILOWATT_HOUR, KILOVAR_HOUR, COUNT -> new Range(0, 999_999_999);
            // No such meter measures 500 V. VoltageRule judges what is above 300 V by how long it stays.
            case VOLT -> new Range(0, 500);
            // HAN meters print a sign with their currents; transformers reach some thousand amperes.
            case AMPERE -> new Range(-10_000, 10_000);
            case HERTZ -> new Range(45, 65);
            // Sagemcom meters in Hungary print 4.556.
            case RATIO -> new Range(-1, 1);
        };
    }

    /** Returns whether a meter of this dialect can measure a value. */
    static boolean isInRange(Quantity quantity, long scaled, Dialect dialect) {
        // Some German meters, with D0 or SML, have one signed power in each place, and none for export.
        boolean german = dialect.port() == Dialect.Port.OPTICAL;
        long value = german && quantity.unit() == Unit.WATT ? Math.abs(scaled) : scaled;
        Range range = range(quantity);
        return value >= range.from * quantity.unit().one() && value <= range.to * quantity.unit().one();
    }
}
