package org.dbusp1.demand;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the owner says of a demand tariff.
 *
 * @param window     which windows are watched without a tariff
 * @param tariff     the rule of the bill; absent: the highest window of the month is watched
 * @param limitWatts the mean import that the owner does not want to pass; absent where none is set
 */
public record DemandSettings(Window window, Optional<Tariff> tariff, OptionalLong limitWatts) {
    /** Watches where the meter itself speaks of demand; no limit. */
    public static final DemandSettings DEFAULT = new DemandSettings(Window.AUTO, OptionalLong.empty());

    /** Without a tariff. */
    public DemandSettings(Window window, OptionalLong limitWatts) {
        this(window, Optional.empty(), limitWatts);
    }

    /** With a tariff. */
    public DemandSettings(Tariff tariff, OptionalLong limitWatts) {
        this(Window.AUTO, Optional.of(tariff), limitWatts);
    }

    /** The rule by which windows are counted. */
    public Tariff rule() {
        return tariff.orElseGet(() -> Tariff.highestOf(window == Window.HOUR ? 60 : 15));
    }

    /** Windows that are watched without a tariff. */
    public enum Window {
        /** Quarters where the meter prints its running mean (1.4.0), else nothing. */
        AUTO("auto"),
        OFF("off"),
        QUARTER("15"),
        HOUR("60");

        private final String text;

        Window(String text) {
            this.text = text;
        }

        /** As owners write it: the minutes, or a word. */
        public String text() {
            return text;
        }
    }
}
