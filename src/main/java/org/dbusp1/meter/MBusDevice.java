package org.dbusp1.meter;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dbusp1.base.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * A gas, water, heat or other meter that reports through the electricity meter.
 *
 * @param channel 1 to 4, the order of installation; independent of the medium
 * @param type    device type of EN 13757-3 as printed at 24.1.0; absent if none is printed
 * @param id      the device's number; absent if none is printed
 * @param valve   state of the valve, 24.4.0; absent if none is printed
 * @param reading the counter; absent if the device has no counter, or no reading yet
 */
public record MBusDevice(int channel, @Nullable Integer type, @Nullable String id, @Nullable Integer valve,
                         @Nullable CounterReading reading) {
    public MBusDevice {
        id = SafeText.identifierOrNull(id);
    }

    /**
     * The value of the counter and the time when the device was read, which is not the telegram's time.
     *
     * @param time  null if the electricity meter prints none (Iceland): the device was read at or before the telegram's time
     * @param value in the unit, with the printed decimals
     * @param unit  the printed unit: m3, GJ, kWh, MJ
     */
    public record CounterReading(@Nullable Stamp time, BigDecimal value, String unit) {
        private static final Map<String, BigDecimal> KILOJOULES = Map.of(
                "gj", BigDecimal.valueOf(1_000_000), "mj", BigDecimal.valueOf(1_000), "kj", BigDecimal.ONE,
                "kwh", BigDecimal.valueOf(3_600), "mwh", BigDecimal.valueOf(3_600_000),
                "wh", new BigDecimal("3.6"));

        public CounterReading {
            unit = SafeText.identifier(unit);
        }

        public CounterReading withTime(Stamp other) {
            return new CounterReading(other, value, unit);
        }

        public Optional<Stamp> readAt() {
            return Optional.ofNullable(time);
        }

        /** Returns when the device was read, in epoch seconds; a reading without a time is older than any other. */
        public long epochSecond() {
            return time == null ? Long.MIN_VALUE : time.epochSecond();
        }

        public Optional<BigDecimal> cubicMeters() {
            return switch (unit.toLowerCase(Locale.ROOT)) {
                case "m3", "m³" -> Optional.of(value);
                case "dm3", "l" -> Optional.of(value.movePointLeft(3));
                default -> Optional.empty();
            };
        }

        public Optional<BigDecimal> kilojoules() {
            return Optional.ofNullable(KILOJOULES.get(unit.toLowerCase(Locale.ROOT))).map(value::multiply);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof CounterReading that && Objects.equals(time, that.time) && value.equals(that.value)
                    && unit.equals(that.unit);
        }

        @Override
        public int hashCode() {
            return Objects.hash(time, value, unit);
        }
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof MBusDevice that && channel == that.channel && Objects.equals(type, that.type)
                && Objects.equals(id, that.id) && Objects.equals(valve, that.valve) && Objects.equals(reading, that.reading);
    }

    @Override
    public int hashCode() {
        return Objects.hash(channel, type, id, valve, reading);
    }

    public Medium medium() {
        return type != null ? Medium.of(type) : Medium.OTHER;
    }

    public MBusDevice withoutReading() {
        return new MBusDevice(channel, type, id, valve, null);
    }

    public MBusDevice withId(@Nullable String other) {
        return new MBusDevice(channel, type, other, valve, reading);
    }

    public MBusDevice withReading(CounterReading other) {
        return new MBusDevice(channel, type, id, valve, other);
    }

    public enum Medium {
        ELECTRICITY, GAS, WATER, HOT_WATER, HEAT, COOLING, OTHER;

        public static Medium of(int type) {
            return switch (type) {
                case 2 -> ELECTRICITY;
                case 3 -> GAS;
                case 4, 12, 13 -> HEAT;
                case 6, 21 -> HOT_WATER;
                case 7, 22 -> WATER;
                case 10, 11 -> COOLING;
                default -> OTHER;
            };
        }
    }
}
