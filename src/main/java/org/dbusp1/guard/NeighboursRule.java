package org.dbusp1.guard;

import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;

import java.util.Optional;
import org.dbusp1.guard.History.Neighbours;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Values;

/**
 * Rejects damaged telegrams of meters that send no checksum, as the telegrams beside them show: parity sees one wrong
 * bit in a byte and no lost byte.
 */
final class NeighboursRule implements Rule {
    /** The difference of total and phases that is allowed, as the meter samples them one after another. */
    private static final double SHARE = 0.02;
    private static final double WATTS = 5;

    @Override
    public Verdict judge(Candidate now, History past) {
        if (!now.hasNoChecksum()) {
            return Verdict.BELIEVED;
        }
        if (phasesContradict(now.values())) {
            return Verdict.CONTRADICTS;
        }
        Neighbours neighbours = past.neighbours;
        PrintedTelegram telegram = PrintedTelegram.of(now);
        boolean first = neighbours.before.isEmpty();
        boolean followsBelieved = neighbours.believed.filter(one -> telegram.hasFormOf(one) && telegram.mayFollow(one)).isPresent();
        boolean repeatsLast = neighbours.before.filter(one -> telegram.confirms(one, neighbours.believed.isPresent())).isPresent();
        neighbours.agreeing = repeatsLast ? neighbours.agreeing + 1 : 0;
        // A register that is missing in two telegrams may have been damaged in both.
        int needed = telegram.codes().containsAll(neighbours.codes) ? 1 : 2;
        boolean confirmed = repeatsLast && (followsBelieved || neighbours.agreeing >= needed);
        if (confirmed) {
            neighbours.believed = Optional.of(followsBelieved ? telegram.with(neighbours.believed.get()) : telegram);
            neighbours.codes = telegram.codes();
        }
        neighbours.before = Optional.of(telegram);
        if (followsBelieved || confirmed) {
            return Verdict.BELIEVED;
        }
        return first ? Verdict.UNCONFIRMED : Verdict.CONTRADICTS;
    }

    /** Returns whether the total contradicts the sum of the phases: a net power is the sum of the phases. */
    private static boolean phasesContradict(Values values) {
        if (!values.has(POWER_NET) || !Phase.ALL.stream().allMatch(phase -> values.has(phase.power()))) {
            return false;
        }
        double total = values.number(POWER_NET);
        double sum = Phase.ALL.stream().mapToDouble(phase -> values.number(phase.power())).sum();
        // German meters that print an import alone sum over their phases. While they export, some print 0, others the
        // negative sum.
        boolean importAlone = values.has(POWER_IMPORT) && !values.has(POWER_EXPORT);
        double difference = importAlone && total == 0 ? sum : Math.abs(total - sum);
        return difference > SHARE * Math.abs(total) + WATTS;
    }
}
