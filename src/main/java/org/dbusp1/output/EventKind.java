package org.dbusp1.output;

import java.time.Duration;
import java.util.Locale;
import org.dbusp1.output.Event.Severity;

/** The kinds of events that the owner is informed of. Their texts are in events_LANGUAGE.properties. */
public enum EventKind {
    /** No telegram of the meter can be used. An alarm where ESS regulates by the meter. */
    METER_SILENT(Severity.WARNING, 60, true),
    /** ESS does not use the meter. */
    ESS_NOT_USED(Severity.WARNING, 300, true),
    /** The telegrams come too seldom for ESS. */
    ESS_TOO_SLOW(Severity.WARNING, 300, true),
    /** The phases of the meter and of the inverter may be in another order. */
    PHASE_ORDER(Severity.WARNING, 60, true),
    /** The running window of a demand tariff will be higher than the month's peak. */
    MONTH_PEAK(Severity.WARNING, 60, true),
    /** The meter no longer sends values that it sent before, as when the operator closes a part of the port. */
    PORT_CLOSED(Severity.WARNING, 300, true),
    /** Another meter sends on the cable. */
    METER_REPLACED(Severity.WARNING, 0, false),
    /** The driver cannot write its state files. */
    STATE_NOT_WRITABLE(Severity.WARNING, 60, true);

    private final Severity severity;
    private final Duration delay;
    private final boolean lasting;

    EventKind(Severity severity, int delaySeconds, boolean lasting) {
        this.severity = severity;
        this.delay = Duration.ofSeconds(delaySeconds);
        this.lasting = lasting;
    }

    /** Returns the severity of its beginning, where nothing makes it higher. */
    public Severity severity() {
        return severity;
    }

    /** Returns the time for which its cause lasts before the event begins. */
    public Duration delay() {
        return delay;
    }

    /** Returns whether it has an end. */
    public boolean lasting() {
        return lasting;
    }

    /** Returns the name in JSON, in the configuration and in the history. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
