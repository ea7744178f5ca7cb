package org.dbusp1.guard;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rejects damaged telegrams of meters without checksum by comparing each telegram with earlier telegrams: parity detects
 * one wrong bit in a byte, and no lost byte. The first telegram waits for the next telegram, and is not
 * published; a telegram in a new form is refused until the following telegrams agree.
 */
final class PreviousTelegramRule implements Rule {
    /** The previous telegram, believed or not; null at the start, and after the line was lost. */
    private @Nullable MessageWithoutChecksum previous;
    /** The last confirmed telegram, with missing registers of earlier telegrams added; null at the start, and after the line was lost. */
    private @Nullable MessageWithoutChecksum believed;
    /** Codes of the electricity registers in the last confirmed telegram, kept when the line is lost; empty at the start. */
    private Set<String> codes = Set.of();
    /** Number of telegrams in a row that agreed with the telegram before; 0 after a telegram that did not agree. */
    private int agreeing;

    @Override
    public Decision accept(GuardedReading now) {
        if (!now.hasNoChecksum()) {
            return Decision.BELIEVED;
        }
        MessageWithoutChecksum telegram = MessageWithoutChecksum.of(now);
        boolean first = previous == null;
        boolean followsBelieved = believed != null && telegram.hasFormOf(believed) && telegram.mayFollow(believed)
                && telegram.hasPowersLike(believed);
        boolean repeatsLast = previous != null && telegram.confirms(previous, believed != null);
        agreeing = repeatsLast ? agreeing + 1 : 0;
        // A register missing in two telegrams in a row may have been damaged in each, so a third has to agree.
        int needed = telegram.electricityCodes().containsAll(codes) ? 1 : 2;
        boolean confirmed = repeatsLast && (followsBelieved || agreeing >= needed);
        if (confirmed) {
            believed = believed != null && followsBelieved ? telegram.withOthersOf(believed) : telegram;
            codes = telegram.electricityCodes();
        }
        previous = telegram;
        if (followsBelieved || confirmed) {
            return Decision.BELIEVED;
        }
        return first ? Decision.UNCONFIRMED : Decision.CONTRADICTS;
    }

    @Override
    public void lineLost() {
        previous = null;
        believed = null;
        agreeing = 0;
    }
}
