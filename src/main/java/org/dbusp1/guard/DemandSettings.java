package org.dbusp1.guard;

import java.util.OptionalLong;

/**
 * What the owner says of a demand tariff.
 *
 * @param window     which windows are billed
 * @param limitWatts the mean import that the owner does not want to pass; absent where none is set
 */
public record DemandSettings(Window window, OptionalLong limitWatts) {
    /** Watches where the meter itself speaks of demand; no limit. */
    public static final DemandSettings DEFAULT = new DemandSettings(Window.AUTO, OptionalLong.empty());

    /** Windows that tariffs bill. */
    public enum Window {
        /** Quarters where the meter prints its running mean (1.4.0), else nothing. */
        AUTO(900),
        OFF(0),
        /** Belgium, Lithuania. */
        QUARTER(900),
        /** Norway, Sweden, Finland. */
        HOUR(3600);

        private final int seconds;

        Window(int seconds) {
            this.seconds = seconds;
        }

        int seconds() {
            return seconds;
        }
    }
}
