package org.dbusp1.output;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * The beginning or the end of something that the owner should know.
 *
 * @param variant  the case of the kind that the text depends on; empty where the kind has one case
 * @param begins   true for the beginning, false for the end
 * @param time     by the machine's clock
 * @param facts    what the text names: texts, and whole numbers as {@link Long}
 */
public record Event(EventKind kind, String variant, boolean begins, Severity severity, Instant time,
                    Map<String, Object> facts) {
    /** The severities. The order is that of the types of venus-platform, notification.hpp. */
    public enum Severity {
        WARNING, ALARM, INFORMATION;

        /** Returns the name in JSON. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Event {
        facts = Map.copyOf(facts);
    }

    /** Returns the name of the event in JSON: that of its kind, and for the end {@code meter_silent_over}. */
    public String type() {
        return begins ? kind.key() : over(kind);
    }

    /** Returns the name of a kind's end in JSON. */
    public static String over(EventKind kind) {
        return kind.key() + "_over";
    }
}
