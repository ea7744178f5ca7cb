package org.dbusp1.output;

import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.energy.CounterRule;

/**
 * What was used by one counter today and yesterday. A clock that goes to another day, and not over midnight, is doubted
 * for two hours: until then what is known of its day is shown, and what was known before is kept. Used by one thread at
 * a time.
 */
final class CounterUse {
    /** A clock that went to another day is believed after so long: until then it may come back. */
    private static final long DOUBT_SECONDS = 2 * 3_600;

    private final CounterRule rule;
    private final long nearSeconds;
    /** Of the clock that is believed; null where nothing is known. */
    private Midnights kept;
    /** Null while the clock is believed. */
    private Doubted doubted;
    /** Null before the first reading. */
    private CounterReading latest;

    /**
     * What is known of a day that is doubted.
     *
     * @param since the first second there
     */
    private record Doubted(Midnights midnights, long since) {
    }

    /**
     * @param rule        what a counter of its kind can move
     * @param nearSeconds the longest time from midnight to the reading that stands for it
     * @param kept        of an earlier run
     */
    CounterUse(CounterRule rule, long nearSeconds, Optional<Midnights> kept) {
        this.rule = rule;
        this.nearSeconds = nearSeconds;
        this.kept = kept.orElse(null);
    }

    /**
     * Takes a reading.
     *
     * @return what has to be kept over restarts from now on; absent where nothing changed
     */
    Optional<Midnights> accept(CounterReading sent) {
        Midnights keptBefore = kept;
        CounterReading before = latest;
        CounterReading now = sent.after(deviceBefore());
        latest = now;
        if (kept != null && kept.device().isEmpty() && !now.device().isEmpty()) {
            kept = kept.of(now.device());
        }
        Midnights next = next(kept, before, now);
        if (kept == null || !now.isOf(kept.device()) || isBorneOut(next, now)) {
            doubted = null;
            kept = next;
        } else {
            doubt(before, now);
        }
        // Nothing new is the same object: the comparison of records would be made at the start.
        return kept == keptBefore ? Optional.empty() : Optional.of(kept);
    }

    /** Empty where the number was never sent. */
    private String deviceBefore() {
        if (latest != null) {
            return latest.device();
        }
        return kept == null ? "" : kept.device();
    }

    /** Whether a reading is of the day that is kept, or heard over the midnight after it. */
    private boolean isBorneOut(Midnights next, CounterReading now) {
        long days = now.day() - kept.day();
        // A small correction sets the clock back over midnight; the day goes on.
        return days == 0 || days == 1 && next.today().isPresent()
                || days == -1 && now.secondOfDay() >= CounterReading.DAY_SECONDS - DOUBT_SECONDS;
    }

    private void doubt(CounterReading before, CounterReading now) {
        boolean goesOn = doubted != null && now.isOf(doubted.midnights().device())
                && Math.abs(now.day() - doubted.midnights().day()) <= 1;
        Midnights next = next(goesOn ? doubted.midnights() : null, before, now);
        long since = goesOn ? doubted.since() : now.second();
        if (now.second() - since < DOUBT_SECONDS) {
            doubted = new Doubted(next, since);
        } else {
            doubted = null;
            kept = next;
        }
    }

    /** What is known with a reading more. */
    private Midnights next(Midnights known, CounterReading before, CounterReading now) {
        boolean same = known != null && now.isOf(known.device());
        long day = now.day();
        boolean anew = isAnew(known, before, now);
        if (same && day == known.day()) {
            return anew ? new Midnights(now.device(), day, OptionalLong.empty(), OptionalLong.empty()) : known;
        }
        if (same && day < known.day()) {
            return known; // a clock that was set back: the day goes on
        }
        OptionalLong yesterday = same && !anew && day - 1 == known.day() ? known.today() : OptionalLong.empty();
        OptionalLong today = atMidnight(anew ? null : before, now);
        if (today.isPresent() && yesterday.isPresent() && today.getAsLong() < yesterday.getAsLong()) {
            yesterday = OptionalLong.empty();
        }
        return new Midnights(now.device(), day, today, yesterday);
    }

    /** Whether the counter is another one's, or counts anew: it jumped, or shows less than at midnight. */
    private boolean isAnew(Midnights known, CounterReading before, CounterReading now) {
        if (before != null && before.isOf(now.device())
                && rule.jumps(before.value(), now.value(), now.epoch() - before.epoch())) {
            return true;
        }
        if (known == null || known.today().isEmpty()) {
            return false;
        }
        long midnight = known.day() * CounterReading.DAY_SECONDS - now.offset() - nearSeconds;
        return now.value() < known.today().getAsLong()
                || rule.jumps(known.today().getAsLong(), now.value(), now.epoch() - midnight);
    }

    /**
     * The last counter before midnight or the first one after it, whichever is nearer; absent where neither is near.
     */
    private OptionalLong atMidnight(CounterReading before, CounterReading now) {
        long after = now.secondOfDay();
        long midnight = now.second() - after;
        boolean crossed = before != null && before.isOf(now.device()) && before.second() <= midnight;
        long earlier = crossed ? midnight - before.second() : Long.MAX_VALUE;
        return Math.min(after, earlier) > nearSeconds ? OptionalLong.empty()
                : OptionalLong.of(after <= earlier ? now.value() : before.value());
    }

    /** By the present clock, doubted or not; null where nothing is known. */
    private Midnights known() {
        return doubted == null ? kept : doubted.midnights();
    }

    /** Used since midnight; absent where midnight's counter, or today's, is not known. */
    OptionalLong today() {
        Midnights known = known();
        return known == null || latest == null || known.today().isEmpty() || !latest.isOf(known.device())
                ? OptionalLong.empty() : OptionalLong.of(latest.value() - known.today().getAsLong());
    }

    /** Used on the day before; absent where one of the two midnights is not known. */
    OptionalLong yesterday() {
        Midnights known = known();
        return known == null || known.today().isEmpty() || known.yesterday().isEmpty() ? OptionalLong.empty()
                : OptionalLong.of(known.today().getAsLong() - known.yesterday().getAsLong());
    }

    /** The latest reading; absent before the first. */
    OptionalLong counter() {
        return latest == null ? OptionalLong.empty() : OptionalLong.of(latest.value());
    }
}
