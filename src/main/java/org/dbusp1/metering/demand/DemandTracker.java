package org.dbusp1.metering.demand;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.ImportLimit.Basis;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.jspecify.annotations.Nullable;

/** Calculates the running window and the bill of a tariff of one meter, from its ledger and its peaks. Used by one thread. */
public final class DemandTracker {
    /** The end of a window, in which a limit has little meaning: the bill's allowed power is calculated for at least this time. */
    static final long SHORTEST_REMAINING_SECONDS = 60;

    /**
     * Inputs of a meter's demand other than its telegrams.
     *
     * @param limitWatts the owner's limit for the mean import of a window; null if none is set
     * @param limiting   whether the peak limiter limits the import; null without a limiter
     * @param months     the months of the history; null until the history has read them, unchanged from then on
     */
    public record DemandInputs(@Nullable Long limitWatts, @Nullable Boolean limiting, @Nullable MonthFigures months) {
        public static final DemandInputs NONE = new DemandInputs(null, null, null);
    }

    private final DemandConfig settings;
    private final MeterKey key;
    private final @Nullable ZoneId zone;
    private final StateStore store;
    /** The owner's tariff; without one, a rule by which the highest window of each month counts, which makes no bill. */
    private final Tariff tariffOrHighestWindow;
    private final int windowSeconds;
    private final Ledger ledger;
    private final ImportLimitCalculator limitCalculator;
    /** The figures of the months; filled by another thread while {@link Ledger#now} is absent. */
    private MonthFigures figures;
    private ZoneId figuresZone = ZoneOffset.UTC;
    private boolean historyFilled;
    // The next two belong to the figures; null until needed.
    private @Nullable MeterReportedPeaks metersPeaks;
    private @Nullable WindowBill windowBill;
    /** The version of the figures from which {@link #windowBill} was calculated. */
    private int billVersion;

    /**
     * @param zone  zone of the meter's clock; null: the zone of its dialect
     * @param store stores the peaks that a meter prints, and how many windows of the month the peak limiter limited, over restarts
     */
    public DemandTracker(MeterKey key, DemandConfig settings, LedgerStore lines, @Nullable ZoneId zone, StateStore store) {
        this.key = key;
        this.settings = settings;
        this.zone = zone;
        this.store = store;
        this.tariffOrHighestWindow = settings.tariffOrHighestWindow();
        this.windowSeconds = tariffOrHighestWindow.windowSeconds();
        this.figures = new MonthFigures(tariffOrHighestWindow, ZoneOffset.UTC);
        this.limitCalculator = new ImportLimitCalculator(store, key.text() + ".limited");
        this.ledger = new Ledger(key, lines, zone, windowSeconds, this::beginFigures);
    }

    /** Returns the ledger of the meter, which accepts each message before this tracker. */
    public Ledger ledger() {
        return ledger;
    }

    private Ledger.WindowReceiver beginFigures(ZoneId calendar) {
        figures = new MonthFigures(tariffOrHighestWindow, calendar);
        figuresZone = calendar;
        return (start, watts) -> figures.accept(start, watts);
    }

    /** Goes on with the same windows by another calendar: another zone of the meter's clock was found. */
    private void changeCalendar(ZoneId calendar) {
        MonthFigures before = figures;
        beginFigures(calendar);
        figures.fillFrom(before);
        metersPeaks = null;
        windowBill = null;
    }

    /** Returns the demand with a message; null if no window is watched, or while none is known. */
    public @Nullable Demand accept(Reading reading, Values valid, DemandInputs inputs) {
        Stamp now = ledger.now();
        if (settings.tariff() == null && !valid.has(Quantity.DEMAND_IMPORT) || now == null) {
            return null;
        }
        if (!reading.zone(zone).equals(figuresZone)) {
            changeCalendar(reading.zone(zone));
        }
        Stamp start = new Stamp(now.epochSecond() - Math.floorMod(now.epochSecond(), windowSeconds), now.offsetSeconds());
        if (!historyFilled && inputs.months() != null) {
            historyFilled = true;
            figures.fillFrom(inputs.months());
        }
        if (tariffOrHighestWindow.isQuarterPeak()) {
            if (metersPeaks == null) {
                metersPeaks = new MeterReportedPeaks(figures, store, key.text() + ".printed");
            }
            metersPeaks.accept(reading, valid, figures.calendar().month(start.epochSecond()), start.epochSecond());
        }
        Long energy = energy(start, valid);
        return energy == null && settings.tariff() == null && inputs.limitWatts() == null ? null
                : demand(windowBill(start.epochSecond()), valid, now, start, energy, inputs);
    }

    /** Returns the energy since the window's start, in 0.1 mWh; null if unknown. */
    private @Nullable Long energy(Stamp start, Values values) {
        // IEC 62056-6-2, demand register: the energy so far divided by the whole period. Converts mW to 0.1 mWh.
        return windowSeconds == Tariff.QUARTER_PEAK.windowSeconds() && values.has(Quantity.DEMAND_IMPORT)
                ? Long.valueOf(values.scaled(Quantity.DEMAND_IMPORT) * 10 * windowSeconds / 3600)
                : ledger.importedSince(start.epochSecond());
    }

    private WindowBill windowBill(long start) {
        Long covered = ledger.coveredUntil();
        if (covered != null) {
            figures.coverUntil(covered);
        }
        if (windowBill == null || windowBill.start().epochSecond() != start || figures.version() != billVersion) {
            windowBill = WindowBill.of(tariffOrHighestWindow, figures, start);
            billVersion = figures.version();
        }
        return windowBill;
    }

    private Demand demand(WindowBill bill, Values values, Stamp now, Stamp start, @Nullable Long windowEnergy, DemandInputs inputs) {
        Long limitWatts = inputs.limitWatts();
        long elapsed = now.epochSecond() - start.epochSecond();
        long remaining = windowSeconds - elapsed;
        // Exactly at the boundary, a meter may still show the energy of the finished window.
        long energy = elapsed == 0 || windowEnergy == null ? 0 : windowEnergy;
        Long power = Ledger.importPower(values);
        long sinceStart = elapsed > 0 ? Ledger.watts(energy, elapsed) : power == null ? 0 : power;
        Long mean = windowEnergy == null ? null : sinceStart;
        Long forecast = power == null || windowEnergy == null ? null
                : Ledger.watts(energy + energyOfPower(power, remaining), windowSeconds);
        boolean known = windowEnergy != null && bill.isCounted();
        Demand.Bill billed = settings.tariff() == null ? null
                : bill.withForecast(forecast, known ? allowed(bill.ceiling(), energy, remaining) : null);
        Ceiling ceiling = ceiling(limitWatts, bill);
        ImportLimitCalculator.DemandWindow window = new ImportLimitCalculator.DemandWindow(start.epochSecond(), windowSeconds,
                bill.month().month(), bill.isCounted(), !bill.isCounted() && bill.isFollowedByCounted(),
                ceiling.watts(), ceiling.basis(), power, windowEnergy == null ? null : energy);
        return new Demand(start, Duration.ofSeconds(windowSeconds), mean, forecast, bill.highest(), bill.months(), billed,
                limitCalculator.accept(now.epochSecond(), window, inputs.limiting()));
    }

    /** @param watts highest mean with which a window may end; null without a ceiling */
    private record Ceiling(@Nullable Long watts, Basis basis) {
    }

    /**
     * Returns the owner's limit, at least what the tariff bills anyway. With a tariff whose month already has a counted window above the
     * limit, the bill's ceiling where that is higher: to stay below it then saves nothing. Without an owner's limit the bill's ceiling.
     */
    private Ceiling ceiling(@Nullable Long limitWatts, WindowBill bill) {
        Long free = bill.ceiling();
        if (limitWatts == null) {
            return new Ceiling(free, Basis.BILL);
        }
        long limit = Math.max(limitWatts, tariffOrHighestWindow.floorWatts());
        Long highest = bill.highest();
        boolean isPassed = settings.tariff() != null && highest != null && highest > limit;
        return isPassed && free != null && free > limit ? new Ceiling(free, Basis.BILL) : new Ceiling(limit, Basis.LIMIT);
    }

    /** Returns the import in W that is allowed until the window ends; null without a ceiling. */
    private @Nullable Long allowed(@Nullable Long ceiling, long energy, long remainingSeconds) {
        if (ceiling == null) {
            return null;
        }
        long left = energyOfPower(ceiling, windowSeconds) - energy;
        return Math.max(0, Ledger.watts(left, Math.max(remainingSeconds, SHORTEST_REMAINING_SECONDS)));
    }

    /** Returns the energy of a power over a time, in 0.1 mWh. */
    private static long energyOfPower(long watts, long seconds) {
        return watts * seconds * 100 / 36;
    }
}
