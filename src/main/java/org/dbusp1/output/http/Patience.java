package org.dbusp1.output.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a client may take. A thread that waits longer for its client, to read its request or to write to it, is
 * interrupted, which closes that client's connection ({@link java.nio.channels.InterruptibleChannel}). The JDK's
 * server has limits of its own for whole requests and responses, but a live stream has no end.
 */
final class Patience {
    /** Sending a request: a good client needs one segment. */
    private static final Duration REQUEST = Duration.ofSeconds(5);
    /** The same while others wait for a thread. */
    private static final Duration CROWDED = Duration.ofMillis(250);

    private static final class Turn {
        final Thread thread = Thread.currentThread();
        final long start = System.nanoTime();
        boolean reading = true;
        boolean ended;
        long end = start + REQUEST.toNanos();

        synchronized void extend(Duration time) {
            reading = false;
            end = System.nanoTime() + time.toNanos();
        }

        synchronized void interruptIfOver(long nanos, boolean crowded) {
            boolean over = nanos - end > 0 || crowded && reading && nanos - start > CROWDED.toNanos();
            if (over && !ended) {
                thread.interrupt();
            }
        }

        synchronized void end() {
            ended = true;
        }
    }

    private final Set<Turn> turns = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Turn> current = new ThreadLocal<>();

    /** Runs the work for one request, from its first byte on. */
    void run(Runnable work) {
        Turn turn = new Turn();
        turns.add(turn);
        current.set(turn);
        try {
            work.run();
        } finally {
            turn.end();
            turns.remove(turn);
            current.remove();
        }
    }

    /** The thread's client has this much time from now on. */
    void grant(Duration time) {
        current.get().extend(time);
    }

    /** To be called a few times a second. */
    void check(boolean crowded) {
        long now = System.nanoTime();
        turns.forEach(turn -> turn.interruptIfOver(now, crowded));
    }
}
