package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.dbusp1.Snapshots;
import org.dbusp1.app.report.Connection.Carrier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.driver.LineState;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.Doubts;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Doubts.UncountedPower;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found of a line whose telegrams arrive; the tests of {@code check} have the lines on which none does. */
class DiagnosisTest {
    private static LineState state(Snapshot snapshot, TelegramCounts counts) {
        return WatchedLine.of(Duration.ofMinutes(2)).bytes(10_000).counts(counts).sinceFirstGood(Duration.ofMinutes(2), 0)
                .snapshot(snapshot).lastGood(Instant.EPOCH, Duration.ZERO).state();
    }

    /** ESS would take such a meter's values as they are: that it is too slow matters more than a counter. */
    @ParameterizedTest
    @CsvSource({"1, true, ENERGY_IMPORT, METER_IMPORT_NOT_COUNTED", "5, true, ENERGY_EXPORT, METER_EXPORT_NOT_COUNTED",
        "5, true, , METER_CLOCK_WRONG", "10, true, ENERGY_IMPORT, LINE_SLOW", "10, true, ENERGY_EXPORT, LINE_SLOW", "10, true, , LINE_SLOW",
        "10, false, ENERGY_IMPORT, METER_IMPORT_NOT_COUNTED", "10, false, , METER_CLOCK_WRONG"})
    void aMeterThatIsTooSlowForEssIsSoWithAnyDoubt(int seconds, boolean forEss, @Nullable Quantity uncounted, Condition found) {
        Doubts doubts = Doubts.of(uncounted == null ? new Stamp(0, 0) : null, null,
                uncounted == null ? null : new UncountedPower(uncounted, 5_000, 90, 1_000), null);
        TelegramCounts counts = new TelegramCounts(100, Map.of(), Map.of());
        Snapshot snapshot = Snapshots.threePhase().interval(Duration.ofSeconds(seconds)).quality(counts).doubts(doubts).take();
        assertThat(Diagnosis.of(state(snapshot, counts), Carrier.SERIAL, forEss, new BytesCause()).get(0)).isEqualTo(found);
    }

    @Test
    void aZoneThatTheClockContradictsIsNotGood() {
        TelegramCounts counts = new TelegramCounts(100, Map.of(), Map.of());
        Snapshot snapshot = Snapshots.threePhase().interval(Duration.ofSeconds(1)).quality(counts)
                .doubts(Doubts.of(null, new Doubts.WrongZone(ZoneId.of("America/New_York"), null), null, null)).take();
        assertThat(Diagnosis.of(state(snapshot, counts), Carrier.SERIAL, true, new BytesCause()).get(0))
                .isEqualTo(Condition.METER_ZONE_WRONG);
    }

    /** A power that is withheld is said first; one that no counter counts is not said where ESS cannot use it. */
    @ParameterizedTest
    @CsvSource({"1, true, METER_POWER_UNIT", "10, true, METER_POWER_UNIT", "1, false, METER_IMPORT_NOT_COUNTED", "10, false, LINE_SLOW"})
    void aDoubtfulPowerIsFound(int seconds, boolean isWithheld, Condition found) {
        TelegramCounts counts = new TelegramCounts(100, Map.of(), Map.of());
        Snapshot snapshot = Snapshots.threePhase().interval(Duration.ofSeconds(seconds)).quality(counts)
                .doubts(Doubts.of(null, null, new UncountedPower(Quantity.ENERGY_IMPORT, 5_000, 90, 1_000),
                        isWithheld ? new DoubtfulPower(15_210, 1_527) : null)).take();
        assertThat(Diagnosis.of(state(snapshot, counts), Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(found);
    }

    /** They came as another meter, or a bridge, sent them: neither is the line bad. */
    @ParameterizedTest
    @EnumSource(names = {"ENCRYPTED", "KEY", "UNREADABLE", "UNSCALED", "OUTDATED", "CRC"})
    void onlyDamageIsABadLine(RejectCause cause) {
        LineState state = state(Snapshots.threePhase().take(), new TelegramCounts(40, Map.of(), Map.of(cause, 10L)));
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(cause == RejectCause.CRC ? Condition.LINE_DAMAGED_OFTEN : Condition.LINE_FIT);
    }

    /** One clear telegram among those that cannot be decrypted is no good line. */
    @ParameterizedTest
    @CsvSource({"KEY, 15, LINE_WRONG_KEY", "KEY, 2, LINE_WRONG_KEY", "KEY, 1, LINE_FIT", "ENCRYPTED, 15, LINE_ENCRYPTED"})
    void theGreaterHalfOfEncryptedTelegramsIsTheResult(RejectCause cause, long count, Condition found) {
        LineState state = state(Snapshots.threePhase().take(), new TelegramCounts(1, Map.of(), Map.of(cause, count)));
        assertThat(Diagnosis.of(state, Carrier.SERIAL, true, new BytesCause()).get(0)).isEqualTo(found);
    }
}
