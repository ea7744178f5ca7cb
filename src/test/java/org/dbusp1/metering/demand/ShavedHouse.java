package org.dbusp1.metering.demand;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.gx.ess.limit.WattsRule;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
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
    private static final double SCHEDULED_CHARGE = 1_500;
    private static final double SCHEDULED_IMPORT = 0.9;
    /** The part of the way to what is wanted that the inverter moves in a step. */
    private static final double MOVED = 1 - Math.pow(0.5, STEP / 2.4);
    /** In percent points above the minimum, without a choice of the owner. */
    private static final int RESERVE = 30;
    private static final ZoneId ZONE = ZoneId.of("Europe/Brussels");

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
    private final long limitWatts;
    private WattsRule watts;
    private @Nullable Double most;
    private double reported = 1;
    private double lastGiven;
    private int kept;
    private int missed;
    private final DemandTracker tracker;
    private final DemandTracker.DemandInputs surroundings;
    private final Tariff tariff;
    private final MonthFigures figures;
    private double charge;
    private double given;
    private double drawn;
    private double imported = 1_000_000 * 3600.0;
    private double lastLoad;
    private double highest;

    ShavedHouse(HouseYear house, Battery battery, Rule rule, Tariff tariff, long limitWatts) {
        this.house = house;
        this.limitWatts = limitWatts;
        this.battery = battery;
        this.rule = rule;
        this.charge = battery.wattHours() * 3600;
        this.watts = new WattsRule(100 * battery.minimum(), new Reserve(null, RESERVE));
        this.tariff = tariff;
        this.figures = new MonthFigures(tariff, ZONE);
        this.tracker = new DemandTracker(new MeterKey("house"), new DemandConfig(tariff, limitWatts), LedgerStore.NONE, ZONE,
                StateStore.NONE);
        this.surroundings = new DemandTracker.DemandInputs(limitWatts, rule == Rule.LIMITER, null);
    }

    /** The battery is kept for peaks up to this charge, in percent. */
    ShavedHouse keeps(int percent) {
        watts = new WattsRule(100 * battery.minimum(), new Reserve(percent, RESERVE));
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
            step(second, day.watts((int) Math.min(second - first, HouseYear.DAY_SECONDS - 1)));
        }
    }

    /** ESS regulates to 0 W, and a schedule charges the battery at night, within nine tenths of the limit. */
    private void step(long second, double load) {
        boolean charges = isCharging(second);
        double wanted = charges ? -Math.max(0, Math.min(SCHEDULED_CHARGE, SCHEDULED_IMPORT * limitWatts - lastLoad))
                : Math.min(lastLoad, most == null ? Double.MAX_VALUE : most);
        wanted = lastGiven + MOVED * (wanted - lastGiven);
        double floor = battery.minimum() * battery.wattHours() * 3600;
        double least = Math.max(0, (charge - floor) * battery.efficiency() / STEP);
        double room = Math.max(0, (battery.wattHours() * 3600 - charge) / battery.efficiency() / STEP);
        lastGiven = Math.max(-Math.min(battery.watts(), room), Math.min(wanted, Math.min(battery.watts(), least)));
        charge -= (lastGiven > 0 ? lastGiven / battery.efficiency() : lastGiven * battery.efficiency()) * STEP;
        given += Math.max(0, lastGiven) * STEP;
        lastLoad = load;
        telegram(second, load - lastGiven);
    }

    private static boolean isCharging(long second) {
        int hour = Instant.ofEpochSecond(second).atZone(ZONE).getHour();
        return hour >= 2 && hour < 6;
    }

    private void telegram(long second, double grid) {
        bill(second, Math.max(0, grid));
        Values values = new Values.Builder().set(Quantity.POWER_IMPORT, Math.round(Math.max(0, grid) * 1000))
                .set(Quantity.POWER_NET, Math.round(grid * 1000))
                .set(Quantity.ENERGY_IMPORT, Math.round(imported / 0.36)).build();
        Stamp time = Stamp.of(second + STEP, ZONE);
        Snapshot snapshot = Snapshots.of(values).dialect(Dialect.BELGIUM).key("house").number("A").meterIndex(0).at(time)
                .interval(Duration.ofSeconds(STEP)).validFor(Duration.ofSeconds(15)).take();
        Snapshots.accept(tracker.ledger(), snapshot);
        Demand demand = Snapshots.accept(tracker, snapshot, surroundings);
        if (rule == Rule.LIMITER && demand != null) {
            long nanos = (second + STEP) * 1_000_000_000L;
            watts.accept(demand.importLimit(), values.number(Quantity.POWER_NET), nanos);
            most = watts.decide(reported * lastGiven, Double.MAX_VALUE, 100 * charge / (battery.wattHours() * 3600), isCharging(second),
                    nanos);
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
            figures.accept(start, Math.round(drawn / tariff.windowSeconds()));
            drawn = 0;
        }
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

    /** Returns the figure of a month so far, in watts: at least the tariff's floor. */
    double figure(YearMonth month) {
        Double figure = figures.figure(month);
        return Math.max(tariff.floorWatts(), figure == null ? 0 : figure);
    }
}
