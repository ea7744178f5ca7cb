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
    DONGLE_UNPAIRED(5, Start.ANEW),
    ESS_NOT_USED(300),
    ESS_TOO_SLOW(300),
    /** The phases of the meter and of the inverter may be in another order, or ESS sees only one phase. */
    PHASE_ORDER(60),
    /** A window is told once: no second event begins for it when the power rises again. */
    MONTH_PEAK(60),
    /** The meter no longer sends values that it sent before, as when the operator closes a part of the port. */
    PORT_CLOSED(300),
    METER_REPLACED(0, Start.ENDLESS),
    STATE_NOT_WRITABLE(60),
    HISTORY_DAMAGED(0, Start.ENDLESS),
    /** The peak limiter does not act, and the owner has to do something. */
    LIMITER_STOPPED(120),
    /** A demand window has ended above its limit while the peak limiter was on. */
    PEAK_MISSED(0, Start.ENDLESS, 1),
    CLOCK_WRONG(60),
    /** No counter of the meter counts the import or export that its power shows. */
    NOT_COUNTED(0),
    /** Currents contradict the power of the meter. */
    POWER_DOUBTFUL(0);

    private static final int MOST_A_DAY = 6;

    /** What a start of the driver means for a running event, and whether it has an end. */
    private enum Start {
        /** It goes on, and in the first two minutes nothing begins or ends. */
        GOES_ON,
        /** It begins again, at once. */
        ANEW,
        /** It has no end. In the first two minutes none begins. */
        ENDLESS
    }

    private final Duration delay;
    private final Start start;
    private final int mostADay;

    EventType(int delaySeconds) {
        this(delaySeconds, Start.GOES_ON);
    }

    EventType(int delaySeconds, Start start) {
        this(delaySeconds, start, MOST_A_DAY);
    }

    EventType(int delaySeconds, Start start, int mostADay) {
        this.delay = Duration.ofSeconds(delaySeconds);
        this.start = start;
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

    public int mostADay() {
        return mostADay;
    }

    /** True for an event about ESS or the peak limiter, which needs the D-Bus. */
    public boolean needsEss() {
        return conditions().stream().map(Condition::subject).allMatch(subject -> subject == Subject.ESS || subject == Subject.LIMITER);
    }

    public boolean isLasting() {
        return start != Start.ENDLESS;
    }

    /** True if an event may begin at once after a start, and one that runs is told a second time then. */
    public boolean beginsAnew() {
        return start == Start.ANEW;
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String endKey() {
        return key() + "_over";
    }
}
