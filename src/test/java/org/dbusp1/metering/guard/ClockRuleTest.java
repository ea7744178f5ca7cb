package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.ENERGY_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_EXPORT;
import static org.dbusp1.meter.Quantity.POWER_IMPORT;
import static org.dbusp1.meter.Quantity.POWER_NET;
import static org.dbusp1.meter.Quantity.VOLTAGE_L1;
import static org.dbusp1.metering.guard.Telegrams.values;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.DialectName;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;

/** Telegrams that were sent before: one for ever, or those that waited in the buffer of a bridge. */
class ClockRuleTest {
    /** A second that is not the first of its minute. */
    private static final long CLOCK = 1_772_366_407;

    private final GuardedLine line = new GuardedLine(new Guard());

    private boolean accept(double second, Reading reading) {
        return line.accept(second, reading).isPresent();
    }

    private boolean fresh(double second) {
        return line.fresh(second);
    }

    private static Reading clocked(Optional<String> id, long clock, Values values) {
        return Snapshots.like(Telegrams.reading(Dialect.DSMR5, "/m", id, values)).time(new Stamp(clock, 3_600)).reading();
    }

    private static Reading clocked(long clock, double watts, double kilowattHours) {
        return clocked(Optional.of("A"), clock, values(POWER_IMPORT, watts, POWER_NET, watts, ENERGY_IMPORT, kilowattHours));
    }

    /** A meter that draws 3.6 kW: a watt-hour every second. */
    private void live(int from, int to) {
        for (int second = from; second < to; second++) {
            assertThat(accept(second, clocked(CLOCK + second, 3_600, 1_000 + second / 1_000.0))).isTrue();
        }
    }

    @Test
    void theSameTelegramAgainRefreshesNothing() {
        live(0, 20);
        Reading last = clocked(CLOCK + 20, 500, 1_000.02);
        accept(20, last);
        for (int second = 21; second < 60; second++) {
            assertThat(accept(second, last)).isFalse();
            assertThat(fresh(second)).as("second %d", second).isEqualTo(second <= 25);
        }
        assertThat(line.guard.telegramCounts().rejected()).as("the line is right").isEmpty();
        accept(61, clocked(CLOCK + 61, 500, 1_000.03));
        assertThat(accept(62, clocked(CLOCK + 62, 500, 1_000.03))).isTrue();
    }

    @Test
    void aDriverThatStartsBehindOnePublishesItForFiveSeconds() {
        Reading stopped = clocked(CLOCK, 500, 1_000);
        assertThat(accept(0, stopped)).isTrue();
        for (int second = 1; second < 100; second++) {
            accept(second, stopped);
            assertThat(fresh(second)).isEqualTo(second <= 5);
        }
    }

    @Test
    void whatChangesWithinASecondOfTheClockIsLive() {
        for (int tenth = 0; tenth < 100; tenth++) {
            assertThat(accept(tenth / 10.0, clocked(CLOCK + tenth / 10, 500 + tenth, 1_000))).isTrue();
        }
        assertThat(line.accept(9.95, clocked(CLOCK + 9, 700, 1_000)).orElseThrow().validFor()).isEqualTo(Duration.ofSeconds(5));
    }

    /** A frame of HAN with three notifications, whose clocks are 5 s or a minute apart. */
    @ParameterizedTest
    @CsvSource({"5", "60"})
    void onASerialPortNothingIsTooOldOrTooLate(int apart) {
        GuardedLine serial = new GuardedLine(new Guard(new Guard.Options(null, StateStore.NONE, Guard.Origin.SERIAL,
                null)));
        for (int frame = 0; frame < 40; frame++) {
            for (int i = 0; i < 3; i++) {
                Reading plain = Telegrams.reading(Dialect.LANDIS_GYR, "/m", Optional.of("A"), values(POWER_IMPORT, 500 + i));
                Reading list = Snapshots.like(plain).time(new Stamp(CLOCK + (3L * frame + i) * apart, 3_600)).reading();
                assertThat(serial.accept(3 * frame * apart, list).isPresent() || apart == 60 && frame < 14)
                        .as("%d of frame %d", i, frame).isTrue();
            }
        }
        assertThat(serial.result(360 * apart, clocked(CLOCK - 90_000, 500, 1))).isEqualTo(new Outcome.Hold(false));
        assertThat(serial.guard.telegramCounts().rejected()).isEmpty();
    }

    @Test
    void theClockOfALiveMeterMayHaveStopped() {
        live(0, 20);
        for (int second = 20; second < 200; second++) {
            accept(second, clocked(CLOCK + 19, 500 + second, 1_000.02 + second / 1_000.0));
            assertThat(fresh(second) || second <= 90).as("second %d", second).isTrue();
        }
    }

    @Test
    void theClockOfALiveMeterMayNeverHaveRun() {
        for (int second = 0; second < 100; second++) {
            assertThat(accept(second, clocked(CLOCK, 500 + second, 1_000))).isTrue();
        }
    }

    @Test
    void aClockMayHaveNoSeconds() {
        long minute = CLOCK - CLOCK % 60;
        for (int second = 0; second < 600; second++) {
            assertThat(accept(second, clocked(minute + second / 60 * 60L, 500 + second % 7, 1_000))).isTrue();
        }
    }

    /** For so many seconds telegrams of a meter without a clock may be equal. */
    @ParameterizedTest
    @CsvSource({"D0, 230, 500, 300", "D0, 230, 0, 300", "DSMR2, , 5000, 300", "DSMR2, , 100, 1080", "DSMR2, , 0, 3600", "SML, , , 93600"})
    void withoutAClockEqualTelegramsHoldForALimitedTime(@ConvertWith(DialectName.class) Dialect dialect,
            Double volts, Double watts, int limit) {
        Values.Builder sent = new Values.Builder().set(ENERGY_IMPORT, 7);
        if (volts != null) {
            sent.set(VOLTAGE_L1, Math.round(volts * 1_000));
        }
        if (watts != null) {
            sent.set(POWER_NET, Math.round(watts * 1_000));
        }
        Reading still = Telegrams.reading(dialect, "/m", Optional.of("A"), sent.build());
        for (int second = 0; second <= limit + 40; second++) {
            accept(second, still);
            if (second > 20 && second % 10 == 0 || second == limit) {
                assertThat(fresh(second)).as("second %d", second).isEqualTo(second <= limit + 5);
            }
        }
    }

    @Test
    void ofAMeterWithListsEachKindMayStayAsItIs() {
        for (int second = 0; second < 7_200; second += 2) {
            Reading list = second % 10 == 0
                    ? Telegrams.reading(Dialect.KAIFA, "K", Optional.of("A"), values(POWER_IMPORT, 0, POWER_EXPORT,
                    500 + second % 7, VOLTAGE_L1, 230))
                    : exporting;
            assertThat(accept(second, list)).as("second %d", second).isTrue();
        }
    }

    @Test
    void ofAMeterWithListsAllKindsMayNotStayAsTheyAre() {
        Reading all = Telegrams.reading(Dialect.KAIFA, "K", Optional.of("A"), values(POWER_IMPORT, 500, VOLTAGE_L1, 230));
        Reading power = Telegrams.reading(Dialect.KAIFA, "K", Optional.of("A"), values(POWER_IMPORT, 500));
        for (int second = 0; second < 2_000; second += 2) {
            accept(second, second % 10 == 0 ? all : power);
        }
        assertThat(fresh(2_000)).isFalse();
    }

    /** Import is 0 for as long as the house exports. */
    private final Reading exporting = Telegrams.reading(Dialect.KAIFA, "K", Optional.of("A"), values(POWER_IMPORT, 0));

    @Test
    void ofOldTelegramsNothingIsPublished() {
        live(0, 100);
        for (int second = 0; second < 60; second++) {
            Reading old = clocked(CLOCK + 20 + second, 9_000, 1_000.02 + second / 1_000.0);
            assertThat(accept(100 + second, old)).isFalse();
            assertThat(fresh(100 + second)).isEqualTo(second <= 4);
        }
        assertThat(line.guard.telegramCounts().rejected()).containsEntry(RejectCause.OUTDATED, 60L);
        accept(160, clocked(CLOCK + 160, 500, 1_000.16));
        assertThat(accept(161, clocked(CLOCK + 161, 500, 1_000.161))).isTrue();
    }

    /** A bridge that drops carriage returns, so that each telegram is repaired, and sends old ones. */
    @Test
    void whatIsRepairedAndOldIsRejectedAndNothingElse() {
        live(0, 20);
        for (int second = 20; second < 30; second++) {
            assertThat(accept(second, Telegrams.repaired(clocked(CLOCK + second - 15, 9_000, 1_000)))).isFalse();
        }
        assertThat(line.guard.telegramCounts().intact()).isEqualTo(20);
        assertThat(line.guard.telegramCounts().repaired()).isZero();
        assertThat(line.guard.telegramCounts().rejected()).isEqualTo(Map.of(RejectCause.OUTDATED, 10L));
    }

    @Test
    void theBufferOfABridgeEndsNothing() {
        live(0, 100);
        for (int old = 40; old < 99; old++) {
            assertThat(accept(100 + old / 1_000.0, clocked(CLOCK + old, 9_000, 1_000 + old / 1_000.0))).isFalse();
        }
        assertThat(accept(101, clocked(CLOCK + 101, 500, 1_000.101))).isTrue();
    }

    @Test
    void aClockThatWasSetBackIsBelievedAfterAMinute() {
        live(0, 100);
        for (int second = 100; second <= 160; second++) {
            assertThat(accept(second, clocked(CLOCK + second - 86_500, 500, 1_000.1))).as("second %d", second).isFalse();
        }
        assertThat(accept(161, clocked(CLOCK + 161 - 86_500, 500, 1_000.1))).isTrue();
    }

    @Test
    void aClockThatWasSetForwardIsBelievedAtOnce() {
        live(0, 100);
        assertThat(accept(100, clocked(CLOCK + 86_500, 500, 1_000.1))).isTrue();
    }

    /** The connection became slower for good, or a bridge is late now and then. */
    @Test
    void whatIsEquallyLateForAMinuteIsLive() {
        live(0, 20);
        for (int second = 28; second < 88; second++) {
            assertThat(accept(second, clocked(CLOCK + second - 8, 500, 1_000.02))).as("second %d", second).isFalse();
        }
        accept(88, clocked(CLOCK + 80, 500, 1_000.02));
        assertThat(accept(89, clocked(CLOCK + 81, 500, 1_000.023))).isTrue();
        assertThat(accept(90, clocked(CLOCK + 90, 500, 1_000.024))).as("in time again").isTrue();
        assertThat(accept(95, clocked(CLOCK + 90, 500, 1_000.025))).as("an equal clock with other bytes").isTrue();
        assertThat(accept(99, clocked(CLOCK + 91, 500, 1_000.026))).isFalse();
    }

    /** A bridge that sends each stored telegram later than the one before it. */
    @Test
    void whatIsLaterEachTimeIsOld() {
        live(0, 20);
        for (int second = 20; second < 600; second += 10) {
            assertThat(accept(second, clocked(CLOCK + 8 + second / 5, 500, 1_000.02))).as("second %d", second).isFalse();
        }
    }

    @Test
    void aMeterWithoutNumberInItsPlaceIsBelievedAfterAMinute() {
        for (int second = 0; second < 20; second++) {
            accept(second, clocked(Optional.empty(), CLOCK + second, values(POWER_NET, 5, ENERGY_IMPORT, 1_000)));
        }
        for (int second = 300; second < 400; second++) {
            boolean shown = accept(second, clocked(Optional.empty(), CLOCK + second - 5_000,
                    values(POWER_NET, 500, ENERGY_IMPORT, 3 + second / 1_000.0)));
            assertThat(shown).as("second %d", second).isEqualTo(second > 360);
        }
    }

    @Test
    void anotherMeterMayHaveAnyClock() {
        live(0, 20);
        accept(300, clocked(Optional.of("B"), CLOCK - 50, values(POWER_NET, 5, ENERGY_IMPORT, 3)));
        assertThat(accept(301, clocked(Optional.of("B"), CLOCK - 49, values(POWER_NET, 6, ENERGY_IMPORT, 3)))).isTrue();
    }

    @Test
    void oneClockFarAheadCostsAMinute() {
        live(0, 20);
        accept(20, clocked(CLOCK + 2_000_000_000L, 500, 1_000.02));
        for (int second = 21; second < 81; second++) {
            assertThat(accept(second, clocked(CLOCK + second, 500, 1_000.021))).as("second %d", second).isFalse();
        }
        accept(81, clocked(CLOCK + 81, 500, 1_000.022));
        assertThat(accept(82, clocked(CLOCK + 82, 500, 1_000.022))).isTrue();
    }

    @Test
    void aRecordingThatIsPlayedAgainAndAgainIsPlayed() {
        GuardedLine loop = new GuardedLine(
                TestGuard.ofRepeatedLog(StateStore.NONE));
        for (int second = 0; second < 100; second++) {
            assertThat(loop.accept(second, clocked(CLOCK + second % 10, 500, 1_000 + second % 10 / 1_000.0))).isPresent();
        }
    }
}
