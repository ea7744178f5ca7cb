package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.Set;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Rejects damaged telegrams of meters without checksum by comparing them with the telegrams before and after: parity
 * detects one wrong bit in a byte and no lost byte.
 */
final class NeighboursRule implements Rule {
    /** The allowed difference of total and phases, which the meter samples at different moments. */
    private static final double MOST_DIFFERENCE_SHARE = 0.02;
    private static final double MOST_DIFFERENCE_WATTS = 5;

    // Null since the line was lost.
    private @Nullable PrintedTelegram before;
    private @Nullable PrintedTelegram believed;
    /** The codes in the last confirmed telegram, even if the line was lost since. */
    private Set<String> codes = Set.of();
    /** The number of telegrams in a row that agreed with the previous one. */
    private int agreeing;

    @Override
    public Verdict accept(Candidate now) {
        if (!now.hasNoChecksum()) {
            return Verdict.BELIEVED;
        }
        if (phasesContradict(now.values())) {
            return Verdict.CONTRADICTS;
        }
        PrintedTelegram telegram = PrintedTelegram.of(now);
        boolean first = before == null;
        boolean followsBelieved = believed != null && telegram.hasFormOf(believed) && telegram.mayFollow(believed)
                && telegram.hasPowersLike(believed);
        boolean repeatsLast = before != null && telegram.confirms(before, believed != null);
        agreeing = repeatsLast ? agreeing + 1 : 0;
        // A register that is missing in two telegrams may have been damaged in both.
        int needed = telegram.codes().containsAll(codes) ? 1 : 2;
        boolean confirmed = repeatsLast && (followsBelieved || agreeing >= needed);
        if (confirmed) {
            believed = believed != null && followsBelieved ? telegram.with(believed) : telegram;
            codes = telegram.codes();
        }
        before = telegram;
        if (followsBelieved || confirmed) {
            return Verdict.BELIEVED;
        }
        return first ? Verdict.UNCONFIRMED : Verdict.CONTRADICTS;
    }

    @Override
    public void lineLost() {
        before = null;
        believed = null;
        agreeing = 0;
    }

    /** Returns whether the total differs from the sum of the phases. */
    private static boolean phasesContradict(Values values) {
        if (!values.has(POWER_NET) || !Phase.ALL.stream().allMatch(phase -> values.has(phase.power()))) {
            return false;
        }
        double total = values.number(POWER_NET);
        double sum = Phase.ALL.stream().mapToDouble(phase -> values.number(phase.power())).sum();
        // German meters that print only an import sum over their phases. While they export, some print 0, others the
        // negative sum.
        boolean importOnly = values.has(POWER_IMPORT) && !values.has(POWER_EXPORT);
        double difference = importOnly && total == 0 ? sum : Math.abs(total - sum);
        return difference > MOST_DIFFERENCE_SHARE * Math.abs(total) + MOST_DIFFERENCE_WATTS;
    }
}
