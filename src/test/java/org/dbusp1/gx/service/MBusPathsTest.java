package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dbusp1.Snapshots;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.gx.service.MBusServices.MBusView;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.api.Test;

/** What the services of M-Bus devices show. */
class MBusPathsTest {
    @Test
    void servicesAreNamedAfterTheirMedium() {
        Map<Integer, String> titles = new TreeMap<>();
        for (int type : new int[] {3, 7, 6, 4, 10}) {
            MBusDevice device = new Snapshots().mbus(1, type, "x", 1, "1", "m3").take().published().devices().get(0);
            MBusView view = new MBusView(device, null, null);
            titles.put(type, view.title() + ", " + view.medium());
        }
        assertThat(titles).containsEntry(3, "Gas meter, gas").containsEntry(7, "Water meter, water")
                .containsEntry(6, "Hot water meter, hot_water").containsEntry(4, "Heat meter, heat")
                .containsEntry(10, "Cooling meter, cooling");
    }

    @Test
    void aPulseMeterShowsVolumeAndAGasMeterTheCounterAsPrinted() {
        MBusDevice device = new Snapshots().mbus(2, 3, "G1", 0, "1500", "dm3").take().published().devices().get(0);
        MBusView view = new MBusView(device,
                new Registration("pulsemeter", 41, "cellar", 0, PhaseOrder.STRAIGHT), VenusRig.settings());
        assertThat(values(PathRows.of("pulsemeter"), view)).containsEntry("/Aggregate", "1.500 cubic meter");
        assertThat(values(PathRows.of("gasmeter"), view)).containsEntry("/Meter", "1500.000").containsEntry("/Unit", "dm3")
                .doesNotContainKey("/Aggregate");
    }

    private static Map<String, String> values(List<PathDefinition<MBusView>> rows, MBusView view) {
        Map<String, String> values = new TreeMap<>();
        for (PathDefinition<MBusView> row : rows) {
            Item item = new Item(row);
            item.set(row.value().apply(view));
            values.put(row.path(), item.text());
        }
        return values;
    }

    @Test
    void onlyVolumesAreCubicMetres() {
        for (String unit : List.of("kWh", "GJ", "")) {
            assertThat(new MBusDevice.CounterReading(new Stamp(0, 0), BigDecimal.ONE, unit).cubicMeters()).isEmpty();
        }
        assertThat(new MBusDevice.CounterReading(new Stamp(0, 0), BigDecimal.ONE, "L").cubicMeters()).hasValue(new BigDecimal("0.001"));
        assertThat(new MBusDevice.CounterReading(new Stamp(0, 0), BigDecimal.ONE, "M3").cubicMeters()).hasValue(BigDecimal.ONE);
    }
}
