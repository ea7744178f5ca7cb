package org.dbusp1.base.problem;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is so about a subject now: a condition, how grave it is, and the facts of the case. Texts, flags, colours, exit statuses and
 * events are made of this and of the table {@link Condition} alone.
 *
 * @param facts the values for the names in the texts, and figures: texts, and whole numbers as {@link Long}
 */
public record Finding(Condition condition, Gravity gravity, Map<String, Object> facts) {
    /** The fact that is 1 while ESS supplies power so that the import stays below its limit. */
    public static final String SHAVING = "shaving";
    /** The fact that chooses the row of a text: a case, or the name of the thing that the text is about. */
    public static final String DETAIL = "detail";
    /** The fact that is the id of the condition from which this one follows; the detail is that of the cause. */
    public static final String CAUSE = "cause";

    public Finding {
        facts = Map.copyOf(facts);
        if (!facts.values().stream().allMatch(fact -> fact instanceof String || fact instanceof Long)) {
            throw new IllegalArgumentException("a fact of " + condition + " is neither a text nor a number: " + facts);
        }
    }

    public static Finding of(Condition condition) {
        return new Finding(condition, condition.gravity(), Map.of());
    }

    public static Finding of(Condition condition, Map<String, Object> facts) {
        return new Finding(condition, condition.gravity(), facts);
    }

    /** @param detail chooses the row of the text, the gravity and the place */
    public static Finding of(Condition condition, String detail) {
        return new Finding(condition, condition.gravity(detail), Map.of(DETAIL, detail));
    }

    public Finding with(String name, @Nullable Object fact) {
        if (Objects.equals(facts.get(name), fact)) {
            return this;
        }
        Map<String, Object> more = new HashMap<>(facts);
        if (fact == null) {
            more.remove(name);
        } else {
            more.put(name, fact);
        }
        return new Finding(condition, gravity, more);
    }

    /** Returns this finding as one that follows from another: it has the sentence, the remedy and the place of that. */
    public Finding because(Finding cause) {
        return with(CAUSE, cause.condition().id()).with(DETAIL, cause.detail());
    }

    /** Returns the finding from which this one follows, with its case; null if this one follows from none. */
    @Nullable Finding cause() {
        String id = text(CAUSE);
        return id == null ? null : of(Condition.of(id), detail());
    }

    public Finding as(Gravity other) {
        return new Finding(condition, other, facts);
    }

    public String detail() {
        return facts.getOrDefault(DETAIL, "").toString();
    }

    public @Nullable Long number(String fact) {
        return facts.get(fact) instanceof Long number ? number : null;
    }

    public @Nullable String text(String fact) {
        return facts.get(fact) instanceof String text ? text : null;
    }

    public boolean is(String fact) {
        return Objects.equals(facts.get(fact), 1L);
    }

    public boolean is(Condition other) {
        return condition == other;
    }

    /** Returns whether the owner has to act. */
    public boolean isWrong() {
        return gravity.needsOwner();
    }

    public EssUse ess() {
        return condition.ess(detail());
    }

    public Place place() {
        Finding cause = cause();
        return cause == null ? condition.place(detail()) : cause.place();
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof Finding that && condition == that.condition && gravity == that.gravity && facts.equals(that.facts);
    }

    @Override
    public int hashCode() {
        return condition.hashCode() * 31 + facts.hashCode();
    }
}
