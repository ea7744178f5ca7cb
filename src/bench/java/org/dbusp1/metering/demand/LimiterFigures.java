package org.dbusp1.metering.demand;

import java.util.Locale;
import org.dbusp1.metering.demand.ShavedHouse.Rule;

/** What the peak limiter keeps in three weeks of winter, with and without it: the figure is the highest quarter hour, at least 2.5 kW. */
public final class LimiterFigures {
    private LimiterFigures() {
    }

    public static void main(String[] arguments) {
        String head = "%-18s %7s %8s | %7s %7s | %7s %7s %6s | %9s | %8s %6s%n";
        System.out.printf(head, "three weeks", "limit W", "reserve", "without", "with", "missed", "missed", "kept", "writes",
                "battery", "kWh");
        System.out.printf(head, "", "", "%", "W", "W", "without", "with", "", "a day", "without", "with");
        HouseWeeks.ALL.forEach(LimiterFigures::week);
    }

    private static void week(HouseWeeks house) {
        ShavedHouse without = house.play(Rule.NOBODY);
        ShavedHouse with = house.play(Rule.LIMITER);
        System.out.printf(Locale.ROOT, "%-18s %7d %8d | %7.0f %7.0f | %7d %7d %6d | %9.0f | %8.0f %6.0f%n",
                house.kind(), house.limit(), house.reserve(), without.figure(HouseWeeks.MONTH), with.figure(HouseWeeks.MONTH),
                without.missed(), with.missed(), with.kept(), (double) with.overrides() / HouseWeeks.DAYS, without.given(), with.given());
    }
}
