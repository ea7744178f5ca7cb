package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What other threads hand to the loop of the bus: it happens at once, not with the loop's next timer. */
@Timeout(60)
class VenusOutputTest {
    private final MemoryRig rig = new MemoryRig();

    @BeforeEach
    void meterIsOnTheBusAndNoTimerEnds() {
        rig.start();
        rig.pass(Duration.ofSeconds(1), Snapshots.threePhase());
        assertThat(rig.bus.driverOwns(VenusRig.GRID)).isTrue();
        rig.stopTimers();
    }

    @AfterEach
    void end() {
        rig.close();
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void aTelegramIsOnTheBusAtOnce() {
        for (String watts : new String[] {"1150.5", "1160.5", "1170.5"}) {
            rig.onlyTelegram(Snapshots.threePhase().with(Quantity.POWER_NET, watts));
            assertThat(rig.value("/Ac/Power")).isEqualTo(watts);
        }
    }

    @Test
    void atTheEndItLeavesAtOnce() {
        rig.stop();
        assertThat(rig.bus.driverOwns(VenusRig.GRID)).isFalse();
    }
}
