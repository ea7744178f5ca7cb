package org.dbusp1.metering.demand;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.ess.limit.WattsRule;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop in virtual time: a house, its meter, the driver's demand, the rule of the peak limiter, and a battery inverter that
 * moves half of the way each 2.4 seconds, as hub4control does.
 */
final class ShavedHouse {
    static final int STEP = 5;
    static final double VOLTS = 230;
    private static final double SCHEDULED_CHARGE = 1_500;
    private static final double SCHEDULED_IMPORT = 0.9;
    /** The part of the way to what is wanted that the inverter moves in a step. */
    private static final double MOVED = 1 - Math.pow(0.5, STEP / 2.4);
    private static final ZoneId ZONE = ZoneId.of("Europe/Brussels");
    private static final double[] SHARES = {0.5, 0.3, 0.2};

    /** Who limits what the inverter gives; ESS regulates to 0 W. */
    enum Rule {
        NOBODY, LIMITER
    }

    /**
     * A battery with its inverter.
     *
     * @param watts      the most that it charges and discharges
     * @param wattHours  that it holds
     * @param efficiency of one way
     * @param minimum    the part below which ESS does not discharge it
     */
    record Battery(double watts, double wattHours, double efficiency, double minimum) {
    }

    private final HouseYear house;
    private final Battery battery;
    private final Rule rule;
    private final int phases;
    private final long limitWatts;
    private WattsRule watts;
    private OptionalDouble most = OptionalDouble.empty();
    private double reported = 1;
    private double lastGiven;
    private int kept;
    private int missed;
    private final DemandTracker tracker;
    private final DemandTracker.DemandInputs surroundings;
    private final Tariff tariff;
    private final TariffCalendar calendar;
    private final Map<YearMonth, MonthPeaks> months = new TreeMap<>();
    private double charge;
    private double given;
    private double drawn;
    private double imported = 1_000_000 * 3600.0;
    private double lastLoad;
    private double highest;
    private @Nullable Demand demand;
    ShavedHouse(HouseYear house, Battery battery, Rule rule, int phases, Tariff tariff, @Nullable Long limitWatts) {
        this.house = house;
        this.limitWatts = limitWatts == null ? tariff.floorWatts() : limitWatts;
        this.battery = battery;
        this.rule = rule;
        this.phases = phases;
        this.charge = battery.wattHours() * 3600;
        this.watts = new WattsRule(100 * battery.minimum(), null);
        this.tariff = tariff;
        this.calendar = new TariffCalendar(tariff, ZONE);
        this.tracker = new DemandTracker(new MeterKey("house"), new DemandConfig(tariff, limitWatts), LedgerStore.NONE, ZONE, StateStore.NONE);
        this.surroundings = new DemandTracker.DemandInputs(limitWatts, rule == Rule.LIMITER, null);
    }

    /** The battery is kept for peaks up to this charge, in percent. */
    ShavedHouse keeps(int percent) {
        watts = new WattsRule(100 * battery.minimum(), percent);
        return this;
    }

    /** The inverter reports this part of what it gives: 1 for all, 0 where its powers are frozen. */
    ShavedHouse reports(double part) {
        reported = part;
        return this;
    }

    /** Plays a day. */
    void play(LocalDate date) {
        HouseYear.Day day = house.new Day(date.getDayOfYear());
        long first = date.atStartOfDay(ZONE).toEpochSecond();
        long end = date.plusDays(1).atStartOfDay(ZONE).toEpochSecond();
        for (long second = first; second < end; second += STEP) {
            step(second, day.watts((int) Math.min(second - first, HouseYear.seconds() - 1)));
        }
    }

    /** ESS regulates to 0 W, and a schedule charges the battery at night, within nine tenths of the limit. */
    private void step(long second, double load) {
        boolean charges = isCharging(second);
        double wanted = charges ? -Math.max(0, Math.min(SCHEDULED_CHARGE, SCHEDULED_IMPORT * limitWatts - lastLoad))
                : Math.min(lastLoad, most.orElse(Double.MAX_VALUE));
        wanted = lastGiven + MOVED * (wanted - lastGiven);
        double floor = battery.minimum() * battery.wattHours() * 3600;
        double least = Math.max(0, (charge - floor) * battery.efficiency() / STEP);
        double room = Math.max(0, (battery.wattHours() * 3600 - charge) / battery.efficiency() / STEP);
        lastGiven = Math.max(-Math.min(battery.watts(), room), Math.min(wanted, Math.min(battery.watts(), least)));
        charge -= (lastGiven > 0 ? lastGiven / battery.efficiency() : lastGiven * battery.efficiency()) * STEP;
        given += Math.max(0, lastGiven) * STEP;
        double[] grid = new double[phases];
        for (int phase = 0; phase < phases; phase++) {
            grid[phase] = load * (phases == 1 ? 1 : SHARES[phase]) - lastGiven / phases;
        }
        lastLoad = load;
        telegram(second, grid);
    }

    private static boolean isCharging(long second) {
        int hour = Instant.ofEpochSecond(second).atZone(ZONE).getHour();
        return hour >= 2 && hour < 6;
    }

    private void telegram(long second, double[] grid) {
        double total = 0;
        Values.Builder sent = new Values.Builder();
        for (int phase = 0; phase < phases; phase++) {
            total += grid[phase];
            sent.set(Phase.ALL.get(phase).power(), Math.round(grid[phase] * 1000));
            sent.set(Phase.ALL.get(phase).voltage(), Math.round(VOLTS * 1000));
        }
        bill(second, Math.max(0, total));
        Values values = sent.set(Quantity.POWER_IMPORT, Math.round(Math.max(0, total) * 1000))
                .set(Quantity.POWER_NET, Math.round(total * 1000))
                .set(Quantity.ENERGY_IMPORT, Math.round(imported / 0.36)).build();
        Stamp time = Stamp.of(second + STEP, ZONE);
        Snapshot snapshot = Snapshots.of(values).dialect(Dialect.BELGIUM).key("house").number("A").meterIndex(0).at(time)
                .interval(Duration.ofSeconds(STEP)).validFor(Duration.ofSeconds(15)).take();
        Snapshots.accept(tracker.ledger(), snapshot);
        demand = Snapshots.accept(tracker, snapshot, surroundings);
        if (rule == Rule.LIMITER && demand != null) {
            most = watts.decide(second + STEP, demand.importLimit(), values, reported * lastGiven,
                    100 * charge / (battery.wattHours() * 3600), isCharging(second));
        }
    }

    /** Bills by the energy itself, whatever the driver calculates. */
    private void bill(long second, double watts) {
        imported += watts * STEP;
        drawn += watts * STEP;
        if ((second + STEP) % tariff.windowSeconds() == 0) {
            long start = second + STEP - tariff.windowSeconds();
            boolean within = drawn <= limitWatts * tariff.windowSeconds();
            kept += within ? 1 : 0;
            missed += within ? 0 : 1;
            highest = Math.max(highest, drawn / tariff.windowSeconds());
            if (calendar.percent(start) > 0) {
                months.merge(calendar.month(start), MonthPeaks.none(calendar.month(start)).with(peak(start), tariff),
                        (known, monthPeaks) -> known.with(peak(start), tariff));
            }
            drawn = 0;
        }
    }

    private Demand.Peak peak(long start) {
        return calendar.peak(start, Math.round(drawn / tariff.windowSeconds()));
    }

    /** Returns the highest mean of a window, in watts, without any class of the driver. */
    double highest() {
        return highest;
    }

    /** Returns the windows that ended above the owner's limit. */
    int missed() {
        return missed;
    }

    int kept() {
        return kept;
    }

    /** Returns the writes of the limiter. */
    int overrides() {
        return watts.writes();
    }

    /** Returns the energy that the battery gave, in kWh. */
    double given() {
        return given / 3.6e6;
    }

    Demand demand() {
        return Objects.requireNonNull(demand);
    }

    /** Returns the figure of a month so far, in watts: at least the tariff's floor. */
    double figure(YearMonth month) {
        MonthPeaks peaks = months.getOrDefault(month, MonthPeaks.none(month));
        Double figure = new BillCalculator(tariff).figure(peaks);
        return Math.max(tariff.floorWatts(), figure == null ? 0 : figure);
    }
}
