package org.dbusp1.metering.demand;

import org.jspecify.annotations.Nullable;

/**
 * The owner's settings for a demand tariff.
 *
 * @param windowChoice the windows to watch without a tariff
 * @param tariff       the rule of the bill; null: the highest window of the month counts
 * @param limitWatts   the owner's limit for the mean import of a window; null if none is set
 */
public record DemandConfig(WindowChoice windowChoice, @Nullable Tariff tariff, @Nullable Long limitWatts) {
    /** Watches windows if the meter prints its demand; without a limit. */
    public static final DemandConfig DEFAULT = new DemandConfig(WindowChoice.AUTO, null);

    /** Watches no windows. */
    public static final DemandConfig OFF = new DemandConfig(WindowChoice.OFF, null);

    public DemandConfig(WindowChoice windowChoice, @Nullable Long limitWatts) {
        this(windowChoice, null, limitWatts);
    }

    public DemandConfig(Tariff tariff, @Nullable Long limitWatts) {
        this(WindowChoice.AUTO, tariff, limitWatts);
    }

    public Tariff tariffOrHighestWindow() {
        return tariff != null ? tariff : Tariff.highestOf(windowChoice == WindowChoice.HOUR ? 60 : 15);
    }

    /** The windows to watch without a tariff. */
    public enum WindowChoice {
        /** Quarter hours if the meter prints its running mean (1.4.0), else no windows. */
        AUTO("auto"),
        OFF("off"),
        QUARTER("15"),
        HOUR("60");

        private final String text;

        WindowChoice(String text) {
            this.text = text;
        }

        /** Returns the value as owners write it: the minutes, or a word. */
        public String text() {
            return text;
        }
    }
}
