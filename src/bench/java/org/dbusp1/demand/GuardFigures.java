package org.dbusp1.demand;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.dbusp1.demand.ShavedHouse.Battery;
import org.dbusp1.demand.ShavedHouse.Rule;
import org.dbusp1.output.venus.GuardOnBus;

/**
 * How the import limit keeps a peak: on single days of houses under each tariff, beside the allowed power that is followed with
 * each telegram.
 */
public final class GuardFigures {
    private static final Battery BATTERY = new Battery(5_000, 10_000, 0.95, false, 0, true);
    private static final LocalDate BEFORE = LocalDate.of(2026, 2, 2);
    private static final long LIMIT = 3_500;
    private static final int YEAR = 2026;
    private static final double DAYS = 365;
    private static final String LOOP_DEVICE = "7:";
    private static final int SECTORS_WRITTEN = 6;

    private GuardFigures() {
    }

    /** @param arguments the directory for what is written in the years; the temporary one where none is named */
    public static void main(String[] arguments) throws IOException {
        years(Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.io.tmpdir")));
        days();
    }

    private static void days() {
        System.out.println("The second and third day of a house with a battery of 10 kWh and 5 kW; the limit is " + LIMIT + " W.");
        System.out.printf("%-11s %6s %6s %4s | %21s | %21s | %21s%n", "tariff", "base W", "phases", "sun", "changes, most of a day",
                "highest window W", "battery kWh");
        System.out.printf("%-11s %6s %6s %4s | %10s %10s | %7s %6s %6s | %10s %10s%n", "", "", "", "", "followed", "limit", "nobody",
                "foll.", "limit", "followed", "limit");
        for (Tariff tariff : Tariff.NAMES.stream().map(Tariff::named).toList()) {
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
            ShavedHouse house = new ShavedHouse(new HouseYear(base, sun), BATTERY, rule, phases, tariff, OptionalLong.of(LIMIT));
            houses[rule.ordinal()] = house;
            for (int day = 0; day < 3; day++) {
                int changes = house.play(BEFORE.plusDays(day));
                most[rule.ordinal()] = Math.max(most[rule.ordinal()], changes);
            }
        }
        System.out.printf(Locale.ROOT, "%-11s %6d %6d %4s | %10d %10d | %7d %6d %6d | %10.1f %10.1f%n", tariff.name(), base, phases,
                sun > 0 ? "yes" : "no", most[1], most[2], houses[0].highest(), houses[1].highest(),
                houses[2].highest(), houses[1].given(),
                houses[2].given());
    }

    /**
     * A year of a household.
     *
     * @param limit  that the owner accepts, in watts; 0 for none
     * @param always whether ESS shaves peaks below the minimum state of charge too
     */
    private record Case(String household, int phases, int limit, boolean selfUse, boolean always) {
    }

    /** Each change of the limit goes through the guard to Victron's localsettings, where there are clones of them. */
    private static void years(Path directory) throws IOException {
        System.out.println();
        System.out.println("""
                A year under the tariff flanders, with a battery of 10 kWh and 5 kW that is kept full, or covers the house down to 40 %
                ("40 %": below it, it gives nothing; "40 % *": it gives its rest for peaks). The figures are means of the twelve months,
                at least 2.5 kW. Perfect foresight knows the month's load and has the whole battery for peaks; its limit
                is 5 A at least.""");
        System.out.println(GuardOnBus.peers().isPresent() ? """
                On a real bus, with Victron's localsettings and systemcalc. Flash: the pages that localsettings and the driver wrote, as the
                kernel counts them for each process; with the file system's journal where it is on a device that nothing else uses."""
                : "In arithmetic: PEERS names no clones of Victron's programs.");
        System.out.printf("%-18s %6s %7s %7s | %8s %7s %9s %8s | %6s %5s %8s %10s %6s %7s | %11s%n", "household", "phases", "limit W",
                "battery", "nobody W", "guard W", "perfect W", "saved, %", "writes", "most", "flash kB", "device kB", "kB", "minutes",
                "battery kWh");
        System.out.printf("%-18s %6s %7s %7s | %8s %7s %9s %8s | %6s %5s %8s %10s %6s %7s | %11s%n", "", "", "", "", "", "", "", "",
                "a day", "", "a day", "a day", "a save", "", "");
        for (Case one : List.of(new Case("car", 1, 3_500, false, true), new Case("sun", 1, 0, true, true),
                new Case("heat pump", 1, 0, false, true), new Case("flat", 1, 0, false, true), new Case("sun", 1, 0, true, false),
                new Case("heat pump and sun", 1, 3_000, true, true), new Case("heat pump", 3, 4_000, false, true),
                new Case("plain", 1, 0, false, true), new Case("car", 1, 0, false, true),
                new Case("car and sun", 3, 5_000, true, true))) {
            year(one, directory);
        }
    }

    private static void year(Case one, Path parent) throws IOException {
        long began = System.nanoTime();
        HouseYear house = HouseYear.of(one.household());
        Battery battery = new Battery(5_000, 10_000, 0.95, one.selfUse(), 0.4, one.always());
        Tariff tariff = Tariff.named("flanders");
        OptionalLong limit = one.limit() == 0 ? OptionalLong.empty() : OptionalLong.of(one.limit());
        ShavedHouse without = new ShavedHouse(house, battery, Rule.NOBODY, one.phases(), tariff, limit);
        ShavedHouse with = new ShavedHouse(house, battery, Rule.GUARD, one.phases(), tariff, limit);
        Path directory = Files.createTempDirectory(parent, "guard");
        int most = 0;
        double written = 0;
        double device = 0;
        long size = 0;
        try (GuardOnBus bus = GuardOnBus.peers().isEmpty() ? null
                : new GuardOnBus(GuardOnBus.peers().get(), directory, 100 * battery.minimum(), one.always())) {
            if (bus != null) {
                with.actBy(bus::set);
                device = -deviceBytes(directory);
            }
            for (LocalDate day = LocalDate.of(YEAR, 1, 1); day.getYear() == YEAR; day = day.plusDays(1)) {
                without.play(day);
                most = Math.max(most, with.play(day));
            }
            if (bus != null) {
                written = bus.writtenBytes();
                device += deviceBytes(directory);
                size = bus.fileBytes();
            }
        }
        double nobody = 0;
        double guard = 0;
        double perfect = 0;
        for (int number = 1; number <= 12; number++) {
            YearMonth month = YearMonth.of(YEAR, number);
            nobody += without.figure(month) / 12;
            guard += with.figure(month) / 12;
            perfect += PerfectForesight.figure(house, battery, one.phases(), tariff, month.atDay(1), month.lengthOfMonth()) / 12;
        }
        System.out.printf(Locale.ROOT, "%-18s %6d %7d %7s | %8.0f %7.0f %9.0f %8.0f | %6.1f %5d %8.0f %10.0f %6.0f %7.1f | %11.0f%n",
                one.household(), one.phases(), one.limit(), !one.selfUse() ? "full" : one.always() ? "40 % *" : "40 %", nobody, guard,
                perfect, 100 * (nobody - guard) / Math.max(1, nobody - perfect), with.changes() / DAYS, most, written / DAYS / 1000,
                device / DAYS / 1000, size / 1000.0, (System.nanoTime() - began) / 6e10, with.given());
    }

    /** Returns what was written to a loop device on which a directory is, with the file system's journal; 0 where it is on another. */
    private static long deviceBytes(Path directory) throws IOException {
        new ProcessBuilder("sync", "-f", directory.toString()).inheritIO().start().onExit().join();
        Process mount = new ProcessBuilder("findmnt", "-n", "-o", "MAJ:MIN", "-T", directory.toString()).start();
        String device = new String(mount.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        Path figures = Path.of("/sys/dev/block", device, "stat");
        return device.startsWith(LOOP_DEVICE) ? Long.parseLong(Files.readString(figures).strip().split(" +")[SECTORS_WRITTEN]) * 512 : 0;
    }
}
