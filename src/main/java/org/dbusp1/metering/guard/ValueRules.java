package org.dbusp1.metering.guard;

import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.stream.Stream;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.jspecify.annotations.Nullable;

/** Rules without a memory: range, current against power, and sums of withheld values. */
final class ValueRules {
    /** The largest current of meters without current transformers (EN 50470-1). */
    static final double DIRECT_AMPERES = 125;
    /** A starting motor draws several times more apparent than active power. */
    private static final double APPARENT_TO_ACTIVE = 10;

    private ValueRules() {
    }

    /** Withholds values that no meter of the dialect can measure: a fault of the meter, or a checksum that matched by chance. */
    static @Nullable Outcome range(GuardedReading now) {
        for (Quantity quantity : now.values().present()) {
            if (!isInRange(quantity, now.values().scaled(quantity), now.dialect())) {
                now.withhold(Rule.Reason.OUT_OF_RANGE, quantity);
            }
        }
        return null;
    }

    static boolean isInRange(Quantity quantity, long scaled, Dialect dialect) {
        // Some German meters, with D0 or SML, have a signed import power for the total and each phase, and no export power.
        boolean german = dialect.port() == Dialect.Port.OPTICAL;
        long value = german && quantity.unit() == Unit.WATT ? Math.abs(scaled) : scaled;
        Quantity.Range range = quantity.range();
        return value >= range.from() * quantity.unit().scaledOne() && value <= range.to() * quantity.unit().scaledOne();
    }

    /** Withholds currents above 125 A that no power confirms. */
    static @Nullable Outcome currents(GuardedReading now) {
        for (Phase phase : Phase.ALL) {
            Quantity power = now.values().has(phase.power()) ? phase.power() : POWER_NET;
            if (now.values().has(phase.current()) && now.values().has(phase.voltage()) && now.values().has(power)) {
                double amperes = Math.abs(now.number(phase.current()));
                if (amperes > DIRECT_AMPERES && now.number(phase.voltage()) * amperes > APPARENT_TO_ACTIVE * Math.abs(now.number(power))) {
                    now.withhold(Rule.Reason.NOT_IN_POWER, phase.current());
                }
            }
        }
        return null;
    }

    /** Withholds values that are calculated from a withheld value, unless the meter itself printed another figure. */
    static @Nullable Outcome derivedValues(GuardedReading now) {
        if (!now.hasWithheld()) {
            return null;
        }
        for (Derivation.Sum sum : Derivation.SUMS) {
            if (Stream.concat(sum.plus().stream(), sum.minus().stream()).anyMatch(now::isWithheld) && sum.isMadeOfParts(now.values())) {
                now.withhold(Rule.Reason.PART_WITHHELD, sum.whole());
            }
        }
        return null;
    }
}
