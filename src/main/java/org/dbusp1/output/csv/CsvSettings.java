package org.dbusp1.output.csv;

import java.time.Period;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The content of CSV files, and where they are.
 *
 * @param directory may hold {@code <key>}, the meter's
 * @param retention for how long files are stored; absent: as long as there is room
 * @param mostMegabytes of all files in the directory; the oldest are deleted first
 * @param zone of a meter without a clock; absent: that of its dialect
 */
public record CsvSettings(String directory, Layout layout, Optional<Period> retention, int mostMegabytes, Optional<ZoneId> zone) {
    /** The lists of columns. */
    public enum Layout {
        /** The sixteen of P1_DSMR. */
        P1DSMR,
        /** Everything that a meter can send as a number. */
        FULL
    }

    /** The form of a CSV file. Every cell is quoted, so that separator and decimal mark may be the same. */
    public record Format(char separator, char decimal) {
        /** The form of the driver's files, which spreadsheets of all countries read. */
        static final Format STANDARD = new Format(';', '.');
        /** Describes what {@link #separator(String)} accepts. */
        public static final String SEPARATORS = "one of ; , or tab";
        /** Describes what {@link #decimal(String)} accepts. */
        public static final String DECIMALS = "a dot or a comma";

        /** Reads a separator. @throws IllegalArgumentException when it is not {@link #SEPARATORS} */
        public static char separator(String text) {
            return switch (text) {
                case ";", "," -> text.charAt(0);
                case "tab", "\t" -> '\t';
                default -> throw new IllegalArgumentException("a separator is " + SEPARATORS + ", not \"" + text + "\"");
            };
        }

        /** Reads a decimal mark. @throws IllegalArgumentException when it is not {@link #DECIMALS} */
        public static char decimal(String text) {
            if (!text.equals(".") && !text.equals(",")) {
                throw new IllegalArgumentException("a decimal mark is " + DECIMALS + ", not \"" + text + "\"");
            }
            return text.charAt(0);
        }
    }

    /**
     * The settings of the sixteen columns; values above volts, amperes (of a phase) or kilowatts are marked.
     *
     * @param time the form of the first column
     * @param periodSeconds how often the meter sends; absent: by its own clock
     * @param zone of the meter's clock; absent: that of its dialect
     */
    public record P1Dsmr(Time time, double volts, double amperes, double kilowatts, OptionalInt periodSeconds, Optional<ZoneId> zone) {
        /** The limits of the original program. */
        public static final P1Dsmr DEFAULT = new P1Dsmr(Time.RAW, 240, 18, 11, OptionalInt.empty(), Optional.empty());

        P1Dsmr in(Optional<ZoneId> other) {
            return new P1Dsmr(time, volts, amperes, kilowatts, periodSeconds, other);
        }

        public enum Time {
            /** As the meter prints it: 260115201009W. */
            RAW,
            /** 2026-01-15T20:10:09+01:00. */
            ISO,
            /** Seconds since 1970, UTC. */
            EPOCH
        }
    }
}
