package org.dbusp1.line.source;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits until recorded bytes are due in a replay. Bytes that are late by more than two seconds, because the machine or the
 * reader stopped, delay all later bytes: a meter does not send faster to catch up either. Time stands while a message is handled,
 * because a slow moment of this machine is no silence of the meter; it goes on while the next one is awaited.
 *
 * <p>One thread waits; another may call {@link #stop}. Its time as a {@link SourceClock} is that of the replay.
 */
public final class Pacer implements SourceClock {
    private static final long LATE_NANOS = 2_000_000_000L;

    /** The speed of a replay or a simulated meter. @param factor 1 is the meter's own pace; infinity: without pause */
    public record Speed(double factor) {
        public static final Speed DEFAULT = new Speed(1);
        public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

        public static final String ALLOWED = "a number above 0, such as 1 (the meter's own pace) or 60, or max (without pause)";

        public Speed {
            if (!(factor > 0)) {
                throw new IllegalArgumentException(factor + " is not " + ALLOWED);
            }
        }

        /** Parses {@code 10}, {@code 0.5} or {@code max}. @throws IllegalArgumentException with one line for the owner */
        public static Speed parse(String text) {
            if (text.equals("max")) {
                return MAX;
            }
            if (!text.matches("(?=.*[1-9])\\d{1,6}(\\.\\d{1,6})?")) {
                throw new IllegalArgumentException("\"" + text + "\" is not " + ALLOWED);
            }
            return new Speed(Double.parseDouble(text));
        }
    }

    /** The monotonic clock, and waiting by it. Tests replace it, so that an hour's replay takes no time. */
    public interface Clock {
        Clock SYSTEM = new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void await(CountDownLatch end, long nanos) {
                try {
                    end.await(nanos, TimeUnit.NANOSECONDS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        };

        long nanos();

        void await(CountDownLatch end, long nanos);
    }

    private final Speed speed;
    private final Clock ticks;
    private long start;
    private volatile Moment reached = new Moment(0, Instant.EPOCH, 0, 0, 0);
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    public Pacer(Speed speed) {
        this(speed, Clock.SYSTEM);
    }

    public Pacer(Speed speed, Clock ticks) {
        this.speed = speed;
        this.ticks = ticks;
    }

    /**
     * @param nanos nanoseconds of replay so far, earlier plays included: {@link #start} does not set them back
     * @param at when the replay reached this moment, by the clock in nanoseconds
     * @param speed seconds of the replay in one second from then on; 0: its time stands still
     * @param most nanoseconds after which its time stands still: the next message is due then
     */
    private record Moment(long nanos, Instant time, long at, double speed, long most) {
        long passed(long now) {
            // At a high speed the product passes what a long holds within hours.
            return speed == 0 ? 0 : Math.min(Math.min(most, Long.MAX_VALUE - nanos), (long) ((now - at) * speed));
        }
    }

    public void start() {
        start = ticks.nanos();
        stopped = new CountDownLatch(1);
        reached(reached.nanos, Instant.now());
    }

    /** The time then stands until the next message is awaited. @param nanos of replay so far, earlier plays included */
    public void reached(long nanos, Instant time) {
        reached = new Moment(nanos, time, ticks.nanos(), 0, 0);
    }

    /** Called before a read that waits for bytes: the time of a replay with pauses goes on until {@link #hold}. */
    void goOn() {
        if (isPaced()) {
            go(speed.factor(), Long.MAX_VALUE);
        }
    }

    void hold() {
        go(0, 0);
    }

    private void go(double factor, long most) {
        long now = ticks.nanos();
        Moment moment = reached;
        long passed = moment.passed(now);
        reached = new Moment(moment.nanos + passed, moment.time.plusNanos(passed), now, factor, most);
    }

    @Override
    public long nanos() {
        Moment moment = reached;
        return moment.nanos + moment.passed(ticks.nanos());
    }

    @Override
    public Instant now() {
        Moment moment = reached;
        return moment.time.plusNanos(moment.passed(ticks.nanos()));
    }

    /** {@inheritDoc} Replayed bytes arrive when they are due. */
    @Override
    public long arrival(long readAt) {
        return nanos();
    }

    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private boolean isPaced() {
        return !speed.equals(Speed.MAX);
    }

    /**
     * Meanwhile the time of the replay goes on at its speed, but never past that moment. @param playMillis from the start to that moment
     * at the meter's own pace @param nanos the time of the replay at that moment @return whether they are due
     */
    public boolean waitUntilDue(long playMillis, long nanos, int timeoutMillis) {
        if (!isPaced()) {
            return true;
        }
        go(speed.factor(), Math.max(0, nanos - nanos()));
        long due = start + (long) (playMillis * 1e6 / speed.factor());
        long wait = due - ticks.nanos();
        if (wait < -LATE_NANOS) {
            start -= wait;
        }
        if (wait > 0) {
            rest(Math.min(wait, timeoutMillis * 1_000_000L));
        }
        return due - ticks.nanos() <= 0;
    }

    public void rest(long nanos) {
        ticks.await(stopped, nanos);
    }

    public void stop() {
        stopped.countDown();
    }
}
