package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.meter.ImportLimit.GuardStatus;
import org.dbusp1.meter.Values;
import org.dbusp1.output.venus.PeakRule.Ask;
import org.dbusp1.output.venus.PeakRule.Need;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard of the peak on the bus: reads what ESS does, and gives ESS what {@link PeakRule} asks for: the import limit,
 * a setting, or the most that the inverters give, an override. Nothing else is written. Used on the loop alone.
 */
final class PeakGuard {
    private static final Logger LOG = LoggerFactory.getLogger(PeakGuard.class);
    /** The time between two looks at ESS, and two writes of the override, unless more is needed at once. */
    private static final long PERIOD_NANOS = Duration.ofSeconds(5).toNanos();
    /** Answers that come later are too old: a service hangs. */
    private static final long LATE_NANOS = Duration.ofSeconds(10).toNanos();
    /** Another writer of the override is left alone for this long. */
    private static final Duration HANDS_OFF = Duration.ofMinutes(10);
    /** Localsettings write their file two seconds after a change (localsettings.py, startTimeoutSaveSettings). */
    private static final Duration SAVED = Duration.ofSeconds(5);
    /**
     * The writes to the setting that are possible at once: also a meter that is lost and found again and again causes
     * fewer than 200 in a day. The override is no file.
     */
    private static final double MOST_WRITES = 60;

    private final Supplier<Optional<LocalSettings>> bus;
    private final Supplier<Optional<LocalSettings>> settings;
    private final BooleanSupplier on;
    private final LongSupplier clock;
    private final Runnable changed;
    private final PeakRule rule;
    private final HeldLimit limit;
    private final HeldLimit override;
    private final PowerHistory given = new PowerHistory();
    private OptionalLong givenNanos = OptionalLong.empty();
    private GuardStatus status = GuardStatus.OFF;
    private Need need = Need.NONE;
    private boolean used;
    private Optional<EssFacts> facts = Optional.empty();
    private boolean asking;
    private long askedNanos;

    /**
     * Takes over the limits that a driver held when it was killed. Waits for the disk.
     *
     * @param bus      gives the connection; empty while it is not open
     * @param settings gives localsettings; empty while they are not on the bus
     * @param on       whether the owner wants the guard
     * @param settling the time without a write of the import limit after a change by anybody else
     * @param clock    nanoseconds, as {@link System#nanoTime} has them
     * @param changed  runs when the status has changed
     */
    PeakGuard(EventLoop loop, Supplier<Optional<LocalSettings>> bus, Supplier<Optional<LocalSettings>> settings, BooleanSupplier on,
            VenusOutput.GuardOptions options, Duration settling, LongSupplier clock, Runnable changed) {
        this.bus = bus;
        this.settings = settings;
        this.on = on;
        this.clock = clock;
        this.changed = changed;
        this.rule = new PeakRule(options.inWatts(), options.reserve());
        this.limit = new HeldLimit(new HeldLimit.Kind("the import limit of ESS", LocalSettings.NAME, LocalSettings.AC_INPUT_LIMIT, true,
                settling, SAVED, MOST_WRITES), loop, settings, options.limit(), clock);
        this.override = new HeldLimit(new HeldLimit.Kind("the discharge limit of ESS", EssFacts.HUB4, EssFacts.OVERRIDE, false,
                HANDS_OFF, Duration.ZERO, Double.MAX_VALUE), loop, bus, options.override(), clock);
    }

    GuardStatus status() {
        return status;
    }

    /** Returns whether it needs what the inverters give. */
    boolean followsInverters() {
        return on.getAsBoolean() && rule.isInWatts();
    }

    /** Takes what the inverters reported. */
    void inverters(InverterPower reported) {
        given.add(reported.nanos(), reported.given());
        givenNanos = OptionalLong.of(reported.nanos());
    }

    /**
     * Takes what a telegram asks for.
     *
     * @param usable whether ESS regulates by this meter
     * @param nanos  when it arrived
     * @param age    the moment that its powers are of
     */
    void wants(ImportLimit newest, Values values, boolean usable, long nanos, TelegramAge age) {
        need = need(newest, values, nanos, age);
        used = usable;
        look();
        long now = clock.getAsLong();
        if (on.getAsBoolean() && !asking && (facts.isEmpty() || rule.isUrgent(need) || now - askedNanos >= PERIOD_NANOS)) {
            ask(now);
        } else if (!on.getAsBoolean() || !used || now - askedNanos >= LATE_NANOS) {
            facts = facts.filter(any -> now - askedNanos < LATE_NANOS);
            act();
        }
    }

    /** Returns what a telegram asks for, with what the inverters gave when its powers were measured. */
    Need need(ImportLimit newest, Values values, long nanos, TelegramAge age) {
        PhaseWatts at = givenNanos.isPresent() && nanos - givenNanos.getAsLong() < LATE_NANOS ? age.of(given, nanos) : PhaseWatts.UNKNOWN;
        return new Need(newest, values, at.knowsAny() ? OptionalDouble.of(at.sum()) : OptionalDouble.empty());
    }

    /** The meter is silent. */
    void offline() {
        need = Need.NONE;
        used = false;
        act();
    }

    /** The owner has switched the guard on or off, or localsettings came to the bus or left it. */
    void surroundingsChanged() {
        if (settings.get().isEmpty()) {
            limit.lost();
        }
        look();
        act();
    }

    /** A guard that is off, and holds no limit, asks for nothing. */
    private void look() {
        List.of(limit, override).stream().filter(held -> on.getAsBoolean() || held.isHeld()).forEach(HeldLimit::look);
    }

    /** Gives the owner's limits back. @param done runs when they are back, or cannot be given back */
    void release(Runnable done) {
        limit.release(() -> override.release(done));
        override.release(() -> { });
    }

    /** Takes a change of the import limit. @param value another type than a number: the setting was removed */
    void settingChanged(Object value) {
        limit.changed(value);
    }

    private void ask(long now) {
        bus.get().ifPresent(link -> {
            asking = true;
            askedNanos = now;
            link.read(EssFacts.SYSTEM, EssFacts.VEBUS, vebus ->
                    EssFacts.read(link, vebus.orElse("") instanceof String name && name.startsWith(EssFacts.INVERTER) ? name : "",
                            this::answered));
        });
    }

    private void answered(EssFacts known) {
        asking = false;
        if (!override.isWriting()) {
            facts = Optional.of(known);
            override.seen(known.override(), known.isTaken());
            act();
        }
    }

    private void act() {
        boolean wants = on.getAsBoolean();
        if (wants && status.state() == GuardState.OFF) {
            rule.restart();
            List.of(limit, override).forEach(HeldLimit::restart);
        }
        Ask ask = rule.decide(need, facts.filter(any -> wants && used), clock.getAsLong());
        limit.want(ask.amperes());
        override.want(ask.watts());
        GuardState state = wants ? state(ask.state()) : GuardState.OFF;
        if (state != ask.state()) {
            rule.notAsked();
        }
        boolean acts = state == ask.state() && (ask.amperes().isPresent() || ask.watts().isPresent());
        GuardStatus now = new GuardStatus(state, rounded(acts ? ask.watts() : OptionalDouble.empty()),
                rounded(acts ? need.given() : OptionalDouble.empty()));
        if (used && state.isProblem() && state != status.state() && status.state() != GuardState.OFF) {
            LOG.warn("the guard of the peak does not act: {}", state.text());
        }
        // Not the comparison of records: see the package meter.
        if (now.state() != status.state() || !now.asked().equals(status.asked()) || !now.given().equals(status.given())) {
            status = now;
            changed.run();
        }
    }

    private static OptionalLong rounded(OptionalDouble watts) {
        return watts.isPresent() ? OptionalLong.of(Math.round(watts.getAsDouble())) : OptionalLong.empty();
    }

    private GuardState state(GuardState asked) {
        HeldLimit held = rule.usesWatts() ? override : limit;
        return asked.acts() ? held.obstacle().orElse(asked) : asked;
    }
}
