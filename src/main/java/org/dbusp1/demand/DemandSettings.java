package org.dbusp1.demand;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The owner's settings for a demand tariff.
 *
 * @param window     windows that are watched without a tariff
 * @param tariff     the rule of the bill; absent: the highest window of the month is watched
 * @param limitWatts the owner's limit for the mean import of a window; absent if none is set
 */
public record DemandSettings(WindowChoice window, Optional<Tariff> tariff, OptionalLong limitWatts) {
    /** Watches windows if the meter itself prints its demand; no limit. */
    public static final DemandSettings DEFAULT = new DemandSettings(WindowChoice.AUTO, OptionalLong.empty());

    public DemandSettings(WindowChoice window, OptionalLong limitWatts) {
        this(window, Optional.empty(), limitWatts);
    }

    public DemandSettings(Tariff tariff, OptionalLong limitWatts) {
        this(WindowChoice.AUTO, Optional.of(tariff), limitWatts);
    }

    /** Returns the rule by which windows are counted. */
    public Tariff rule() {
        return tariff.orElseGet(() -> Tariff.highestOf(window == WindowChoice.HOUR ? 60 : 15));
    }

    /** Windows that are watched without a tariff. */
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
