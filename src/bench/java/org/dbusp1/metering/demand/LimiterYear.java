package org.dbusp1.metering.demand;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.ess.limit.LimitedHouse;
import org.dbusp1.gx.ess.limit.LimitedHouse.Law;
import org.dbusp1.gx.ess.limit.LimitedHouse.Plant;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.ImportLimit.Basis;
import org.dbusp1.metering.demand.ImportLimitCalculator.DemandWindow;
import org.jspecify.annotations.Nullable;

/**
 * A year of six houses in Flanders, second by second, with an ESS that has dead time, a ramp, and an integral or Victron's law of 2016:
 * what peaks and energy cost with ESS alone and with the limiter.
 */
public final class LimiterYear {
    private static final int YEAR = 2025;
    private static final ZoneId ZONE = ZoneId.of("Europe/Brussels");
    private static final double EFFICIENCY = 0.95;
    private static final double MINIMUM = 0.1;
    /** In percent points above the minimum, as without a choice of the owner. */
    private static final int RESERVE = 15;
    private static final double BUY = 0.30;
    private static final double SELL = 0.03;
    /** Price of a kW of the mean of the months for a year, in euro. */
    private static final double PEAK = 56;
    /** Hub4 counts watts of the DC side; a telegram is a second older than what the inverter reports. */
    private static final double SHARE = 0.94;
    private static final double DEAD = 3;
    private static final double RAMP = 400;
    private static final List<House> HOUSES = List.of(
            new House("small", new HouseYear(400, 2_500, 0, 0), 5_000, 3_000, 0, 0),
            new House("heat pump", HouseYear.of("heat pump and sun"), 10_000, 5_000, 0, 0),
            new House("car 7.4 kW at once", HouseYear.of("sun"), 10_000, 5_000, 7_400, 63_000),
            new House("car 7.4 kW at 22:00", HouseYear.of("sun"), 10_000, 5_000, 7_400, 79_200),
            new House("heat pump, car 3.7 kW at 22:00", HouseYear.of("heat pump and sun"), 10_000, 5_000, 3_700, 79_200),
            new House("heat pump, car 11 kW at once", HouseYear.of("heat pump and sun"), 15_000, 5_000, 11_000, 63_000));

    /**
     * A house.
     *
     * @param car   the power with which a car takes 11 kWh on each third day, in watts; 0 without a car
     * @param second of the day when it begins
     */
    private record House(String name, HouseYear year, double wattHours, double inverter, double car, int second) {
        double watts(HouseYear.Day day, int number, int now) {
            boolean charges = car > 0 && number % 3 == 0 && now >= second && now < second + 11_000 * 3_600 / car;
            return day.watts(now) + (charges ? car : 0);
        }
    }

    private LimiterYear() {
    }

    public static void main(String[] arguments) {
        for (Law law : Law.values()) {
            System.out.printf("%-31s %-8s | %6s %8s %8s | %8s %8s %8s | %5s%n", law, "limiter", "kW", "bought", "sold", "peaks", "energy",
                    "saved", "lost");
            System.out.printf("%-31s %-8s | %6s %8s %8s | %8s %8s %8s | %5s%n", "", "", "", "kWh", "kWh", "euro", "euro", "euro", "");
            HOUSES.forEach(house -> printYears(house, law));
        }
        System.out.printf(Locale.ROOT, "%nA cloud over 3 kW of sun beside a battery that takes no current, 7 minutes: %.0f Wh, with room to"
                + " grow %.0f Wh%n", cloud(false), cloud(true));
    }

    private static void printYears(House house, Law law) {
        double before = Double.NaN;
        for (boolean limited : new boolean[] {false, true}) {
            Year year = new Year(house, law, limited).played();
            before = Double.isNaN(before) ? year.cost() : before;
            System.out.printf(Locale.ROOT, "%-31s %-8s | %6.2f %8.0f %8.0f | %8.0f %8.0f %8.0f | %5d%n", house.name,
                    limited ? "on" : "off", year.figure() / 1_000, year.bought / 3.6e6, year.sold / 3.6e6, year.peaksCost(),
                    year.energyCost(), before - year.cost(), year.lost);
        }
    }

    /** The year of a house, and its bill. */
    private static final class Year {
        private final House house;
        private final Tariff tariff = Tariff.named("flanders");
        private final MonthFigures figures = new MonthFigures(tariff, ZONE);
        private final LimitedHouse ess;
        private final ImportLimitCalculator calculator = new ImportLimitCalculator(StateStore.NONE, "year");
        private final Map<YearMonth, Boolean> billed = new TreeMap<>();
        private double charge;
        private double given;
        private double drawn;
        private @Nullable WindowBill bill;
        private double bought;
        private double sold;
        private int lost;

        Year(House house, Law law, boolean limited) {
            this.house = house;
            this.ess = new LimitedHouse(new Plant(law, house.inverter, SHARE, RAMP, DEAD, 1, limited), 1, 100 * MINIMUM,
                    new Reserve(null, RESERVE));
            this.charge = house.wattHours * 3_600 / 2;
        }

        Year played() {
            for (LocalDate date = LocalDate.of(YEAR, 1, 1); date.getYear() == YEAR; date = date.plusDays(1)) {
                HouseYear.Day day = house.year.new Day(date.getDayOfYear());
                long first = date.atStartOfDay(ZONE).toEpochSecond();
                long end = date.plusDays(1).atStartOfDay(ZONE).toEpochSecond();
                for (long second = first; second < end; second++) {
                    // The day with 25 hours ends with its last second once more.
                    step(second, house.watts(day, date.getDayOfYear(), (int) Math.min(second - first, HouseYear.DAY_SECONDS - 1)));
                }
            }
            return this;
        }

        private void step(long second, double load) {
            long start = second - Math.floorMod(second, (long) tariff.windowSeconds());
            if (second == start) {
                drawn = 0;
                bill = WindowBill.of(tariff, figures, start);
            }
            double capacity = house.wattHours * 3_600;
            double percent = 100 * charge / capacity;
            double grid = load - given;
            ess.telegram(Math.round(grid), limit(second, start, grid), percent);
            given = ess.step(percent, -(capacity - charge) / EFFICIENCY, Math.max(0, (charge - MINIMUM * capacity) * EFFICIENCY));
            charge -= given > 0 ? given / EFFICIENCY : given * EFFICIENCY;
            grid = load - given;
            drawn += Math.max(0, grid);
            bought += Math.max(0, grid);
            sold += Math.max(0, -grid);
            if (second + 1 == start + tariff.windowSeconds()) {
                endWindow(start);
            }
        }

        private ImportLimit limit(long second, long start, double grid) {
            WindowBill running = Objects.requireNonNull(bill);
            return calculator.accept(second, new DemandWindow(start, tariff.windowSeconds(), running.month().month(),
                    running.isCounted(), false, running.ceiling(), Basis.BILL, Math.max(0, Math.round(grid)), Math.round(drawn / 0.36)), true);
        }

        private void endWindow(long start) {
            Long ceiling = bill == null ? null : bill.ceiling();
            long mean = Math.round(drawn / tariff.windowSeconds());
            lost += ceiling != null && mean > ceiling ? 1 : 0;
            figures.accept(start, mean);
            if (figures.calendar().percent(start) > 0) {
                billed.put(figures.calendar().month(start), true);
            }
        }

        /** Returns the mean of the billed months, in watts. */
        double figure() {
            return billed.keySet().stream().mapToDouble(month -> {
                Double figure = figures.figure(month);
                return Math.max(tariff.floorWatts(), figure == null ? 0 : figure);
            }).average().orElse(0);
        }

        double peaksCost() {
            return figure() / 1_000 * PEAK;
        }

        double energyCost() {
            return bought / 3.6e6 * BUY - sold / 3.6e6 * SELL;
        }

        double cost() {
            return peaksCost() + energyCost();
        }
    }

    /**
     * Returns the energy of 3 kW of sun in the 7 minutes after a cloud that left 300 W, in Wh: the battery takes nothing, so that the
     * chargers give what the inverters may give.
     */
    private static double cloud(boolean grows) {
        double sun = 300;
        double energy = 0;
        for (int second : IntStream.iterate(0, second -> second < 420, second -> second + 5).toArray()) {
            energy += sun * 5;
            sun = grows ? Math.min(3_000, sun * 1.15 + 100) : sun;
        }
        return energy / 3_600;
    }
}
