package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.mqtt.Entity.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Home Assistant refuses a sensor whose unit does not belong to its class: its documentation of the sensor's classes. */
class MBusEntitiesTest {
    @ParameterizedTest
    @CsvSource({"3, m3, GAS, m\u00b3", "3, kWh, ENERGY, kWh", "3, dm3, OTHER_COUNTER, L", "7, m3, WATER, m\u00b3", "7, l, WATER, L",
        "6, dm3, WATER, L", "7, kWh, OTHER_COUNTER, kWh", "4, GJ, ENERGY, GJ", "4, m3, OTHER_COUNTER, m\u00b3", "2, kWh, ENERGY, kWh",
        "10, units, OTHER_COUNTER, units", "15, kWh, OTHER_COUNTER, kWh"})
    void aReadingHasTheClassThatItsUnitAllows(int type, String printed, Kind kind, String unit) {
        MBusDevice.CounterReading counter = new MBusDevice.CounterReading(new Stamp(0, 0), BigDecimal.ONE, printed);
        MBusDevice device = new MBusDevice(1, OptionalInt.of(type), Optional.of("D1"), OptionalInt.empty(), Optional.of(counter));

        assertThat(MBusTable.sensors(device, counter).get(0)).extracting(Entity::kind, Entity::unit).containsExactly(kind, unit);
    }
}
