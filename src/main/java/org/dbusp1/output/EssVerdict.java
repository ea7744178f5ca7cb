package org.dbusp1.output;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The use that the GX device's energy management (ESS) makes of this meter.
 *
 * @param state  the case
 * @param text   a sentence for the owner, without a full stop
 * @param remedy the action for the owner, without a full stop; empty where nothing is to be done
 * @param detail the thing that the sentence names: another meter, a role, an order of phases; or a case of the state that has a
 *               sentence or a remedy of its own; else empty
 * @param peakShaving whether ESS supplies power now so that less is imported than its limit allows
 * @param follow what the driver does between the telegrams of a slow meter; absent where it can do nothing
 */
public record EssVerdict(State state, String text, String remedy, String detail, boolean peakShaving,
                         Optional<Follow> follow) {
    /** Nothing is known: the meter is not on a D-Bus, or nobody has answered yet. */
    public static final EssVerdict UNKNOWN = of(State.UNKNOWN, "");
    /** No good telegram comes. */
    public static final EssVerdict GONE = of(State.METER_GONE, "");

    /** The use that ESS makes of the meter in a case. */
    private enum Use {
        /** It regulates by the meter, well or not. */
        YES,
        /** It may regulate by the meter, now or soon. */
        POSSIBLE,
        NO
    }

    /** The cases. The order is that of the numbers in {@code /Error/0/Id}: new ones go to the end. */
    public enum State {
        UNKNOWN(false, Use.POSSIBLE),
        USED(false, Use.YES),
        /** Nothing keeps ESS from using it, and the GX device has not chosen yet. */
        EXPECTED(false, Use.POSSIBLE),
        /** There is no inverter that would regulate by this meter. */
        NO_INVERTER(false, Use.POSSIBLE),
        /** The meter measures something else, as its owner chose. */
        OTHER_ROLE(false, Use.NO),
        /** Used, but its telegrams come too seldom. */
        SLOW(true, Use.YES),
        /** Used, but its phases may be in another order than the inverter's. */
        PHASE_ORDER(true, Use.YES),
        INPUT_NOT_GRID(true, Use.NO),
        METERING_BY_INVERTER(true, Use.NO),
        OTHER_METER(true, Use.NO),
        SAME_INSTANCE(true, Use.POSSIBLE),
        /** The GX device uses something else, and no other case explains it. */
        NOT_CHOSEN(true, Use.NO),
        METER_GONE(true, Use.NO),
        /** The meter sends no power, so that it is shown, but not as a grid meter. */
        NO_POWER(true, Use.NO),
        /** Used, but only one of its three phases: the order of phases is that of a one-phase meter. */
        ONE_PHASE_ONLY(true, Use.YES),
        /** The GX device has chosen the meter, and ESS reports that it has no grid meter. */
        NOT_SEEN(true, Use.NO),
        /** Used, and corrected by what the inverters do between its telegrams, which come seldom. */
        FOLLOWED(false, Use.YES),
        /** Not used, because the inverter measures: its telegrams come too seldom for ESS as it is. */
        SLOW_NOT_USED(false, Use.NO);

        private final boolean wrong;
        private final Use use;

        State(boolean wrong, Use use) {
            this.wrong = wrong;
            this.use = use;
        }

        /** Returns whether the owner should do something. */
        public boolean wrong() {
            return wrong;
        }

        /** Returns whether ESS regulates by this meter, well or not. */
        public boolean regulates() {
            return use == Use.YES;
        }

        /** Returns whether ESS does not regulate by this meter, so that a limit of the import would be another's. */
        public boolean rulesOut() {
            return use == Use.NO;
        }

        /** Returns the name on the bus and in JSON. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What the driver does between the telegrams of a slow meter: it corrects their powers by what the inverters report.
     *
     * @param moves              the moves of the inverters that were compared with telegrams so far, up to those that are enough
     * @param ageMillis          how long before its arrival a telegram was measured, as it is used: at most as long as it seems
     * @param gains              the part of the inverters' moves that the meter shows on L1 to L3, in percent; each absent where
     *                           they did not move
     * @param missedWatts        by how much a corrected power misses the next telegram, as a median
     * @param missedByPlainWatts the same of the plain power
     */
    public record Follow(State state, int moves, OptionalLong ageMillis, List<OptionalLong> gains, OptionalLong missedWatts,
                          OptionalLong missedByPlainWatts) {
        /** The cases. */
        public enum State {
            OFF, WATCHING, ACTING, NOT_REGULATING, FAST_METER, NO_INVERTER, NOT_ON_GRID, NOT_FOLLOWED, RESTING;

            /** Returns the name on the bus and in JSON. */
            public String key() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /** Returns a sentence for the owner, without a full stop. */
        public String text() {
            Texts texts = Texts.in(Texts.ENGLISH);
            return texts.text("name.follow_the_inverter", Map.of()) + ": " + texts.text("follow." + state.key(),
                    Map.of("moves", moves, "missed", watts(missedWatts), "plain", watts(missedByPlainWatts)));
        }

        private static String watts(OptionalLong known) {
            return known.isPresent() ? Long.toString(known.getAsLong()) : "--";
        }
    }

    /** The use that telegrams have at a meter's interval. */
    public enum IntervalGrade {
        /** ESS regulates well with telegrams at this interval. */
        FIT,
        /** ESS can regulate with telegrams at this interval. */
        CAREFUL,
        /** The values are good for display and slow charging only. */
        SLOW;

        /** The longest interval of a meter that sends each second, and the longest that ESS can regulate by. */
        private static final Duration EACH_SECOND = Duration.ofMillis(1_500);
        private static final Duration FOLLOWED = Duration.ofMillis(5_500);

        /** Returns the name on the bus. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the grade of an interval. */
        public static IntervalGrade of(Duration interval) {
            if (interval.compareTo(EACH_SECOND) <= 0) {
                return FIT;
            }
            return interval.compareTo(FOLLOWED) <= 0 ? CAREFUL : SLOW;
        }
    }

    /** Makes a verdict, in English. */
    public static EssVerdict of(State state, String detail) {
        Texts texts = Texts.in(Texts.ENGLISH);
        return new EssVerdict(state, texts.verdict(state.key(), detail), texts.remedy(state.key(), detail), detail, false,
                Optional.empty());
    }

    /** Returns what ESS does, and what the owner should do, as sentences in a language. */
    static String sentences(String state, String detail, String language) {
        Texts texts = Texts.in(language);
        String remedy = texts.remedy(state, detail);
        return texts.verdict(state, detail) + (remedy.isEmpty() ? "." : ". " + remedy + ".");
    }

    /** Returns this verdict with whether ESS shaves a peak. */
    public EssVerdict withPeakShaving(boolean now) {
        return new EssVerdict(state, text, remedy, detail, now, follow);
    }

    /** Returns this verdict with what the driver does between the telegrams. */
    public EssVerdict withFollow(Optional<Follow> doing) {
        return new EssVerdict(state, text, remedy, detail, peakShaving, doing);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EssVerdict that && state == that.state && text.equals(that.text) && remedy.equals(that.remedy)
                && detail.equals(that.detail) && peakShaving == that.peakShaving
                && follow.equals(that.follow);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
