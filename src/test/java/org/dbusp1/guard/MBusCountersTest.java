package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.api.Test;

class MBusCountersTest {
    private final MBusCounters counters = new MBusCounters();

    private static MBusDevice gas(String id, long stampHours) {
        return new MBusDevice(1, OptionalInt.of(3), Optional.of(id).filter(text -> !text.isEmpty()), OptionalInt.empty(),
                Optional.of(new MBusDevice.Counter(new Stamp(stampHours * 3600, 3600), new BigDecimal("1.5"), "m3")));
    }

    private boolean hasReading(MBusDevice device, Duration now) {
        return counters.current(List.of(device), Optional.empty(), now.toNanos()).get(0).reading().isPresent();
    }

    @Test
    void aCounterHoldsForThreeHoursAfterItsStampStoppedChanging() {
        assertThat(hasReading(gas("a", 100), Duration.ZERO)).isTrue();
        assertThat(hasReading(gas("a", 100), Duration.ofHours(3))).isTrue();
        assertThat(hasReading(gas("a", 100), Duration.ofHours(3).plusSeconds(1))).isFalse();
    }

    /** Seen for the first time at some hours by the electricity meter's clock, and so many hours later. */
    private boolean hasReading(MBusDevice device, long seenAtHours, double later) {
        Stamp clock = new Stamp(seenAtHours * 3600 + (long) (later * 3600), 3600);
        return counters.current(List.of(device), Optional.of(clock), (long) (later * 3600e9)).get(0).reading().isPresent();
    }

    /** The driver was started anew, and the electricity meter goes on repeating the counter of a meter that was removed. */
    @Test
    void aCounterOfDaysAgoIsStaleAtTheStart() {
        assertThat(hasReading(gas("a", 100), 127, 0)).isFalse();
        assertThat(hasReading(gas("a", 100), 127, 1)).isFalse();
        assertThat(hasReading(gas("a", 128), 127, 2)).as("it is read again").isTrue();
    }

    @Test
    void aDeviceThatIsReadOnceADayDoesNotVanishAfterAStart() {
        assertThat(hasReading(gas("a", 100), 110, 0)).isTrue();
        assertThat(hasReading(gas("a", 100), 110, 16)).isTrue();
        assertThat(hasReading(gas("a", 100), 110, 16.01)).isFalse();
        assertThat(hasReading(gas("a", 124), 110, 17)).isTrue();
        assertThat(hasReading(gas("a", 124), 110, 40)).isTrue();
    }

    @Test
    void aDeviceThatIsReadEachHourGoesStaleThreeHoursAfterItsOwnTime() {
        assertThat(hasReading(gas("a", 100), 101, 0)).isTrue();
        assertThat(hasReading(gas("a", 100), 101, 2)).isTrue();
        assertThat(hasReading(gas("a", 100), 101, 2.01)).isFalse();
    }

    @Test
    void aNewStampMakesItCurrentAgain() {
        hasReading(gas("a", 100), Duration.ZERO);
        assertThat(hasReading(gas("a", 100), Duration.ofHours(4))).isFalse();
        assertThat(hasReading(gas("a", 104), Duration.ofHours(4))).isTrue();
        assertThat(hasReading(gas("a", 104), Duration.ofHours(7))).isTrue();
    }

    @Test
    void aDeviceThatIsReadOnceADayHoldsForTwentySixHours() {
        hasReading(gas("a", 100), Duration.ZERO);
        assertThat(hasReading(gas("a", 124), Duration.ofHours(24))).isTrue();
        assertThat(hasReading(gas("a", 124), Duration.ofHours(50))).isTrue();
        assertThat(hasReading(gas("a", 124), Duration.ofHours(50).plusSeconds(1))).isFalse();
    }

    @Test
    void anExchangedDeviceStartsAnew() {
        hasReading(gas("a", 100), Duration.ZERO);
        assertThat(hasReading(gas("b", 100), Duration.ofHours(4))).isTrue();
    }

    @Test
    void aDeviceWhoseNumberIsNotSentIsNoOther() {
        hasReading(gas("a", 100), Duration.ZERO);
        assertThat(hasReading(gas("", 100), Duration.ofHours(2))).isTrue();
        assertThat(hasReading(gas("a", 100), Duration.ofHours(2).plusSeconds(1))).isTrue();
        assertThat(hasReading(gas("", 100), Duration.ofHours(4))).isFalse();
        assertThat(hasReading(gas("b", 100), Duration.ofHours(4))).isTrue();
    }

    @Test
    void aDeviceWithoutACounterStaysAsItIs() {
        MBusDevice placeholder = new MBusDevice(2, OptionalInt.of(0), Optional.empty(), OptionalInt.empty(),
                Optional.empty());
        assertThat(counters.current(List.of(placeholder), Optional.empty(), 0)).containsExactly(placeholder);
    }

    @Test
    void aDeviceThatIsReadEveryHourGoesStaleAfterThree() {
        hasReading(gas("a", 100), Duration.ZERO);
        assertThat(hasReading(gas("a", 101), Duration.ofHours(1))).isTrue();
        assertThat(hasReading(gas("a", 101), Duration.ofHours(4).plusSeconds(1))).isFalse();
    }

    @Test
    void aDeviceThatIsReadTwiceADayIsNotReadOnceADay() {
        hasReading(gas("a", 100), Duration.ZERO);
        hasReading(gas("a", 112), Duration.ofHours(12));
        assertThat(hasReading(gas("a", 112), Duration.ofHours(15).plusSeconds(1))).isFalse();
    }

    @Test
    void eachChannelAgesByItself() {
        MBusDevice water = new MBusDevice(2, OptionalInt.of(7), Optional.of("w"), OptionalInt.empty(),
                gas("w", 100).reading());
        counters.current(List.of(gas("a", 100), water), Optional.empty(), 0);
        List<MBusDevice> later = counters.current(List.of(gas("a", 104), water), Optional.empty(),
                Duration.ofHours(4).toNanos());
        assertThat(later).containsExactly(gas("a", 104), water.withoutReading());
    }
}
