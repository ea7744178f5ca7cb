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

/** Prints how the import limit keeps the peaks of a year of houses, beside the same houses without it. */
public final class GuardFigures {
    private static final int YEAR = 2026;
    private static final double DAYS = 365;
    private static final String LOOP_DEVICE = "7:";
    private static final int SECTORS_WRITTEN = 6;

    private GuardFigures() {
    }

    /** @param arguments the directory for what is written in the years; the temporary one where none is named */
    public static void main(String[] arguments) throws IOException {
        weeks();
        years(Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.io.tmpdir")));
    }

    /** The figure is the highest quarter hour, in watts, at least 2.5 kW; changes of the override are writes to the bus alone. */
    private static void weeks() {
        String head = "%-18s %6s %7s %8s %8s | %7s %7s | %7s %7s %6s | %9s %6s %9s | %8s %6s%n";
        System.out.printf(head, "three weeks", "phases", "limit W", "way", "reserve", "without", "with", "missed", "missed", "kept",
                "settings", "most", "overrides", "battery", "kWh");
        System.out.printf(head, "", "", "", "", "%", "W", "W", "without", "with", "", "a day", "", "a day", "without", "with");
        for (Rule way : List.of(Rule.GUARD, Rule.WATTS)) {
            HouseWeeks.ALL.forEach(house -> week(house, way));
        }
    }

    private static void week(HouseWeeks house, Rule way) {
        boolean watts = way == Rule.WATTS;
        ShavedHouse without = house.play(watts ? Rule.OPTIMISED : Rule.NOBODY);
        ShavedHouse with = house.play(way);
        double days = HouseWeeks.DAYS;
        System.out.printf(Locale.ROOT, "%-18s %6d %7d %8s %8s | %7.0f %7.0f | %7d %7d %6d | %9.1f %6d %9.0f | %8.0f %6.0f%n", house.kind(),
                house.phases(), house.limit(), watts ? "watts" : "amperes", watts ? "" + house.reserve() : "",
                without.figure(HouseWeeks.MONTH), with.figure(HouseWeeks.MONTH), without.missed(), with.missed(), with.kept(),
                with.changes() / days, with.mostChanges(), with.overrides() / days, without.given(), with.given());
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
