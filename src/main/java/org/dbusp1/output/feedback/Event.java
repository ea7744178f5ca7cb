package org.dbusp1.output.feedback;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Texts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beginning or the end of a condition that the owner should know.
 *
 * @param condition the condition that begins or ends; it has a type of event
 * @param begins   true for the beginning, false for the end
 * @param time     by the machine's clock
 * @param facts    the values for the names in the text: texts, and whole numbers as {@link Long}; none of the {@link #FIELDS}
 */
public record Event(Condition condition, boolean begins, Severity severity, Instant time, Map<String, Object> facts) {
    /** The names of an event's own fields in JSON, which no fact can have. */
    public static final Set<String> FIELDS = Set.of("event_type", "kind", "problem", "begins", "severity", "time", "text", "texts");
    private static final Logger LOG = LoggerFactory.getLogger(Event.class);

    /** The severities, in the order of the types of venus-platform, notification.hpp. */
    public enum Severity {
        WARNING, ALARM, INFORMATION;

        /** Returns the name in JSON. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Event {
        if (condition.event() == null) {
            throw new IllegalArgumentException(condition + " is no event");
        }
        Map<String, Object> allowed = new HashMap<>(facts);
        if (allowed.keySet().removeAll(FIELDS)) {
            LOG.warn("event {}: facts are left out, because an event has fields of their names: {}", condition.id(), facts.keySet());
        }
        facts = Map.copyOf(allowed);
    }

    public EventType type() {
        return Objects.requireNonNull(condition.event());
    }

    /** Returns the name of the event in JSON: the name of its type, and for the end {@code meter_silent_over}. */
    public String key() {
        return begins ? type().key() : type().endKey();
    }

    /**
     * Returns the text for the owner.
     *
     * @param language of two letters, as {@code nl}; English for a language without texts
     */
    public String text(String language) {
        Texts texts = Texts.in(language);
        return begins ? texts.sentences(condition, facts) : texts.text("event." + key(), facts);
    }
}
