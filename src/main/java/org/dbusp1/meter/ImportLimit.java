package org.dbusp1.meter;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The limit of the import that keeps the running window of a demand tariff.
 *
 * @param amperes the limit for each phase, for an actuator that changes seldom; absent while no limit is needed
 * @param watts   the import of the house with which the window still ends low enough; absent while nothing limits it
 * @param reason  why there is this limit, or none
 * @param guard   the guard, which gives this limit to ESS; absent where there is no guard
 */
public record ImportLimit(OptionalInt amperes, OptionalLong watts, Reason reason, Optional<PeakGuardReport> guard) {
    /** No limit: there is no window that counts. */
    public static final ImportLimit NONE = new ImportLimit(OptionalInt.empty(), OptionalLong.empty(), Reason.NOT_COUNTED, Optional.empty());

    /** The reasons for a limit, and for none. */
    public enum Reason {
        /** The window does not count, its start was not seen, or the clock is doubtful. */
        NOT_COUNTED("not counted"),
        /** Neither the bill nor the owner limits the window. */
        UNLIMITED("unlimited"),
        /** The window ends low enough without a limit. */
        NOT_NEEDED("not needed"),
        /** The window would end too high, but a limit that comes later can still keep it. */
        WAITING("waiting"),
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
    public record PeakGuardReport(GuardStatus status, int kept, int exceeded) {
    }

    /**
     * What the guard does now.
     *
     * @param asked the most that the inverters shall give, in watts; absent while the guard asks for none
     * @param given what they give, in watts, below 0 while they take; absent while the guard asks for nothing, and in amperes
     */
    public record GuardStatus(GuardState state, OptionalLong asked, OptionalLong given) {
        /** The guard is off. */
        public static final GuardStatus OFF = new GuardStatus(GuardState.OFF, OptionalLong.empty(), OptionalLong.empty());
    }

    /** The ways in which the guard may limit a peak. */
    public enum GuardWay {
        OFF, WATTS, AMPERES
    }

    /** The states of the guard. */
    public enum GuardState {
        OFF,
        /** No window needs a limit: the owner's is in force. */
        READY,
        /** The house draws no more than the window allows, and the battery is kept for a peak. */
        HOLDING,
        /** A limit is set, and there is no sign yet that ESS keeps to it. */
        ASKED,
        LIMITING,
        /** The battery is at its minimum and gives nothing (Peak shaving: above minimum SOC). */
        BATTERY_EMPTY,
        /** Dynamic ESS, a schedule, load shedding or another program has the battery. */
        YIELDING,
        /** Another program sets the same limit, so the guard pauses or stopped. */
        OTHER_PROGRAM,
        /** ESS did not do what was asked: everything is given back, and nothing is asked for an hour. */
        NOT_OBEYED,
        /** The limit was set so often of late that it stays as it is for some minutes: each change is a write to the flash. */
        NO_WRITES_LEFT,
        /** The owner's limit cannot be kept in a file, so it could not be given back after a kill. */
        CANNOT_KEEP,
        /**
         * The limit cannot be read or written, ESS or its inverter does not answer, ESS does not use this meter or does not
         * regulate, or another driver limits a peak.
         */
        IMPOSSIBLE;

        /** Returns whether the guard gives ESS a limit, or would if a window needed one. */
        public boolean acts() {
            return compareTo(READY) >= 0 && compareTo(LIMITING) <= 0;
        }

        /** Returns whether the owner has to do something. */
        public boolean isProblem() {
            return this == OTHER_PROGRAM || this == NOT_OBEYED || this == CANNOT_KEEP || this == IMPOSSIBLE;
        }

        /** Returns the state as outputs publish it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
