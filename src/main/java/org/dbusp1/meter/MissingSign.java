package org.dbusp1.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mends a message whose total and phases have opposite directions, by this message only: the negative side is right, for a meter
 * that does not sign a power prints no minus. Some meters sign only their phases (DZG's DVS74; ioBroker.smartmeter issue 165), others
 * only their total. This applies to a total with one register for both directions; where a meter has an import and an export register,
 * the register is the direction.
 */
public final class MissingSign {
    /** 60 W: a smaller total or sum has no certain direction; and the most by which both differ where they agree, or a tenth. */
    private static final long LEAST = 60 * Quantity.POWER_NET.unit().scaledOne();
    private static final int AGREEMENT_DIVISOR = 10;

    private final Values.Builder values;
    private final SentQuantities sent;
    /** Whether an import below 0 is an export: meters with an optical port have one import register for both directions. */
    private final boolean signsImport;

    private MissingSign(Values.Builder values, Set<Quantity> ofOtherMessages, boolean signsImport) {
        this.values = values;
        this.sent = new SentQuantities(values, ofOtherMessages);
        this.signsImport = signsImport;
    }

    /**
     * Corrects or withholds the total, or withholds the phases; called before {@link Derivation}.
     *
     * @param ofOtherMessages quantities in other messages of the meter: phases are compared only if all are in this message
     */
    public static void correct(Values.Builder values, Set<Quantity> ofOtherMessages, Dialect dialect) {
        new MissingSign(values, ofOtherMessages, dialect.port() == Dialect.Port.OPTICAL).correct();
    }

    private void correct() {
        Quantity total = values.sent(Quantity.POWER_NET) ? Quantity.POWER_NET : Quantity.POWER_IMPORT;
        if (!values.has(total) || sent.inAnyMessage(Quantity.POWER_EXPORT)) {
            return;
        }
        List<Long> phases = new ArrayList<>();
        for (Phase phase : Phase.ALL) {
            Long power = power(phase);
            if (power != null) {
                phases.add(power);
            } else if (sent.anyOf(phase)) {
                return;
            }
        }
        long whole = values.scaled(total);
        long sum = phases.stream().mapToLong(Long::longValue).sum();
        if (whole > LEAST && sum < -LEAST) {
            long magnitudes = phases.stream().mapToLong(Math::abs).sum();
            boolean agree = Math.abs(whole + sum) <= Math.max(LEAST, magnitudes / AGREEMENT_DIVISOR);
            if (agree && (total == Quantity.POWER_NET || signsImport)) {
                values.set(total, sum);
            } else if (agree || phases.stream().noneMatch(power -> power > 0)) {
                // With an export that is not known, no net power is derived from the phases either.
                values.withhold(total).unreadable(Quantity.POWER_EXPORT);
            }
        } else if (whole < -LEAST && sum > LEAST && phases.stream().noneMatch(power -> power < 0)) {
            Phase.ALL.stream().flatMap(phase -> List.of(phase.power(), phase.powerImport()).stream())
                    .filter(values::has).forEach(values::withhold);
        }
    }

    private @Nullable Long power(Phase phase) {
        if (values.sent(phase.power())) {
            return values.has(phase.power()) ? values.scaled(phase.power()) : null;
        }
        boolean isKnown = values.has(phase.powerImport()) && values.has(phase.powerExport()) == sent.inAnyMessage(phase.powerExport());
        return isKnown ? values.scaled(phase.powerImport()) - values.scaled(phase.powerExport()) : null;
    }
}
