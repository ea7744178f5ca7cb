package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.dbusp1.simulator.SimulatedMedium;
import org.junit.jupiter.api.Test;

/** Tests which paths are sent with a telegram. */
class BusCostTest {
    private static final int TELEGRAMS = 1_200;

    @Test
    void pathsThatChangeRarelyAreNotSentWithEachTelegram() {
        MeterState state = new MeterState(() -> Optional.of("115200-8N1"));
        List<PathDefinition<GridView>> rows = GridPaths.of(Role.GRID).stream()
                .filter(row -> row.lifetime() != PathDefinition.Lifetime.FIXED).toList();
        List<Item> items = rows.stream().map(Item::new).toList();
        SampleMeter meter = new SampleMeter("dsmr50", org.dbusp1.simulator.Wiring.THREE_PHASES, SampleMeter.START, SimulatedMedium.GAS);
        Map<String, Integer> sent = new TreeMap<>();
        for (int telegram = 0; telegram < TELEGRAMS; telegram++) {
            Snapshot snapshot = meter.next();
            state.accept(snapshot);
            GridView view = new GridView(snapshot, state, new Registration("grid", 40, "", 0, PhaseOrder.STRAIGHT),
                    VenusRig.settings(), EssVerdict.UNKNOWN, RuntimeSettings.NONE);
            for (int i = 0; i < rows.size(); i++) {
                rows.get(i).source().read(view, items.get(i));
                if (items.get(i).changed()) {
                    sent.merge(rows.get(i).path(), 1, Integer::sum);
                    items.get(i).markSent();
                }
            }
        }
        assertThat(sent).containsKeys("/Ac/Power", "/Ac/L1/Power");
        sent.forEach((path, times) -> {
            if (times > TELEGRAMS / 10) {
                assertThat(path).as("sent with " + times + " of " + TELEGRAMS + " telegrams")
                        .matches("/Ac/(L[123]/)?(Power|Voltage|Current|Energy/(Forward|Reverse))|/P1/Energy/(Import|Export)/T[12]");
            }
        });
    }
}
