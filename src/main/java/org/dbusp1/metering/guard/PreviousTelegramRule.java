package org.dbusp1.metering.guard;

import java.util.Set;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/**
 * Rejects damaged telegrams of meters without checksum by comparing each telegram with earlier telegrams: parity detects
 * one wrong bit in a byte, and no lost byte. The first telegram waits for the next telegram, and is not
 * published; a telegram in a new form is refused until the following telegrams agree.
 */
final class PreviousTelegramRule implements Rule {
    /** The previous telegram, confirmed or not; null at the start, and after the line was lost. */
    private @Nullable MessageWithoutChecksum previous;
    /** The last confirmed telegram, with missing registers of earlier telegrams added; null at the start, and after the line was lost. */
    private @Nullable MessageWithoutChecksum lastConfirmed;
    /** Codes of the electricity registers in the last confirmed telegram, kept when the line is lost; empty at the start. */
    private Set<String> codes = Set.of();
    /** Number of telegrams in a row that agreed with the telegram before; 0 after a telegram that did not agree. */
    private int agreeing;

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        if (!now.hasNoChecksum()) {
            return null;
        }
        MessageWithoutChecksum telegram = MessageWithoutChecksum.of(now);
        boolean first = previous == null;
        boolean followsConfirmed = lastConfirmed != null && telegram.hasFormOf(lastConfirmed) && telegram.mayFollow(lastConfirmed)
                && telegram.hasPowersLike(lastConfirmed);
        boolean repeatsLast = previous != null && telegram.confirms(previous, lastConfirmed != null);
        agreeing = repeatsLast ? agreeing + 1 : 0;
        // A register missing in two telegrams in a row may have been damaged in each, so a third has to agree.
        int needed = telegram.electricityCodes().containsAll(codes) ? 1 : 2;
        boolean confirmed = repeatsLast && (followsConfirmed || agreeing >= needed);
        if (confirmed) {
            lastConfirmed = lastConfirmed != null && followsConfirmed ? telegram.withOthersOf(lastConfirmed) : telegram;
            codes = telegram.electricityCodes();
        }
        previous = telegram;
        if (followsConfirmed || confirmed) {
            return null;
        }
        return first ? new Outcome.Unconfirmed() : new Outcome.Refuse(RejectCause.CONTRADICTION);
    }

    @Override
    public void lineLost() {
        previous = null;
        lastConfirmed = null;
        agreeing = 0;
    }
}
