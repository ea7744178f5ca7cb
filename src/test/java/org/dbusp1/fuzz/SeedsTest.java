package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.SimulatedLog;
import org.dbusp1.simulator.Dialects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests what fuzzing starts from: making checksums right leaves good lines as they are, and hostile ones hostile. */
@Tag(Beside.TAG)
class SeedsTest {
    /** Without frame and checksum nothing but the next list proves it. */
    @Test
    void aListWithoutAChecksumAloneIsNotAccepted() {
        assertThat(CheckedLine.snapshots(SimulatedLog.of("han-czechia", Instant.parse("2026-03-01T12:00:00Z"), 1))).isEmpty();
    }

    /** So that it reaches the decoders: making its checksums right does not mend it. */
    @Test
    void whatNoMeterSendsKeepsItsFault() {
        assertThat(Seeds.hostile()).filteredOn(seed -> !CheckedLine.snapshots(seed.bytes()).isEmpty())
                .extracting(Seeds.Seed::name).containsExactly("sml with scalers of four bytes");
    }

    @Test
    void makingRightChecksumsAnewChangesNothing() {
        Stream<Seeds.Seed> simulated = Seeds.good().stream().limit(Dialects.all().size());
        assertThat(Stream.concat(simulated, Seeds.hostile().stream()))
                .filteredOn(seed -> !Arrays.equals(Resealed.line(seed.bytes()), seed.bytes()))
                .extracting(Seeds.Seed::name).isEmpty();
    }
}
