package org.dbusp1.meter;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The limit of the import that keeps the running window of a demand tariff: for an actuator that changes seldom, such
 * as the peak shaving of ESS.
 *
 * @param amperes the limit for each phase; absent while no limit is needed
 * @param reason  why there is this limit, or none
 * @param guard   the guard, which gives this limit to ESS; absent where there is no guard
 */
public record ImportLimit(OptionalInt amperes, Reason reason, Optional<Guard> guard) {
    /** No limit: there is no window that counts. */
    public static final ImportLimit NONE =
            new ImportLimit(OptionalInt.empty(), Reason.NOT_COUNTED, Optional.empty());

    /** The reasons for a limit, and for none. */
    public enum Reason {
        /** The window does not count, its start was not seen, or the clock is doubtful. */
        NOT_COUNTED("not counted"),
        /** Neither the bill nor the owner limits the window. */
        UNLIMITED("unlimited"),
        /** The window ends low enough without a limit. */
        NOT_NEEDED("not needed"),
        /** Without the limit the window would end too high. */
        NEEDED("needed"),
        /** The window ends too high also with the limit: it is the lowest, or is not obeyed. */
        NOT_ENOUGH("not enough");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** Returns the reason as outputs publish it. */
        public String text() {
            return text;
        }
    }

    /**
     * The guard of the peak, as its owner sees it.
     *
     * @param kept     the windows of this month in which the guard limited the import, and which ended within the bill
     *                 or the owner's limit
     * @param exceeded the windows of this month in which the guard limited the import, and which ended above
     */
    public record Guard(GuardState state, int kept, int exceeded) {
    }

    /** The states of the guard. */
    public enum GuardState {
        OFF,
        /** No window needs a limit: the owner's is in force. */
        READY,
        LIMITING,
        /** A limit is set, but the battery is below its minimum and gives nothing (Peak shaving: above minimum SOC). */
        BATTERY_EMPTY,
        /** Another program sets the limit too, so the guard stopped. */
        OTHER_PROGRAM,
        /**
         * The setting cannot be read or written, ESS does not use this meter, the owner's limit cannot be kept on the disk, or
         * another driver limits a peak.
         */
        IMPOSSIBLE;

        /** Returns the state as outputs publish it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
