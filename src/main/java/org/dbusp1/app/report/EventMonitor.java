package org.dbusp1.app.report;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.Driver;
import org.dbusp1.driver.MeterKeyResolver.CableExchange;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.DriverState.DamagedHistory;
import org.dbusp1.output.feedback.EssStatus;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.Event.Severity;
import org.dbusp1.output.feedback.LimiterStatus;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events that the owner should know, and passes the beginning and the end of each to the outputs: of one type at
 * most six beginnings and ends a day, and one missed peak. In the first two minutes after the start no event begins or
 * ends, except an unpaired dongle, exchanged cables and restored settings. An event that has begun and that has an end
 * does not begin again after a restart, except an unpaired dongle: only those who ask for the last events are told it
 * again. The outputs' thread brings snapshots; the ticker checks once a second.
 */
public final class EventMonitor implements Output, Driver.TickTask {
    private static final Duration QUIET_AT_START = Duration.ofMinutes(2);
    /** How long a cause has to be over before its event ends, so that a recurring cause is a single event. */
    private static final Duration END_DELAY = Duration.ofMinutes(1);
    private static final int MOST_A_DAY = 6;
    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();
    /** The lowest month peak that matters: the tariff of Flanders, where meters send month peaks, bills at least 2.5 kW. */
    private static final long LEAST_PEAK_WATTS = 2_500;
    /** The least time to the end of a demand window in which the owner can still switch devices off. */
    private static final long LEAST_REST_SECONDS = 120;
    private static final int WATTS_STEP = 100;
    private static final long ANY_POWER = Long.MAX_VALUE;
    /** The states of a limiter that nothing stops. In {@link Condition#LIMITER_NOT_ENOUGH} ESS does what is asked of it. */
    private static final Set<Condition> WORKS = EnumSet.of(Condition.LIMITER_OFF, Condition.LIMITER_HOLDING, Condition.LIMITER_LIMITING,
            Condition.LIMITER_NOT_ENOUGH);
    private static final String ESS_KEY = "ess ";
    /** Begins the key of a meter whose owner was told that the inverter has no assistant of ESS. */
    private static final String NO_ASSISTANT_KEY = "no_assistant ";
    /** Begins the key of a cable for which the owner is not informed yet that cables were exchanged. */
    private static final String EXCHANGE_KEY = "exchange ";
    /** How long a meter may still send nothing when the inverter is on the grid again, until the delay of the event begins. */
    private static final Duration AFTER_POWER_CUT = Duration.ofMinutes(5).minus(EventType.METER_SILENT.delay());

    /** The present cause of an event. @param identity text by which causes are compared: another identity is another event */
    private record Occasion(String identity, Condition condition, Severity severity, Map<String, Object> facts) {
        /** There is no cause. Compare NONE and UNKNOWN with ==: their components are equal. */
        static final Occasion NONE = new Occasion("", Condition.ESS_UNKNOWN, Severity.INFORMATION, Map.of());
        /** The occasion while it is unknown whether there is a cause. */
        static final Occasion UNKNOWN = new Occasion("", Condition.ESS_UNKNOWN, Severity.INFORMATION, Map.of());

        static Occasion of(Condition condition, Map<String, Object> facts) {
            return new Occasion(condition.id(), condition, Severity.WARNING, facts);
        }

        boolean isCause() {
            return this != NONE && this != UNKNOWN;
        }
    }

    /**
     * A window above its limit.
     *
     * @param demand the window at its last telegram
     * @param cause why the limiter did not keep it, when its energy passed the limit; null: no cause, or the limiter was off
     */
    private record LostWindow(Demand demand, @Nullable Condition cause) {
    }

    private final DriverState driver;
    private final BooleanSupplier unwritable;
    private final Supplier<@Nullable SourceException> refusal;
    private final Supplier<@Nullable CableExchange> exchange;
    private final StateStore store;
    private final String cable;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final long started;
    private final Map<EventType, Course> courses = new EnumMap<>(EventType.class);
    private volatile List<Output> outputs = List.of();
    private volatile Set<EventType> notified = Set.of();

    // Written by the outputs' thread, read by the ticker.
    private volatile @Nullable Snapshot current;
    /** When a telegram was last rejected, by the monotonic clock. */
    private volatile long rejectedNanos;
    private volatile boolean sentPower;
    private volatile boolean sentPeaks;
    private int meterIndex;
    /** The running window if it is already above its limit; used only by the outputs' thread. */
    private @Nullable LostWindow lostWindow;
    /** The last finished window, if it ended above its limit while the peak limiter was on; written by the outputs' thread. */
    private volatile Occasion missed = Occasion.UNKNOWN;
    /** Whether ESS regulated by the meter when this was last known, with the inverter on the grid; used only by the ticker. */
    private boolean regulates;
    /** When the inverter was last not on the grid, by the monotonic clock; null: not in this run. Used only by the ticker. */
    private @Nullable Long offGridNanos;

    /**
     * @param driver holds the state of ESS, and is told each event
     * @param unwritable returns whether state files cannot be written now
     * @param refusal returns why the source cannot be opened; null while it is open, and if it was lost
     * @param exchange returns the exchange of cables for which this driver ends: the next run informs the owner; null without one
     * @param store remembers which events have begun, and when
     * @param cable names the cable of the events
     * @param nanos the monotonic clock, in nanoseconds
     */
    public EventMonitor(DriverState driver, BooleanSupplier unwritable, Supplier<@Nullable SourceException> refusal,
            Supplier<@Nullable CableExchange> exchange, StateStore store, String cable, LongSupplier nanos, InstantSource clock) {
        this.driver = driver;
        this.unwritable = unwritable;
        this.refusal = refusal;
        this.exchange = exchange;
        this.store = store;
        this.cable = cable;
        this.nanos = nanos;
        this.clock = clock;
        this.started = nanos.getAsLong();
        this.rejectedNanos = started - EventType.METER_SILENT.delay().toNanos();
        Stream.of(EventType.values()).forEach(type -> courses.put(type, new Course(type)));
        this.regulates = store.recall(ESS_KEY + cable, Boolean::valueOf).orElse(false);
        this.offGridNanos = hasBegunFor(Condition.ESS_GRID_LOST) ? (Long) started : null;
        // An event of the missing power that began before the restart ends when the meter sends the values again.
        this.sentPower = hasBegunFor(Condition.METER_POWER_GONE);
        this.sentPeaks = hasBegunFor(Condition.METER_PEAKS_GONE);
    }

    /** Sets the outputs that get the events, and the events that the GX device shows; called before the first tick. */
    public void reportTo(List<Output> receivers, Set<EventType> shownOnDevice) {
        outputs = List.copyOf(receivers);
        notified = Set.copyOf(shownOnDevice);
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (snapshot.published().meterIndex() != meterIndex) {
            meterIndex = snapshot.published().meterIndex();
            sentPower = false;
            sentPeaks = false;
        }
        if (hasPower(snapshot.published().values())) {
            sentPower = true;
        }
        if (snapshot.published().values().has(Quantity.PEAK_IMPORT)) {
            sentPeaks = true;
        }
        followWindow(snapshot.demand());
        current = snapshot;
    }

    private void followWindow(@Nullable Demand demand) {
        LostWindow lost = lostWindow;
        if (demand == null) {
            return;
        }
        boolean isSame = lost != null && lost.demand().start().epochSecond() == demand.start().epochSecond();
        if (lost != null && !isSame) {
            boolean isNext = lost.demand().end().epochSecond() == demand.start().epochSecond();
            missed = isNext ? missed(lost) : missed;
        }
        lostWindow = !demand.importLimit().exceeded() ? null
                : new LostWindow(demand, lost != null && isSame ? lost.cause()
                        : driver.limiter().map(limiter -> cause(limiter.state())).orElse(null));
    }

    private static Occasion missed(LostWindow lost) {
        Demand demand = lost.demand();
        return lost.cause() == null || demand.meanWatts() == null ? Occasion.UNKNOWN
                : new Occasion(demand.start().toString(), lost.cause(), Severity.WARNING, Map.of("watts", demand.meanWatts()));
    }

    /**
     * Returns why a limiter in this state does not keep a window. In states for which the owner has to do something else, the
     * event of the stopped limiter says so.
     */
    private static @Nullable Condition cause(Condition state) {
        return switch (state) {
            case LIMITER_BATTERY_EMPTY -> state;
            case LIMITER_YIELDING, LIMITER_OTHER_PROGRAM -> Condition.LIMITER_YIELDING;
            // Above the reserve ESS gives what it can without a limit.
            case LIMITER_READY, LIMITER_ABOVE_RESERVE, LIMITER_HOLDING, LIMITER_ASKED, LIMITER_LIMITING, LIMITER_NOT_ENOUGH ->
                    Condition.LIMITER_NOT_ENOUGH;
            default -> null;
        };
    }

    private static boolean hasPower(Values values) {
        return values.has(Quantity.POWER_NET) || values.has(Quantity.POWER_IMPORT) || values.has(Quantity.POWER_EXPORT);
    }

    @Override
    public void rejected(RejectedFrame rejected) {
        rejectedNanos = nanos.getAsLong();
    }

    @Override
    public void offline() {
        current = null;
    }

    @Override
    public void tick() {
        long now = nanos.getAsLong();
        Snapshot valid = current;
        EssStatus ess = driver.ess();
        if (ess.isOffGrid()) {
            offGridNanos = now;
        } else if (isKnown(ess) && ess.regulates() != regulates) {
            regulates = !regulates;
            store.remember(ESS_KEY + cable, Boolean.toString(regulates));
        }
        courses.forEach((type, course) -> course.follow(occasion(type, valid, ess, now), now));
    }

    /** Returns whether an event has begun for a condition, also before a restart. */
    private boolean hasBegunFor(Condition condition) {
        return Objects.requireNonNull(courses.get(condition.event())).hasBegunFor(condition);
    }

    private Occasion occasion(EventType type, @Nullable Snapshot valid, EssStatus ess, long now) {
        return switch (type) {
            case METER_SILENT -> valid != null ? Occasion.NONE : unpaired() != null ? Occasion.UNKNOWN : silent(ess, now);
            case DONGLE_UNPAIRED -> Objects.requireNonNullElse(unpaired(), valid != null ? Occasion.NONE : Occasion.UNKNOWN);
            case ESS_NOT_USED, ESS_TOO_SLOW, PHASE_ORDER -> ofEss(type, ess);
            case MONTH_PEAK -> valid == null ? Occasion.UNKNOWN : peak(valid);
            case PEAK_MISSED -> missed;
            case PORT_CLOSED -> valid == null ? Occasion.UNKNOWN : closed(valid);
            case METER_REPLACED -> valid == null || valid.published().meterIndex() == 0 ? Occasion.UNKNOWN
                    : new Occasion("" + valid.published().meterIndex(), Condition.METER_REPLACED, Severity.WARNING, Map.of());
            case CABLES_EXCHANGED -> valid == null ? Occasion.UNKNOWN
                    : store.recall(EXCHANGE_KEY + cable, EventMonitor::exchanged).orElse(Occasion.UNKNOWN);
            case SETTINGS_RESTORED -> valid != null && driver.isSettingsRestored()
                    ? Occasion.of(Condition.DEVICE_SETTINGS_RESTORED, Map.of()) : Occasion.UNKNOWN;
            case STATE_NOT_WRITABLE -> unwritable.getAsBoolean() ? Occasion.of(Condition.DEVICE_NOT_WRITABLE, Map.of()) : Occasion.NONE;
            case HISTORY_DAMAGED -> driver.damagedHistory().map(EventMonitor::damaged).orElse(Occasion.NONE);
            case CLOCK_WRONG -> valid == null ? Occasion.UNKNOWN : ofMeter(MeterDoubt.clock(valid));
            case NOT_COUNTED -> valid == null ? Occasion.UNKNOWN : ofMeter(MeterDoubt.uncountedPower(valid));
            case POWER_DOUBTFUL -> valid == null ? Occasion.UNKNOWN : ofMeter(MeterDoubt.doubtfulPower(valid));
            case LIMITER_STOPPED -> valid == null || valid.demand() == null ? Occasion.UNKNOWN
                    : driver.limiter().map(limiter -> stopped(limiter, ess)).orElse(Occasion.UNKNOWN);
        };
    }

    private static Occasion damaged(DamagedHistory history) {
        return history.removed().isEmpty()
                ? new Occasion(history.file(), Condition.DEVICE_HISTORY_DAMAGED, Severity.WARNING, Map.of("file", history.file()))
                : new Occasion(history.file(), Condition.DEVICE_HISTORY_REMOVED, Severity.WARNING,
                        Map.of("file", history.file(), "removed", history.removed()));
    }

    /** @param text the number of the present meter and that of the one before; empty after the owner was informed */
    private static @Nullable Occasion exchanged(String text) {
        String[] numbers = text.split("/");
        if (!text.isEmpty() && numbers.length != 2) {
            throw new IllegalArgumentException("no exchange: " + text);
        }
        return text.isEmpty() ? null : new Occasion(text, Condition.METER_CABLES_EXCHANGED, Severity.WARNING,
                Map.of("number", numbers[0], "before", numbers[1]));
    }

    private static Occasion ofMeter(@Nullable MeterDoubt doubt) {
        return doubt == null ? Occasion.NONE : Occasion.of(doubt.condition(), doubt.facts());
    }

    private @Nullable Occasion unpaired() {
        SourceException cause = refusal.get();
        return cause == null || cause.condition().event() != EventType.DONGLE_UNPAIRED ? null
                : Occasion.of(cause.condition(), Map.of("detail", cause.detail()));
    }

    /**
     * Returns the occasion that the meter sends nothing. While the inverter is not on the grid it is no alarm, because ESS regulates
     * nothing, and it is another event than afterwards: a meter that then does not start is an alarm of its own.
     */
    private Occasion silent(EssStatus ess, long now) {
        // A cable that is pulled out leaves half a rejected telegram too, but that rejection is older than this delay.
        boolean unreadable = now - rejectedNanos < EventType.METER_SILENT.delay().toNanos();
        Condition condition = unreadable ? Condition.LINE_UNREADABLE : Condition.LINE_SILENT;
        if (!hasBegunFor(Condition.LINE_SILENT)) {
            if (ess.state() == Condition.ESS_GRID_LOST) {
                return new Occasion(Condition.ESS_GRID_LOST.id(), ess.state(), Severity.INFORMATION,
                        Map.of("detail", ess.detail()));
            }
            if (ess.isOffGrid()) {
                return new Occasion(Condition.ESS_GRID_LOST.id(), condition, Severity.WARNING, Map.of());
            }
            if (offGridNanos != null && now - offGridNanos < AFTER_POWER_CUT.toNanos()) {
                return Occasion.UNKNOWN;
            }
        }
        return new Occasion(Condition.LINE_SILENT.id(), condition, regulates ? Severity.ALARM : Severity.WARNING, Map.of());
    }

    /**
     * Returns the occasion that the peak limiter does not act. It is over when the limiter works or, if it was impossible,
     * when it is possible; not while the limiter retries. Unknown while ESS does not use the meter.
     */
    private Occasion stopped(LimiterStatus limiter, EssStatus ess) {
        if (limiter.isStopped(ess)) {
            return Occasion.of(limiter.state(), Map.of());
        }
        boolean wasImpossible = hasBegunFor(Condition.LIMITER_IMPOSSIBLE) || hasBegunFor(Condition.LIMITER_NO_VEBUS);
        boolean isOver = wasImpossible ? !limiter.state().isWrong() : WORKS.contains(limiter.state());
        return isOver ? Occasion.NONE : Occasion.UNKNOWN;
    }

    /** Returns the occasion of what ESS does; unknown while the inverter is not on the grid, where ESS regulates nothing. */
    private Occasion ofEss(EventType type, EssStatus ess) {
        if (!isKnown(ess) || ess.isOffGrid()) {
            return Occasion.UNKNOWN;
        }
        if (ess.state().event() != type) {
            return Occasion.NONE;
        }
        // While an event of this type runs, its reason is the present one.
        boolean toldBefore = ess.state() == Condition.ESS_NO_ASSISTANT && !Objects.requireNonNull(courses.get(type)).isRunning()
                && store.recall(noAssistantKey(), Boolean::valueOf).orElse(false);
        return toldBefore ? Occasion.UNKNOWN : Occasion.of(ess.state(), Map.of("detail", ess.detail()));
    }

    private String noAssistantKey() {
        Snapshot valid = current;
        return NO_ASSISTANT_KEY + (valid == null ? cable : valid.key().text());
    }

    private static boolean isKnown(EssStatus ess) {
        return ess.state() != Condition.ESS_UNKNOWN && !ess.isMeterSilent();
    }

    /**
     * Returns the occasion that a meter no longer sends values. Values of earlier messages that are still valid count as
     * sent, because some meters send them only in every other message, and so does a value that the guard withholds.
     */
    private Occasion closed(Snapshot snapshot) {
        Values sent = snapshot.reading().values();
        boolean power = hasPower(snapshot.published().values()) || hasPower(sent);
        boolean peaks = snapshot.published().values().has(Quantity.PEAK_IMPORT) || sent.has(Quantity.PEAK_IMPORT);
        if (sentPower && !power) {
            return Occasion.of(Condition.METER_POWER_GONE, Map.of());
        }
        return sentPeaks && !peaks ? Occasion.of(Condition.METER_PEAKS_GONE, Map.of()) : Occasion.NONE;
    }

    /**
     * Returns the occasion that the running window becomes the month's peak or raises the bill, with these facts: the power
     * to switch off, rounded up to 100 W, and the minutes that are left.
     */
    private static Occasion peak(Snapshot snapshot) {
        Demand demand = snapshot.demand();
        Stamp time = snapshot.arrival().rowTime();
        if (demand == null || time == null || !snapshot.published().values().has(Quantity.POWER_NET)) {
            return Occasion.UNKNOWN;
        }
        long now = time.epochSecond();
        long rest = demand.end().epochSecond() - now;
        long allowed = demand.bill() == null ? allowed(demand, rest) : allowed(demand.bill());
        long power = Math.max(0, snapshot.published().values().decimal(Quantity.POWER_NET).longValue());
        if (power <= allowed) {
            return Occasion.NONE;
        }
        if (rest < LEAST_REST_SECONDS) {
            return Occasion.UNKNOWN;
        }
        long excess = (power - allowed + WATTS_STEP - 1) / WATTS_STEP * WATTS_STEP;
        return new Occasion(demand.start().toString(), Condition.METER_MONTH_PEAK, Severity.WARNING,
                Map.of("watts", excess, "minutes", rest / 60));
    }

    /** Returns the watts above which the window raises the bill; {@link #ANY_POWER} if no power raises it. */
    private static long allowed(Demand.Bill bill) {
        return bill.counted() ? (bill.allowedWatts() == null ? ANY_POWER : bill.allowedWatts()) : ANY_POWER;
    }

    /**
     * Returns the watts above which the window becomes the month's peak, where no tariff is configured; {@link #ANY_POWER}
     * if the month's peak is unknown.
     */
    private static long allowed(Demand demand, long rest) {
        if (demand.peakWatts() == null || demand.meanWatts() == null || rest <= 0) {
            return ANY_POWER;
        }
        long length = demand.window().toSeconds();
        long ceiling = Math.max(LEAST_PEAK_WATTS, demand.peakWatts());
        return Math.max(0, (ceiling * length - demand.meanWatts() * (length - rest)) / rest);
    }

    @Override
    public void close() {
        offline();
        CableExchange found = exchange.get();
        if (found != null) {
            store.remember(EXCHANGE_KEY + cable, found.number() + "/" + found.previousNumber());
        }
    }

    /**
     * An event that has begun.
     *
     * @param identity identity of its present cause
     * @param told whether the outputs were told its beginning, for this cause or an earlier one: then they are told its end
     *             too
     */
    private record Begun(String identity, boolean told) {
    }

    /** A beginning or an end that counts only when it has lasted for the delay. */
    private record Pending(boolean ends, long sinceNanos) {
    }

    /** The course of one type of event. Used only by the ticker. */
    private final class Course {
        private final EventType type;
        /** The times when events of this type began and ended in the last day, in seconds since 1970. */
        private final Deque<Long> times = new ArrayDeque<>();
        /** Null while no event of this type runs. */
        private @Nullable Begun begun;
        /** Whether the event that runs began before the start of the driver: the outputs were told, those who ask later were not. */
        private boolean recalled;
        /** Null while nothing begins or ends. */
        private @Nullable Pending pending;
        /**
         * The identity of the last demand window that the outputs were told of: no second event begins for it when the power rises
         * again; empty for other types, and before the first.
         */
        private String toldWindow = "";

        Course(EventType type) {
            this.type = type;
            store.recall(storeKey(), Course::parts).ifPresent(parts -> {
                begun = type.isLasting() && !beginsAnewAtStart() && !parts[0].isEmpty() ? new Begun(parts[0], true) : null;
                recalled = begun != null;
                toldWindow = type == EventType.MONTH_PEAK ? parts[0] : "";
                Stream.of(parts[1].split(",")).filter(time -> !time.isEmpty()).map(Long::valueOf).forEach(times::add);
            });
        }

        /** Returns whether a running event of this type is not remembered over a restart, but begins anew. */
        private boolean beginsAnewAtStart() {
            return type == EventType.DONGLE_UNPAIRED;
        }

        /** Returns whether events of this type neither begin nor end in the first two minutes after the start. */
        private boolean isQuietAtStart() {
            return !beginsAnewAtStart() && type != EventType.CABLES_EXCHANGED && type != EventType.SETTINGS_RESTORED;
        }

        private String storeKey() {
            return type.key() + " " + cable;
        }

        private static String[] parts(String text) {
            String[] parts = text.split(" ", -1);
            if (parts.length != 2 || !parts[1].matches("([0-9]{1,12}(,[0-9]{1,12}){0,9})?")) {
                throw new IllegalArgumentException("no event: " + text);
            }
            return parts;
        }

        boolean isRunning() {
            return begun != null;
        }

        boolean hasBegunFor(Condition condition) {
            return begun != null && begun.identity().equals(condition.id());
        }

        void follow(Occasion present, long now) {
            Begun running = begun;
            if (recalled && running != null && present.isCause() && present.identity().equals(running.identity())) {
                recalled = false;
                Instant time = times.isEmpty() ? clock.instant() : Instant.ofEpochSecond(times.getLast());
                driver.event(new Event(present.condition(), true, present.severity(), time, present.facts()));
            }
            boolean begins = present.isCause() && !present.identity().equals(running == null ? toldWindow : running.identity());
            boolean ends = present == Occasion.NONE && running != null && type.isLasting();
            if (!begins && !ends) {
                pending = null;
                return;
            }
            if (pending == null || pending.ends() != ends) {
                pending = new Pending(ends, now);
            }
            Duration delay = ends ? END_DELAY : type.delay();
            if (now - pending.sinceNanos() >= delay.toNanos() && (!isQuietAtStart() || now - started >= QUIET_AT_START.toNanos())) {
                pending = null;
                if (running != null && ends) {
                    end(running);
                } else {
                    begin(present);
                }
            }
        }

        private void begin(Occasion present) {
            Instant time = clock.instant();
            boolean isTold = hasRoom(time.getEpochSecond()) && !isKnownByMonthPeak(present);
            begun = new Begun(present.identity(), isTold || begun != null && begun.told());
            if (isTold) {
                toldWindow = type == EventType.MONTH_PEAK ? present.identity() : "";
                report(new Event(present.condition(), true, present.severity(), time, present.facts()));
            }
        }

        private void end(Begun running) {
            begun = null;
            if (running.told()) {
                Condition ended = type.conditions().stream().filter(condition -> condition.id().equals(running.identity())).findFirst()
                        .orElse(type.usualCondition());
                report(new Event(ended, false, Severity.INFORMATION, clock.instant(), Map.of()));
            }
        }

        /** Returns whether the device has shown that the window of a missed peak becomes the month's peak. */
        private boolean isKnownByMonthPeak(Occasion present) {
            return type == EventType.PEAK_MISSED && notified.contains(EventType.MONTH_PEAK)
                    && Objects.requireNonNull(courses.get(EventType.MONTH_PEAK)).wasToldOfWindow(present.identity());
        }

        private boolean wasToldOfWindow(String start) {
            return toldWindow.equals(start);
        }

        /** Returns whether the limit of a day allows both the beginning of an event and its end. */
        private boolean hasRoom(long now) {
            times.removeIf(time -> time > now || time <= now - DAY_SECONDS);
            return times.size() + (type.isLasting() ? 2 : 1) <= (type == EventType.PEAK_MISSED ? 1 : MOST_A_DAY);
        }

        private void report(Event event) {
            recalled = false;
            times.add(event.time().getEpochSecond());
            store.remember(storeKey(), (begun == null ? "" : begun.identity()) + " "
                    + times.stream().map(Object::toString).collect(Collectors.joining(",")));
            driver.event(event);
            outputs.forEach(output -> output.event(event));
            if (type == EventType.CABLES_EXCHANGED) {
                store.remember(EXCHANGE_KEY + cable, "");
            }
            if (event.condition() == Condition.ESS_NO_ASSISTANT) {
                store.remember(noAssistantKey(), Boolean.toString(true));
            }
        }
    }
}
