package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests to a model dongle, in the time of a model. All its times are in milliseconds. */
class PollPhaseTest {
    private static final int HOUR = 3_600_000;

    /**
     * A dongle with its meter.
     *
     * @param interval between telegrams, by the meter's clock
     * @param drift    of the meter's clock, in parts of a million
     * @param late     by which a telegram comes later at random, at most
     * @param there    from a request to the moment at which the dongle looks which telegram is its last
     * @param back     from there to the answer
     * @param network  by which each way takes longer at random, at most
     */
    private record Dongle(int interval, double drift, double late, double there, double back, double network) {
        /** Asks for an hour. */
        Hour hour() {
            Random random = new Random(7);
            double[] arrivals = new double[HOUR / interval];
            for (int i = 0; i < arrivals.length; i++) {
                arrivals[i] = 370 + i * interval * (1 + drift / 1e6) + random.nextDouble() * late;
            }
            PollPhase phase = new PollPhase();
            List<Double> ages = new ArrayList<>();
            int requests = 0;
            int last = -1;
            double now = 0;
            // System.nanoTime() begins anywhere, and may overflow in the hour.
            long origin = Long.MAX_VALUE - HOUR * 500_000L;
            while (last < arrivals.length - 1) {
                double seen = now + there + random.nextDouble() * network;
                double answered = seen + back + random.nextDouble() * network;
                int newest = last;
                while (newest + 1 < arrivals.length && arrivals[newest + 1] <= seen) {
                    newest++;
                }
                requests++;
                if (newest > last) {
                    ages.add(answered - arrivals[newest]);
                }
                long asked = origin + Math.round(now * 1e6);
                double next = (phase.next(asked, origin + Math.round(answered * 1e6), newest > last) - origin) / 1e6;
                assertThat(next).as("the next request comes after the answer").isGreaterThanOrEqualTo(answered - 1e-6);
                now = next;
                last = newest;
            }
            Collections.sort(ages);
            return new Hour(ages.get(ages.size() / 2), requests * 1000.0 / now, arrivals.length - ages.size());
        }
    }

    /**
     * What an hour brought.
     *
     * @param medianAge of telegrams when their answer arrives, since they arrived at the dongle
     * @param rate      requests a second
     * @param missed    telegrams that no answer had
     */
    private record Hour(double medianAge, double rate, int missed) {
    }

    @ParameterizedTest
    @CsvSource({"1000,  100,   0,  0,  20,   0,  35, 1.15", "1000, -100,   0,  0,  20,   0,  35, 1.15",
        "1000,    0,   0,  0,  20,   0,  35, 1.15",
        "1000,  100,   0,  0, 120,   0, 135, 1.15", "1000, -100,   0,  0, 120,   0, 135, 1.15", "1000,  100,   0, 60,  60,   0,  75, 1.15",
        "1000,  100,  10,  0, 120,   0, 135, 1.15", "1000,  100,  40,  0, 120,   0, 145, 1.17", "1000,  100,  40, 10,  10,  30,  55, 1.17",
        "1000,  100, 150,  0,  20,   0,  91, 1.19", "2000, -100,  20,  0,  20,   0,  38, 1.08", "10000, 100,   0,  0,  20,   0,  35, 1.02",
        "10000, -100, 20,  0, 120,   0, 139, 1.02"})
    void aMessageIsSeenSoonAndNoneIsMissed(int interval, double drift, double late, double there, double back, double network,
            double age, double rate) {
        Hour hour = new Dongle(interval, drift, late, there, back, network).hour();

        assertThat(hour.medianAge()).isBetween(age - 3, age);
        assertThat(hour.missed()).isZero();
        assertThat(hour.rate()).isBetween(rate - 0.03, rate);
    }

    /** The way there and back is a part of the age; after it, half of the telegrams wait less than a fortieth of a second. */
    @Test
    void howLongADongleTakesToAnswerDoesNotChangeWhenItIsAsked() {
        double immediate = new Dongle(1_000, 100, 0, 0, 0, 0).hour().medianAge();
        assertThat(new Dongle(1_000, 100, 0, 0, 120, 0).hour().medianAge() - 120).isCloseTo(immediate, within(1.0));
        assertThat(immediate).isLessThan(25);
    }

    @Test
    void aSlowDongleIsAskedLessOften() {
        assertThat(new Dongle(1_000, 100, 0, 0, 900, 0).hour().rate()).isLessThanOrEqualTo(0.56);
    }

    /** As after an outage of the meter, or of the network. */
    @Test
    void aPhaseThatJumpsIsFoundAgain() {
        PollPhase phase = new PollPhase();
        long now = 0;
        long last = 0;
        List<Long> ages = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            long at = i < 200 ? now : now - 600_000_000L;
            long message = Math.floorDiv(at, 1_000_000_000L);
            if (message > last && i > 280) {
                ages.add(at - message * 1_000_000_000L);
            }
            now = phase.next(now, now, message > last);
            last = Math.max(last, message);
        }
        Collections.sort(ages);
        assertThat(ages.get(ages.size() / 2)).isLessThan(25_000_000L);
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
