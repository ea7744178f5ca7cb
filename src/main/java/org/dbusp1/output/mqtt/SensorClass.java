package org.dbusp1.output.mqtt;

import org.dbusp1.output.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * What Home Assistant knows of a value besides its unit (developers.home-assistant.io, Sensor entity).
 *
 * @param device   class of the measured quantity; empty without a class
 * @param state    state class; empty without a class
 * @param decimals number of decimals to show; null to show all decimals that are sent
 */
record SensorClass(String device, String state, @Nullable Integer decimals) {
    static final SensorClass NONE = new SensorClass("", "", null);

    private static final String MEASUREMENT = "measurement";
    private static final String TOTAL_INCREASING = "total_increasing";

    static SensorClass of(ValueFormat format) {
        return switch (format) {
            case WATT -> new SensorClass("power", MEASUREMENT, 0);
            case VAR -> new SensorClass("reactive_power", MEASUREMENT, 0);
            case VOLT_AMPERE -> new SensorClass("apparent_power", MEASUREMENT, 0);
            case VOLT -> new SensorClass("voltage", MEASUREMENT, 1);
            case AMPERE -> new SensorClass("current", MEASUREMENT, null);
            case HERTZ -> new SensorClass("frequency", MEASUREMENT, null);
            case RATIO -> new SensorClass("power_factor", MEASUREMENT, null);
            case KILOWATT_HOUR -> new SensorClass("energy", TOTAL_INCREASING, 3);
            // Home Assistant before 2025 has no device class for reactive energy.
            case KILOVAR_HOUR -> new SensorClass("", TOTAL_INCREASING, 3);
            // The meter's counter has this energy already: with both, Home Assistant's energy dashboard would count it twice.
            case USED_KILOWATT_HOUR -> new SensorClass("energy", "", 2);
            case CUBIC_METER -> new SensorClass("", "", 3);
            case GIGAJOULE -> new SensorClass("energy", TOTAL_INCREASING, 3);
            case INTEGER -> measurement();
            case COUNTER, TOTAL -> counter("");
            case CHOICE -> new SensorClass("enum", "", null);
            case TIME -> new SensorClass("timestamp", "", null);
            case HEX, TEXT, LIST, TEXTS -> NONE;
        };
    }

    static SensorClass measurement() {
        return new SensorClass("", MEASUREMENT, null);
    }

    static SensorClass counter(String device) {
        return new SensorClass(device, TOTAL_INCREASING, null);
    }

    boolean isMeasurement() {
        return state.equals(MEASUREMENT);
    }
}
