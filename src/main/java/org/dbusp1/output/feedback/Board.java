package org.dbusp1.output.feedback;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Finding;
import org.jspecify.annotations.Nullable;

/**
 * What is so now: the present finding of each subject, and what the owner was last told. Whoever sees the cause writes a finding, every
 * output reads. Thread safe; no call waits.
 */
public class Board {
    /** What ESS does with a meter that was never on a D-Bus. */
    private static final Finding NOTHING_KNOWN = Finding.of(Condition.ESS_UNKNOWN);
    private final Map<Object, Finding> present = new LinkedHashMap<>();
    private final Map<EventType, Event> told = new EnumMap<>(EventType.class);
    private boolean regulated;

    /** Replaces the finding of its subject; those of meter and device stand beside each other, one for each type of event. */
    public synchronized void found(Finding found) {
        present.put(seat(found.condition()), found);
    }

    public synchronized void nothing(Subject subject) {
        present.remove(subject);
    }

    private static Object seat(Condition condition) {
        return condition.event() != null && (condition.subject() == Subject.METER || condition.subject() == Subject.DEVICE)
                ? condition.event() : condition.subject();
    }

    public synchronized Optional<Finding> of(Subject subject) {
        return Optional.ofNullable(present.get(subject));
    }

    public synchronized @Nullable Finding of(EventType type) {
        return present.get(type);
    }

    /** Returns the present findings by their subjects, without those of meter and device. */
    public synchronized Map<Subject, Finding> subjects() {
        Map<Subject, Finding> found = new EnumMap<>(Subject.class);
        present.forEach((seat, finding) -> {
            if (seat instanceof Subject subject) {
                found.put(subject, finding);
            }
        });
        return found;
    }

    /** Returns what ESS does with the meter; unknown while the meter was never on a D-Bus. */
    public Finding ess() {
        return of(Subject.ESS).orElse(NOTHING_KNOWN);
    }

    /**
     * Sets whether ESS regulates by the meter. Written by the watcher of its silence, which remembers it over a restart, and not while
     * nobody knows or the inverter is not on the grid.
     */
    public synchronized void regulated(boolean byThisMeter) {
        regulated = byThisMeter;
    }

    /** Returns whether ESS regulated by the meter when this was last known, with the inverter on the grid; also before the start. */
    public synchronized boolean regulated() {
        return regulated;
    }

    public synchronized void told(Event event) {
        told.put(event.type(), event);
    }

    /** Returns the last event of each type since the start, the newest first. */
    public synchronized List<Event> told() {
        return told.values().stream().sorted(Comparator.comparing(Event::time).reversed()).toList();
    }
}
