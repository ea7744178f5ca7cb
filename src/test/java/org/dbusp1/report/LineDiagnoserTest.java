package org.dbusp1.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dbusp1.Snapshots;
import org.dbusp1.driver.LineState;
import org.dbusp1.meter.Doubts;
import org.dbusp1.meter.Doubts.UncountedPower;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.problem.Condition;
import org.dbusp1.source.ByteKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found of a line whose telegrams arrive; the tests of {@code check} have the lines on which none does. */
class LineDiagnoserTest {
    private static final Doubts UNCOUNTED = Doubts.of(null, new UncountedPower(Quantity.ENERGY_IMPORT, 5_000, 90, 1_000));

    private static LineState state(Snapshot snapshot, TelegramCounts counts) {
        return new LineState(null, null, Duration.ofMinutes(2), 10_000, counts, TelegramCounts.NONE, 0, Duration.ofMinutes(2), snapshot,
                true, Instant.EPOCH, Duration.ZERO, Map.of(), List.of(), ByteKind.TOO_FEW, false, false);
    }

    /** ESS would take such a meter's values as they are: that it is too slow matters more than a counter. */
    @ParameterizedTest
    @CsvSource({"1,METER_IMPORT_NOT_COUNTED", "5,METER_IMPORT_NOT_COUNTED", "10,LINE_SLOW"})
    void aMeterThatIsTooSlowIsSoWithAnyDoubt(int seconds, Condition found) {
        TelegramCounts counts = new TelegramCounts(100, Map.of(), Map.of());
        Snapshot snapshot = Snapshots.threePhase().interval(Duration.ofSeconds(seconds)).quality(counts).take().withDoubts(UNCOUNTED);
        assertThat(LineDiagnoser.of(state(snapshot, counts), true)).isEqualTo(found);
    }

    /** They came as another meter, or a bridge, sent them: neither is the line bad. */
    @ParameterizedTest
    @EnumSource(names = {"ENCRYPTED", "KEY", "UNREADABLE", "OUTDATED", "CRC"})
    void onlyDamageIsABadLine(RejectCause cause) {
        LineState state = state(Snapshots.threePhase().take(), new TelegramCounts(40, Map.of(), Map.of(cause, 10L)));
        assertThat(LineDiagnoser.of(state, true)).isEqualTo(cause == RejectCause.CRC ? Condition.LINE_DAMAGED_OFTEN : Condition.LINE_FIT);
    }
}
