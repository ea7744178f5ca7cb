package org.dbusp1.metering;

import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.meter.PowerOrigin;
import org.jspecify.annotations.Nullable;

/** The power of the house as a grid meter shows it, with its origin; or why there is none. Immutable. */
public sealed interface HousePower {
    /** In mW; import is positive. */
    record Known(long milliwatts, PowerOrigin origin) implements HousePower {
    }

    /** @param likely the likely cause */
    record Absent(Sent sent, PowerAbsence likely) implements HousePower {
    }

    /** What of a power the meter has sent so far, where there is none now. */
    enum Sent {
        /** No power, but only a few messages. */
        NOT_YET,
        /** No power, although its messages are complete: of an optical port, no net power. */
        NEVER,
        /** A power. */
        BEFORE
    }

    default @Nullable Known known() {
        return this instanceof Known known ? known : null;
    }

    default @Nullable Absent absent() {
        return this instanceof Absent absent ? absent : null;
    }

    /** Returns whether it is 0 W in place of a power that is not known. */
    default boolean isStandIn() {
        return this instanceof Known known && known.origin() == PowerOrigin.STAND_IN;
    }
}
