package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.dbusp1.output.venus.MBusServices.MBusView;
import org.junit.jupiter.api.Test;

/** Who has which place among several M-Bus devices. */
class MBusAssignmentTest {
    private final MBusAssignment slots = new MBusAssignment();

    /** name=id of each place that shows something. */
    private List<String> after(Snapshots snapshot) {
        slots.accept(snapshot.take().devices());
        return slots.slots().stream().filter(slot -> slot.shown().isPresent())
                .map(slot -> slot.name() + "=" + slot.shown().get().id().orElseThrow()).toList();
    }

    @Test
    void theNewestReadingHasThePlaceWhateverTheChannel() {
        assertThat(after(new Snapshots().gas(1, "old", 100, "9").gas(2, "new", 200, "1"))).containsExactly("gas=new");
    }

    @Test
    void anExchangedMeterOnTheSameChannelTakesOver() {
        after(new Snapshots().gas(1, "old", 1000, "9"));
        assertThat(after(new Snapshots().gas(1, "new", 500, "0"))).containsExactly("gas=new");
    }

    @Test
    void anExchangedMeterOnAnotherChannelTakesOver() {
        after(new Snapshots().gas(1, "old", 1000, "9"));
        assertThat(after(new Snapshots().gas(1, "old", 1000, "9").gas(2, "new", 1300, "0")))
                .containsExactly("gas=new");
        assertThat(after(new Snapshots().silent(1, 3, "old").gas(2, "new", 1600, "0"))).containsExactly("gas=new");
    }

    /** Its last reading stays in the telegrams, and is newer than its first one that the driver saw. */
    @Test
    void anExchangedMeterThatHadCountedBeforeGetsNoPlaceBesideTheNewOne() {
        after(new Snapshots().gas(1, "old", 1000, "8"));
        after(new Snapshots().gas(1, "old", 4600, "9"));
        after(new Snapshots().gas(1, "old", 4600, "9").gas(2, "new", 5000, "0"));
        assertThat(after(new Snapshots().gas(1, "old", 4600, "9").gas(2, "new", 8600, "1")))
                .containsExactly("gas=new");
        assertThat(after(new Snapshots().gas(1, "old", 8200, "10").gas(2, "new", 8600, "1"))).as("it counts on")
                .containsExactly("gas=new", "gas_2=old");
    }

    /** Its reading was missing in the telegram in which the new one came. */
    @Test
    void anExchangedMeterThatIsSilentForATelegramGetsNoPlaceBesideTheNewOne() {
        after(new Snapshots().gas(1, "old", 1000, "8"));
        after(new Snapshots().gas(1, "old", 4600, "9"));
        after(new Snapshots().silent(1, 3, "old").gas(2, "new", 5000, "0"));
        assertThat(after(new Snapshots().gas(1, "old", 4600, "9").gas(2, "new", 5000, "0")))
                .containsExactly("gas=new");
    }

    @Test
    void theOneThatGoesOnCountingKeepsItsPlaceAndTheOtherGetsItsOwn() {
        after(new Snapshots().mbus(1, 7, "a", 1000, "1", "m3").mbus(2, 7, "b", 990, "2", "m3"));
        assertThat(after(new Snapshots().mbus(1, 7, "a", 1000, "1", "m3").mbus(2, 7, "b", 4590, "2", "m3")))
                .containsExactly("water=a", "water_2=b");
        assertThat(after(new Snapshots().mbus(1, 7, "a", 4600, "1", "m3").mbus(2, 7, "b", 4590, "2", "m3")))
                .containsExactly("water=a", "water_2=b");
    }

    @Test
    void aDeviceThatDoesNotCountGetsNoPlaceBesideTheOneThatDoes() {
        after(new Snapshots().gas(1, "a", 1000, "1").gas(2, "b", 990, "2"));
        assertThat(after(new Snapshots().gas(1, "a", 4600, "2").gas(2, "b", 990, "2"))).containsExactly("gas=a");
        assertThat(after(new Snapshots().gas(1, "a", 8200, "3").gas(2, "b", 990, "2"))).containsExactly("gas=a");
    }

    @Test
    void ofTwoOnWhichOneIsDeadTheLivingOneInheritsThePlace() {
        after(new Snapshots().gas(1, "old", 1000, "9").gas(2, "new", 900, "0"));
        assertThat(after(new Snapshots().silent(1, 3, "old").gas(2, "new", 900, "0"))).containsExactly("gas=new");
    }

    @Test
    void mediaHavePlacesOfTheirOwn() {
        assertThat(after(new Snapshots().gas(1, "g", 1, "1").mbus(2, 7, "w", 1, "1", "m3").mbus(3, 6, "h", 1, "1", "m3")
                .mbus(4, 4, "heat", 1, "1", "GJ"))).containsExactly("gas=g", "water=w", "hot_water=h", "heat=heat");
    }

    @Test
    void aDeviceOfAnotherMediumOnTheSameChannelDoesNotTakeThePlace() {
        after(new Snapshots().gas(1, "same", 1000, "9"));
        assertThat(after(new Snapshots().mbus(1, 7, "same", 1000, "9", "m3"))).containsExactly("water=same");
    }

    @Test
    void aNewUnitIsShownAtOnceAlsoWithTheOldStamp() {
        after(new Snapshots().gas(1, "g", 1000, "9"));
        slots.accept(new Snapshots().mbus(1, 3, "g", 1000, "9000", "dm3").take().devices());
        assertThat(slots.slots().get(0).shown().orElseThrow().reading().orElseThrow().unit()).isEqualTo("dm3");
    }

    @Test
    void ofEqualReadingsTheLowestChannelHasThePlace() {
        assertThat(after(new Snapshots().gas(4, "four", 100, "9").gas(2, "two", 100, "1"))).containsExactly("gas=two");
    }

    @Test
    void anOldReadingDoesNotTakeThePlaceOfANewerOne() {
        after(new Snapshots().gas(1, "first", 1000, "9"));
        assertThat(after(new Snapshots().gas(1, "first", 1000, "9").gas(2, "second", 1000, "0")))
                .containsExactly("gas=first");
    }

    @Test
    void aSilentMeterShowsNothingAndComesBackToItsPlace() {
        after(new Snapshots().gas(1, "g", 1000, "9"));
        assertThat(after(new Snapshots().silent(1, 3, "g"))).isEmpty();
        assertThat(after(new Snapshots().gas(1, "g", 1000, "9"))).containsExactly("gas=g");
        assertThat(after(new Snapshots())).as("no longer in the telegram").isEmpty();
    }

    @Test
    void whatIsShownChangesOnlyWithTheDevicesStamp() {
        after(new Snapshots().gas(1, "g", 1000, "9").gas(2, "other", 10, "1"));
        after(new Snapshots().gas(1, "g", 1000, "10").gas(2, "other", 20, "1"));
        assertThat(shownValue()).isEqualTo("9");
        after(new Snapshots().gas(1, "g", 1300, "10").gas(2, "other", 20, "1"));
        assertThat(shownValue()).isEqualTo("10");
    }

    private String shownValue() {
        return slots.slots().get(0).shown().orElseThrow().reading().orElseThrow().value().toString();
    }

    @Test
    void twoDevicesThatOnlyDifferInNumberAreTwo() {
        after(new Snapshots().gas(1, "a", 1000, "1").gas(1, "b", 900, "1"));
        assertThat(after(new Snapshots().gas(1, "a", 1300, "1").gas(1, "b", 1200, "1")))
                .containsExactly("gas=a", "gas_2=b");
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
    void aPulseMeterShowsVolumeSerialAndTimeAndAGasMeterTheCounterAsPrinted() {
        MBusDevice device = new Snapshots().mbus(2, 3, "G1", 0, "1500", "dm3").take().devices().get(0);
        MBusView view = new MBusView(device, device.reading().orElseThrow(),
                new Registration("pulsemeter", 41, "cellar", 0, PhaseOrder.STRAIGHT), VenusRig.settings());
        assertThat(values(MBusServices.PULSEMETER, view)).containsEntry("/Mgmt/ProcessName", "dbus-p1")
                .containsEntry("/Mgmt/ProcessVersion", "0.1.0").containsEntry("/Mgmt/Connection", "P1 ttyUSB0 M-Bus 2")
                .containsEntry("/DeviceInstance", "41").containsEntry("/ProductName", "Gas meter")
                .containsEntry("/CustomName", "cellar").containsEntry("/FirmwareVersion", "---")
                .containsEntry("/HardwareVersion", "---").containsEntry("/Serial", "G1").containsEntry("/Connected", "1")
                .containsEntry("/Aggregate", "1.500 cubic meter").containsEntry("/P1/ReadAt", "1970-01-01T01:00:00+01:00");
        assertThat(values(MBusServices.GASMETER, view)).containsEntry("/Meter", "1500.000").containsEntry("/Unit", "dm3")
                .containsEntry("/Type", "gas").containsEntry("/LastUpdate", "1970-01-01T01:00:00+01:00")
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
            assertThat(new MBusDevice.Counter(new Stamp(0, 0), BigDecimal.ONE, unit).cubicMeters()).isEmpty();
        }
        assertThat(new MBusDevice.Counter(new Stamp(0, 0), BigDecimal.ONE, "L").cubicMeters()).hasValue(new BigDecimal("0.001"));
        assertThat(new MBusDevice.Counter(new Stamp(0, 0), BigDecimal.ONE, "M3").cubicMeters()).hasValue(BigDecimal.ONE);
    }

    @Test
    void whatMeasuresNothingKnownHasNone() {
        assertThat(after(new Snapshots().mbus(1, 0, "x", 1, "1", "m3").mbus(2, 2, "e", 1, "1", "kWh"))).isEmpty();
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
