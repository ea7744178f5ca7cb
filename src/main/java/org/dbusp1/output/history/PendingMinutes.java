package org.dbusp1.output.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Minutes that wait to be written, at most those of a day; then the oldest are dropped. Safe for two threads. */
final class PendingMinutes {
    static final int MOST = 24 * 60;

    private final ArrayDeque<Minute> minutes = new ArrayDeque<>();
    private long dropped;

    synchronized void add(Minute minute) {
        minutes.addLast(minute);
        trim();
    }

    /** Removes and returns all minutes, in their order. */
    synchronized List<Minute> take() {
        List<Minute> taken = new ArrayList<>(minutes);
        minutes.clear();
        return taken;
    }

    /** Puts back minutes that could not be written, before those that came since. */
    synchronized void putBack(List<Minute> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            minutes.addFirst(taken.get(i));
        }
        trim();
    }

    /** Returns the number of minutes that wait. */
    synchronized int size() {
        return minutes.size();
    }

    synchronized boolean isEmpty() {
        return minutes.isEmpty();
    }

    /** Returns the number of minutes that were dropped since the last call. */
    synchronized long dropped() {
        long lost = dropped;
        dropped = 0;
        return lost;
    }

    private void trim() {
        while (minutes.size() > MOST) {
            minutes.removeFirst();
            dropped++;
        }
    }
}
