package org.dbusp1.feedback;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.problem.Problem;
import org.dbusp1.problem.Texts;

/**
 * The beginning or the end of something that the owner should know.
 *
 * @param variant  the case of the kind that the text depends on; empty where the kind has one case
 * @param begins   true for the beginning, false for the end
 * @param time     by the machine's clock
 * @param facts    what the text names: texts, and whole numbers as {@link Long}
 */
public record Event(Kind kind, String variant, boolean begins, Severity severity, Instant time, Map<String, Object> facts) {
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
        METER_SILENT(60, true),
        /** ESS does not use the meter. */
        ESS_NOT_USED(300, true),
        /** The telegrams come too seldom for ESS. */
        ESS_TOO_SLOW(300, true),
        /** The phases of the meter and of the inverter may be in another order. */
        PHASE_ORDER(60, true),
        /** The running window of a demand tariff will be higher than the month's peak. */
        MONTH_PEAK(60, true),
        /** The meter no longer sends values that it sent before, as when the operator closes a part of the port. */
        PORT_CLOSED(300, true),
        /** Another meter sends on the cable. */
        METER_REPLACED(0, false),
        /** The driver cannot write its state files. */
        STATE_NOT_WRITABLE(60, true),
        /** The peak limiter does not act, and the owner has to do something. */
        LIMITER_STOPPED(120, true);

        private final Duration delay;
        private final boolean lasting;

        Kind(int delaySeconds, boolean lasting) {
            this.delay = Duration.ofSeconds(delaySeconds);
            this.lasting = lasting;
        }

        /** Returns the time for which its cause lasts before the event begins. */
        public Duration delay() {
            return delay;
        }

        /** Returns whether it has an end. */
        public boolean lasting() {
            return lasting;
        }

        /** Returns whether its beginning is a verdict about ESS: the variant is the state. */
        boolean isOfEss() {
            return this == ESS_NOT_USED || this == ESS_TOO_SLOW || this == PHASE_ORDER;
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

    /** Returns the name of the event in JSON: that of its kind, and for the end {@code meter_silent_over}. */
    public String type() {
        return begins ? kind.key() : kind.endKey();
    }

    /**
     * Returns the text for the owner.
     *
     * @param language of two letters, as {@code nl}; English where there is no text in it
     */
    public String text(String language) {
        if (begins && kind.isOfEss()) {
            return Texts.in(language).sentences(Problem.valueOf("ESS_" + variant.toUpperCase(Locale.ROOT)),
                    facts.getOrDefault("detail", "").toString());
        }
        return Texts.in(language).text("event." + type() + (begins && !variant.isEmpty() ? "." + variant : ""), facts);
    }
}
