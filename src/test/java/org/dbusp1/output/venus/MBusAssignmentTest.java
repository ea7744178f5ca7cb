package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.dbusp1.output.venus.MBusServices.MBusAssignment;
import org.dbusp1.output.venus.MBusServices.MBusView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has which place among several M-Bus devices. */
class MBusAssignmentTest {
    private final MBusAssignment slots = new MBusAssignment();

    /** Takes a telegram with devices such as {@code 1:gas:old@1000}, channel, medium, number and time; one without a time is silent. */
    private String after(String telegram) {
        Snapshots snapshot = new Snapshots();
        Matcher device = Pattern.compile("(\\d):(\\w+):(\\w+)(?:@(\\d+))?").matcher(telegram);
        while (device.find()) {
            int channel = Integer.parseInt(device.group(1));
            int type = List.of("other", "", "electricity", "gas", "heat", "", "hot", "water").indexOf(device.group(2));
            if (device.group(4) == null) {
                snapshot.silent(channel, type, device.group(3));
            } else {
                snapshot.mbus(channel, type, device.group(3), Long.parseLong(device.group(4)), "1", "m3");
            }
        }
        slots.accept(snapshot.take().devices());
        return slots.slots().stream().filter(slot -> slot.shown() != null)
                .map(slot -> slot.name() + "=" + slot.shown().id().orElseThrow()).collect(Collectors.joining(" "));
    }

    /** What each place shows after the last of some telegrams. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the newest reading, whatever the channel         | 1:gas:old@100 2:gas:new@200 | gas=new
            the lowest channel of equal readings             | 4:gas:four@100 2:gas:two@100 | gas=two
            a place for each medium | 1:gas:g@1 2:water:w@1 3:hot:h@1 4:heat:k@1 | gas=g water=w hot_water=h heat=k
            an unknown medium has none                       | 1:other:x@1 2:electricity:e@1 | ''
            exchanged on the same channel                    | 1:gas:old@1000; 1:gas:new@500 | gas=new
            exchanged on another channel                     | 1:gas:old@1000; 1:gas:old@1000 2:gas:new@1300 | gas=new
            exchanged, and the old one silent                | 1:gas:old@1000; 1:gas:old 2:gas:new@1600 | gas=new
            it had counted before | 1:gas:old@9; 1:gas:old@46; 1:gas:old@46 2:gas:new@50; 1:gas:old@46 2:gas:new@86 | gas=new
            and it counts on | 1:gas:old@9; 1:gas:old@46; 1:gas:old@46 2:gas:new@50; 1:gas:old@82 2:gas:new@86 | gas=new gas_2=old
            silent for a telegram | 1:gas:old@9; 1:gas:old@46; 1:gas:old 2:gas:new@50; 1:gas:old@46 2:gas:new@50 | gas=new
            both count        | 1:water:a@100 2:water:b@99; 1:water:a@100 2:water:b@459 | water=a water_2=b
            both count on     | 1:water:a@100 2:water:b@99; 1:water:a@100 2:water:b@459; 1:water:a@460 2:water:b@459 | water=a water_2=b
            one does not count | 1:gas:a@1000 2:gas:b@990; 1:gas:a@4600 2:gas:b@990; 1:gas:a@8200 2:gas:b@990 | gas=a
            one dies, the other inherits                     | 1:gas:old@1000 2:gas:new@900; 1:gas:old 2:gas:new@900 | gas=new
            another medium on the same channel               | 1:gas:same@1000; 1:water:same@1000 | water=same
            an equally old reading takes no place            | 1:gas:first@1000; 1:gas:first@1000 2:gas:second@1000 | gas=first
            silent                                           | 1:gas:g@1000; 1:gas:g | ''
            silent, and back                                 | 1:gas:g@1000; 1:gas:g; 1:gas:g@1000 | gas=g
            no longer in the telegram                        | 1:gas:g@1000; - | ''
            two that differ in their number alone            | 1:gas:a@1000 1:gas:b@900; 1:gas:a@1300 1:gas:b@1200 | gas=a gas_2=b""")
    void theDeviceThatCountsHasThePlace(String about, String telegrams, String places) {
        String shown = "";
        for (String telegram : telegrams.split(";")) {
            shown = after(telegram);
        }
        assertThat(shown).as(about).isEqualTo(places);
    }

    @Test
    void aNewUnitIsShownAtOnceAlsoWithTheOldStamp() {
        slots.accept(new Snapshots().gas(1, "g", 1000, "9").take().devices());
        slots.accept(new Snapshots().mbus(1, 3, "g", 1000, "9000", "dm3").take().devices());
        assertThat(slots.slots().get(0).shown().reading().orElseThrow().unit()).isEqualTo("dm3");
    }

    @Test
    void whatIsShownChangesOnlyWithTheDevicesStamp() {
        assertThat(shownValue(1000, "9", 10)).isEqualTo("9");
        assertThat(shownValue(1000, "10", 20)).isEqualTo("9");
        assertThat(shownValue(1300, "10", 20)).isEqualTo("10");
    }

    private String shownValue(long time, String value, long ofOther) {
        slots.accept(new Snapshots().gas(1, "g", time, value).gas(2, "other", ofOther, "1").take().devices());
        return slots.slots().get(0).shown().reading().orElseThrow().value().toString();
    }

    @Test
    void servicesAreNamedAfterTheirMedium() {
        Map<Integer, String> titles = new TreeMap<>();
        for (int type : new int[] {3, 7, 6, 4, 10}) {
            MBusDevice device = new Snapshots().mbus(1, type, "x", 1, "1", "m3").take().devices().get(0);
            MBusView view = new MBusView(device, device.reading().orElseThrow(), null, null);
            titles.put(type, view.title() + ", " + view.medium());
        }
        assertThat(titles).containsEntry(3, "Gas meter, gas").containsEntry(7, "Water meter, water")
                .containsEntry(6, "Hot water meter, hot_water").containsEntry(4, "Heat meter, heat")
                .containsEntry(10, "Cooling meter, cooling");
    }

    @Test
    void aPulseMeterShowsVolumeAndAGasMeterTheCounterAsPrinted() {
        MBusDevice device = new Snapshots().mbus(2, 3, "G1", 0, "1500", "dm3").take().devices().get(0);
        MBusView view = new MBusView(device, device.reading().orElseThrow(),
                new Registration("pulsemeter", 41, "cellar", 0, PhaseOrder.STRAIGHT), VenusRig.settings());
        assertThat(values(MBusServices.PULSEMETER, view)).containsEntry("/Aggregate", "1.500 cubic meter");
        assertThat(values(MBusServices.GASMETER, view)).containsEntry("/Meter", "1500.000").containsEntry("/Unit", "dm3")
                .doesNotContainKey("/Aggregate");
    }

    private static Map<String, String> values(List<PathDefinition<MBusView>> rows, MBusView view) {
        Map<String, String> values = new TreeMap<>();
        for (PathDefinition<MBusView> row : rows) {
            Item item = new Item(row);
            row.source().read(view, item);
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

    /** A line that makes up a number in each telegram. */
    @Test
    void numbersThatComeOnceAreNotKept() throws Exception {
        java.lang.reflect.Field known = MBusAssignment.class.getDeclaredField("firstStamps");
        known.setAccessible(true);
        for (int i = 0; i < 5_000; i++) {
            slots.accept(new Snapshots().gas(1, "g" + i, i, "1").gas(2, "h" + i, i + 1, "1").take().devices());
        }
        assertThat((Map<?, ?>) known.get(slots)).hasSizeLessThan(100);
        assertThat(slots.slots()).hasSizeLessThan(5);
    }
}
