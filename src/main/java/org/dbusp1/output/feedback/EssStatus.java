package org.dbusp1.output.feedback;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Texts;
import org.jspecify.annotations.Nullable;

/**
 * The use that the GX device's energy management (ESS) makes of this meter.
 *
 * @param state  an entry about ESS
 * @param text   a sentence for the owner, without a full stop
 * @param remedy the action for the owner, without a full stop; empty if no action is needed
 * @param detail the thing that the sentence names (another meter, a role, an order of phases), or a case of the state with a sentence
 * or a remedy of its own; else empty
 * @param peakShaving true if ESS supplies power now so that the import stays below its limit
 * @param inverterFollower the corrections between the telegrams of a slow meter; null if no correction is possible
 */
public record EssStatus(Condition state, String text, String remedy, String detail, boolean peakShaving,
                         @Nullable FollowerStatus inverterFollower) {
    /** The meter is not on a D-Bus, or no service has answered yet. */
    public static final EssStatus UNKNOWN = of(Condition.ESS_UNKNOWN, "");
    /** No good telegram arrives. */
    public static final EssStatus GONE = of(Condition.ESS_METER_GONE, "");
    /** No good telegram arrives, and the inverter is not on the grid, for another reason than a power cut. */
    public static final EssStatus GONE_OFF_GRID = of(Condition.ESS_METER_GONE, "off_grid");

    // The table of EssRules has the place of each state.
    private static final Set<Condition> REGULATES = EnumSet.of(Condition.ESS_USED, Condition.ESS_SLOW, Condition.ESS_PHASE_ORDER,
            Condition.ESS_ONE_PHASE_ONLY, Condition.ESS_INDIVIDUAL_PHASE, Condition.ESS_FOLLOWED, Condition.ESS_NO_ASSISTANT,
            Condition.ESS_CRITICAL_LOADS, Condition.ESS_KEEPS_CHARGED, Condition.ESS_NO_DISCHARGE, Condition.ESS_IMPORT_LIMIT);
    private static final Set<Condition> POSSIBLE = EnumSet.of(Condition.ESS_UNKNOWN, Condition.ESS_EXPECTED, Condition.ESS_NO_INVERTER,
            Condition.ESS_SAME_INSTANCE, Condition.ESS_EXTERNAL_CONTROL, Condition.ESS_NOT_CONNECTED, Condition.ESS_ON_GENERATOR,
            Condition.ESS_INVERTER_OFF, Condition.ESS_GRID_LOST);
    private static final Set<Condition> OFF_GRID = EnumSet.of(Condition.ESS_NOT_CONNECTED, Condition.ESS_ON_GENERATOR,
            Condition.ESS_INVERTER_OFF, Condition.ESS_GRID_LOST);

    /** True if the inverter is not on the grid: ESS regulates nothing, and the meter may be without power. */
    public boolean isOffGrid() {
        return OFF_GRID.contains(state) || state == GONE_OFF_GRID.state && detail.equals(GONE_OFF_GRID.detail);
    }

    /** True if no telegram arrives. */
    public boolean isMeterSilent() {
        return state == Condition.ESS_METER_GONE || state == Condition.ESS_GRID_LOST;
    }

    /** True if ESS regulates by this meter, as well as its settings and the meter allow. */
    public boolean regulates() {
        return REGULATES.contains(state);
    }

    /** True if ESS does not regulate by this meter, neither now nor soon. */
    public boolean cannotRegulate() {
        return !regulates() && !POSSIBLE.contains(state);
    }

    /**
     * The corrections of a slow meter's powers between its telegrams, by the reports of the inverters.
     *
     * @param moves              the moves of the inverters that were compared with telegrams so far; counted only up to the number that
     * is needed
     * @param ageMillis          the time between the measurement of a telegram and its arrival, as the corrections use it, at most as
     * long as it seems; null if unknown
     * @param gains              the part of the inverters' moves that the meter shows on L1 to L3, in percent; null for a phase
     * without enough moves
     * @param missedWatts        the difference between a corrected power and the next telegram in W, as a median; null if unknown
     * @param missedByPlainWatts the difference between an uncorrected power and the next telegram in W, as a median; null if unknown
     */
    public record FollowerStatus(Condition state, int moves, @Nullable Long ageMillis, List<@Nullable Long> gains,
                                 @Nullable Long missedWatts, @Nullable Long missedByPlainWatts) {
        /** Returns a sentence for the owner in English, without a full stop. */
        public String text() {
            return text(Texts.in(Texts.ENGLISH));
        }

        /** Returns {@link #text()} in the language of texts. */
        public String text(Texts texts) {
            return texts.text("name.follow_the_inverter", Map.of()) + ": " + texts.text(state.id(),
                    Map.of("moves", moves, "missed", watts(missedWatts), "plain", watts(missedByPlainWatts)));
        }

        private static String watts(@Nullable Long known) {
            return known != null ? Long.toString(known) : "--";
        }
    }

    /** The use that telegrams have at a meter's interval. */
    public enum IntervalGrade {
        /** ESS regulates well with telegrams at this interval. */
        FIT,
        /** ESS can regulate with telegrams at this interval, with a setpoint that is not close to 0 W. */
        CAREFUL,
        /** The values are good for display and slow charging only. */
        SLOW;

        /** The longest interval of a meter that sends every second. */
        private static final Duration LONGEST_FIT = Duration.ofMillis(1_500);
        /** The longest interval by which ESS can regulate. */
        private static final Duration LONGEST_CAREFUL = Duration.ofMillis(5_500);

        /** Returns the name on the bus. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static IntervalGrade of(Duration interval) {
            if (interval.compareTo(LONGEST_FIT) <= 0) {
                return FIT;
            }
            return interval.compareTo(LONGEST_CAREFUL) <= 0 ? CAREFUL : SLOW;
        }
    }

    /** Makes a status with texts in English. */
    public static EssStatus of(Condition state, String detail) {
        Texts texts = Texts.in(Texts.ENGLISH);
        return new EssStatus(state, texts.text(state, detail), texts.remedy(state, detail), detail, false, null);
    }

    public EssStatus withPeakShaving(boolean now) {
        return new EssStatus(state, text, remedy, detail, now, inverterFollower);
    }

    public EssStatus withInverterFollower(@Nullable FollowerStatus doing) {
        return new EssStatus(state, text, remedy, detail, peakShaving, doing);
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof EssStatus that && state == that.state && text.equals(that.text) && remedy.equals(that.remedy)
                && detail.equals(that.detail) && peakShaving == that.peakShaving && Objects.equals(inverterFollower, that.inverterFollower);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
