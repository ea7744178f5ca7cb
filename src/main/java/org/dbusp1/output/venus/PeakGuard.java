package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.meter.ImportLimit.GuardStatus;
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
    /** The time between two looks at what changes seldom; powers and the override are read with each telegram. */
    private static final long WHOLE_NANOS = Duration.ofSeconds(5).toNanos();
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
    private GuardStatus status = GuardStatus.OFF;
    private boolean wasOn;
    private Need need = Need.NONE;
    private boolean used;
    private String vebus = "";
    private boolean otherInverter;
    private int turns;
    private String program = "?";
    private final Map<String, Double> answers = new HashMap<>();
    private Optional<EssFacts> facts = Optional.empty();
    private int awaited;
    private long askedNanos;
    private long wholeNanos;

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

    /**
     * Takes what a telegram asks for.
     *
     * @param usable whether ESS regulates by this meter
     */
    void wants(Need newest, boolean usable) {
        need = newest;
        used = usable;
        if (!limit.isKnown()) {
            readLimit();
        }
        if (!override.isKnown()) {
            readOverride();
        }
        long now = clock.getAsLong();
        if (on.getAsBoolean() && awaited == 0) {
            ask(now);
        } else {
            facts = facts.filter(any -> now - askedNanos < LATE_NANOS);
            act();
        }
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
        } else {
            settings.get().get().identity(LocalSettings.NAME, name -> {
                program = name;
                readLimit();
            });
        }
        readOverride();
        act();
    }

    /** Reads the override of a driver that was killed; otherwise it is read with the rest. */
    private void readOverride() {
        if (override.isHeld()) {
            bus.get().ifPresent(link -> link.read(EssFacts.HUB4, EssFacts.OVERRIDE, value -> override.seen(number(value), "", false)));
        }
    }

    /** Gives the owner's limits back. @param done runs when they are back, or cannot be given back */
    void release(Runnable done) {
        limit.release(() -> override.release(done));
        override.release(() -> { });
    }

    /** A guard that is off, and holds no limit, asks for nothing. */
    private void readLimit() {
        if (on.getAsBoolean() || limit.isHeld()) {
            settings.get().ifPresent(link -> link.read(LocalSettings.NAME, LocalSettings.AC_INPUT_LIMIT,
                    value -> limit.seen(number(value), program, false)));
        }
    }

    /** Takes a change of the import limit. @param value another type than a number: the setting was removed */
    void settingChanged(Object value) {
        if (limit.isKnown()) {
            limit.seen(number(Optional.of(value)), program, false);
        }
    }

    private static OptionalDouble number(Optional<Object> value) {
        return value.orElse("") instanceof Number number ? OptionalDouble.of(number.doubleValue()) : OptionalDouble.empty();
    }

    private void ask(long now) {
        Optional<LocalSettings> link = bus.get();
        if (link.isEmpty()) {
            return;
        }
        boolean whole = facts.isEmpty() || now - wholeNanos >= WHOLE_NANOS;
        askedNanos = now;
        turns = override.turns();
        wholeNanos = whole ? now : wholeNanos;
        awaited = 1;
        if (whole) {
            awaited++;
            link.get().read(EssFacts.SYSTEM, EssFacts.VEBUS, name -> {
                String found = name.orElse("") instanceof String text ? text : "";
                otherInverter = !found.equals(vebus);
                vebus = found;
                arrived();
            });
        }
        EssFacts.PATHS.forEach((service, paths) -> paths.stream().filter(path -> whole || EssFacts.isQuick(path))
                .forEach(path -> read(link.get(), service.isEmpty() ? vebus : service, path)));
        arrived();
    }

    private void read(LocalSettings link, String service, String path) {
        if (service.isEmpty()) {
            answers.remove(path);
            return;
        }
        awaited++;
        link.read(service, path, value -> {
            number(value).ifPresentOrElse(found -> answers.put(path, found), () -> answers.remove(path));
            arrived();
        });
    }

    private void arrived() {
        if (--awaited == 0) {
            EssFacts known = new EssFacts(Map.copyOf(answers));
            facts = otherInverter ? Optional.empty() : Optional.of(known);
            otherInverter = false;
            if (override.turns() != turns) {
                return; // the answer may be older than the write
            }
            if (override.isForeign(known.override()) && wholeNanos != askedNanos) {
                facts = Optional.empty(); // it is looked at first who has the battery
                return;
            }
            override.seen(known.override(), "", known.isTaken());
            act();
        }
    }

    private void act() {
        boolean wants = on.getAsBoolean();
        if (wants && !wasOn) {
            rule.restart();
            List.of(limit, override).forEach(HeldLimit::restart);
        }
        wasOn = wants;
        Ask ask = rule.decide(need, facts.filter(any -> wants && used), clock.getAsLong());
        limit.want(ask.amperes(), false);
        override.want(ask.watts(), ask.repeat());
        GuardState state = wants ? state(ask) : GuardState.OFF;
        if (state != ask.state()) {
            rule.notAsked();
        }
        boolean acts = state == ask.state() && (ask.amperes().isPresent() || ask.watts().isPresent());
        GuardStatus now = new GuardStatus(state,
                acts && ask.watts().isPresent() ? OptionalLong.of(Math.round(ask.watts().getAsDouble())) : OptionalLong.empty(),
                acts ? OptionalLong.of(Math.round(facts.orElseThrow().given())) : OptionalLong.empty());
        if (state != status.state() && state.isProblem()) {
            LOG.warn("the guard of the peak does not act: {}", state.text());
        }
        // Not the comparison of records: see the package meter.
        if (now.state() != status.state() || !now.asked().equals(status.asked()) || !now.given().equals(status.given())) {
            status = now;
            changed.run();
        }
    }

    private GuardState state(Ask ask) {
        HeldLimit acting = rule.usesWatts() ? override : limit;
        if (acting.isUnsafe()) {
            return GuardState.CANNOT_KEEP;
        }
        return switch (ask.state()) {
            case READY, HOLDING, ASKED, LIMITING -> {
                if (acting.isOthers()) {
                    yield GuardState.OTHER_PROGRAM;
                }
                yield acting.isPossible() ? ask.state() : GuardState.IMPOSSIBLE;
            }
            default -> ask.state();
        };
    }
}
