package org.dbusp1.gx.service;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.EssMonitor;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.InverterWatch;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.ess.follow.InverterFollower;
import org.dbusp1.gx.ess.limit.PeakLimiter;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.EssStatus;
import org.dbusp1.output.feedback.LimiterStatus;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;

/**
 * The meter's part in ESS at each telegram: the status that says whether ESS uses the meter, the correction of its powers by the
 * inverters' reports, and the peak limiter. The correction and the limiter each act only if the owner's switch and the
 * state of ESS and of other programs allow it. Used only on the loop.
 */
final class EssCoordinator implements DriverConnections.Listener {
    /** A telegram that seems to be older was not delayed: the machine's clock was set. */
    private static final long MOST_LATE_MILLIS = 10_000;

    private final DriverState state;
    private final LongSupplier clock;
    private final Runnable onChange;
    private final EssMonitor monitor;
    private final InverterWatch inverters;
    private final InverterFollower inverterFollower;
    private final PeakLimiter limiter;

    /**
     * @param clock in nanoseconds
     * @param onChange runs when the status or the correction changed, between telegrams
     */
    EssCoordinator(EventLoop loop, DriverConnections bus, DriverContext driver, LongSupplier clock, Runnable onChange) {
        this.state = driver.state();
        this.clock = clock;
        this.onChange = onChange;
        this.inverterFollower = new InverterFollower(driver.followProofs());
        this.inverters = new InverterWatch(loop, bus, clock, this::accept);
        this.monitor = new EssMonitor(loop, bus, clock, this::followCondition, this::statusChanged);
        this.limiter = new PeakLimiter(loop, bus, state.choices(), driver.reserve(), driver.overrideMark(), clock,
                onChange);
        state.choices().setListener(Switch.LIMITER, () -> loop.post(limiter::switched));
    }

    private boolean isOn(Switch which) {
        return state.choices().isOn(which);
    }

    EssStatus status() {
        return monitor.status().withInverterFollower(inverterFollower.status());
    }

    /** Returns the watts to add to the telegram's powers, by the inverter's phases. */
    PhaseWatts correction() {
        return inverterFollower.correction();
    }

    LimiterStatus limiter() {
        return limiter.status();
    }

    /** Notes a telegram that has arrived and is not published yet. */
    void telegramArrives() {
        monitor.telegramsArrive();
    }

    /** Corrects the powers of the energy meter on the bus. @param view the telegram, still with the correction of the last one */
    void beforePublication(MeterView view) {
        PhaseWatts powers = view.telegramPowers();
        if (powers != null) {
            EssStatus.FollowerStatus before = inverterFollower.status();
            String wiring = view.snapshot().key().text() + " " + view.registration().phases().text();
            inverterFollower.accept(new InverterFollower.Telegram(wiring, !view.summary().showsPhases(), powers,
                    arrival(view.snapshot()), isOn(Switch.FOLLOW), view.isGrid() && monitor.regulates()));
            if (!Objects.equals(before, inverterFollower.status())) {
                state.ess(status());
            }
        }
        inverters.watch(isOn(Switch.FOLLOW) || isOn(Switch.LIMITER));
        if (monitor.regulates() && inverterFollower.isSlow()) {
            inverters.pollRarely();
        }
    }

    /**
     * Judges and limits by a telegram that was published.
     *
     * @param view the energy meter on the bus; null while it is not on the bus
     */
    void afterPublication(Snapshot snapshot, @Nullable MeterView view) {
        if (view != null) {
            monitor.accept(view.toPublishedMeter());
        }
        boolean used = view != null && view.isGrid() && !monitor.status().cannotRegulate();
        Demand demand = snapshot.demand();
        limiter.accept(demand == null ? ImportLimit.NONE : demand.importLimit(), snapshot.published().values(), used,
                arrival(snapshot), inverterFollower.ageNanos());
        if (state.choices().state(Switch.LIMITER).isPresent()) {
            state.limiter(view == null || view.isGrid() ? limiter.status() : null);
        }
    }

    /** By the monotonic clock, in nanoseconds; a busy loop gets a telegram later than it arrived. */
    private long arrival(Snapshot snapshot) {
        long late = Duration.between(snapshot.arrival().machineTime(), Instant.now()).toMillis();
        return clock.getAsLong() - (late > 0 && late < MOST_LATE_MILLIS ? late * 1_000_000 : 0);
    }

    private void accept(InverterPower power) {
        limiter.accept(power);
        if (inverterFollower.accept(power)) {
            onChange.run();
        }
    }

    private @Nullable Condition followCondition() {
        EssStatus.FollowerStatus status = inverterFollower.status();
        return status == null ? null : status.state();
    }

    private void statusChanged() {
        state.ess(status());
        onChange.run();
    }

    /** Ends all requests to ESS, because no telegram is valid. */
    void offline() {
        limiter.offline();
        inverterFollower.offline();
        inverters.watch(false);
        monitor.offline();
    }

    /**
     * Releases the override of ESS.
     *
     * @param done runs when the override is released, or cannot be released
     */
    void release(Runnable done) {
        limiter.release(done);
    }

    @Override
    public void settingsPresent(boolean present) {
        limiter.settingsServiceChanged();
        if (present) {
            monitor.surroundingsChanged();
        } else {
            monitor.settingsLeft();
        }
    }

    @Override
    public void settingChanged(String path, Object value) {
        if (BusItemClient.ESS_SETTINGS.contains(path)) {
            monitor.surroundingsChanged();
        }
    }

    @Override
    public void gridMetersChanged() {
        monitor.surroundingsChanged();
    }
}
