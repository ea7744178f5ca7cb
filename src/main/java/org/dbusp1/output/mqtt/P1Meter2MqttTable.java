package org.dbusp1.output.mqtt;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.Medium;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.PowerByDirection;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.mqtt.TopicLayout.Row;
import org.jspecify.annotations.Nullable;

/**
 * The topics of P1Meter2Mqtt: the digits as the telegram prints them, in kWh, kW, V and A; values in other units, and values of binary
 * meters, are converted. "High" and "low" are that program's names of the registers .1 and .2, regardless of their meaning in a
 * country.
 */
final class P1Meter2MqttTable {
    private static final int MOST_OF_A_KIND = 4;
    private static final int DECIMALS = 3;

    record RegisterTopic(String topic, String code, Quantity quantity) {
    }

    /** @param converted converts a reading to the unit at the end of the topic; null for a reading that has no such value */
    private record CounterTopic(String topic, List<Medium> media, String unit,
                           Function<MBusDevice.CounterReading, @Nullable BigDecimal> converted) {
    }

    static final List<RegisterTopic> TABLE = List.of(
            new RegisterTopic("consumption_tarif_high", "1.8.1", Quantity.ENERGY_IMPORT_T1),
            new RegisterTopic("consumption_tarif_low", "1.8.2", Quantity.ENERGY_IMPORT_T2),
            new RegisterTopic("received_tarif_high", "2.8.1", Quantity.ENERGY_EXPORT_T1),
            new RegisterTopic("received_tarif_low", "2.8.2", Quantity.ENERGY_EXPORT_T2),
            new RegisterTopic("actual_tarif_group", "96.14.0", Quantity.TARIFF),
            new RegisterTopic("actual_consumption", "1.7.0", Quantity.POWER_IMPORT),
            new RegisterTopic("actual_received", "2.7.0", Quantity.POWER_EXPORT),
            new RegisterTopic("instant_voltage_l1", "32.7.0", Quantity.VOLTAGE_L1),
            new RegisterTopic("instant_voltage_l2", "52.7.0", Quantity.VOLTAGE_L2),
            new RegisterTopic("instant_voltage_l3", "72.7.0", Quantity.VOLTAGE_L3),
            new RegisterTopic("instant_power_current_l1", "31.7.0", Quantity.CURRENT_L1),
            new RegisterTopic("instant_power_current_l2", "51.7.0", Quantity.CURRENT_L2),
            new RegisterTopic("instant_power_current_l3", "71.7.0", Quantity.CURRENT_L3),
            new RegisterTopic("instant_power_usage_l1", "21.7.0", Quantity.POWER_IMPORT_L1),
            new RegisterTopic("instant_power_usage_l2", "41.7.0", Quantity.POWER_IMPORT_L2),
            new RegisterTopic("instant_power_usage_l3", "61.7.0", Quantity.POWER_IMPORT_L3),
            new RegisterTopic("instant_power_return_l1", "22.7.0", Quantity.POWER_EXPORT_L1),
            new RegisterTopic("instant_power_return_l2", "42.7.0", Quantity.POWER_EXPORT_L2),
            new RegisterTopic("instant_power_return_l3", "62.7.0", Quantity.POWER_EXPORT_L3));

    /** The water topic has only water meters; P1Meter2Mqtt also publishes there every device that is neither a gas nor a heat meter. */
    private static final List<CounterTopic> DEVICES = List.of(
            new CounterTopic("gas_meter_m3", List.of(Medium.GAS), "m3", P1Meter2MqttTable::cubicMeters),
            new CounterTopic("thermal_gj", List.of(Medium.HEAT, Medium.COOLING), "GJ", P1Meter2MqttTable::gigajoules),
            new CounterTopic("water_meter_m3", List.of(Medium.WATER, Medium.HOT_WATER), "m3",
                    P1Meter2MqttTable::cubicMeters));

    private final PrintedDigits digits = new PrintedDigits();

    private P1Meter2MqttTable() {
    }

    static List<Row> rows() {
        P1Meter2MqttTable table = new P1Meter2MqttTable();
        List<Row> rows = new ArrayList<>();
        for (RegisterTopic printed : TABLE) {
            rows.add(Row.changing(printed.topic(), snapshot -> table.text(snapshot, printed)));
        }
        for (CounterTopic counter : DEVICES) {
            for (int ordinal = 1; ordinal <= MOST_OF_A_KIND; ordinal++) {
                int which = ordinal;
                rows.add(Row.changing(counter.topic() + (ordinal == 1 ? "" : "_" + ordinal),
                        snapshot -> table.text(snapshot, counter, which)));
            }
        }
        return List.copyOf(rows);
    }

    private @Nullable String text(Snapshot snapshot, RegisterTopic printed) {
        Quantity quantity = printed.quantity();
        boolean power = quantity.unit() == Unit.WATT;
        Values values = power ? PowerByDirection.of(snapshot) : snapshot.published().values();
        if (!values.has(quantity)) {
            return null;
        }
        String sent = digits.of(snapshot.reading().message(), 0, printed.code(), power ? "kW" : quantity.unit().symbol());
        return sent != null ? sent : values.decimal(quantity).movePointLeft(power ? 3 : 0).toPlainString();
    }

    private static @Nullable BigDecimal cubicMeters(MBusDevice.CounterReading counter) {
        return counter.cubicMeters().orElse(null);
    }

    private static @Nullable BigDecimal gigajoules(MBusDevice.CounterReading counter) {
        return counter.kilojoules().map(kilojoules -> kilojoules.movePointLeft(6).setScale(DECIMALS, RoundingMode.HALF_UP)).orElse(null);
    }

    private @Nullable String text(Snapshot snapshot, CounterTopic counter, int ordinal) {
        MBusDevice device = MBusTable.mediumMeter(snapshot, counter.media(), ordinal);
        MBusDevice.CounterReading sent = device == null ? null : device.reading();
        if (device == null || sent == null) {
            return null;
        }
        if (sent.unit().equals(counter.unit())) {
            return Stream.of("24.2.1", "24.2.3")
                    .map(code -> digits.of(snapshot.reading().message(), device.channel(), code, counter.unit()))
                    .filter(Objects::nonNull).findFirst().orElseGet(() -> sent.value().toPlainString());
        }
        BigDecimal converted = counter.converted().apply(sent);
        return converted == null ? null : converted.toPlainString();
    }

    /**
     * The digits of a P1 telegram as printed, with leading zeros. Stores the registers of the last message, because each call of
     * {@link Message#registers} parses the message. Used by one thread.
     */
    private static final class PrintedDigits {
        private static final Pattern CODE = Pattern.compile("(\\d{1,3})-(\\d{1,3}):(\\d+\\.\\d+\\.\\d+)(?:[.*]\\d+)?");
        /** The last group of a register, with its number: of an M-Bus device's counter the group after the time. */
        private static final Pattern LAST_GROUP = Pattern.compile("\\((\\d+(?:\\.\\d+)?)(?:\\*([^()]*))?\\)$");

        private @Nullable Message message;
        private final Map<String, String> printed = new HashMap<>();

        /**
         * Returns the digits of a register; null if the message does not have the register.
         *
         * @param channel of an M-Bus device; 0 for the electricity meter
         * @param code C.D.E of the OBIS code
         * @param unit the unit that must follow; empty for a register without a unit
         */
        @Nullable String of(Message asked, int channel, String code, String unit) {
            if (message != asked) {
                message = asked;
                printed.clear();
                asked.registers().stream().filter(register -> register.type() == null).forEach(this::read);
            }
            return printed.get(key(channel, code, unit));
        }

        private void read(Register register) {
            Matcher code = CODE.matcher(register.obis());
            Matcher group = LAST_GROUP.matcher(register.raw());
            if (code.matches() && group.find()) {
                int channel = code.group(1).equals("0") ? Integer.parseInt(code.group(2)) : 0;
                printed.putIfAbsent(key(channel, code.group(3), Objects.requireNonNullElse(group.group(2), "")), group.group(1));
            }
        }

        private static String key(int channel, String code, String unit) {
            return channel + " " + code + " " + unit;
        }
    }
}
