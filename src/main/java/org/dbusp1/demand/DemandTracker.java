package org.dbusp1.demand;

import java.time.Duration;
import java.time.ZoneOffset;
import org.dbusp1.energy.Ledger;
import org.dbusp1.meter.BelievedReading;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.ImportLimit.Basis;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.state.StateStore;
import org.jspecify.annotations.Nullable;

/** Calculates the running window and the bill of a tariff, from the ledger and the meter's peaks. Used by one thread. */
public final class DemandTracker {
    /** Least remaining time of a window in calculations: in the last seconds of a window a limit has no meaning. */
    static final long SHORTEST_REMAINING_SECONDS = 60;

    /**
     * Inputs of a meter's demand other than its telegrams.
     *
     * @param limitWatts the owner's limit for the mean import of a window; null if none is set
     * @param limiting   whether the peak limiter limits the import; null without a limiter
     * @param months     the months of the history; null until the history has read them, unchanged from then on
     */
    public record DemandInputs(@Nullable Long limitWatts, @Nullable Boolean limiting, @Nullable MonthFigures months) {
    }

    private final DemandConfig settings;
    private final Ledger ledger;
    private final StateStore store;
    private final Tariff rule;
    /** Length of a window in seconds. */
    private final int length;
    /** The figures of the months; new when the ledger meets a new meter. */
    private MonthFigures figures;
    /** Whether {@link #figures} include the months of the history. */
    private boolean filled;
    // The next three belong to the present meter; null until needed.
    private @Nullable MeterReportedPeaks metersPeaks;
    private @Nullable WindowCharge charge;
    private @Nullable ImportLimiter limiter;
    /** The version of the figures from which {@link #charge} was calculated. */
    private int version;

    /**
     * @param ledger  the ledger, which accepts each message before this tracker
     * @param store   stores the peaks that a meter prints, and the numbers of windows with an import limit, over restarts
     */
    public DemandTracker(DemandConfig settings, Ledger ledger, StateStore store) {
        this.settings = settings;
        this.ledger = ledger;
        this.store = store;
        this.rule = settings.effectiveTariff();
        this.length = rule.windowSeconds();
        this.figures = new MonthFigures(rule, ZoneOffset.UTC);
        if (settings.windowChoice() != DemandConfig.WindowChoice.OFF) {
            ledger.reportWindows(length, zone -> {
                metersPeaks = null;
                charge = null;
                limiter = null;
                filled = false;
                figures = new MonthFigures(rule, zone);
                return figures;
            });
        }
    }

    /** Returns the demand with a message; null if no window is watched, or while none is known. */
    public @Nullable Demand accept(BelievedReading believed, DemandInputs surroundings) {
        Stamp now = ledger.now();
        if (!watches(believed.values()) || now == null) {
            return null;
        }
        Stamp start = new Stamp(now.epochSecond() - Math.floorMod(now.epochSecond(), length), now.offsetSeconds());
        if (!filled && surroundings.months() != null) {
            filled = true;
            figures.fill(surroundings.months());
        }
        if (rule.isQuarterPeak() && !ledger.isClockDistrusted()) {
            if (metersPeaks == null) {
                metersPeaks = new MeterReportedPeaks(figures, store, believed.key().text() + ".printed");
            }
            metersPeaks.accept(believed.reading(), believed.values(),
                    figures.calendar().month(start.epochSecond()), start.epochSecond());
        }
        Long energy = energy(start, believed.values());
        if (limiter == null) {
            limiter = new ImportLimiter(store, believed.key().text() + ".limited");
        }
        return energy == null && settings.tariff() == null ? null
                : demand(charge(start.epochSecond()), believed.values(), now, start, energy, surroundings, limiter);
    }

    private boolean watches(Values values) {
        return settings.tariff() != null || switch (settings.windowChoice()) {
            case OFF -> false;
            case AUTO -> values.has(Quantity.DEMAND_IMPORT);
            case QUARTER, HOUR -> true;
        };
    }

    /** Returns the energy since the window's start, in 0.1 mWh; null if unknown. */
    private @Nullable Long energy(Stamp start, Values values) {
        // IEC 62056-6-2, demand register: the energy so far divided by the whole period. Converts mW to 0.1 mWh.
        return length == Tariff.QUARTER_PEAK.windowSeconds() && values.has(Quantity.DEMAND_IMPORT)
                ? (Long) (values.scaled(Quantity.DEMAND_IMPORT) * 10 * length / 3600)
                : ledger.importedSince(start.epochSecond());
    }

    /** Returns the bill in a window, calculated again only if the window or the data of a month changed. */
    private WindowCharge charge(long start) {
        Long settled = ledger.settledUntil();
        if (settled != null) {
            figures.settle(settled);
        }
        if (charge == null || charge.start().epochSecond() != start || figures.version() != version) {
            charge = WindowCharge.of(rule, figures, start);
            version = figures.version();
        }
        return charge;
    }

    private Demand demand(WindowCharge bill, Values values, Stamp now, Stamp start, @Nullable Long used, DemandInputs surroundings,
            ImportLimiter limits) {
        Long limitWatts = surroundings.limitWatts();
        long elapsed = now.epochSecond() - start.epochSecond();
        long remaining = length - elapsed;
        // Exactly at the border, a meter may still show the energy of the finished window.
        long energy = elapsed == 0 || used == null ? 0 : used;
        Long power = Ledger.importPower(values);
        long sinceStart = elapsed > 0 ? Ledger.watts(energy, elapsed) : power == null ? 0 : power;
        Long mean = used == null ? null : sinceStart;
        Long forecast = power == null || used == null ? null : Ledger.watts(energy + energy(power, remaining), length);
        boolean known = used != null && bill.isCounted();
        Demand.Bill billed = settings.tariff() == null ? null
                : bill.withForecast(forecast, known ? allowed(bill.ceiling(), energy, remaining) : null);
        ImportLimiter.DemandWindow window = new ImportLimiter.DemandWindow(start.epochSecond(), length, bill.month().month(),
                known && !ledger.isClockDistrusted(), ceiling(limitWatts, bill), limitWatts == null ? Basis.BILL : Basis.LIMIT, energy);
        return new Demand(start, Duration.ofSeconds(length), mean, forecast, bill.highest(), bill.months(), billed,
                limits.accept(now.epochSecond(), window, surroundings.limiting()));
    }

    /** Returns the highest mean in W with which a window may end: the owner's limit, at least the floor, else the bill's ceiling. */
    private @Nullable Long ceiling(@Nullable Long limitWatts, WindowCharge bill) {
        return limitWatts == null ? bill.ceiling() : (Long) Math.max(limitWatts, rule.floorWatts());
    }

    /** Returns the import in W that is allowed until the window ends; null without a ceiling. */
    private @Nullable Long allowed(@Nullable Long ceiling, long energy, long remainingSeconds) {
        if (ceiling == null) {
            return null;
        }
        long left = energy(ceiling, length) - energy;
        return Math.max(0, Ledger.watts(left, Math.max(remainingSeconds, SHORTEST_REMAINING_SECONDS)));
    }

    /** Returns the energy of a power over a time, in 0.1 mWh. */
    private static long energy(long watts, long seconds) {
        return watts * seconds * 100 / 36;
    }
}
