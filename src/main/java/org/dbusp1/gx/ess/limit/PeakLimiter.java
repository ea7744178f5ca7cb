package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.state.OverrideMark;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.EssFacts;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.ess.PowerHistory;
import org.dbusp1.gx.ess.limit.LimiterRule.Need;
import org.dbusp1.gx.ess.limit.LimiterRule.Request;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reserve;
import org.dbusp1.meter.Values;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The peak limiter on the bus: reads the facts of ESS, and sets the limit of {@link LimiterRule}. Used only on the loop. */
public final class PeakLimiter {
    private static final Logger LOG = LoggerFactory.getLogger(PeakLimiter.class);
    /** The finding of a limiter that is off. */
    public static final Finding OFF = Finding.of(Condition.LIMITER_OFF);
    private static final long PERIOD_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long URGENT_PERIOD_NANOS = Duration.ofSeconds(1).toNanos();
    /** The age from which an answer is not used: a service hangs. With the period of questions less than 15 s to the release. */
    private static final long LATE_NANOS = Duration.ofSeconds(8).toNanos();
    /** The states in which the limiter gives ESS a limit, or would if a window or the charge needed one. */
    private static final Set<Condition> ACTS = EnumSet.of(Condition.LIMITER_READY, Condition.LIMITER_ABOVE_RESERVE,
            Condition.LIMITER_HOLDING, Condition.LIMITER_ASKED, Condition.LIMITER_LIMITING, Condition.LIMITER_NOT_ENOUGH);

    private final VictronBus bus;
    private final OwnerChoices ownerChoices;
    private final LongSupplier clock;
    private final Runnable onChange;
    private final LimiterRule rule;
    private final DischargeLimit limit;
    private final PowerHistory inverterPowers = new PowerHistory();
    /** The most that the inverters can give, in watts; Double.MAX_VALUE if unknown, 0 before their first report. */
    private double rating;
    /** The time of the inverters' newest report; null before the first. */
    private @Nullable Long reportedNanos;
    private Finding status = OFF;
    /** The limit that another program has set; null if no other program has set a limit. */
    private @Nullable OtherLimit other;
    private Need need = Need.NONE;
    /** Whether ESS regulates by the meter, at the last telegram. */
    private boolean essUsesMeter;
    /** The facts of ESS in the newest answer; null while unknown. */
    private @Nullable EssFacts facts;
    private boolean asking;
    private long askedNanos;
    /** When telegrams began to arrive, or the owner switched the limiter on; null while no telegram is valid. */
    private @Nullable Long resumedNanos;

    /**
     * Recovers the override that a killed driver has left. Waits for the disk.
     *
     * @param ownerChoices holds the owner's switch of the limiter
     * @param clock as {@link System#nanoTime}
     * @param onChange runs when the limiter's status changed
     */
    public PeakLimiter(EventLoop loop, VictronBus bus, OwnerChoices ownerChoices, Reserve reserve, OverrideMark mark,
            LongSupplier clock, Runnable onChange) {
        this.bus = bus;
        this.ownerChoices = ownerChoices;
        this.clock = clock;
        this.onChange = onChange;
        this.rule = new LimiterRule(reserve);
        this.limit = new DischargeLimit(loop, bus, mark, clock);
        this.askedNanos = clock.getAsLong() - LATE_NANOS;
    }

    private boolean isOn() {
        return ownerChoices.isOn(Switch.LIMITER);
    }

    /** Returns what the limiter does, with what it asks of the inverters and what these give, in watts. */
    public Finding status() {
        return status;
    }

    /** Accepts a report of the inverters. */
    public void accept(InverterPower reported) {
        if (reported.isPlausible()) {
            inverterPowers.add(reported.nanos(), reported.batteryPower());
            reportedNanos = reported.nanos();
            rating = reported.rating() > 0 ? reported.rating() : Double.MAX_VALUE;
        }
    }

    /**
     * Accepts the powers of a telegram, and the import that its window allows.
     *
     * @param usable whether ESS regulates by this meter
     * @param nanos when the telegram arrived
     * @param age nanoseconds from the measurement of its powers to its arrival
     */
    public void accept(ImportLimit importLimit, Values values, boolean usable, long nanos, long age) {
        need = needOf(importLimit, values, nanos, age);
        essUsesMeter = usable;
        long now = clock.getAsLong();
        if (resumedNanos == null) {
            resumedNanos = now;
        }
        boolean urgent = rule.accept(need) || facts == null;
        if (isOn() && !asking && now - askedNanos >= (urgent ? URGENT_PERIOD_NANOS : PERIOD_NANOS)) {
            ask(now);
        } else if (!isOn() || !essUsesMeter || now - askedNanos >= LATE_NANOS) {
            facts = now - askedNanos < LATE_NANOS ? facts : null;
            act();
        }
    }

    /** Returns the figures of a telegram, with the inverters' power at the time when the telegram's powers were measured. */
    public Need needOf(ImportLimit importLimit, Values values, long nanos, long age) {
        PhaseWatts at = reportedNanos != null && nanos - reportedNanos < LATE_NANOS ? inverterPowers.at(nanos - age) : PhaseWatts.UNKNOWN;
        Quantity net = values.has(Quantity.POWER_NET) ? Quantity.POWER_NET : Quantity.POWER_IMPORT;
        return new Need(importLimit.allowedWatts(), importLimit.keepsReserve(), importLimit.missingWatts() != null,
                values.has(net) ? values.number(net) : null, at.knowsAny() ? at.sum() : null, rating);
    }

    public void offline() {
        need = Need.NONE;
        essUsesMeter = false;
        resumedNanos = null;
        act();
    }

    /** Called when the owner has switched the limiter on or off. Once on, it may replace the value of another program. */
    public void switched() {
        if (isOn()) {
            limit.limiterSwitchedOn();
            resumedNanos = resumedNanos == null ? null : clock.getAsLong();
        }
        settingsServiceChanged();
    }

    /** Called when localsettings came to the bus or left it. */
    public void settingsServiceChanged() {
        facts = bus.localSettings().isPresent() ? facts : null;
        act();
    }

    /** Releases the override. @param done runs when the override is released, or cannot be released */
    public void release(Runnable done) {
        limit.release(done);
    }

    private void ask(long now) {
        bus.localSettings().ifPresent(link -> {
            asking = true;
            askedNanos = now;
            EssFacts.read(link, this::answered);
        });
    }

    private void answered(EssFacts known) {
        asking = false;
        boolean late = clock.getAsLong() - askedNanos >= LATE_NANOS; // a service hung, and what the others answered is as old
        if (!late && bus.localSettings().isPresent()) {
            facts = known;
            if (essUsesMeter || limit.isSet()) { // else another driver may limit the peak, and this one takes over once it has released
                limit.accept(known.override(), known.isBatteryControlled());
            }
            act();
        }
    }

    private void act() {
        boolean isOn = isOn();
        if (isOn && status.is(Condition.LIMITER_OFF)) {
            rule.restart();
        }
        long time = clock.getAsLong();
        Request request = rule.decide(need, isOn && essUsesMeter ? facts : null, time);
        limit.request(request.watts());
        Condition obstacle = !isOn ? Condition.LIMITER_OFF : ACTS.contains(request.state()) ? limit.obstacle() : null;
        Condition state = obstacle != null ? obstacle : isResuming(request.state(), time) ? beforeGap() : request.state();
        if (obstacle != null) {
            rule.notDelivered();
        }
        boolean acts = state == request.state() && request.watts() != null;
        if (essUsesMeter && state.isWrong() && !status.is(state) && !status.is(Condition.LIMITER_OFF)) {
            LOG.warn("the peak limiter does not act: {}", state.key());
        }
        other = obstacle != null ? limit.otherLimit() : state == Condition.LIMITER_YIELDING ? setpoint() : null;
        Finding now = Finding.of(state).with("asked", rounded(acts ? request.watts() : null))
                .with("given", rounded(acts ? need.inverterWatts() : null))
                .with("other", other == null || Double.isNaN(other.watts()) ? null : rounded(other.watts()))
                .with("other_since", other == null ? null : other.since().truncatedTo(ChronoUnit.SECONDS).toString());
        if (!now.equals(status)) {
            status = now;
            onChange.run();
        }
    }

    /** Returns the grid set point of another program, and since when the limiter yields to it; null without one. */
    private @Nullable OtherLimit setpoint() {
        Double watts = facts == null || facts.isBatteryControlled() ? null : facts.foreignSetpoint();
        OtherLimit known = other;
        return watts == null ? null : known != null && known.watts() == watts ? known
                : new OtherLimit(watts, known == null ? Instant.now() : known.since());
    }

    /** Returns whether no telegram is valid, or telegrams arrive again but ESS or the inverters have not answered yet. */
    private boolean isResuming(Condition decided, long now) {
        boolean answerOwed = decided == Condition.LIMITER_IMPOSSIBLE && (!essUsesMeter || facts == null || need.inverterWatts() == null);
        return resumedNanos == null || answerOwed && now - resumedNanos < LATE_NANOS;
    }

    private Condition beforeGap() {
        return status.is(Condition.LIMITER_OFF) ? Condition.LIMITER_READY : status.condition();
    }

    private static @Nullable Long rounded(@Nullable Double watts) {
        return watts == null ? null : Math.round(watts);
    }
}
