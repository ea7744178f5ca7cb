package org.dbusp1.gx.service;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.BusImage;
import org.dbusp1.gx.ess.BusImage.Use;
import org.dbusp1.gx.ess.EssMonitor;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.InverterValues;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.ess.follow.InverterFollower;
import org.dbusp1.gx.ess.limit.PeakLimiter;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;

/**
 * The meter's part in ESS at each telegram: the status that says whether ESS uses the meter, the correction of its powers by the
 * inverters' reports, and the peak limiter. The correction and the limiter each act only if the owner's switch and the
 * state of ESS and of other programs allow it. Used only on the loop.
 */
final class EssCoordinator implements DriverConnections.Listener {
    private static final Duration POWERS_PERIOD = Duration.ofMillis(500);
    /** To find an inverter that the owner may let the meter follow. */
    private static final Duration RARE_PERIOD = Duration.ofMinutes(1);

    /** Powers that were asked so long ago are not all of one moment: an inverter has not answered in this period. */
    private static final long TOO_OLD_NANOS = POWERS_PERIOD.multipliedBy(2).toNanos();

    private final DriverState state;
    private final LongSupplier clock;
    private final Runnable onChange;
    private final BusImage image;
    private final EssMonitor monitor;
    private final InverterFollower inverterFollower;
    private final PeakLimiter limiter;
    /** Whether the meter on the bus, or one that is not there yet, may have a limiter; false without telegrams. */
    private boolean hasLimiter;

    /** @param clock in nanoseconds @param onChange runs when the status or the correction changed, between telegrams */
    EssCoordinator(EventLoop loop, DriverConnections bus, DriverState state, Reserve reserve, LongSupplier clock,
            Runnable onChange) {
        this.state = state;
        this.clock = clock;
        this.onChange = onChange;
        this.inverterFollower = new InverterFollower();
        this.image = new BusImage(loop, bus, clock);
        this.monitor = new EssMonitor(image, clock, this::followCondition, state.board()::regulated, this::statusChanged);
        image.answered(Use.POWERS, () -> powersAnswered(Use.POWERS));
        image.answered(Use.FOLLOW, () -> powersAnswered(Use.FOLLOW));
        this.limiter = new PeakLimiter(bus, image, state.choices(), reserve, clock, this::changed);
    }

    private boolean isOn(Switch which) {
        return state.choices().isOn(which);
    }

    /** Returns the watts to add to the telegram's powers, by the inverter's phases. */
    PhaseWatts correction() {
        return inverterFollower.correction();
    }

    void changed(Choice choice) {
        if (choice.key().equals(Switch.LIMITER.key())) {
            limiter.switched();
        }
    }

    /** Notes a telegram that has arrived and is not published yet. */
    void telegramArrives() {
        monitor.telegramsArrive();
    }

    /** @param arrival by the clock */
    void beforePublication(TelegramPowers telegram, long arrival) {
        PhaseWatts powers = telegram.ofMessage();
        if (powers != null) {
            String wiring = telegram.snapshot().key().text() + " " + telegram.registration().phases().text();
            boolean inTotal = !telegram.snapshot().grid().showsPhases() || !monitor.regulatesEachPhase();
            inverterFollower.accept(new InverterFollower.Telegram(wiring, inTotal, powers, monitor.setPoint(),
                    arrival, isOn(Switch.FOLLOW), monitor.verdict()));
            post();
        }
        boolean follows = inverterFollower.wantsReports();
        boolean mayFollow = monitor.verdict().ess() == EssUse.REGULATES && inverterFollower.isSlow();
        image.every(Use.FOLLOW, follows ? POWERS_PERIOD : null);
        image.every(Use.POWERS, follows ? null : isOn(Switch.LIMITER) ? POWERS_PERIOD : mayFollow ? RARE_PERIOD : null);
    }

    /** Called when the energy meter is on the bus: its first verdict waits for no other telegram. */
    void meterOnBus(MeterView view) {
        monitor.accept(view.toPublishedMeter());
    }

    /** @param view the energy meter on the bus; null while it is not on the bus @param arrival by the clock */
    void afterPublication(Snapshot snapshot, @Nullable MeterView view, long arrival) {
        if (view != null) {
            monitor.accept(view.toPublishedMeter());
        }
        Demand demand = snapshot.demand();
        limiter.accept(demand == null ? ImportLimit.NONE : demand.importLimit(), snapshot.published().values(), monitor.verdict(),
                arrival);
        hasLimiter = state.choices().state(Switch.LIMITER).isPresent() && (view == null || view.isGrid());
        post();
    }

    private void powersAnswered(Use use) {
        InverterPower power = new InverterValues(image, use).power();
        if (power != null) {
            limiter.accept(power);
            if (clock.getAsLong() - power.nanos() < TOO_OLD_NANOS && inverterFollower.accept(power)) {
                onChange.run();
            }
        }
    }

    private @Nullable Condition followCondition() {
        Finding status = inverterFollower.status();
        return status == null ? null : status.condition();
    }

    private void statusChanged() {
        limiter.accept(monitor.verdict());
        changed();
    }

    private void changed() {
        post();
        onChange.run();
    }

    /** Posts what is found now: all outputs read it there. */
    private void post() {
        state.board().found(monitor.status());
        post(Subject.FOLLOW, inverterFollower.status());
        post(Subject.LIMITER, hasLimiter ? limiter.status() : null);
    }

    private void post(Subject subject, @Nullable Finding found) {
        if (found == null) {
            state.board().nothing(subject);
        } else {
            state.board().found(found);
        }
    }

    /** Ends all requests to ESS, because no telegram is valid. */
    void offline() {
        hasLimiter = false;
        limiter.offline();
        inverterFollower.offline();
        image.every(Use.POWERS, null);
        image.every(Use.FOLLOW, null);
        monitor.offline();
        post();
    }

    /** @param done runs when the override is released, or cannot be released */
    void release(Runnable done) {
        limiter.release(done);
    }

    @Override
    public void settingsPresent(boolean present) {
        image.forgetAll();
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
    public void serviceChanged(String name) {
        image.forget(name);
        if (EssMonitor.isGrid(name)) {
            monitor.surroundingsChanged();
        }
    }
}
