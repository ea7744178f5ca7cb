package org.dbusp1.feedback;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.problem.Condition.Subject;
import org.dbusp1.problem.Condition;
import org.dbusp1.problem.Texts;

/**
 * The beginning or the end of something that the owner should know.
 *
 * @param condition what begins or ends, an entry that a kind names
 * @param begins   true for the beginning, false for the end
 * @param time     by the machine's clock
 * @param facts    what the text names: texts, and whole numbers as {@link Long}
 */
public record Event(Condition condition, boolean begins, Severity severity, Instant time, Map<String, Object> facts) {
    /** The severities. The order is that of the types of venus-platform, notification.hpp. */
    public enum Severity {
        WARNING, ALARM, INFORMATION;

        /** Returns the name in JSON. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The kinds of events that the owner is informed of. */
    public enum Kind {
        /** No telegram of the meter can be used. An alarm where ESS regulates by the meter. */
        METER_SILENT(60, true, Condition.LINE_SILENT, Condition.LINE_UNREADABLE),
        /** A dongle waits until its button is pressed, or is not encrypted any more. It begins with each start. */
        DONGLE_UNPAIRED(5, true, Condition.LINE_UNPAIRED, Condition.LINE_PAIRING_ENDED, Condition.LINE_UNPROTECTED),
        /** ESS does not use the meter. */
        ESS_NOT_USED(300, true, Condition.ESS_INPUT_NOT_GRID, Condition.ESS_METERING_BY_INVERTER, Condition.ESS_SAME_INSTANCE,
                Condition.ESS_NOT_CHOSEN, Condition.ESS_NO_POWER, Condition.ESS_NOT_SEEN),
        /** The telegrams are too seldom for ESS. */
        ESS_TOO_SLOW(300, true, Condition.ESS_SLOW),
        /** The phases of the meter and of the inverter may be in another order, or ESS sees only one. */
        PHASE_ORDER(60, true, Condition.ESS_PHASE_ORDER, Condition.ESS_ONE_PHASE_ONLY, Condition.ESS_INDIVIDUAL_PHASE),
        /** The running window of a demand tariff will be higher than the month's peak. */
        MONTH_PEAK(60, true, Condition.METER_MONTH_PEAK),
        /** The meter no longer sends values that it sent before, as when the operator closes a part of the port. */
        PORT_CLOSED(300, true, Condition.METER_POWER_GONE, Condition.METER_PEAKS_GONE),
        /** Another meter sends on the cable. */
        METER_REPLACED(0, false, Condition.METER_REPLACED),
        /** Cables were exchanged, and this meter came from another one. Some seconds after the start, when outputs are ready. */
        CABLES_EXCHANGED(30, false, Condition.METER_CABLES_EXCHANGED),
        /** The GX device had lost the settings of the meter, and got them back. */
        SETTINGS_RESTORED(30, false, Condition.DEVICE_SETTINGS_RESTORED),
        /** The driver cannot write its state files. */
        STATE_NOT_WRITABLE(60, true, Condition.DEVICE_NOT_WRITABLE),
        /** The history's database was damaged, and a new one has begun. */
        HISTORY_DAMAGED(0, false, Condition.DEVICE_HISTORY_DAMAGED),
        /** The peak limiter does not act, and the owner has to do something. */
        LIMITER_STOPPED(120, true, Condition.LIMITER_OTHER_PROGRAM, Condition.LIMITER_NOT_OBEYED, Condition.LIMITER_KEEPS_CHARGED,
                Condition.LIMITER_EXTERNAL_CONTROL, Condition.LIMITER_IMPOSSIBLE),
        /** The meter's clock is wrong, and rows take the time of arrival. */
        CLOCK_WRONG(60, true, Condition.METER_CLOCK_WRONG),
        /** No counter counts what the power tells. */
        NOT_COUNTED(0, true, Condition.METER_IMPORT_NOT_COUNTED, Condition.METER_EXPORT_NOT_COUNTED);

        private final Duration delay;
        private final boolean lasting;
        private final List<Condition> entries;

        Kind(int delaySeconds, boolean lasting, Condition... entries) {
            this.delay = Duration.ofSeconds(delaySeconds);
            this.lasting = lasting;
            this.entries = List.of(entries);
        }

        /** Returns what its events are about; the first is that of an end whose beginning is not known. */
        public List<Condition> entries() {
            return entries;
        }

        /** Returns the kind that names an entry; absent where it is no event. */
        public static Optional<Kind> of(Condition entry) {
            return Stream.of(values()).filter(kind -> kind.entries.contains(entry)).findFirst();
        }

        /** Returns the time for which its cause lasts before the event begins. */
        public Duration delay() {
            return delay;
        }

        /** Returns whether it is about ESS, or about what the driver asks of it: such an event needs the D-Bus. */
        public boolean needsEss() {
            return entries.stream().map(Condition::subject).allMatch(subject -> subject == Subject.ESS || subject == Subject.LIMITER);
        }

        /** Returns whether it has an end. */
        public boolean lasting() {
            return lasting;
        }

        /** Returns the name in JSON, in the configuration and in the history. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the name of its end in JSON. */
        public String endKey() {
            return key() + "_over";
        }
    }

    public Event {
        facts = Map.copyOf(facts);
    }

    /** @throws IllegalArgumentException when no kind names the entry */
    public Kind kind() {
        return Kind.of(condition).orElseThrow(() -> new IllegalArgumentException(condition + " is no event"));
    }

    /** Returns the name of the event in JSON: that of its kind, and for the end {@code meter_silent_over}. */
    public String type() {
        return begins ? kind().key() : kind().endKey();
    }

    /**
     * Returns the text for the owner.
     *
     * @param language of two letters, as {@code nl}; English where there is no text in it
     */
    public String text(String language) {
        Texts texts = Texts.in(language);
        return begins ? texts.sentences(condition, facts) : texts.text("event." + type(), facts);
    }
}
