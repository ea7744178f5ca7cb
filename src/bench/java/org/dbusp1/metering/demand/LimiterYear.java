package org.dbusp1.metering.demand;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.ess.limit.WattsRule;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.ImportLimit.Basis;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.demand.ImportLimitCalculator.DemandWindow;
import org.jspecify.annotations.Nullable;

/**
 * A year of three houses under three tariffs, minute by minute, with an inverter that at once gives what it is asked: what the
 * peaks and the energy cost without a limiter and with it, with reserves of several sizes, which are or are not kept through
 * hours that do not count.
 */
public final class LimiterYear {
    private static final int STEP = 60;
    private static final int YEAR = 2025;
    private static final double EFFICIENCY = 0.95;
    private static final double MINIMUM = 0.1;
    private static final double BUY = 0.30;
    private static final double SELL = 0.03;
    /** Price of a kW of the mean of the months for a year: Flanders 56 euro; in Sweden an example. */
    private static final Map<String, Double> PEAK_PRICE = Map.of("flanders", 56.0, "sollentuna", 120.0, "telge", 50.0);
    private static final List<House> HOUSES = List.of(
            new House("small", new HouseYear(400, 2_500), 5_000, 3_000, 0),
            new House("car", HouseYear.of("sun"), 10_000, 5_000, 7_400),
            new House("heat pump", HouseYear.of("heat pump and sun"), 10_000, 5_000, 0));

    /** A house. @param car the power with which a car charges from 17:30 to 19:00 on each third day, in watts */
    private record House(String name, HouseYear year, double wattHours, double inverter, double car) {
        double watts(HouseYear.Day day, LocalDate date, int second) {
            boolean charges = date.getDayOfYear() % 3 == 0 && second >= 63_000 && second < 68_400;
            double sum = 0;
            for (int part = 0; part < STEP; part += 10) { // the mean of a minute: hobs switch within it
                sum += day.watts(second + part);
            }
            return sum * 10 / STEP + (charges ? car : 0);
        }
    }

    /**
     * A limiter.
     *
     * @param points of the reserve above the minimum; 0: no limiter
     * @param keeps  whether the reserve is kept through hours that do not count
     */
    private record Limiter(String name, int points, boolean keeps) {
    }

    private LimiterYear() {
    }

    public static void main(String[] arguments) {
        String head = "%-11s %-10s %-24s | %6s %8s %8s | %8s %8s %8s | %6s %6s%n";
        System.out.printf(head, "tariff", "house", "limiter", "kW", "bought", "sold", "peaks", "energy", "saved", "lost", "empty");
        System.out.printf(head, "", "", "", "", "kWh", "kWh", "euro", "euro", "euro", "", "hours");
        for (String tariff : List.of("flanders", "sollentuna", "telge")) {
            List<Limiter> limiters = tariff.equals("flanders")
                    ? List.of(new Limiter("none", 0, false), new Limiter("30 points", 30, true), new Limiter("15 points", 15, true),
                            new Limiter("70 points", 70, true))
                    : List.of(new Limiter("none", 0, false), new Limiter("30 points, not at night", 30, false),
                            new Limiter("30 points", 30, true), new Limiter("15 points", 15, true));
            for (House house : HOUSES) {
                double before = Double.NaN;
                for (Limiter limiter : limiters) {
                    Year year = new Year(house, Tariff.named(tariff), limiter).played();
                    before = Double.isNaN(before) ? year.cost() : before;
                    System.out.printf(Locale.ROOT, "%-11s %-10s %-24s | %6.2f %8.0f %8.0f | %8.0f %8.0f %8.0f | %6d %6.0f%n", tariff,
                            house.name, limiter.name, year.figure() / 1_000, year.bought / 3.6e6, year.sold / 3.6e6, year.peaksCost(),
                            year.energyCost(), before - year.cost(), year.lost, year.emptySeconds / 3_600.0);
                }
            }
        }
        System.out.printf(Locale.ROOT, "%nA cloud over 3 kW of sun beside a battery that takes no current, 7 minutes: %.0f Wh, with room to"
                + " grow %.0f Wh%n", cloud(false), cloud(true));
    }

    /** The year of a house, and its bill. */
    private static final class Year {
        private final House house;
        private final Tariff tariff;
        private final Limiter limiter;
        private final ZoneId zone;
        private final MonthFigures figures;
        private final WattsRule rule;
        private final ImportLimitCalculator calculator = new ImportLimitCalculator(StateStore.NONE, "year");
        private final Map<YearMonth, Boolean> billed = new TreeMap<>();
        private double charge;
        private double drawn;
        private double lastGiven;
        private @Nullable WindowBill bill;
        private OptionalDouble most = OptionalDouble.empty();
        private double bought;
        private double sold;
        private int lost;
        private double emptySeconds;

        Year(House house, Tariff tariff, Limiter limiter) {
            this.house = house;
            this.tariff = tariff;
            this.limiter = limiter;
            this.zone = ZoneId.of(tariff.name().equals("flanders") ? "Europe/Brussels" : "Europe/Stockholm");
            this.figures = new MonthFigures(tariff, zone);
            this.rule = new WattsRule(100 * MINIMUM, (int) (100 * MINIMUM) + limiter.points);
            this.charge = house.wattHours * 3_600 / 2;
        }

        Year played() {
            for (LocalDate date = LocalDate.of(YEAR, 1, 1); date.getYear() == YEAR; date = date.plusDays(1)) {
                HouseYear.Day day = house.year.new Day(date.getDayOfYear());
                long first = date.atStartOfDay(zone).toEpochSecond();
                long end = date.plusDays(1).atStartOfDay(zone).toEpochSecond();
                for (long second = first; second < end; second += STEP) {
                    int local = Instant.ofEpochSecond(second).atZone(zone).toLocalTime().toSecondOfDay();
                    step(second, house.watts(day, date, local));
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
            double given = battery(second, start, load);
            double grid = load - given;
            drawn += Math.max(0, grid) * STEP;
            bought += Math.max(0, grid) * STEP;
            sold += Math.max(0, -grid) * STEP;
            if (second + STEP == start + tariff.windowSeconds()) {
                endWindow(start);
            }
        }

        /** Returns what the battery gives: what the house needs, of which the limiter lets it give the most; below 0 while it charges. */
        private double battery(long second, long start, double load) {
            double capacity = house.wattHours * 3_600;
            double least = Math.max(0, (charge - MINIMUM * capacity) * EFFICIENCY / STEP);
            double room = Math.max(0, (capacity - charge) / EFFICIENCY / STEP);
            double possible = Math.min(house.inverter, least);
            double wanted = Math.max(-Math.min(house.inverter, room), Math.min(load, possible));
            if (limiter.points > 0) {
                ImportLimit limit = limit(second, start);
                // This minute's load beside what the inverter gave in the last: the limit then fits this minute.
                Values values = new Values.Builder().set(Quantity.POWER_NET, Math.round((load - lastGiven) * 1_000)).build();
                most = rule.decide(second, limit, values, lastGiven, 100 * charge / capacity, false);
                wanted = Math.min(wanted, most.orElse(Double.MAX_VALUE));
                lastGiven = wanted;
                emptySeconds += rule.state() == Condition.LIMITER_BATTERY_EMPTY && limit.allowedWatts() != null ? STEP : 0;
            }
            charge -= (wanted > 0 ? wanted / EFFICIENCY : wanted * EFFICIENCY) * STEP;
            return wanted;
        }

        private ImportLimit limit(long second, long start) {
            WindowBill running = Objects.requireNonNull(bill);
            return calculator.accept(second, new DemandWindow(start, tariff.windowSeconds(), running.month().month(),
                    running.isCounted(), !running.isCounted() && running.isFollowedByCounted() && limiter.keeps, running.ceiling(),
                    Basis.BILL, null, Math.round(drawn / 0.36)), true);
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
            return figure() / 1_000 * PEAK_PRICE.getOrDefault(tariff.name(), 0.0);
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
