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
        AUTO("auto", 900),
        OFF("off", 0),
        /** Belgium, Lithuania. */
        QUARTER("15", 900),
        /** Norway, Sweden, Finland. */
        HOUR("60", 3600);

        private final String text;
        private final int seconds;

        Window(String text, int seconds) {
            this.text = text;
            this.seconds = seconds;
        }

        /** As owners write it: the minutes, or a word. */
        public String text() {
            return text;
        }

        int seconds() {
            return seconds;
        }
    }
}
