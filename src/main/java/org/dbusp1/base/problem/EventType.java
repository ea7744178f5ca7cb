package org.dbusp1.base.problem;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition.Subject;

/** The events of which the owner is informed. The conditions of an event name it. */
public enum EventType {
    /** No telegram of the meter can be used. An alarm if ESS regulates by the meter. */
    METER_SILENT(60, true),
    /** A dongle waits until its button is pressed, or is no longer encrypted. Reported again at each start of the driver. */
    DONGLE_UNPAIRED(5, true),
    ESS_NOT_USED(300, true),
    ESS_TOO_SLOW(300, true),
    /** The phases of the meter and of the inverter may be in another order, or ESS sees only one phase. */
    PHASE_ORDER(60, true),
    MONTH_PEAK(60, true),
    /** The meter no longer sends values that it sent before, as when the operator closes a part of the port. */
    PORT_CLOSED(300, true),
    METER_REPLACED(0, false),
    /** Since the last run. Delayed until outputs are ready. */
    CABLES_EXCHANGED(30, false),
    SETTINGS_RESTORED(30, false),
    STATE_NOT_WRITABLE(60, true),
    HISTORY_DAMAGED(0, false),
    /** The peak limiter does not act, and the owner has to do something. */
    LIMITER_STOPPED(120, true),
    /** A demand window has ended above its limit while the peak limiter was on. At most once a day. */
    PEAK_MISSED(0, false),
    CLOCK_WRONG(60, true),
    /** No counter of the meter counts the import or export that its power shows. */
    NOT_COUNTED(0, true),
    /** Currents or phases contradict the power of the meter. */
    POWER_DOUBTFUL(0, true);

    private final Duration delay;
    private final boolean lasting;

    EventType(int delaySeconds, boolean lasting) {
        this.delay = Duration.ofSeconds(delaySeconds);
        this.lasting = lasting;
    }

    /** Returns the conditions with this event. */
    public List<Condition> conditions() {
        return Stream.of(Condition.values()).filter(condition -> condition.event() == this).toList();
    }

    /** Returns the condition that names the end of an event whose beginning is not known: the first that is no normal state. */
    public Condition usualCondition() {
        return conditions().stream().filter(condition -> condition.severity() != Condition.Severity.FINE).findFirst().orElseThrow();
    }

    /** Returns the time for which a condition lasts before its event begins. */
    public Duration delay() {
        return delay;
    }

    /** True for an event about ESS or the peak limiter, which needs the D-Bus. */
    public boolean needsEss() {
        return conditions().stream().map(Condition::subject).allMatch(subject -> subject == Subject.ESS || subject == Subject.LIMITER);
    }

    /** True if the event has an end. */
    public boolean isLasting() {
        return lasting;
    }

    /** Returns the name in JSON, in the configuration and in the history. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name of the event's end in JSON. */
    public String endKey() {
        return key() + "_over";
    }
}
