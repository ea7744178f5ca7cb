package org.dbusp1.output;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last events of this run, for outputs that show them. Any thread may call. */
public final class RecentEvents {
    /** As many as the page Notifications of a GX device has. */
    private static final int MOST = 20;

    private final Deque<Event> events = new ArrayDeque<>();

    public synchronized void add(Event event) {
        if (events.size() == MOST) {
            events.removeLast();
        }
        events.addFirst(event);
    }

    /** Returns the events, the newest first. */
    public synchronized List<Event> newestFirst() {
        return List.copyOf(events);
    }
}
