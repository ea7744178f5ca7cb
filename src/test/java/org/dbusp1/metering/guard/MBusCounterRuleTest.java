package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MBusCounterRuleTest {
    private final MBusCounterRule rule = new MBusCounterRule();

    private List<MBusDevice> current(List<MBusDevice> devices, Optional<Stamp> clock, long nanos) {
        GuardedReading now = new GuardedReading(Telegrams.with(clock, devices.toArray(new MBusDevice[0])), nanos);
        rule.check(now);
        return now.devices();
    }

    private static MBusDevice gas(String id, long stampHours) {
        return new MBusDevice(1, 3, Optional.of(id).filter(text -> !text.isEmpty()).orElse(null), null,
                new MBusDevice.CounterReading(new Stamp(stampHours * 3600, 3600), new BigDecimal("1.5"), "m3"));
    }

    /**
     * The device, the hour of its time and the hour of the message; ! shows no counter. clock: the hour by the electricity
     * meter's clock at the first message, if it has one.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a counter holds for three hours after its time stopped changing |     | a100@0 a100@3 a100@3.001!
            a new time makes it current again                               |     | a100@0 a100@4! a104@4 a104@7
            read once a day it holds for 26 hours                           |     | a100@0 a124@24 a124@50 a124@50.001!
            read each hour it is stale after three                          |     | a100@0 a101@1 a101@4.001!
            read twice a day is not once a day                              |     | a100@0 a112@12 a112@15.001!
            an exchanged device starts anew                                 |     | a100@0 b100@4
            a device whose number is not sent is no other                   |     | a100@0 100@2 a100@2.001 100@4! b100@4
            a time of days ago is stale at the start                        | 127 | a100@0! a100@1! a128@2
            a device that is read once a day does not vanish after a start  | 110 | a100@0 a100@16 a100@16.01! a124@17 a124@40
            read each hour it is stale three hours after its time           | 101 | a100@0 a100@2 a100@2.01!
            """)
    void aCounterIsStaleWhenItsDeviceIsSilent(String name, Long clock, String messages) {
        for (String message : messages.split(" ")) {
            String[] parts = message.replace("!", "").split("(?<=[ab])|@");
            String id = parts.length < 3 ? "" : parts[0];
            double hours = Double.parseDouble(parts[parts.length - 1]);
            List<MBusDevice> devices = List.of(gas(id, Long.parseLong(parts[parts.length - 2])));
            Optional<Stamp> now = Optional.ofNullable(clock).map(start -> new Stamp(start * 3600 + (long) (hours * 3600), 3600));
            assertThat(current(devices, now, (long) (hours * 3600e9)).get(0).reading() != null)
                    .as("%s of %s", message, messages).isNotEqualTo(message.endsWith("!"));
        }
    }

    /** Nobody draws hot water at night. The litres, the hour of the message; ! shows no counter. */
    @ParameterizedTest
    @CsvSource({"100@0 100@26 100@26.001! 101@27 101@53 101@53.001!", "100@0 101@1 101@27 101@27.001!", "100@0 99@1! 99@2! 100@3"})
    void aCounterWithoutATimeHoldsForADayAfterItLastChanged(String messages) {
        for (String message : messages.split(" ")) {
            String[] parts = message.replace("!", "").split("@");
            MBusDevice water = new MBusDevice(1, null, null, null,
                    new MBusDevice.CounterReading(null, new BigDecimal(parts[0]).movePointLeft(3), "m3"));
            List<MBusDevice> shown = current(List.of(water), Optional.empty(), (long) (Double.parseDouble(parts[1]) * 3600e9));
            assertThat(shown.get(0).reading() != null).as("%s of %s", message, messages).isNotEqualTo(message.endsWith("!"));
        }
    }

    @Test
    void aDeviceWithoutACounterStaysAsItIs() {
        MBusDevice placeholder = new MBusDevice(2, 0, null, null, null);
        assertThat(current(List.of(placeholder), Optional.empty(), 0)).containsExactly(placeholder);
    }

    @Test
    void eachChannelAgesByItself() {
        MBusDevice water = new MBusDevice(2, 7, "w", null, gas("w", 100).reading());
        current(List.of(gas("a", 100), water), Optional.empty(), 0);
        List<MBusDevice> later = current(List.of(gas("a", 104), water), Optional.empty(), Duration.ofHours(4).toNanos());
        assertThat(later).containsExactly(gas("a", 104), water.withoutReading());
    }
}
