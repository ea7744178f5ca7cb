package org.dbusp1.venus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.dbusp1.meter.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * Values of other services, which are asked for in rounds. This process and the bus hold each call until the service answers or
 * leaves: a service that hangs is left out until then. Used only on the loop.
 */
public final class BusValues {
    /** Time for all services to answer; a service that owes an answer for longer hangs. */
    private static final long LIMIT_NANOS = 2_000_000_000L;

    /**
     * Values that are asked for.
     *
     * @param of whether to ask a service with this name
     * @param often whether in each round, not only in whole ones
     * @param decisive whether a changed value is a reason for a whole round
     */
    public record Question(Predicate<String> of, boolean often, boolean decisive, List<String> paths) {
    }

    /** Decides whom to ask, and gets the answers. */
    public interface Reader {
        /** Returns the services to ask of those on the bus. */
        List<String> selected(List<String> onBus);

        /** All answers of a round have arrived. */
        void answered();
    }

    private final List<Question> questions;
    private final VictronBus bus;
    private final LongSupplier clock;
    private final Reader reader;

    /** The services to ask. */
    private List<String> names = List.of();
    /** Values that they answered, by service and path. */
    private final Map<String, Map<String, Object>> answers = new HashMap<>();
    /** The number of answers that each service owes. */
    private final Map<String, Integer> owed = new HashMap<>();
    /** The present round, to ignore answers to earlier ones. */
    private int round;
    private long roundNanos;
    private boolean whole;
    /** Answers of the round to wait for; one more while the services to ask are unknown. */
    private int awaited;
    /** The services that owed an answer when the round began. */
    private Set<String> hanging = Set.of();
    /** True if a value disappeared or a decisive one changed since the last whole round. */
    private boolean outdated;

    /**
     * @param bus a round without localsettings on it does not begin
     * @param clock as {@link System#nanoTime}
     */
    public BusValues(List<Question> questions, VictronBus bus, LongSupplier clock, Reader reader) {
        this.questions = questions;
        this.bus = bus;
        this.clock = clock;
        this.reader = reader;
    }

    /** Begins a round. @param everything false: only the values that are asked for often, of the services known so far */
    public void ask(boolean everything) {
        bus.settings().ifPresent(link -> {
            int begun = ++round;
            roundNanos = clock.getAsLong();
            whole = everything;
            hanging = Set.copyOf(owed.keySet());
            awaited = 1;
            if (!everything) {
                read(link);
                return;
            }
            link.names(found -> {
                if (round == begun) {
                    names = reader.selected(found);
                    answers.keySet().retainAll(names);
                    read(link);
                }
            });
        });
    }

    private void read(LocalSettings link) {
        answers.keySet().removeAll(hanging);
        questions.stream().filter(question -> whole || question.often).forEach(question -> names.stream()
                .filter(name -> question.of.test(name) && !hanging.contains(name)).forEach(name -> question.paths.stream()
                .filter(path -> whole || value(name, path) != null).forEach(path -> read(link, question, name, path))));
        outdated = false;
        arrived(round);
    }

    private void read(LocalSettings link, Question question, String name, String path) {
        int begun = round;
        awaited++;
        owed.merge(name, 1, Integer::sum);
        link.read(name, path, value -> {
            owed.computeIfPresent(name, (key, count) -> count > 1 ? count - 1 : null);
            Map<String, Object> known = answers.computeIfAbsent(name, key -> new HashMap<>());
            Object before = known.remove(path);
            if (value != null) {
                known.put(path, value);
            }
            outdated |= before != null && (value == null || question.decisive && !value.equals(before));
            arrived(begun);
        });
    }

    /** Counts an answer, or the end of the questions. @param to its round */
    private void arrived(int to) {
        if (to == round && --awaited == 0) {
            outdated &= !whole;
            reader.answered();
        }
    }

    /** Forgets all values: nothing is known until the next whole round. */
    public void forget() {
        names = List.of();
        answers.clear();
        round++;
        awaited = 0;
    }

    /** Returns whether answers may still arrive. */
    public boolean isAsking() {
        return awaited > 0 && clock.getAsLong() - roundNanos < LIMIT_NANOS;
    }

    /** Returns whether only a whole round brings all values up to date. */
    public boolean isOutdated() {
        return names.isEmpty() || !hanging.isEmpty() || outdated;
    }

    /** Returns whether the last round has shown that more has changed than it asked for. */
    public boolean hasChanged() {
        return outdated;
    }

    /** Returns the services that the last whole round asked, or left out because they hang. */
    public List<String> names() {
        return names;
    }

    /** Returns whether a service was left out of the last round. */
    public boolean hangs(String name) {
        return hanging.contains(name);
    }

    private @Nullable Object value(String name, String path) {
        return answers.getOrDefault(name, Map.of()).get(path);
    }

    /** Returns a number without its fraction; absent if unknown, or no number. */
    public OptionalInt integer(String name, String path) {
        return value(name, path) instanceof Number number ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }

    /** Returns a number; NaN if unknown, or no number. */
    public double number(String name, String path) {
        return value(name, path) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Returns a text; absent if unknown or blank. */
    public Optional<String> text(String name, String path) {
        return value(name, path) instanceof String text && !text.isBlank()
                ? Optional.of(SafeText.identifier(text)) : Optional.empty();
    }
}
