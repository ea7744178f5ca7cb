package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fleet whose collectors, broker and database fail one after the other while it sends. */
@Tag("slow")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FleetTest {
    private static final int METERS = 200;

    @TempDir
    private Path directory;

    @Test
    void everyRowIsThereOnceWhateverIsKilledOrRestarted() throws Exception {
        try (FleetRun run = new FleetRun(directory)) {
            Process first = run.collector("a");
            run.collector("b");
            run.awaitSubscribed("a", 1);
            run.awaitSubscribed("b", 1);
            try (SimulatedFleet fleet = new SimulatedFleet(run.port(), 2)) {
                fleet.send(METERS, 0, 5);
                FleetRun.kill(first);
                fleet.send(METERS, 5, 5);
                assertThat(run.stored()).as("half waits for the one that was killed").isLessThan(10L * METERS);
                run.collector("a");
                run.awaitSubscribed("a", 2);
                fleet.send(METERS, 10, 5);
                run.restartBroker();
                fleet.send(METERS, 15, 5);
                run.restartDatabase();
                fleet.send(METERS, 20, 5);
                run.awaitRows(25L * METERS);
            }
            run.verify(METERS, 25);
        }
    }

    /** One enrolled meter may send a thousand rows in each message without any mistake. */
    @Test
    void theFloodOfOneMeterEndsNothingAndTheOthersFollow() throws Exception {
        int messages = 1_500;
        try (FleetRun run = new FleetRun(directory)) {
            Process collector = run.collector("a");
            run.awaitSubscribed("a", 1);
            FleetRun.stop(collector);
            try (SimulatedFleet fleet = new SimulatedFleet(run.port(), 1)) {
                fleet.flood("FLOOD", messages, 1_000);
                fleet.send(METERS, 0, 1);
            }
            collector = run.collector("a");
            FleetRun.awaitWithin("some of it", () -> run.number("SELECT COUNT(*) FROM p1_minutes WHERE meter = 'FLOOD'") > 0);
            FleetRun.stop(collector);
            assertThat(run.number("SELECT COUNT(*) FROM p1_minutes WHERE meter <> 'FLOOD'")).as("stopped in the middle").isZero();
            collector = run.collector("a");
            FleetRun.awaitWithin("the others", () -> run.number("SELECT COUNT(*) FROM p1_minutes WHERE meter <> 'FLOOD'") == METERS);
            assertThat(run.number("SELECT COUNT(*) FROM p1_minutes WHERE meter = 'FLOOD'")).isEqualTo(1_000);
            assertThat(collector.isAlive()).isTrue();
            assertThat(run.log("a").split("rows of other meters have to wait", -1)).as("once").hasSize(2);
            assertThat(run.log("a")).doesNotContain("OutOfMemory");
        }
    }
}
