package org.dbusp1.base.problem;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition.Subject;

/** The events of which the owner is informed, with the rules of their telling. The conditions of an event name it. */
public enum EventType {
    /** No telegram of the meter can be used. An alarm if ESS regulates by the meter, unless good ones arrive too seldom. */
    METER_SILENT(60),
    /** A dongle waits until its button is pressed, or is no longer encrypted. */
    DONGLE_UNPAIRED(5, Telling.AT_ONCE),
    ESS_NOT_USED(300),
    ESS_TOO_SLOW(300),
    /** The phases of the meter and of the inverter may be in another order, or ESS sees only one phase. */
    PHASE_ORDER(60),
    /** A window is told once in a run: no second event begins for it when the power rises again. */
    MONTH_PEAK(60),
    /** The meter no longer sends values that it sent before, as when the operator closes a part of the port. */
    PORT_CLOSED(300),
    METER_REPLACED(0, Telling.MOMENT),
    STATE_NOT_WRITABLE(60),
    HISTORY_DAMAGED(0, Telling.MOMENT),
    /** The peak limiter does not act, and the owner has to do something. */
    LIMITER_STOPPED(120),
    /** A demand window has ended above its limit while the peak limiter was on. */
    PEAK_MISSED(0, Telling.MOMENT, 1),
    CLOCK_WRONG(60),
    /** No counter of the meter counts the import or export that its power shows. */
    NOT_COUNTED(0),
    /** Currents contradict the power of the meter. */
    POWER_DOUBTFUL(0);

    private static final int MOST_A_DAY = 6;

    /** Whether an event is told in the first two minutes after a start, and whether it has an end. */
    private enum Telling {
        /** Not in the first two minutes; with an end. */
        LASTING,
        /** Also in the first two minutes; with an end. */
        AT_ONCE,
        /** Not in the first two minutes; without an end. */
        MOMENT
    }

    private final Duration delay;
    private final Telling telling;
    private final int mostADay;

    EventType(int delaySeconds) {
        this(delaySeconds, Telling.LASTING);
    }

    EventType(int delaySeconds, Telling telling) {
        this(delaySeconds, telling, MOST_A_DAY);
    }

    EventType(int delaySeconds, Telling telling, int mostADay) {
        this.delay = Duration.ofSeconds(delaySeconds);
        this.telling = telling;
        this.mostADay = mostADay;
    }

    public List<Condition> conditions() {
        return Stream.of(Condition.values()).filter(condition -> condition.event() == this).toList();
    }

    public Condition usualCondition() {
        return conditions().stream().filter(Condition::isWrong).findFirst().orElseGet(() -> conditions().get(0));
    }

    public Duration delay() {
        return delay;
    }

    /** Returns how many are told within a day until none begins any more; beginnings and ends count. */
    public int mostADay() {
        return mostADay;
    }

    /** True for an event about ESS or the peak limiter, which needs the D-Bus. */
    public boolean needsEss() {
        return conditions().stream().map(Condition::subject).allMatch(subject -> subject == Subject.ESS || subject == Subject.LIMITER);
    }

    public boolean isLasting() {
        return telling != Telling.MOMENT;
    }

    /** True if an event may begin in the first two minutes after a start. */
    public boolean isToldAtStart() {
        return telling == Telling.AT_ONCE;
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String endKey() {
        return key() + "_over";
    }
}
