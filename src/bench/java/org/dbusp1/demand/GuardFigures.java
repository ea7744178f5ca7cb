package org.dbusp1.demand;

import java.time.LocalDate;
import java.util.Locale;
import java.util.OptionalLong;
import org.dbusp1.demand.ShavedHouse.Battery;
import org.dbusp1.demand.ShavedHouse.Rule;

/**
 * How the import limit keeps a peak: on single days of houses under each tariff, beside the allowed power that is followed with
 * each telegram.
 */
public final class GuardFigures {
    private static final Battery BATTERY = new Battery(5_000, 10_000, 0.95, false, 0);
    private static final LocalDate BEFORE = LocalDate.of(2026, 2, 2);
    private static final long LIMIT = 3_500;

    private GuardFigures() {
    }

    public static void main(String[] arguments) {
        days();
    }

    private static void days() {
        System.out.println("The second and third day of a house with a battery of 10 kWh and 5 kW; the limit is " + LIMIT + " W.");
        System.out.printf("%-11s %6s %6s %4s | %21s | %21s | %21s%n", "tariff", "base W", "phases", "sun", "changes, most of a day",
                "highest window W", "battery kWh");
        System.out.printf("%-11s %6s %6s %4s | %10s %10s | %7s %6s %6s | %10s %10s%n", "", "", "", "", "followed", "limit", "nobody",
                "foll.", "limit", "followed", "limit");
        for (Tariff tariff : Tariffs.all()) {
            for (int base : new int[] {200, 500, 1_000, 2_000, 3_000}) {
                for (int phases : new int[] {1, 3}) {
                    for (int sun : new int[] {0, 4_500}) {
                        day(tariff, base, phases, sun);
                    }
                }
            }
        }
    }

    private static void day(Tariff tariff, int base, int phases, int sun) {
        ShavedHouse[] houses = new ShavedHouse[Rule.values().length];
        int[] most = new int[houses.length];
        for (Rule rule : Rule.values()) {
            ShavedHouse house = new ShavedHouse(new HouseYear(base, sun, 0, 0), BATTERY, rule, phases, tariff, OptionalLong.of(LIMIT));
            houses[rule.ordinal()] = house;
            for (int day = 0; day < 3; day++) {
                int changes = house.play(BEFORE.plusDays(day));
                most[rule.ordinal()] = Math.max(most[rule.ordinal()], changes);
            }
        }
        System.out.printf(Locale.ROOT, "%-11s %6d %6d %4s | %10d %10d | %7d %6d %6d | %10.1f %10.1f%n", tariff.name(), base, phases,
                sun > 0 ? "yes" : "no", most[1], most[2], peak(houses[0]), peak(houses[1]), peak(houses[2]), houses[1].given(),
                houses[2].given());
    }

    private static long peak(ShavedHouse house) {
        return house.demand().peakWatts().orElse(0);
    }
}
