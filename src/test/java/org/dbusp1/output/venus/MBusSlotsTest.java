package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who has which place among several M-Bus devices. */
class MBusSlotsTest {
    private final MBusSlots slots = new MBusSlots();

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

    @Test
    void theOneThatGoesOnCountingKeepsItsPlaceAndTheOtherGetsItsOwn() {
        after(new Snapshots().mbus(1, 7, "a", 1000, "1", "m3").mbus(2, 7, "b", 990, "2", "m3"));
        assertThat(after(new Snapshots().mbus(1, 7, "a", 1000, "1", "m3").mbus(2, 7, "b", 4590, "2", "m3")))
                .containsExactly("water=a", "water_2=b");
        assertThat(after(new Snapshots().mbus(1, 7, "a", 4600, "1", "m3").mbus(2, 7, "b", 4590, "2", "m3")))
                .containsExactly("water=a", "water_2=b");
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
    void whatMeasuresNothingKnownHasNone() {
        assertThat(after(new Snapshots().mbus(1, 0, "x", 1, "1", "m3").mbus(2, 2, "e", 1, "1", "kWh"))).isEmpty();
    }
}
