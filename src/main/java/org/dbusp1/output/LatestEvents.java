package org.dbusp1.output;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The last event of each kind since the driver's start, for outputs that show them. Any thread may call. */
public final class LatestEvents {
    private final Map<EventKind, Event> events = new EnumMap<>(EventKind.class);

    public synchronized void add(Event event) {
        events.put(event.kind(), event);
    }

    /** Returns the events, the newest first. */
    public synchronized List<Event> newestFirst() {
        return events.values().stream().sorted(Comparator.comparing(Event::time).reversed()).toList();
    }
}
