package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.guard.Telegrams.values;
import static org.dbusp1.meter.Quantity.*;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.dialect.BinaryMeters;
import org.dbusp1.meter.dialect.Netherlands;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final MeterKey KEY = new MeterKey("house");
    /** The monotonic clock begins anywhere, and may be negative. */
    private static final long ZERO = -5_000_000_000_000L;

    private final Guard guard = new Guard();
    /** As it was published last. */
    private Duration interval = Duration.ZERO;

    private static long at(double second) {
        return ZERO + (long) (second * 1e9);
    }

    private Optional<Snapshot> accept(double second, Reading reading) {
        Optional<Snapshot> snapshot = guard.accept(reading, () -> Optional.of(KEY), Telegrams.ARRIVAL, at(second));
        interval = snapshot.map(Snapshot::interval).orElse(interval);
        return snapshot;
    }

    private static Reading watts(double watts) {
        return Telegrams.reading(values(POWER_IMPORT, watts, POWER_NET, watts));
    }

    @Test
    void aSnapshotHoldsWhatWasBelieved() {
        Reading reading = Telegrams.reading(values(POWER_IMPORT, 99_000_000, POWER_NET, 99_000_000, VOLTAGE_L1, 230));
        Snapshot snapshot = accept(0, reading).orElseThrow();
        assertThat(snapshot.key()).isEqualTo(KEY);
        assertThat(snapshot.reading()).isSameAs(reading);
        assertThat(snapshot.values()).isEqualTo(values(VOLTAGE_L1, 230));
        assertThat(snapshot.withheld().quantities()).containsExactlyInAnyOrder(POWER_IMPORT, POWER_NET);
        assertThat(snapshot.arrival()).isEqualTo(Telegrams.ARRIVAL);
        assertThat(snapshot.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(snapshot.quality()).isEqualTo(guard.quality());
    }

    @Test
    void valuesHoldForThreeIntervals() {
        assertThat(guard.fresh(at(0))).isFalse();
        accept(0, watts(500));
        assertThat(guard.fresh(at(5))).isTrue();
        assertThat(guard.fresh(at(5.1))).isFalse();
        assertThat(accept(6, watts(500))).as("the first after a loss").isEmpty();
        assertThat(accept(7, watts(500))).isPresent();
    }

    @Test
    void aLossIsNoticedByTheNextMessageToo() {
        accept(0, watts(500));
        assertThat(accept(6, watts(500))).isEmpty();
    }

    @Test
    void aLostPortEndsAllAtOnce() {
        accept(0, watts(500));
        guard.lost();
        assertThat(guard.fresh(at(0.1))).isFalse();
        assertThat(accept(1, Telegrams.of("B", Values.NONE))).isEmpty();
        assertThat(accept(2, Telegrams.of("B", Values.NONE))).as("another meter on the same cable").isPresent();
    }

    @Test
    void theIntervalIsTheDialectsUntilTheMeterShowedItsOwn() {
        for (int second = 0; second < 5; second++) {
            accept(second, Telegrams.reading(Netherlands.DSMR4, "/m", Optional.of("A"), Values.NONE));
            assertThat(interval).isEqualTo(Duration.ofSeconds(10));
        }
        accept(5, Telegrams.reading(Netherlands.DSMR4, "/m", Optional.of("A"), Values.NONE));
        assertThat(interval).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void countsWhatWasAcceptedRepairedAndRejected() {
        accept(0, watts(500));
        accept(1, Telegrams.repaired(watts(500)));
        guard.rejected(RejectCause.CRC);
        assertThat(guard.quality().accepted()).isEqualTo(1);
        assertThat(guard.quality().repairs()).isEqualTo(Map.of("first line", 1L));
        assertThat(guard.quality().rejected()).isEqualTo(Map.of(RejectCause.CRC, 1L));
    }

    @Test
    void aBadLineMakesNothingValidForLonger() {
        accept(0, watts(500));
        for (int second = 1; second <= 500; second++) {
            if (second % 100 == 0) {
                accept(second, watts(500));
                assertThat(guard.fresh(at(second))).as("after %d s", second).isFalse();
            } else {
                guard.rejected(RejectCause.CRC);
            }
        }
        assertThat(accept(501, watts(500))).isPresent();
        assertThat(interval).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aPowerIsValidForFiveSecondsWhateverTheLineLoses() {
        for (int second = 0; second <= 200; second++) {
            if (second < 20 || second % 20 == 0) {
                accept(second, watts(500));
            } else {
                guard.rejected(RejectCause.TRUNCATED);
            }
            assertThat(guard.fresh(at(second))).as("after %d s", second).isEqualTo(second <= 20 + 5);
        }
    }

    /** An adapter or a network that drops them: nothing is rejected. */
    @Test
    void telegramsThatVanishDoNotSlowTheMeterDown() {
        for (int second = 0; second <= 500; second += 100) {
            accept(second, watts(500));
        }
        assertThat(guard.fresh(at(500))).isFalse();
        assertThat(accept(510, watts(500))).isPresent();
        assertThat(interval).as("no P1 meter is slower").isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whileTheSourceIsAwayNoMeterIsSlow() {
        for (int second = 0; second <= 70; second += 7) {
            accept(second, watts(500));
            guard.lost();
        }
        accept(71, watts(500));
        assertThat(accept(72, watts(500))).isPresent();
        assertThat(interval).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatAMeterSendsBesideItsMessagesShowsNothingAboutTheLine() {
        for (int second = 0; second <= 36; second += 6) {
            accept(second, watts(500));
            guard.rejected(RejectCause.GARBAGE);
            guard.rejected(RejectCause.ENCRYPTED);
        }
        assertThat(interval).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void listsOfSeveralKindsKeepTheirPace() {
        for (int second = 0; second <= 600; second += 60) {
            accept(second, list(POWER_IMPORT, 6, POWER_EXPORT, 0, VOLTAGE_L1, 230));
        }
        assertThat(interval).isEqualTo(Duration.ofSeconds(60));
        assertThat(guard.fresh(at(780))).isTrue();
    }

    @Test
    void aRejectedTelegramRefreshesNothing() {
        accept(0, watts(500));
        guard.rejected(RejectCause.CRC);
        assertThat(guard.fresh(at(5.1))).isFalse();
    }

    @Test
    void ofAP1MeterOnlyTheLastMessageHolds() {
        accept(0, Telegrams.reading(values(POWER_IMPORT, 5, VOLTAGE_L1, 230)));
        assertThat(accept(1, Telegrams.reading(values(POWER_IMPORT, 6))).orElseThrow().values())
                .isEqualTo(values(POWER_IMPORT, 6));
    }

    private static Reading list(Object... pairs) {
        return Telegrams.reading(BinaryMeters.KAIFA, "KFM_001", Optional.of("A"), values(pairs));
    }

    @Test
    void ofABinaryMeterTheLastListOfEachKindHoldsUntilALoss() {
        accept(0, list(VOLTAGE_L1, 230));
        assertThat(accept(2, list(POWER_IMPORT, 6)).orElseThrow().values().has(VOLTAGE_L1)).isTrue();
        guard.lost();
        accept(3, list(POWER_IMPORT, 6));
        assertThat(accept(4, list(POWER_IMPORT, 6)).orElseThrow().values().has(VOLTAGE_L1)).isFalse();
    }

    @Test
    void aTimeoutForgetsTheListsToo() {
        accept(0, list(VOLTAGE_L1, 230, ENERGY_IMPORT, 7));
        assertThat(guard.fresh(at(31))).isFalse();
        accept(32, list(POWER_IMPORT, 6));
        assertThat(accept(34, list(POWER_IMPORT, 6)).orElseThrow().values().has(ENERGY_IMPORT)).isFalse();
    }

    @Test
    void twoMetersOnOneLineAreTakenOffUntilOneIsAlone() {
        assertThat(accept(0, watts(500))).isPresent();
        assertThat(accept(0.5, Telegrams.of("B", values(POWER_IMPORT, 3_000)))).isEmpty();
        assertThat(guard.fresh(at(0.6))).as("one foreign message may be damage").isTrue();
        assertThat(accept(1, watts(500))).isPresent();
        assertThat(accept(1.5, Telegrams.of("B", values(POWER_IMPORT, 3_000)))).isEmpty();
        assertThat(guard.fresh(at(1.6))).isFalse();
        for (int second = 2; second < 30; second++) {
            assertThat(accept(second, watts(500))).isEmpty();
            assertThat(accept(second + 0.5, Telegrams.of("B", values(POWER_IMPORT, 3_000)))).isEmpty();
            assertThat(guard.fresh(at(second + 0.6))).isFalse();
        }
        for (int second = 30; second < 90; second++) {
            assertThat(accept(second, watts(500))).isEmpty();
        }
        assertThat(accept(90, watts(500))).as("the first after a loss").isEmpty();
        assertThat(accept(91, watts(500)).orElseThrow().values().number(POWER_IMPORT)).isEqualTo(500);
    }

    @Test
    void aForeignMessageDoesNotKeepTheOldValuesFresh() {
        accept(0, watts(500));
        accept(5, Telegrams.of("B", values(POWER_IMPORT, 3_000)));
        assertThat(guard.fresh(at(5.1))).isFalse();
    }

    @Test
    void theCountersOfAForeignMeterLeaveNoTrace() {
        accept(0, Telegrams.of("A", values(ENERGY_IMPORT, 1_000)));
        accept(1, Telegrams.of("B", values(ENERGY_IMPORT, 7)));
        assertThat(accept(2, Telegrams.of("A", values(ENERGY_IMPORT, 7))).orElseThrow().withheld().quantities())
                .containsExactly(ENERGY_IMPORT);
    }

    @Test
    void anExchangedMeterCountsFromWhereItIs() {
        for (int second = 0; second < 5; second++) {
            accept(second, Telegrams.of("A", values(ENERGY_IMPORT, 1_000)));
        }
        Optional<Snapshot> last = Optional.empty();
        for (int second = 5; second < 70; second++) {
            last = accept(second, Telegrams.of("B", values(ENERGY_IMPORT, 7)));
        }
        assertThat(last.orElseThrow().values().number(ENERGY_IMPORT)).isEqualTo(7);
    }

    @Test
    void anExchangedMeterIsTakenOverAtOnceAfterASilence() {
        accept(0, watts(500));
        assertThat(accept(300, Telegrams.of("B", values(POWER_IMPORT, 7)))).as("the first after a loss").isEmpty();
        assertThat(accept(301, Telegrams.of("B", values(POWER_IMPORT, 7))).orElseThrow().values().number(POWER_IMPORT))
                .isEqualTo(7);
    }
}
