package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every requirement of Venus OS's readers, checked by a program that shares no code with the driver. */
@Tag("server")
class ChecklistTest {
    private static final String GAS = "com.victronenergy.pulsemeter.p1_ttyUSB0_gas";

    @Test
    void everyPointThatConcernsTheBusHolds() throws Exception {
        try (VenusRig rig = VenusRig.started()) {
            rig.publish(exporting(0));
            rig.awaitName(GAS);
            Process walk = rig.bus.python("walk_checklist.py", VenusRig.GRID, GAS);
            CompletableFuture<String> printed = CompletableFuture.supplyAsync(() ->
                    walk.inputReader(java.nio.charset.StandardCharsets.UTF_8).lines().collect(java.util.stream.Collectors.joining("\n")));
            for (int i = 1; walk.isAlive(); i++) {
                rig.send(exporting(i).take());
                Thread.sleep(2); // a pace, no waiting: the walk ends when it has seen enough
            }
            assertThat(walk.waitFor()).as(printed.join()).isZero();
        }
    }

    private static Snapshots exporting(int i) {
        Snapshots one = new Snapshots().with(Quantity.POWER_NET, String.valueOf(-500 - i % 7))
                .with(Quantity.POWER_L1, String.valueOf(-500 - i % 7)).with(Quantity.CURRENT_L1, "2")
                .with(Quantity.ENERGY_IMPORT, String.valueOf(i)).gas(1, "G1", 1_700_000_000 + i, "1.5");
        return i % 5 == 0 ? one.with(Quantity.VOLTAGE_L1, "0") : i % 5 == 1 ? one : one.with(Quantity.VOLTAGE_L1, "230.1");
    }
}
