package org.dbusp1.metering.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.Published.Withheld;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The continued counter of a house whose meter sends its counters once an hour, over restarts of the driver. */
class ContinuedCounterTest {
    private static final long WATT_HOUR = EnergyUse.WATT_HOUR;
    /** A midnight, in seconds since 1970. */
    private static final long START = 1_792_800_000L - 1_792_800_000L % 86_400;
    private static final int HOUR = 3_600;
    private static final int DAY = 86_400;
    private static final int INTERVAL = 10;

    private final StoredLines lines = new StoredLines();
    private Ledger ledger = TestLedger.of(new MeterKey("house"), lines);
    private SplittableRandom random = new SplittableRandom(86);
    private Dialect dialect = Dialect.AIDON;
    private Withheld withheld = Withheld.NOTHING;
    private String number = "735999";
    private long second;
    /** What the house imported since the start, in W s; 40 kWh before it. */
    private long wattSeconds = 40_000L * HOUR;
    private long heater;
    private @Nullable Long shown;
    private @Nullable Long lastShown;
    private int falls;
    /** Whether no continued counter was shown since a restart: the next one goes on from a reading, not from the last one shown. */
    private boolean isRestarted;
    private long farthestFall;

    /** In 0.1 mWh. */
    private long drawn() {
        return wattSeconds * 100 / 36;
    }

    private void restart() {
        isRestarted = true;
        ledger.end();
        ledger = TestLedger.of(new MeterKey("house"), lines);
    }

    /** Lets ten seconds pass, in which a heater may switch, and sends a list: each hour with the counter, in steps of 10 Wh. */
    private EnergyUse next() {
        heater = random.nextInt(30) > 0 ? heater : heater == 0 ? 1_000 + random.nextInt(2_000) : 0;
        int switched = random.nextInt(INTERVAL);
        wattSeconds += 300L * INTERVAL + heater * switched;
        heater = random.nextInt(60) > 0 ? heater : 2_500;
        wattSeconds += heater * (INTERVAL - switched);
        second += INTERVAL;
        return send(300 + heater, second % HOUR == INTERVAL ? drawn() / (10 * WATT_HOUR) * (10 * WATT_HOUR) : null);
    }

    private EnergyUse send(long watts, @Nullable Long counter) {
        Values.Builder sent = new Values.Builder().set(Quantity.POWER_NET, 1_000 * watts);
        if (counter != null) {
            sent.set(Quantity.ENERGY_IMPORT, counter);
        }
        Values values = sent.build();
        Snapshot snapshot = Snapshots.of(values).dialect(dialect).key("house").number(number)
                .withheld(withheld).interval(Duration.ofSeconds(INTERVAL)).at(new Stamp(START + second, 0)).take();
        EnergyUse use = Snapshots.accept(ledger, snapshot);
        shown = use.countsHourly() ? use.continuedCounters().get(Counter.IMPORT) : null;
        if (shown != null) {
            long fall = lastShown == null ? 0 : lastShown - shown;
            falls += fall > 0 && !isRestarted ? 1 : 0;
            farthestFall = Math.max(farthestFall, fall);
            lastShown = shown;
            isRestarted = false;
        }
        return use;
    }

    /** Home Assistant adds what a total_increasing sensor rose by, also over the time in which it was unavailable. */
    @Test
    void homeAssistantsSumOfEachDayIsTheMetersOverThreeRestarts() {
        Set<Long> restarts = Set.of(DAY + 7_210L, 3L * DAY + 50_000, 5L * DAY + 80_010);
        List<Long> errors = new ArrayList<>();
        long first = -1;
        long firstDrawn = 0;
        for (int day = 0; day < 7; day++) {
            while (second < (day + 1L) * DAY) {
                next();
                if (first < 0 && shown != null) {
                    first = shown;
                    firstDrawn = drawn();
                }
                if (restarts.contains(second)) {
                    restart();
                }
            }
            assertThat(lastShown).isNotNull();
            errors.add(Math.abs(lastShown - first - (drawn() - firstDrawn)) / WATT_HOUR);
        }
        assertThat(falls).isZero();
        assertThat(errors).as("Wh after each day").hasSize(7).allMatch(error -> error <= 40);
    }

    @Test
    void itNeverFallsExceptByAFewWattHoursAtARestart() {
        assertItNeverFalls(0, 5);
    }

    @Test
    @Tag("slow")
    void itNeverFallsExceptByAFewWattHoursAtHundredsOfRestarts() {
        assertItNeverFalls(5, 15);
    }

    private static void assertItNeverFalls(int from, int count) {
        int restarts = 0;
        for (int seed = from; seed < from + count; seed++) {
            ContinuedCounterTest house = new ContinuedCounterTest();
            house.random = new SplittableRandom(seed);
            for (int message = 0; message < 2 * DAY / INTERVAL; message++) {
                house.next();
                if (house.random.nextInt(900) == 0) {
                    house.restart();
                    house.second += (long) house.random.nextInt(8) * INTERVAL;
                    restarts++;
                }
            }
            assertThat(house.falls).as("seed %d", seed).isZero();
            assertThat(house.farthestFall).as("seed %d", seed).isLessThanOrEqualTo(20 * WATT_HOUR);
        }
        assertThat(restarts).isGreaterThan(15 * count);
    }

    /** Sends the reading 40,000 Wh, and an hour of twice the power that the meter counts. */
    private void overstate() {
        send(3_600, 40_000 * WATT_HOUR);
        for (int message = 0; message < 30; message++) {
            second += INTERVAL;
            send(3_600, null);
        }
    }

    @Test
    void afterAStartItIsAbsentUntilAReadingFromWhichItGoesOn() {
        overstate();
        assertThat(shown).isEqualTo(40_300 * WATT_HOUR);
        restart();
        second += INTERVAL;
        send(3_600, null);
        assertThat(shown).isNull();
        second += INTERVAL;
        send(3_600, 40_100 * WATT_HOUR);
        for (int message = 0; message < 10; message++) {
            second += INTERVAL;
            send(3_600, null);
        }
        assertThat(shown).isEqualTo(40_200 * WATT_HOUR);
    }

    @Test
    void afterAGapItIsAbsentUntilTheNextReadingAndDoesNotFall() {
        overstate();
        second += 91;
        send(3_600, null);
        assertThat(shown).isNull();
        second += INTERVAL;
        send(3_600, 40_200 * WATT_HOUR);
        assertThat(shown).isEqualTo(40_300 * WATT_HOUR);
    }

    /** HAN meters of Austria hold the counter in each list. */
    @Test
    void aMeterWhoseEachListHoldsTheCounterDoesNotCountHourly() {
        dialect = Dialect.KAIFA;
        for (int message = 0; message < 100; message++) {
            second += INTERVAL;
            assertThat(send(3_600, (40_000 + second) * WATT_HOUR).countsHourly()).isFalse();
        }
    }

    /** A Kamstrup meter that is new: an hour of consumption shows the unit of its counters. */
    @Test
    void counterInEachListIsNotHourlyThoughItsUnitWasUnknownAtFirst() {
        dialect = Dialect.KAMSTRUP;
        withheld = new Withheld(Set.of(Quantity.ENERGY_IMPORT), Set.of());
        while (second < HOUR) {
            second += INTERVAL;
            assertThat(send(3_600, null).countsHourly()).as("second %d", second).isFalse();
        }
        withheld = Withheld.NOTHING;
        second += INTERVAL;
        assertThat(send(3_600, (40_000 + second) * WATT_HOUR).countsHourly()).isFalse();
        restart();
        second += INTERVAL;
        assertThat(send(3_600, (40_000 + second) * WATT_HOUR).countsHourly()).as("after a restart").isFalse();
    }
}
