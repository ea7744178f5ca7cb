package org.dbusp1.output.feedback;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.problem.Texts;

/**
 * The beginning or the end of what the owner should know.
 *
 * @param found  what begins or has ended; its condition has a type of event
 * @param time   by the machine's clock
 */
public record Event(Finding found, boolean begins, Instant time) {
    public Event {
        if (found.condition().event() == null) {
            throw new IllegalArgumentException(found.condition() + " is no event");
        }
    }

    /** Returns the end of what was found: an information without facts. */
    public static Event end(Condition ended, Instant time) {
        return new Event(new Finding(ended, Gravity.WELL, Map.of()), false, time);
    }

    public Condition condition() {
        return found.condition();
    }

    public EventType type() {
        return Objects.requireNonNull(condition().event());
    }

    /** Returns the name of the event in JSON: the name of its type, and for the end {@code meter_silent_over}. */
    public String key() {
        return begins ? type().key() : type().endKey();
    }

    /** @param language of two letters, as {@code nl}; English for a language without texts */
    public String text(String language) {
        Texts texts = Texts.in(language);
        return begins ? texts.sentences(found) : texts.ended(found, type());
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof Event that && found.equals(that.found) && begins == that.begins && time.equals(that.time);
    }

    @Override
    public int hashCode() {
        return time.hashCode();
    }
}
