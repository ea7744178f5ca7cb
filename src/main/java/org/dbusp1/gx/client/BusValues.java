package org.dbusp1.gx.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.dbusp1.base.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of other services in rounds. A service that owes an answer is left out of the rounds; {@link ServiceCalls} asks it
 * again. Used only on the loop.
 */
public final class BusValues {
    /** The time in which all services answer; a service that owes an answer for longer hangs. */
    private static final long LIMIT_NANOS = 2_000_000_000L;

    /**
     * Paths to read from some services.
     *
     * @param services tells by a service's name whether to ask it
     * @param everyRound whether to ask in each round, not only in whole rounds
     * @param decisive whether a changed value is a reason for a whole round
     */
    public record Question(Predicate<String> services, boolean everyRound, boolean decisive, List<String> paths) {
    }

    private final List<Question> questions;
    private final VictronBus bus;
    private final LongSupplier clock;
    private final UnaryOperator<List<String>> selection;
    private final Runnable answered;

    private List<String> names = List.of();
    /** Values that services answered, by service and path. */
    private final Map<String, Map<String, Object>> answers = new HashMap<>();
    private final Map<String, Integer> owed = new HashMap<>();
    /** The number of the present round, to ignore answers to earlier rounds. */
    private int round;
    /** The last round before all values were forgotten: its answers, and earlier ones, are no longer wanted. */
    private int forgotten;
    private long roundNanos;
    private boolean whole;
    /** Answers of the round that have not arrived; one more while the services to ask are unknown. */
    private int awaited;
    /** The services that owed an answer when the round began. */
    private Set<String> hanging = Set.of();
    /**
     * True if a value disappeared or a decisive value changed in the last round; false after a whole round, which has read all values.
     */
    private boolean changed;

    /**
     * @param bus no round begins while localsettings is not on the bus
     * @param clock as {@link System#nanoTime}
     * @param selection returns of all well-known names on the bus the services to ask in a whole round
     * @param answered runs when each service that was asked in a round has answered; one that still owes an earlier answer is not
     *                 asked, and when it has answered this runs too
     */
    public BusValues(List<Question> questions, VictronBus bus, LongSupplier clock, UnaryOperator<List<String>> selection,
            Runnable answered) {
        this.questions = questions;
        this.bus = bus;
        this.clock = clock;
        this.selection = selection;
        this.answered = answered;
    }

    /**
     * Begins a round.
     *
     * @param everything true: a whole round; false: only the values to be read in each round, of the services known so far
     */
    public void ask(boolean everything) {
        bus.localSettings().ifPresent(link -> {
            int begun = ++round;
            roundNanos = clock.getAsLong();
            whole = everything;
            hanging = Set.copyOf(owed.keySet());
            awaited = 1;
            if (!everything) {
                read(link);
                return;
            }
            link.listNames(found -> {
                if (round == begun) {
                    names = selection.apply(found);
                    answers.keySet().retainAll(names);
                    read(link);
                }
            });
        });
    }

    private void read(BusItemClient link) {
        answers.keySet().removeAll(hanging);
        questions.stream().filter(question -> whole || question.everyRound).forEach(question -> names.stream()
                .filter(name -> question.services.test(name) && !hanging.contains(name)).forEach(name -> question.paths.stream()
                .filter(path -> whole || value(name, path) != null).forEach(path -> read(link, question, name, path))));
        changed = false;
        arrived(round);
    }

    private void read(BusItemClient link, Question question, String name, String path) {
        int begun = round;
        awaited++;
        owed.merge(name, 1, Integer::sum);
        link.getValue(name, path, value -> {
            owed.computeIfPresent(name, (key, count) -> count > 1 ? count - 1 : null);
            if (begun > forgotten) {
                Map<String, Object> known = answers.computeIfAbsent(name, key -> new HashMap<>());
                Object before = known.remove(path);
                if (value != null) {
                    known.put(path, value);
                }
                changed |= before != null && (value == null || question.decisive && !value.equals(before));
            }
            arrived(begun);
            if (begun != round && begun > forgotten && hanging.contains(name) && !owed.containsKey(name) && awaited == 0) {
                changed = true; // what was lost has been answered: only a whole round knows the rest of this service
                answered.run();
            }
        });
    }

    /** Counts an answer, or the end of the questions. @param ofRound the number of its round */
    private void arrived(int ofRound) {
        if (ofRound == round && --awaited == 0) {
            changed &= !whole;
            answered.run();
        }
    }

    /** Forgets all values: no value is known until the next whole round. */
    public void forget() {
        names = List.of();
        answers.clear();
        forgotten = ++round;
        awaited = 0;
    }

    /** Returns whether a round waits for answers; false after {@link #LIMIT_NANOS}, also if some are missing. */
    public boolean isAsking() {
        return awaited > 0 && clock.getAsLong() - roundNanos < LIMIT_NANOS;
    }

    /** Returns whether only a whole round brings all values up to date. */
    public boolean needsWholeRound() {
        return names.isEmpty() || !hanging.isEmpty() || changed;
    }

    /** Returns whether the last round has shown that other values than the read ones may have changed. */
    public boolean hasChanged() {
        return changed;
    }

    /** Returns the services that the last whole round asked, or left out because they hang. */
    public List<String> names() {
        return names;
    }

    /** Returns whether a service was left out of the last round because it owed an answer. */
    public boolean hangs(String name) {
        return hanging.contains(name);
    }

    private @Nullable Object value(String name, String path) {
        return answers.getOrDefault(name, Map.of()).get(path);
    }

    /** Returns a number without its fraction; absent if the value is unknown or no number. */
    public OptionalInt integer(String name, String path) {
        return value(name, path) instanceof Number number ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }

    /** Returns a number; NaN if the value is unknown or no number. */
    public double number(String name, String path) {
        return value(name, path) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Returns a text; absent if the value is unknown or blank. */
    public Optional<String> text(String name, String path) {
        return value(name, path) instanceof String text && !text.isBlank()
                ? Optional.of(SafeText.identifier(text)) : Optional.empty();
    }
}
