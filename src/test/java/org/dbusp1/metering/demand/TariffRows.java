package org.dbusp1.metering.demand;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.metering.demand.Tariff.Days;
import org.dbusp1.metering.demand.Tariff.Figure;
import org.dbusp1.metering.demand.Tariff.Holidays;
import org.dbusp1.metering.demand.Tariff.Range;

/** The demand tariffs for the reference, as their files have them. */
public final class TariffRows {
    private TariffRows() {
    }

    /** Returns the cells of each row: name, operator, window, what counts, the figure of a month, the bill, source and date. */
    public static List<String[]> all() throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String name : Tariff.NAMES) {
            Tariff tariff = Tariff.named(name);
            String file = Files.readString(Path.of("src/main/resources/org/dbusp1/metering/demand", name + ".tariff"));
            rows.add(new String[] {"`" + name + "`", value(file, "operator"), tariff.windowMinutes() + " min", counts(tariff),
                    figure(tariff), bill(tariff), value(file, "date") + ": " + value(file, "source")});
        }
        return rows;
    }

    private static String value(String file, String key) {
        Matcher line = Pattern.compile("(?m)^" + key + " = (.*)$").matcher(file);
        line.find();
        return line.group(1);
    }

    private static String counts(Tariff tariff) {
        List<String> words = new ArrayList<>();
        if (!tariff.months().equals(Range.ALL_MONTHS)) {
            words.add("months " + tariff.months().from() + " to " + tariff.months().last());
        }
        if (tariff.days() == Days.WEEKDAYS) {
            words.add("Monday to Friday");
        }
        if (tariff.holidays() != Holidays.NONE) {
            words.add("no holidays of `" + tariff.holidays().name().toLowerCase(Locale.ROOT).replace('_', '-') + "`");
        }
        if (!tariff.hours().equals(Range.ALL_HOURS)) {
            words.add(hours(tariff.hours()));
        }
        if (words.isEmpty()) {
            words.add("always");
        }
        if (tariff.reduced().percent() < 100) {
            words.add(hours(tariff.reduced().hours()) + " by " + tariff.reduced().percent() + " %");
        }
        return String.join(", ", words);
    }

    private static String hours(Range hours) {
        return "%02d to %02d".formatted(hours.from(), (hours.last() + 1) % 24);
    }

    private static String figure(Tariff tariff) {
        String floor = tariff.floorWatts() == 0 ? "" : ", at least " + tariff.floorWatts() + " W";
        if (tariff.peakCount() == 1) {
            return "the highest" + floor;
        }
        String made = tariff.figure() == Figure.LOWEST ? "the lowest" : "the mean";
        return made + " of the " + tariff.peakCount() + " highest" + (tariff.differentDays() ? ", of different days" : "") + floor;
    }

    private static String bill(Tariff tariff) {
        if (!tariff.stepWatts().isEmpty()) {
            return tariff.stepWatts().stream().map(watts -> String.valueOf(watts / 1000))
                    .collect(Collectors.joining(", ", "steps from ", " kW"));
        }
        return tariff.meanMonths() == 1 ? "the month" : "the mean of " + tariff.meanMonths() + " months";
    }
}
