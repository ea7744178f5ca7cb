package org.dbusp1.guard;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rejects damaged telegrams of meters without checksum by comparing them with earlier telegrams: parity
 * detects one wrong bit in a byte and no lost byte.
 */
final class NeighboursRule implements Rule {
    /** Null at the start, and after the line was lost. */
    private @Nullable PrintedTelegram before;
    private @Nullable PrintedTelegram believed;
    /** The codes in the last confirmed telegram, even if the line was lost since. */
    private Set<String> codes = Set.of();
    /** The number of telegrams in a row that agreed with the previous one. */
    private int agreeing;

    @Override
    public Decision accept(GuardedReading now) {
        if (!now.hasNoChecksum()) {
            return Decision.BELIEVED;
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
            return Decision.BELIEVED;
        }
        return first ? Decision.UNCONFIRMED : Decision.CONTRADICTS;
    }

    @Override
    public void lineLost() {
        before = null;
        believed = null;
        agreeing = 0;
    }
}
