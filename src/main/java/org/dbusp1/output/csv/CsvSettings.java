package org.dbusp1.output.csv;

import java.time.ZoneId;
import java.util.Optional;

/**
 * The content of CSV files, and their place.
 *
 * @param directory    of the files; may hold {@code <key>}, the meter's
 * @param keepDays     for how many days files are kept
 * @param mostMegabytes of all files in the directory together; the oldest go first
 * @param zone         of a meter that has no clock; absent: that of its dialect
 */
public record CsvSettings(String directory, CsvFormat format, Layout layout, Rotation rotation, int keepDays,
                          int mostMegabytes, Optional<ZoneId> zone) {
    /** Which columns. */
    public enum Layout {
        /** The sixteen of P1_DSMR. */
        P1DSMR,
        /** Everything that a meter can send as a number. */
        FULL
    }

    /** When a new file begins, by the meter's calendar. */
    public enum Rotation {
        DAILY("uuuu-MM-dd"), MONTHLY("uuuu-MM");

        private final String pattern;

        Rotation(String pattern) {
            this.pattern = pattern;
        }

        String pattern() {
            return pattern;
        }
    }
}
