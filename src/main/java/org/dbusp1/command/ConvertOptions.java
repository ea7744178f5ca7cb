package org.dbusp1.command;

import java.time.ZoneId;
import java.util.Optional;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.output.csv.CsvSettings;
import org.dbusp1.output.csv.CsvSettings.P1Dsmr.Time;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import picocli.CommandLine.Option;

/** Options for the form of the files of {@code convert}. */
final class ConvertOptions {
    private static final ValueType<Character> SEPARATOR =
            ValueType.parsed("CHARACTER", CsvSettings.Format.SEPARATORS, CsvSettings.Format::separator);
    private static final ValueType<Character> DECIMAL =
            ValueType.parsed("CHARACTER", CsvSettings.Format.DECIMALS, CsvSettings.Format::decimal);
    private static final ValueType<Time> TIME = ValueType.oneOf(Time.values());
    private static final ValueType<Double> LIMIT =
            ValueType.parsed("NUMBER", "a number such as 240 or 11.5", ConvertOptions::limit);
    private static final ValueType<Optional<Integer>> PERIOD = ValueType.number(1, 3_600).or("auto");

    @Option(names = "--separator", paramLabel = "CHARACTER", defaultValue = ";",
            description = "the character between cells: " + CsvSettings.Format.SEPARATORS + " (;)")
    private String separator;

    @Option(names = "--decimal", paramLabel = "CHARACTER", defaultValue = ".",
            description = "the decimal mark: " + CsvSettings.Format.DECIMALS + " (.)")
    private String decimal;

    @Option(names = "--time", paramLabel = "raw|iso|epoch", defaultValue = "raw",
            description =
                    "times as the meter prints them, as 2026-01-15T20:10:09+01:00, or in seconds since 1970 (raw)")
    private String time;

    @Option(names = "--volt-limit", paramLabel = "NUMBER", defaultValue = "240",
            description = "V above which a phase is marked (240)")
    private String volts;

    @Option(names = "--amp-limit", paramLabel = "NUMBER", defaultValue = "18",
            description = "A above which a phase is marked (18)")
    private String amperes;

    @Option(names = "--kw-limit", paramLabel = "NUMBER", defaultValue = "11",
            description = "kW above which a power is marked (11)")
    private String kilowatts;

    @Option(names = "--period", paramLabel = "auto|SECONDS", defaultValue = "auto",
            description = "seconds between telegrams, to calculate power from energy; auto: by the clock of the meter (auto)")
    private String period;

    /** @throws Failure when a word is not allowed */
    CsvSettings.Format format() throws Failure {
        return new CsvSettings.Format(read("--separator", SEPARATOR, separator), read("--decimal", DECIMAL, decimal));
    }

    /**
     * @param zone of the meter's clock; absent: that of its country
     * @throws Failure when a word is not allowed
     */
    CsvSettings.P1Dsmr settings(Optional<ZoneId> zone) throws Failure {
        return new CsvSettings.P1Dsmr(read("--time", TIME, time), read("--volt-limit", LIMIT, volts),
                read("--amp-limit", LIMIT, amperes),
                read("--kw-limit", LIMIT, kilowatts), read("--period", PERIOD, period).stream().mapToInt(Integer::intValue).findFirst(),
                zone);
    }

    private static <T> T read(String option, ValueType<T> type, String text) throws Failure {
        return type.reader().apply(text).orElseThrow(
                () -> new Failure(ExitStatus.USAGE, option + " is " + type.constraint() + ", not \"" + text + "\""));
    }

    private static double limit(String text) {
        if (!text.matches("\\d{1,6}(\\.\\d{1,6})?")) {
            throw new IllegalArgumentException(text);
        }
        return Double.parseDouble(text);
    }
}
