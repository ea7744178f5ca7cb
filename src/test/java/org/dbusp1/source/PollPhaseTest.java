package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests to a model dongle, in the time of a model. */
class PollPhaseTest {
    private static final double SECOND = 1e9;

    /** What an hour of requests brought: ages in ms when the answer is there, the number of requests, and messages that were never seen. */
    private record Hour(double medianAge, int requests, int missed) {
    }

    /**
     * @param interval seconds between messages, by the meter's clock
     * @param drift    of the meter's clock, in parts of a million
     * @param answer   how long the dongle takes to answer, ms
     * @param jitter   by which messages come later at random, at most, ms
     */
    private static Hour hour(int interval, double drift, double answer, double jitter) {
        Random random = new Random(7);
        int count = 3_600 / interval;
        double[] arrivals = new double[count];
        for (int i = 0; i < count; i++) {
            arrivals[i] = (0.37 + i * interval * (1 + drift / 1e6)) * SECOND + random.nextDouble() * jitter * 1e6;
        }
        PollPhase phase = new PollPhase();
        double[] ages = new double[count];
        int seen = 0;
        int requests = 0;
        int last = -1;
        long now = 0;
        while (now < arrivals[count - 1]) {
            int newest = last;
            while (newest + 1 < count && arrivals[newest + 1] <= now) {
                newest++;
            }
            requests++;
            if (newest > last) {
                ages[seen++] = (now - arrivals[newest]) / 1e6 + answer;
            }
            now = phase.next(now, now + (long) (answer * 1e6), newest > last);
            last = newest;
        }
        Arrays.sort(ages, 0, seen);
        return new Hour(ages[seen / 2], requests, count - 1 - seen);
    }

    @ParameterizedTest
    @CsvSource({"1, 100, 20, 0, 71, 1.15", "1, -100, 20, 0, 71, 1.15", "1, 0, 20, 0, 71, 1.15", "1, 100, 20, 40, 73, 1.15",
        "1, 100, 20, 150, 98, 1.15", "1, 100, 120, 10, 242, 1.07", "10, 100, 20, 0, 75, 1.02", "2, -100, 20, 20, 72, 1.08"})
    void aMessageIsSeenSoonAndNoneIsMissed(int interval, double drift, double answer, double jitter, double age, double rate) {
        Hour hour = hour(interval, drift, answer, jitter);

        assertThat(hour.medianAge()).isBetween(age - 2, age);
        assertThat(hour.missed()).isZero();
        assertThat(hour.requests() / 3_600.0).isBetween(rate - 0.02, rate);
    }

    @Test
    void aSlowDongleIsAskedLessOften() {
        assertThat(hour(1, 100, 900, 0).requests()).isLessThanOrEqualTo(3_600 * 10 / 18 + 1);
    }

    @Test
    void aDongleWhoseMeterIsSilentIsAskedOnceASecond() {
        PollPhase phase = new PollPhase();
        long now = phase.next(0, 0, true);
        for (int i = 0; i < 10; i++) {
            now = phase.next(now, now, false);
        }
        assertThat(phase.next(now, now, false) - now).isEqualTo(1_000_000_000L);
    }
}
