package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Home Assistant refuses a sensor whose unit does not belong to its class: its documentation of the sensor's classes. */
class MBusEntitiesTest {
    @ParameterizedTest
    @CsvSource({"3, m3, gas, m\u00b3", "3, kWh, energy, kWh", "3, dm3, '', L", "7, m3, water, m\u00b3", "7, l, water, L",
        "6, dm3, water, L", "7, kWh, '', kWh", "4, GJ, energy, GJ", "4, m3, '', m\u00b3", "2, kWh, energy, kWh",
        "10, units, '', units", "15, kWh, '', kWh"})
    void aReadingHasTheClassThatItsUnitAllows(int type, String printed, String deviceClass, String unit) {
        MBusDevice.CounterReading counter = new MBusDevice.CounterReading(new Stamp(0, 0), BigDecimal.ONE, printed);
        MBusDevice device = new MBusDevice(1, type, "D1", null, counter);

        assertThat(MBusTable.sensors(device, counter.unit(), true).get(0)).extracting(Entity::sensorClass, Entity::unit)
                .containsExactly(SensorClass.counter(deviceClass), unit);
    }
}
