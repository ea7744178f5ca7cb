package org.dbusp1.app.report;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.app.report.Sight.NoCause;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Doubts.UncountedPower;
import org.dbusp1.metering.Doubts.WrongZone;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.Board;
import org.jspecify.annotations.Nullable;

/**
 * The watchers, one for each type of event: what is so now, without a thought of when it is told ({@link Teller}). The outputs' thread
 * brings snapshots; the ticker looks.
 */
public final class Watches implements Output {
    /** The least time to the end of a demand window in which the owner can still switch devices off. */
    private static final long LEAST_REST_SECONDS = 120;
    private static final int WATTS_STEP = 100;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
    /** The states of a limiter that nothing stops. In {@link Condition#LIMITER_NOT_ENOUGH} ESS does what is asked of it. */
    private static final Set<Condition> WORKS = EnumSet.of(Condition.LIMITER_OFF, Condition.LIMITER_HOLDING, Condition.LIMITER_LIMITING,
            Condition.LIMITER_NOT_ENOUGH);
    /** In the store: whether ESS regulated by the meter when that was last known. Also read by serial-starter/driver. */
    private static final String ESS_KEY = "ess ";
    /** In the store: whether the inverter was off the grid when that was last known. */
    private static final String OFF_GRID_KEY = "off_grid ";
    /** How long a meter may still send nothing when the inverter is on the grid again, until the delay of the event begins. */
    private static final Duration AFTER_POWER_CUT = Duration.ofMinutes(5).minus(EventType.METER_SILENT.delay());

    /** In it an interval of up to 60 s is proved. */
    private static final Duration INTERVAL_PROVED = Duration.ofMinutes(7);

    /** A rejected telegram. @param isBehind whether it is late, because the line falls behind */
    private record Rejection(long nanos, boolean isBehind) {
    }

    /**
     * A window above its limit.
     *
     * @param demand the window at its last telegram
     * @param cause why the limiter did not keep it, when its energy passed the limit; null: no cause, or the limiter was off
     */
    private record LostWindow(Demand demand, @Nullable Condition cause) {
    }

    private final Board board;
    private final BooleanSupplier unwritable;
    private final Supplier<@Nullable SourceException> refusal;
    private final Supplier<@Nullable Duration> seldom;
    private final StateStore store;
    private final String cable;
    private final LongSupplier nanos;

    // Written by the outputs' thread, read by the ticker.
    private volatile @Nullable Snapshot current;
    /** The last one; null before the first. */
    private volatile @Nullable Rejection rejection;
    private volatile boolean sentPower;
    private volatile boolean sentPeaks;
    /** Counts the meters of this run; used only by the outputs' thread. */
    private int meterIndex;
    /** The running window if it is already above its limit; used only by the outputs' thread. */
    private @Nullable LostWindow lostWindow;
    /** The last finished window, if it ended above its limit while the peak limiter was on; written by the outputs' thread. */
    private volatile Sight missed = NoCause.UNKNOWN;
    /** When the inverter was last off the grid, by the monotonic clock; the start, if it was before. Used only by the ticker. */
    private @Nullable Long offGridNanos;

    /**
     * @param unwritable returns whether state files cannot be written now
     * @param refusal returns why the source cannot be opened; null while it is open, and if it was lost
     * @param seldom returns the time since the first good telegram of those that arrive too far apart to be published; null without such
     * @param store remembers what the next run has to know
     * @param nanos the monotonic clock, in nanoseconds
     */
    public Watches(Board board, BooleanSupplier unwritable, Supplier<@Nullable SourceException> refusal,
            Supplier<@Nullable Duration> seldom, StateStore store, String cable, LongSupplier nanos) {
        this.board = board;
        this.unwritable = unwritable;
        this.refusal = refusal;
        this.seldom = seldom;
        this.store = store;
        this.cable = cable;
        this.nanos = nanos;
        board.regulated(remembered(ESS_KEY));
        this.offGridNanos = remembered(OFF_GRID_KEY) ? nanos.getAsLong() : null;
    }

    private boolean remembered(String key) {
        return store.recall(key + cable, Boolean::valueOf).orElse(false);
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (snapshot.published().meterIndex() != meterIndex) {
            meterIndex = snapshot.published().meterIndex();
            sentPower = false;
            sentPeaks = false;
        }
        sentPower |= hasPower(snapshot.published().values());
        sentPeaks |= snapshot.published().values().has(Quantity.PEAK_IMPORT);
        followWindow(snapshot.demand());
        current = snapshot;
    }

    private static boolean hasPower(Values values) {
        return values.has(Quantity.POWER_NET) || values.has(Quantity.POWER_IMPORT) || values.has(Quantity.POWER_EXPORT);
    }

    @Override
    public void rejected(RejectedFrame rejected) {
        rejection = new Rejection(nanos.getAsLong(), rejected.cause() == RejectCause.BEHIND);
    }

    @Override
    public void offline() {
        current = null;
    }

    @Override
    public void close() {
        offline();
    }

    /** Called at each tick before the looks of it. */
    void begin(long now) {
        SourceException refused = refusal.get();
        if (refused != null) {
            board.found(Finding.of(refused.condition(), refused.detail()));
        } else if (seldom.get() != null) {
            board.found(Finding.of(Condition.LINE_TOO_SELDOM));
        } else {
            board.nothing(Subject.LINE);
        }
        EssUse ess = board.ess().ess();
        if (ess == EssUse.OFF_GRID) {
            offGridNanos = now;
            store.remember(OFF_GRID_KEY + cable, "true");
        } else if (isKnown(ess)) {
            board.regulated(ess == EssUse.REGULATES);
            store.remember(ESS_KEY + cable, Boolean.toString(board.regulated()));
            store.remember(OFF_GRID_KEY + cable, "false");
        }
    }

    /** @param running of the events of this type that runs, the condition by which causes are compared; null: none runs */
    Sight look(EventType type, @Nullable Condition running, long now) {
        Snapshot valid = current;
        return switch (type) {
            case METER_SILENT -> valid != null ? NoCause.CLEAR : unpaired() != null ? NoCause.UNKNOWN
                    : silent(board.ess(), running, now);
            case DONGLE_UNPAIRED -> {
                Finding unpaired = unpaired();
                yield unpaired != null ? Sight.of(unpaired) : valid != null ? NoCause.CLEAR : NoCause.UNKNOWN;
            }
            case STATE_NOT_WRITABLE -> unwritable.getAsBoolean() ? Sight.of(Condition.DEVICE_NOT_WRITABLE) : NoCause.CLEAR;
            case ESS_NOT_USED, ESS_TOO_SLOW, PHASE_ORDER -> ofEss(type, board.ess());
            case PEAK_MISSED -> missed;
            case HISTORY_DAMAGED -> {
                Finding damaged = board.of(type);
                yield damaged == null ? NoCause.UNKNOWN : Sight.ofInstance(damaged, String.valueOf(damaged.text("file")));
            }
            default -> valid == null ? NoCause.UNKNOWN : ofMeter(type, valid, running);
        };
    }

    private Sight ofMeter(EventType type, Snapshot valid, @Nullable Condition running) {
        return switch (type) {
            case MONTH_PEAK -> peak(valid);
            case PORT_CLOSED -> closed(valid);
            case METER_REPLACED -> valid.published().meterIndex() == 0 ? NoCause.UNKNOWN
                    : Sight.ofInstance(Finding.of(Condition.METER_REPLACED), Integer.toString(valid.published().meterIndex()));
            case CLOCK_WRONG -> Sight.ofNullable(wrongClock(valid));
            case NOT_COUNTED -> Sight.ofNullable(uncountedPower(valid));
            case POWER_DOUBTFUL -> Sight.ofNullable(doubtfulPower(valid));
            case LIMITER_STOPPED -> valid.demand() == null ? NoCause.UNKNOWN
                    : board.of(Subject.LIMITER).map(limiter -> stopped(limiter, running)).orElse(NoCause.UNKNOWN);
            default -> throw new IllegalArgumentException(type + " is not of a meter");
        };
    }

    static @Nullable Finding wrongClock(Snapshot snapshot) {
        Stamp shown = snapshot.doubts().wrongClock();
        WrongZone zone = snapshot.doubts().wrongZone();
        return shown != null ? Finding.of(Condition.METER_CLOCK_WRONG, Map.of("meter_time", local(shown)))
                : zone == null ? null
                : zone.other() == null ? Finding.of(Condition.METER_ZONE_WRONG, Map.of("zone", zone.zone().getId()))
                : Finding.of(zone.isStandardTime() ? Condition.METER_STANDARD_TIME : Condition.METER_OTHER_ZONE,
                        Map.of("zone", zone.zone().getId(), "other", zone.other().getId()));
    }

    private static String local(Stamp time) {
        return CLOCK.withZone(ZoneOffset.ofTotalSeconds(time.offsetSeconds())).format(time.instant());
    }

    static @Nullable Finding uncountedPower(Snapshot snapshot) {
        UncountedPower found = snapshot.doubts().uncountedPower();
        return found == null ? null : Finding.of(found.counter() == Quantity.ENERGY_IMPORT ? Condition.METER_IMPORT_NOT_COUNTED
                : Condition.METER_EXPORT_NOT_COUNTED, found.facts());
    }

    static @Nullable Finding doubtfulPower(Snapshot snapshot) {
        DoubtfulPower found = snapshot.doubts().doubtfulPower();
        return found == null ? null : Finding.of(Condition.METER_POWER_UNIT, found.facts());
    }

    /** Returns the doubt about the power that {@code check} reports first; null if there is none. */
    static @Nullable Finding powerDoubt(Snapshot snapshot) {
        Finding doubtful = doubtfulPower(snapshot);
        return doubtful != null ? doubtful : uncountedPower(snapshot);
    }

    private @Nullable Finding unpaired() {
        SourceException cause = refusal.get();
        return cause == null || cause.condition().event() != EventType.DONGLE_UNPAIRED ? null
                : Finding.of(cause.condition(), cause.detail());
    }

    /**
     * Returns that the meter sends nothing. While the inverter is not on the grid it is no alarm, because ESS regulates nothing, and it
     * is another event than afterwards: a meter that then does not start is an alarm of its own. An alarm needs a proof: ESS regulated
     * by the meter, and nothing says that the inverter has gone since. That telegrams come too seldom is never one, and is told once.
     */
    private Sight silent(Finding ess, @Nullable Condition running, long now) {
        Duration sinceFirst = seldom.get();
        if (sinceFirst != null) {
            return sinceFirst.compareTo(INTERVAL_PROVED) < 0 ? NoCause.UNKNOWN : Sight.of(Condition.LINE_TOO_SELDOM);
        }
        // A cable that is pulled out leaves half a rejected telegram too, but that rejection is older than this delay.
        Rejection rejected = rejection;
        Finding line = Finding.of(rejected == null || now - rejected.nanos() >= EventType.METER_SILENT.delay().toNanos()
                ? Condition.LINE_SILENT : rejected.isBehind() ? Condition.LINE_BEHIND : Condition.LINE_UNREADABLE);
        if (running != Condition.LINE_SILENT) {
            if (ess.is(Condition.ESS_GRID_LOST)) {
                boolean proved = !ess.detail().equals("unproved");
                return Sight.of(Finding.of(ess.condition(), ess.detail()).as(proved ? Gravity.WELL : Gravity.KNOW));
            }
            if (ess.ess() == EssUse.OFF_GRID) {
                return Sight.of(line, Condition.ESS_GRID_LOST);
            }
            if (offGridNanos != null && now - offGridNanos < AFTER_POWER_CUT.toNanos()) {
                return NoCause.UNKNOWN;
            }
        }
        return Sight.of(board.regulated() ? line.as(Gravity.ALARM) : line, Condition.LINE_SILENT);
    }

    /** Returns what ESS does wrong; unknown while the inverter is not on the grid, where ESS regulates nothing. */
    private Sight ofEss(EventType type, Finding ess) {
        return !isKnown(ess.ess()) ? NoCause.UNKNOWN
                : ess.condition().event() != type || !ess.isWrong() ? NoCause.CLEAR
                : Sight.of(Finding.of(ess.condition(), ess.detail()));
    }

    private static boolean isKnown(EssUse ess) {
        return ess == EssUse.REGULATES || ess == EssUse.NOT;
    }

    /**
     * Returns that the peak limiter does not act. It is over when the limiter works or, if it was not used, when it is used again; not
     * while it keeps its hands off. Unknown while ESS does not use the meter: then its finding needs no owner.
     */
    private static Sight stopped(Finding limiter, @Nullable Condition running) {
        if (limiter.condition().event() == EventType.LIMITER_STOPPED && limiter.isWrong()) {
            return Sight.of(limiter);
        }
        boolean isOver = running == Condition.LIMITER_NOT_USED ? limiter.condition().event() != EventType.LIMITER_STOPPED
                : WORKS.contains(limiter.condition());
        return isOver ? NoCause.CLEAR : NoCause.UNKNOWN;
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
                        : board.of(Subject.LIMITER).map(limiter -> cause(limiter.condition())).orElse(null));
    }

    private static Sight missed(LostWindow lost) {
        Demand demand = lost.demand();
        return lost.cause() == null || demand.meanWatts() == null ? NoCause.UNKNOWN
                : Sight.ofInstance(Finding.of(lost.cause(), Map.of("watts", demand.meanWatts())), demand.start().toString());
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
            case LIMITER_READY, LIMITER_ABOVE_RESERVE, LIMITER_HOLDING, LIMITER_LIMITING, LIMITER_NOT_ENOUGH ->
                    Condition.LIMITER_NOT_ENOUGH;
            default -> null;
        };
    }

    /**
     * Returns that a meter no longer sends values. Values of earlier messages that are still valid count as sent, because some meters
     * send them only in every other message, and so does a value that the guard withholds.
     */
    private Sight closed(Snapshot snapshot) {
        Values sent = snapshot.reading().values();
        boolean power = hasPower(snapshot.published().values()) || hasPower(sent);
        boolean peaks = snapshot.published().values().has(Quantity.PEAK_IMPORT) || sent.has(Quantity.PEAK_IMPORT);
        return !power && sentPower ? Sight.of(Condition.METER_POWER_GONE)
                : !peaks && sentPeaks ? Sight.of(Condition.METER_PEAKS_GONE)
                : NoCause.CLEAR;
    }

    /**
     * Returns that the running window becomes the month's peak or raises the bill, with these facts: the power to switch off, rounded
     * up to 100 W, and the minutes that are left.
     */
    private static Sight peak(Snapshot snapshot) {
        Demand demand = snapshot.demand();
        Stamp time = snapshot.arrival().rowTime();
        if (demand == null || time == null || !snapshot.published().values().has(Quantity.POWER_NET)) {
            return NoCause.UNKNOWN;
        }
        long rest = demand.end().epochSecond() - time.epochSecond();
        Long allowed = demand.allowedWatts(rest);
        long power = Math.max(0, snapshot.published().values().decimal(Quantity.POWER_NET).longValue());
        if (allowed == null || power <= allowed) {
            return NoCause.CLEAR;
        }
        if (rest < LEAST_REST_SECONDS) {
            return NoCause.UNKNOWN;
        }
        long excess = (power - allowed + WATTS_STEP - 1) / WATTS_STEP * WATTS_STEP;
        return Sight.ofInstance(Finding.of(Condition.METER_MONTH_PEAK, Map.of("watts", excess, "minutes", rest / 60)),
                demand.start().toString());
    }
}
