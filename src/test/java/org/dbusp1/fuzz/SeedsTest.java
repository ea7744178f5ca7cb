package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.Beside;
import org.dbusp1.SimulatedLog;
import org.dbusp1.simulator.Dialects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests what fuzzing starts from: every simulated meter is accepted, and making checksums right leaves good lines as they are. */
@Tag(Beside.TAG)
class SeedsTest {
    @Test
    void everySimulatedMeterIsAccepted() {
        List<Seeds.Seed> simulated = Seeds.good().subList(0, Dialects.all().size());
        // The encrypted one is rejected without its key.
        assertThat(simulated).filteredOn(seed -> CheckedLine.snapshots(seed.bytes()).isEmpty())
                .extracting(Seeds.Seed::name).containsExactly("han-kaifa-at");
    }

    /** Without frame and checksum nothing but the next list proves it. */
    @Test
    void aListWithoutAChecksumAloneIsNotAccepted() {
        assertThat(CheckedLine.snapshots(SimulatedLog.of("han-czechia", Instant.parse("2026-03-01T12:00:00Z"), 1))).isEmpty();
    }

    /** Their checksums are right, so that they reach the decoders; making them right anew does not mend them. */
    @Test
    void whatNoMeterSendsKeepsItsFault() {
        assertThat(Seeds.hostile()).filteredOn(seed -> !Arrays.equals(Resealed.line(seed.bytes()), seed.bytes())).isEmpty();
        assertThat(Seeds.hostile()).filteredOn(seed -> !CheckedLine.snapshots(seed.bytes()).isEmpty())
                .extracting(Seeds.Seed::name).containsExactly("sml with scalers of four bytes");
    }

    @Test
    void makingRightChecksumsAnewChangesNothing() {
        List<Seeds.Seed> simulated = Seeds.good().subList(0, Dialects.all().size());
        assertThat(simulated).filteredOn(seed -> !Arrays.equals(Resealed.line(seed.bytes()), seed.bytes()))
                .extracting(Seeds.Seed::name).isEmpty();
    }
}
