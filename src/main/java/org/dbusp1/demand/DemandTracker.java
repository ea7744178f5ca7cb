package org.dbusp1.demand;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.DemandBill;
import org.dbusp1.meter.DemandWatch;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.state.StateStore;

/** Follows one meter's windows by the rule of its tariff, and tells where the bill stands. Used by one thread. */
public final class DemandTracker implements DemandWatch {
    /** A limit says nothing about the last seconds: so much is always reckoned to be left. */
    private static final long SHORTEST_REST_SECONDS = 60;

    private final DemandSettings settings;
    private final StateStore store;
    private final MonthsHandover history;
    private final Function<MeterKey, OptionalLong> limit;
    private final Tariff rule;
    private final int length;
    private final RunningWindow running;
    private Optional<PeakTracker> book = Optional.empty();
    private boolean metersClock = true;
    private int meter;

    /** With the limit of the settings, and nothing of earlier runs. */
    public DemandTracker(DemandSettings settings) {
        this(settings, StateStore.NONE, new MonthsHandover(), meter -> settings.limitWatts());
    }

    /**
     * @param store   remembers the peaks over restarts
     * @param history where a history may leave what it holds of months before
     * @param limit   the meter's present limit in watts, asked for each reading; absent where none is set
     */
    public DemandTracker(DemandSettings settings, StateStore store, MonthsHandover history,
                         Function<MeterKey, OptionalLong> limit) {
        this.limit = limit;
        this.settings = settings;
        this.store = store;
        this.history = history;
        this.rule = settings.rule();
        this.length = rule.windowSeconds();
        this.running = new RunningWindow(length);
    }

    @Override
    public Optional<Demand> accept(Reading reading, Values believed, MeterKey key, Instant arrival) {
        if (!watches(believed)) {
            return Optional.empty();
        }
        if (book.isEmpty()) {
            book = Optional.of(new PeakTracker(rule, zone(reading), key, store, running, meter(reading)));
        }
        PeakTracker peaks = book.get();
        peaks.meter(meter(reading));
        // Some meters stamp only some of their messages: two clocks, minutes or an hour apart, must not mix.
        metersClock &= reading.time().isPresent();
        Stamp now = metersClock ? reading.time().get() : Stamp.of(arrival.getEpochSecond(), zone(reading));
        Stamp start = new Stamp(now.epochSecond() - Math.floorMod(now.epochSecond(), length), now.offsetSeconds());
        boolean fresh = reading.values().has(Quantity.ENERGY_IMPORT);
        Optional<RunningWindow.Ended> ended = running.follow(now.epochSecond(), start.epochSecond(), believed, fresh);
        peaks.window(start.epochSecond(), running.settledUntil(now.epochSecond(), start.epochSecond()), ended);
        history.take(key).ifPresent(peaks::recorded);
        peaks.meters(reading, believed);
        OptionalLong energy = running.energy(now.epochSecond(), start, believed);
        return energy.isPresent() || settings.tariff().isPresent()
                ? Optional.of(demand(peaks.bill(), believed, now, start, energy, limit.apply(key))) : Optional.empty();
    }

    private boolean watches(Values values) {
        return settings.tariff().isPresent() || switch (settings.window()) {
            case OFF -> false;
            case AUTO -> values.has(Quantity.DEMAND_IMPORT);
            case QUARTER, HOUR -> true;
        };
    }

    /** Not every message holds the meter's number. */
    private int meter(Reading reading) {
        reading.meter().equipmentId().ifPresent(id -> meter = id.hashCode());
        return meter;
    }

    private ZoneId zone(Reading reading) {
        return reading.meter().dialect().zone(settings.zone());
    }

    private Demand demand(WindowCharge bill, Values values, Stamp now, Stamp start, OptionalLong used,
            OptionalLong limitWatts) {
        long elapsed = now.epochSecond() - start.epochSecond();
        long rest = length - elapsed;
        // At the border itself a meter may still show the window that just ended.
        long energy = elapsed == 0 ? 0 : used.orElse(0);
        OptionalLong power = ImportEnergy.power(values);
        OptionalLong mean = used.isEmpty() ? used
                : OptionalLong.of(elapsed == 0 ? power.orElse(0) : ImportEnergy.watts(energy, elapsed));
        OptionalLong forecast = power.isEmpty() || used.isEmpty() ? OptionalLong.empty()
                : OptionalLong.of(ImportEnergy.watts(energy + ImportEnergy.energy(power.getAsLong(), rest), length));
        boolean known = used.isPresent() && bill.isCounted();
        OptionalLong allowed = known ? allowed(limitWatts, energy, rest) : OptionalLong.empty();
        Optional<DemandBill> billed = settings.tariff().map(tariff -> bill.withForecast(forecast,
                known ? allowed(bill.ceiling(), energy, rest) : OptionalLong.empty()));
        return new Demand(start, Duration.ofSeconds(length), mean, forecast, allowed, bill.highest(),
                bill.months(), billed);
    }

    private OptionalLong allowed(OptionalLong ceiling, long energy, long restSeconds) {
        if (ceiling.isEmpty()) {
            return ceiling;
        }
        long left = ImportEnergy.energy(ceiling.getAsLong(), length) - energy;
        return OptionalLong.of(Math.max(0, ImportEnergy.watts(left, Math.max(restSeconds, SHORTEST_REST_SECONDS))));
    }
}
