package org.dbusp1.demand;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.dbusp1.demand.ShavedHouse.Battery;
import org.dbusp1.demand.ShavedHouse.Rule;
import org.dbusp1.meter.DemandMonth;

/**
 * How the import limit keeps a peak: on single days of houses under each tariff, beside the allowed power that is followed with
 * each telegram.
 */
public final class GuardFigures {
    private static final Battery BATTERY = new Battery(5_000, 10_000, 0.95, false, 0);
    private static final LocalDate BEFORE = LocalDate.of(2026, 2, 2);
    private static final long LIMIT = 3_500;
    /** Localsettings write their whole file for a change; that of a GX device has about so many kB. */
    private static final int SETTINGS_FILE_KB = 100;

    private GuardFigures() {
    }

    public static void main(String[] arguments) {
        days();
        years();
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

    /** A year of a household. A limit of 0 is none. */
    private record Case(String household, int phases, int limit, boolean selfUse) {
    }

    private static void years() {
        System.out.println();
        System.out.println("""
                A year under the tariff flanders, with a battery of 10 kWh and 5 kW that is kept full, or covers the house down to 40 %.
                The figures are means of the twelve months; the floor is 2.5 kW. Perfect foresight has the same floor and limit.""");
        System.out.printf("%-18s %6s %7s | %8s %8s %8s %8s | %10s %10s %12s | %12s%n", "household", "phases", "limit W",
                "nobody W", "limit W", "perfect", "saved, %", "writes/day", "most a day", "flash kB/day", "battery kWh");
        for (Case one : List.of(new Case("heat pump", 1, 4_000, false), new Case("car", 1, 5_500, false), new Case("car", 1, 0, false),
                new Case("heat pump and sun", 3, 4_500, true), new Case("sun", 1, 0, true), new Case("flat", 1, 0, false))) {
            year(one);
        }
    }

    private static void year(Case one) {
        HouseYear house = HouseYear.of(one.household());
        Battery battery = new Battery(5_000, 10_000, 0.95, one.selfUse(), 0.4);
        OptionalLong limit = one.limit() == 0 ? OptionalLong.empty() : OptionalLong.of(one.limit());
        double[] figures = new double[Rule.values().length + 1];
        int changes = 0;
        int most = 0;
        double given = 0;
        for (Rule rule : List.of(Rule.NOBODY, Rule.GUARD)) {
            ShavedHouse shaved = new ShavedHouse(house, battery, rule, one.phases(), Tariffs.named("flanders"), limit);
            for (LocalDate day = LocalDate.of(2026, 1, 1); day.getYear() == 2026; day = day.plusDays(1)) {
                int now = shaved.play(day);
                most = Math.max(most, now);
                changes += now;
                if (day.plusDays(1).getDayOfMonth() == 1) {
                    figures[rule.ordinal()] += Math.max(2_500, figure(shaved, YearMonth.from(day))) / 12.0;
                }
            }
            given = shaved.given() - given;
        }
        double perfect = 0;
        for (int month = 1; month <= 12; month++) {
            double highest = Math.max(2_500, one.limit());
            LocalDate first = LocalDate.of(2026, month, 1);
            for (LocalDate day = first; day.getMonthValue() == month; day = day.plusDays(1)) {
                highest = Math.max(highest, PerfectForesight.highest(house, battery, day));
            }
            perfect += highest / 12;
        }
        double nobody = figures[Rule.NOBODY.ordinal()];
        double guard = figures[Rule.GUARD.ordinal()];
        String saved = nobody - perfect < 1 ? "-"
                : String.format(Locale.ROOT, "%.0f", 100 * (nobody - guard) / (nobody - perfect));
        System.out.printf(Locale.ROOT, "%-18s %6d %7d | %8.0f %8.0f %8.0f %8s | %10.1f %10d %12.0f | %12.0f%n", one.household(),
                one.phases(), one.limit(), nobody, guard, perfect, saved, changes / 365.0, most,
                changes / 365.0 * SETTINGS_FILE_KB, given);
    }

    private static long figure(ShavedHouse house, YearMonth month) {
        return house.demand().months().stream().filter(known -> known.month().equals(month)).mapToLong(DemandMonth::watts).findFirst()
                .orElse(0);
    }
}
