package org.dbusp1.feedback;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dbusp1.problem.Condition;
import org.dbusp1.problem.Texts;
import org.jspecify.annotations.Nullable;

/**
 * The use that the GX device's energy management (ESS) makes of this meter.
 *
 * @param state  an entry about ESS
 * @param text   a sentence for the owner, without a full stop
 * @param remedy the action for the owner, without a full stop; empty where nothing is to be done
 * @param detail the thing that the sentence names: another meter, a role, an order of phases; or a case of the state that has a
 *               sentence or a remedy of its own; else empty
 * @param peakShaving whether ESS supplies power now so that less is imported than its limit allows
 * @param follow what the driver does between the telegrams of a slow meter; null where it can do nothing
 */
public record EssStatus(Condition state, String text, String remedy, String detail, boolean peakShaving,
                         @Nullable Follow follow) {
    /** Unknown: the meter is not on a D-Bus, or no service has answered yet. */
    public static final EssStatus UNKNOWN = of(Condition.ESS_UNKNOWN, "");
    /** No good telegram arrives. */
    public static final EssStatus GONE = of(Condition.ESS_METER_GONE, "");

    private static final Set<Condition> REGULATES = EnumSet.of(Condition.ESS_USED, Condition.ESS_SLOW, Condition.ESS_PHASE_ORDER,
            Condition.ESS_ONE_PHASE_ONLY, Condition.ESS_INDIVIDUAL_PHASE, Condition.ESS_FOLLOWED);
    private static final Set<Condition> POSSIBLE = EnumSet.of(Condition.ESS_UNKNOWN, Condition.ESS_EXPECTED, Condition.ESS_NO_INVERTER,
            Condition.ESS_SAME_INSTANCE, Condition.ESS_EXTERNAL_CONTROL);

    /** Returns whether ESS regulates by this meter, well or not. */
    public boolean regulates() {
        return REGULATES.contains(state);
    }

    /** Returns whether ESS does not regulate by this meter, neither now nor soon. */
    public boolean rulesOut() {
        return !regulates() && !POSSIBLE.contains(state);
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
    public record Follow(Condition state, int moves, @Nullable Long ageMillis, List<@Nullable Long> gains, @Nullable Long missedWatts,
                          @Nullable Long missedByPlainWatts) {
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
        /** ESS can regulate with telegrams at this interval. */
        CAREFUL,
        /** The values are good for display and slow charging only. */
        SLOW;

        /** The longest interval of a meter that sends every second. */
        private static final Duration EVERY_SECOND = Duration.ofMillis(1_500);
        /** The longest interval that ESS can regulate by. */
        private static final Duration FOLLOWED = Duration.ofMillis(5_500);

        /** Returns the name on the bus. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static IntervalGrade of(Duration interval) {
            if (interval.compareTo(EVERY_SECOND) <= 0) {
                return FIT;
            }
            return interval.compareTo(FOLLOWED) <= 0 ? CAREFUL : SLOW;
        }
    }

    /** Makes a verdict, in English. */
    public static EssStatus of(Condition state, String detail) {
        Texts texts = Texts.in(Texts.ENGLISH);
        return new EssStatus(state, texts.text(state, detail), texts.remedy(state, detail), detail, false, null);
    }

    public EssStatus withPeakShaving(boolean now) {
        return new EssStatus(state, text, remedy, detail, now, follow);
    }

    public EssStatus withFollow(@Nullable Follow doing) {
        return new EssStatus(state, text, remedy, detail, peakShaving, doing);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EssStatus that && state == that.state && text.equals(that.text) && remedy.equals(that.remedy)
                && detail.equals(that.detail) && peakShaving == that.peakShaving && Objects.equals(follow, that.follow);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
