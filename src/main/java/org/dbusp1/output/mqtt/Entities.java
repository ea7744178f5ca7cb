package org.dbusp1.output.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.output.mqtt.Entity.Kind;

/** Home Assistant's sensors: a table with one for each quantity that a meter can send. */
final class Entities {
    private static final OptionalInt AS_SENT = OptionalInt.empty();
    /** Home Assistant's signs for units, and its units of the class "energy" as far as meters print them. */
    private static final String CUBIC_METRES = "m\u00b3";
    private static final String LITRES = "L";
    private static final Set<String> ENERGY_UNITS = Set.of("Wh", "kWh", "MWh", "kJ", "MJ", "GJ");
    /** Blue, white, red. */
    private static final List<String> TEMPO_COLOURS = List.of("1", "2", "3");

    private Entities() {
    }

    /** The sensor of a quantity. */
    static Entity of(Quantity quantity, int highestTariff) {
        if (quantity == Quantity.TARIFF) {
            List<String> tariffs = IntStream.rangeClosed(0, highestTariff).mapToObj(Integer::toString).toList();
            return new Entity(quantity.key(), name(quantity), quantity.key(), Kind.CHOICE, "", false, tariffs, AS_SENT);
        }
        if (quantity == Quantity.TEMPO_TODAY || quantity == Quantity.TEMPO_TOMORROW) {
            return new Entity(quantity.key(), name(quantity), quantity.key(), Kind.CHOICE, "", false,
                    TEMPO_COLOURS, AS_SENT);
        }
        return Entity.figure(quantity.key(), name(quantity), kind(quantity), quantity.unit().symbol(),
                precision(quantity));
    }

    /** The highest tariff that has a counter or is active. */
    static int highestTariff(Set<Quantity> known, Values values) {
        List<Quantity> tariffs = List.of(Quantity.ENERGY_IMPORT_T1, Quantity.ENERGY_IMPORT_T2,
                Quantity.ENERGY_IMPORT_T3, Quantity.ENERGY_IMPORT_T4, Quantity.ENERGY_IMPORT_T5,
                Quantity.ENERGY_IMPORT_T6);
        int counted = IntStream.rangeClosed(1, tariffs.size())
                .filter(tariff -> known.contains(tariffs.get(tariff - 1))).max().orElse(1);
        return values.has(Quantity.TARIFF) ? Math.max(counted, (int) values.scaled(Quantity.TARIFF)) : counted;
    }

    /** The sensors of an M-Bus device. */
    static List<Entity> of(MBusDevice device, MBusDevice.Counter counter) {
        List<Entity> entities = new ArrayList<>();
        String unit = symbol(counter.unit());
        entities.add(new Entity("reading", "Reading", "value", kind(device.medium(), unit), unit, false, List.of(),
                AS_SENT));
        entities.add(new Entity("read_at", "Read at", "timestamp", Kind.TIME, "", false, List.of(), AS_SENT));
        return entities;
    }

    /** As Home Assistant writes units of volume. */
    private static String symbol(String unit) {
        return switch (unit) {
            case "m3" -> CUBIC_METRES;
            case "dm3", "l" -> LITRES;
            default -> unit;
        };
    }

    /** A class with a unit that it does not have is an error in Home Assistant. */
    private static Kind kind(Medium medium, String unit) {
        return switch (medium) {
            case GAS -> unit.equals(CUBIC_METRES) ? Kind.GAS : energy(unit);
            case WATER, HOT_WATER ->
                    unit.equals(CUBIC_METRES) || unit.equals(LITRES) ? Kind.WATER : Kind.OTHER_COUNTER;
            case ELECTRICITY, HEAT, COOLING -> energy(unit);
            case OTHER -> Kind.OTHER_COUNTER;
        };
    }

    private static Kind energy(String unit) {
        return ENERGY_UNITS.contains(unit) ? Kind.ENERGY : Kind.OTHER_COUNTER;
    }

    /** The name of an M-Bus device, for people. */
    static String title(Medium medium) {
        return switch (medium) {
            case ELECTRICITY -> "Electricity submeter";
            case GAS -> "Gas meter";
            case WATER -> "Water meter";
            case HOT_WATER -> "Hot water meter";
            case HEAT -> "Heat meter";
            case COOLING -> "Cooling meter";
            case OTHER -> "Meter on the M-Bus";
        };
    }

    private static Kind kind(Quantity quantity) {
        if (quantity == Quantity.FUSE || quantity == Quantity.FUSE_EXPORT) {
            return Kind.LIMIT;
        }
        return switch (quantity.unit()) {
            case COUNT -> Kind.EVENTS;
            case RATIO -> Kind.POWER_FACTOR;
            case WATT -> Kind.POWER;
            case VAR -> Kind.REACTIVE_POWER;
            case VOLT_AMPERE -> Kind.APPARENT_POWER;
            case KILOWATT_HOUR -> Kind.ENERGY;
            case KILOVAR_HOUR -> Kind.REACTIVE_ENERGY;
            case VOLT -> Kind.VOLTAGE;
            case AMPERE -> Kind.CURRENT;
            case HERTZ -> Kind.FREQUENCY;
        };
    }

    private static OptionalInt precision(Quantity quantity) {
        return switch (quantity.unit()) {
            case KILOWATT_HOUR, KILOVAR_HOUR -> OptionalInt.of(3);
            case WATT, VAR, VOLT_AMPERE -> OptionalInt.of(0);
            case VOLT -> OptionalInt.of(1);
            case COUNT, RATIO, AMPERE, HERTZ -> AS_SENT;
        };
    }

    private static String name(Quantity quantity) {
        return switch (quantity) {
            case ENERGY_IMPORT -> "Import";
            case ENERGY_IMPORT_T1 -> "Import tariff 1";
            case ENERGY_IMPORT_T2 -> "Import tariff 2";
            case ENERGY_IMPORT_T3 -> "Import tariff 3";
            case ENERGY_IMPORT_T4 -> "Import tariff 4";
            case ENERGY_IMPORT_T5 -> "Import tariff 5";
            case ENERGY_IMPORT_T6 -> "Import tariff 6";
            case ENERGY_EXPORT -> "Export";
            case ENERGY_EXPORT_T1 -> "Export tariff 1";
            case ENERGY_EXPORT_T2 -> "Export tariff 2";
            case ENERGY_EXPORT_T3 -> "Export tariff 3";
            case ENERGY_EXPORT_T4 -> "Export tariff 4";
            case ENERGY_EXPORT_T5 -> "Export tariff 5";
            case ENERGY_COMBINED -> "Import and export";
            case ENERGY_IMPORT_L1 -> "Import L1";
            case ENERGY_IMPORT_L2 -> "Import L2";
            case ENERGY_IMPORT_L3 -> "Import L3";
            case ENERGY_EXPORT_L1 -> "Export L1";
            case ENERGY_EXPORT_L2 -> "Export L2";
            case ENERGY_EXPORT_L3 -> "Export L3";
            case TARIFF -> "Tariff";
            case POWER_IMPORT -> "Power import";
            case POWER_EXPORT -> "Power export";
            case POWER_NET -> "Power";
            case POWER_ABS -> "Power without direction";
            case POWER_IMPORT_L1 -> "Power import L1";
            case POWER_EXPORT_L1 -> "Power export L1";
            case POWER_L1 -> "Power L1";
            case POWER_IMPORT_L2 -> "Power import L2";
            case POWER_EXPORT_L2 -> "Power export L2";
            case POWER_L2 -> "Power L2";
            case POWER_IMPORT_L3 -> "Power import L3";
            case POWER_EXPORT_L3 -> "Power export L3";
            case POWER_L3 -> "Power L3";
            case VOLTAGE_L1 -> "Voltage L1";
            case VOLTAGE_L2 -> "Voltage L2";
            case VOLTAGE_L3 -> "Voltage L3";
            case CURRENT_L1 -> "Current L1";
            case CURRENT_L2 -> "Current L2";
            case CURRENT_L3 -> "Current L3";
            case CURRENT_NEUTRAL -> "Current neutral";
            case POWER_FACTOR -> "Power factor";
            case POWER_FACTOR_L1 -> "Power factor L1";
            case POWER_FACTOR_L2 -> "Power factor L2";
            case POWER_FACTOR_L3 -> "Power factor L3";
            case FREQUENCY -> "Frequency";
            case REACTIVE_IMPORT -> "Reactive power import";
            case REACTIVE_IMPORT_L1 -> "Reactive power import L1";
            case REACTIVE_IMPORT_L2 -> "Reactive power import L2";
            case REACTIVE_IMPORT_L3 -> "Reactive power import L3";
            case REACTIVE_EXPORT -> "Reactive power export";
            case REACTIVE_EXPORT_L1 -> "Reactive power export L1";
            case REACTIVE_EXPORT_L2 -> "Reactive power export L2";
            case REACTIVE_EXPORT_L3 -> "Reactive power export L3";
            case APPARENT_IMPORT -> "Apparent power import";
            case APPARENT_IMPORT_L1 -> "Apparent power import L1";
            case APPARENT_IMPORT_L2 -> "Apparent power import L2";
            case APPARENT_IMPORT_L3 -> "Apparent power import L3";
            case APPARENT_EXPORT -> "Apparent power export";
            case APPARENT_EXPORT_L1 -> "Apparent power export L1";
            case APPARENT_EXPORT_L2 -> "Apparent power export L2";
            case APPARENT_EXPORT_L3 -> "Apparent power export L3";
            case REACTIVE_Q1 -> "Reactive power quadrant 1";
            case REACTIVE_Q2 -> "Reactive power quadrant 2";
            case REACTIVE_Q3 -> "Reactive power quadrant 3";
            case REACTIVE_Q4 -> "Reactive power quadrant 4";
            case REACTIVE_ENERGY_IMPORT -> "Reactive energy import";
            case REACTIVE_ENERGY_EXPORT -> "Reactive energy export";
            case REACTIVE_ENERGY_Q1 -> "Reactive energy quadrant 1";
            case REACTIVE_ENERGY_Q2 -> "Reactive energy quadrant 2";
            case REACTIVE_ENERGY_Q3 -> "Reactive energy quadrant 3";
            case REACTIVE_ENERGY_Q4 -> "Reactive energy quadrant 4";
            case DEMAND_IMPORT -> "Quarter hour import so far";
            case DEMAND_EXPORT -> "Quarter hour export so far";
            case DEMAND_NET -> "Mean net power";
            case PEAK_IMPORT -> "Month peak import";
            case PEAK_EXPORT -> "Month peak export";
            case POWER_FAILURES -> "Power failures";
            case LONG_POWER_FAILURES -> "Long power failures";
            case VOLTAGE_SAGS_L1 -> "Voltage sags L1";
            case VOLTAGE_SAGS_L2 -> "Voltage sags L2";
            case VOLTAGE_SAGS_L3 -> "Voltage sags L3";
            case VOLTAGE_SWELLS_L1 -> "Voltage swells L1";
            case VOLTAGE_SWELLS_L2 -> "Voltage swells L2";
            case VOLTAGE_SWELLS_L3 -> "Voltage swells L3";
            case FUSE -> "Fuse";
            case FUSE_EXPORT -> "Fuse export";
            case TEMPO_TODAY -> "Tempo today";
            case TEMPO_TOMORROW -> "Tempo tomorrow";
        };
    }
}
