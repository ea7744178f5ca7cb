package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.SimulatedLog;
import org.dbusp1.TestTelegram;
import org.dbusp1.fuzz.Resealed;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Meters that follow summer time and send no season, through the whole line, in the night in which summer time ends. */
class SeasonNightTest {
    /** Two minutes before the first of the two hours. */
    private static final Instant START = Instant.parse("2026-10-24T23:58:00Z");
    private static final Instant CHANGE = Instant.parse("2026-10-25T01:00:00Z");
    private static final Instant END = Instant.parse("2026-10-25T02:05:00Z");
    private static final int INTERVAL = 10;
    private static final int MOST_LISTS_LATE = 20;

    private TestLine line = new TestLine(START);

    /** Counters rise by 1 Wh with each telegram, whose power is its number. */
    private static byte[] telegram(Instant measured) {
        long number = Duration.between(START, measured).toSeconds() / INTERVAL;
        return TestTelegram.sealed("/KFM5KAIFA-METER\r\n\r\n" + String.join("\r\n",
                "0-0:1.0.0(" + TestTelegram.time(measured, ZoneId.of("Europe/Stockholm")) + ")",
                TestTelegram.energy("1.8.0", 1_000_000 + number), "1-0:3.8.0(00000001.000*kvarh)", TestTelegram.power("1.7.0", number),
                "1-0:2.7.0(00.000*kW)", "!")).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static long measured(Snapshot snapshot) {
        return START.getEpochSecond() + INTERVAL * snapshot.published().values().scaled(Quantity.POWER_IMPORT)
                / (long) Math.pow(10, Quantity.POWER_IMPORT.decimals());
    }

    /** Sends what was measured at a moment, now. @return what is published of it; null if nothing is */
    private Snapshot send(Instant measured) {
        return line.send(telegram(measured)).orElse(null);
    }

    private void assertPublished(Snapshot snapshot, Instant measured) {
        assertThat(snapshot).as("at %s", measured).isNotNull();
        assertThat(measured(snapshot)).isEqualTo(measured.getEpochSecond());
        assertThat(snapshot.arrival().rowTime().instant()).isEqualTo(measured);
        assertThat(snapshot.reading().time().instant()).isEqualTo(measured);
    }

    @Test
    void noTelegramIsPublishedWithTheTimeOfTheOtherHour() {
        for (Instant now = START; now.isBefore(END); now = now.plusSeconds(INTERVAL)) {
            assertPublished(send(now), now);
            line.pass(Duration.ofSeconds(INTERVAL));
        }
        EnergyUse.Use use = line.newest().energy().uses().get(EnergyUse.Counter.IMPORT);
        assertThat(use.hour()).as("Wh of the second hour").isEqualTo(360L);
    }

    /** A bridge stores telegrams, and delivers them at once in the second hour. @param start seconds before the change */
    @ParameterizedTest
    @CsvSource({"1800, 40", "3300, 65", "1200, 65", "3660, 65", "7000, 180", "3500, 63", "300, 58"})
    void nothingOldIsPublishedAfterABridgeStalled(int start, int minutes) {
        Instant begin = CHANGE.minusSeconds(start);
        Instant first = begin.isBefore(START) ? START : begin;
        Instant stalls = Instant.ofEpochSecond(first.getEpochSecond() - first.getEpochSecond() % INTERVAL).plusSeconds(60);
        Instant delivers = stalls.plusSeconds(60L * minutes).isAfter(END) ? END.minusSeconds(600) : stalls.plusSeconds(60L * minutes);
        Instant now = START;
        for (; now.isBefore(stalls); now = now.plusSeconds(INTERVAL)) {
            send(now);
            line.pass(Duration.ofSeconds(INTERVAL));
        }
        line.pass(Duration.between(now, delivers));
        for (; !now.isAfter(delivers.minusSeconds(2 * INTERVAL)); now = now.plusSeconds(INTERVAL)) {
            assertThat(send(now)).as("stored at %s", now).isNull();
        }
        for (; now.isBefore(END); now = now.plusSeconds(INTERVAL)) {
            Snapshot snapshot = send(now);
            if (now.isAfter(delivers.plusSeconds(60))) {
                assertPublished(snapshot, now);
            }
            line.pass(Duration.ofSeconds(INTERVAL));
        }
    }

    /** @param minutes of the restart after the change */
    @ParameterizedTest
    @ValueSource(ints = {-50, -30, -5, 5, 30, 50})
    void aRestartInEachOfTheTwoHoursChangesNoTime(int minutes) {
        Instant restart = CHANGE.plusSeconds(60L * minutes);
        for (Instant now = START; now.isBefore(END); now = now.plusSeconds(INTERVAL)) {
            if (now.equals(restart)) {
                line = new TestLine(line.now());
            }
            assertPublished(send(now), now);
            line.pass(Duration.ofSeconds(INTERVAL));
        }
    }

    /**
     * Lists without deviation and with the status 00 in summer too. Aidon's have a clock each hour, with the counters, Kaifa's each have
     * one.
     *
     * @param isStandardTime whether the clock does not follow summer time
     */
    @ParameterizedTest
    @CsvSource({"han-aidon, false", "han-aidon, true", "han-kaifa, false"})
    void noEnergyOfListsIsLost(String name, boolean isStandardTime) {
        Instant start = Instant.parse("2026-10-24T23:05:00Z");
        SimulatedMeter meter = SimulatedLog.meter(name, start);
        line = new TestLine(start, isStandardTime ? ZoneId.of("Etc/GMT-1") : null);
        List<Instant> hours = new ArrayList<>();
        Long firstCounter = null;
        Instant now = start;
        for (Instant end = Instant.parse("2026-10-25T05:02:00Z"); now.isBefore(end);) {
            byte[] list = withoutSeason(meter.next(), isStandardTime);
            now = Instant.ofEpochSecond(meter.second());
            line.pass(Duration.between(line.now(), now));
            line.send(list);
            if (line.snapshots.isEmpty()) {
                continue;
            }
            Snapshot snapshot = line.newest();
            long late = now.getEpochSecond() - snapshot.arrival().rowTime().epochSecond();
            assertThat(late).as("row at %s", now).isBetween(-(long) MOST_LISTS_LATE, (long) MOST_LISTS_LATE);
            EnergyUse.Use use = snapshot.energy().uses().get(EnergyUse.Counter.IMPORT);
            if (use != null && firstCounter == null) {
                firstCounter = use.reading();
            }
            Stamp clock = snapshot.reading().time();
            if (clock != null && clock.instant().getEpochSecond() % 3_600 <= MOST_LISTS_LATE) {
                hours.add(clock.instant());
            }
        }
        EnergyUse energy = line.newest().energy();
        Map<Long, Long> counted = new HashMap<>();
        energy.finishedQuarters().forEach(quarter -> counted.put(quarter.start(),
                quarter.energies().getOrDefault(EnergyUse.Counter.IMPORT, EnergyUse.Energy.NONE).counted()));
        assertThat(counted.values().stream().mapToLong(wattHours -> wattHours).sum()).as("Wh of the quarter hours")
                .isEqualTo(energy.uses().get(EnergyUse.Counter.IMPORT).reading() - firstCounter).isPositive();
        assertThat(hours).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(6);
    }

    /** Returns a list with each date-time without a deviation, and with the status of standard time. */
    private static byte[] withoutSeason(byte[] list, boolean isStandardTime) {
        byte[] changed = list.clone();
        for (int at = 0; at + 12 <= changed.length; at++) {
            if (changed[at] == 0x07 && changed[at + 1] == (byte) 0xEA && changed[at + 2] == 10) {
                boolean isSummer = (changed[at + 11] & 0x80) != 0 || changed[at + 10] == (byte) 0x88;
                if (isStandardTime && isSummer) {
                    changed[at + 5] = (byte) Math.floorMod(changed[at + 5] - 1, 24);
                    changed[at + 3] -= (byte) (changed[at + 5] == 23 ? 1 : 0);
                }
                changed[at + 9] = (byte) 0x80;
                changed[at + 10] = 0;
                changed[at + 11] = 0;
            }
        }
        return Resealed.line(changed);
    }
}
