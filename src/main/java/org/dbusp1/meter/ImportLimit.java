package org.dbusp1.meter;

import java.util.OptionalInt;

/**
 * The limit of the import that keeps the running window of a demand tariff: for an actuator that changes seldom, such
 * as the peak shaving of ESS.
 *
 * @param amperes  the limit for each phase; absent while no limit is needed
 * @param reason   why there is this limit, or none
 * @param kept     the windows of this month that had a limit and ended within the bill or the owner's limit
 * @param exceeded the windows of this month that had a limit and ended above
 */
public record ImportLimit(OptionalInt amperes, Reason reason, int kept, int exceeded) {
    /** No limit: there is no window that counts. */
    public static final ImportLimit NONE = new ImportLimit(OptionalInt.empty(), Reason.NOT_COUNTED, 0, 0);

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
}
