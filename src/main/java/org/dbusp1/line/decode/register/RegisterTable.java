package org.dbusp1.line.decode.register;

import static org.dbusp1.meter.Quantity.*;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * The registers of electricity meters: OBIS code, content of the register, quantity. For P1 telegrams, HAN lists and SML. In
 * a row, group B n means each M-Bus channel; {@link #key} maps the other channels. Sources: the P1 companion standards 3.0
 * to 5.0.2, e-MUCS P1, Luxmetering P1, the H1 recommendation, and captured telegrams.
 */
public final class RegisterTable {
    /** M-Bus channels of a meter: group B from 1 to 4. */
    private static final int CHANNELS = 4;
    /** Group E of the powers of some German meters (EasyMeter), with the meaning of 0. */
    private static final int ANY_TARIFF = 255;
    /** Group B below this number is a channel of the meter. */
    private static final int FIRST_NON_CHANNEL = 15;
    /** From GROUP_B to NEXT_TARIFF: parts of {@link Obis#groups()}, with group B in bits 32 to 39, C in 24 to 31, E in 8 to 15. */
    private static final long GROUP_B = 0xFFL << 32;
    private static final long GROUP_E = 0xFFL << 8;
    private static final long FIRST_CHANNEL = 1L << 32;
    private static final long NEXT_PHASE = 20L << 24;
    private static final long NEXT_QUADRANT = 1L << 24;
    private static final long NEXT_TARIFF = 1L << 8;
    private static final Map<Obis, Definition> DEFINITIONS = new HashMap<>();
    public static final Definition UNKNOWN = new Definition(RegisterType.UNKNOWN, null);

    /** @param quantity of a number, with or without a time, of a tariff or of a fuse; null for any other kind */
    public record Definition(RegisterType kind, @Nullable Quantity quantity) {
        public Quantity requireQuantity() {
            return Objects.requireNonNull(quantity);
        }
    }

    static {
        add("1-3:0.2.8", RegisterType.VERSION);
        add("0-0:96.1.4", RegisterType.HEX_VERSION);
        add("0-0:1.0.0", RegisterType.CLOCK);
        add("0-n:1.0.0", RegisterType.CLOCK);
        add("0-0:1.1.0", RegisterType.UNIX_CLOCK);
        // Local time and date, IEC 62056-6-1; also printed by meters without checksum.
        for (String channel : new String[] {"0-0:", "1-0:", "1-1:"}) {
            add(channel + "0.9.1", RegisterType.CLOCK_TIME);
            add(channel + "0.9.2", RegisterType.CLOCK_DATE);
            add(channel + "0.9.4", RegisterType.CLOCK);
        }
        add("0-0:96.1.1", RegisterType.METER_NUMBER);
        add("0-0:96.1.0", RegisterType.METER_NUMBER);
        add("0-0:42.0.0", RegisterType.METER_NUMBER);
        add("0-0:96.1.255", RegisterType.METER_NUMBER);
        add("1-0:96.1.0", RegisterType.PLAIN_METER_NUMBER);
        add("1-0:0.0.0", RegisterType.PLAIN_METER_NUMBER);
        add("0-0:0.0.0", RegisterType.PLAIN_METER_NUMBER);
        add("0-0:96.14.0", RegisterType.TARIFF, TARIFF);
        add("0-0:96.14.1", RegisterType.TARIFF, TARIFF);

        add("1-0:1.8.0", ENERGY_IMPORT);
        series("1-0:1.8.1", NEXT_TARIFF, ENERGY_IMPORT_T1, ENERGY_IMPORT_T2, ENERGY_IMPORT_T3, ENERGY_IMPORT_T4, ENERGY_IMPORT_T5);
        // Israel.
        series("1-0:1.8.11", NEXT_TARIFF, ENERGY_IMPORT_T1, ENERGY_IMPORT_T2, ENERGY_IMPORT_T3);
        add("1-0:2.8.0", ENERGY_EXPORT);
        series("1-0:2.8.1", NEXT_TARIFF, ENERGY_EXPORT_T1, ENERGY_EXPORT_T2, ENERGY_EXPORT_T3, ENERGY_EXPORT_T4, ENERGY_EXPORT_T5);
        series("1-0:2.8.11", NEXT_TARIFF, ENERGY_EXPORT_T1, ENERGY_EXPORT_T2, ENERGY_EXPORT_T3);
        // Kamstrup in Denmark.
        series("1-0:21.8.0", NEXT_PHASE, ENERGY_IMPORT_L1, ENERGY_IMPORT_L2, ENERGY_IMPORT_L3);
        series("1-0:22.8.0", NEXT_PHASE, ENERGY_EXPORT_L1, ENERGY_EXPORT_L2, ENERGY_EXPORT_L3);
        add("1-0:15.8.0", ENERGY_COMBINED);
        add("1-0:3.8.0", REACTIVE_ENERGY_IMPORT);
        add("1-0:4.8.0", REACTIVE_ENERGY_EXPORT);
        series("1-0:5.8.0", NEXT_QUADRANT, REACTIVE_ENERGY_Q1, REACTIVE_ENERGY_Q2, REACTIVE_ENERGY_Q3, REACTIVE_ENERGY_Q4);

        add("1-0:1.7.0", POWER_IMPORT);
        add("1-0:2.7.0", POWER_EXPORT);
        add("1-0:16.7.0", POWER_NET);
        add("1-0:15.7.0", POWER_ABS);
        add("1-0:3.7.0", REACTIVE_IMPORT);
        add("1-0:4.7.0", REACTIVE_EXPORT);
        series("1-0:5.7.0", NEXT_QUADRANT, REACTIVE_Q1, REACTIVE_Q2, REACTIVE_Q3, REACTIVE_Q4);
        add("1-0:9.7.0", APPARENT_IMPORT);
        add("1-0:10.7.0", APPARENT_EXPORT);
        add("1-0:13.7.0", POWER_FACTOR);
        add("1-0:14.7.0", FREQUENCY);
        add("1-0:91.7.0", CURRENT_NEUTRAL);

        series("1-0:21.7.0", NEXT_PHASE, POWER_IMPORT_L1, POWER_IMPORT_L2, POWER_IMPORT_L3);
        series("1-0:22.7.0", NEXT_PHASE, POWER_EXPORT_L1, POWER_EXPORT_L2, POWER_EXPORT_L3);
        series("1-0:23.7.0", NEXT_PHASE, REACTIVE_IMPORT_L1, REACTIVE_IMPORT_L2, REACTIVE_IMPORT_L3);
        series("1-0:24.7.0", NEXT_PHASE, REACTIVE_EXPORT_L1, REACTIVE_EXPORT_L2, REACTIVE_EXPORT_L3);
        series("1-0:29.7.0", NEXT_PHASE, APPARENT_IMPORT_L1, APPARENT_IMPORT_L2, APPARENT_IMPORT_L3);
        series("1-0:30.7.0", NEXT_PHASE, APPARENT_EXPORT_L1, APPARENT_EXPORT_L2, APPARENT_EXPORT_L3);
        series("1-0:31.7.0", NEXT_PHASE, CURRENT_L1, CURRENT_L2, CURRENT_L3);
        series("1-0:32.7.0", NEXT_PHASE, VOLTAGE_L1, VOLTAGE_L2, VOLTAGE_L3);
        series("1-0:33.7.0", NEXT_PHASE, POWER_FACTOR_L1, POWER_FACTOR_L2, POWER_FACTOR_L3);
        series("1-0:36.7.0", NEXT_PHASE, POWER_L1, POWER_L2, POWER_L3);

        add("1-0:1.4.0", DEMAND_IMPORT);
        add("1-0:2.4.0", DEMAND_EXPORT);
        add("1-0:16.24.0", DEMAND_NET);
        add("1-0:1.6.0", RegisterType.TIMED_NUMBER, PEAK_IMPORT);
        add("1-0:2.6.0", RegisterType.TIMED_NUMBER, PEAK_EXPORT);
        add("0-0:98.1.0", RegisterType.PEAK_HISTORY);

        add("0-0:96.7.21", POWER_FAILURES);
        add("0-0:96.7.9", LONG_POWER_FAILURES);
        add("1-0:99.97.0", RegisterType.FAILURES);
        series("1-0:32.32.0", NEXT_PHASE, VOLTAGE_SAGS_L1, VOLTAGE_SAGS_L2, VOLTAGE_SAGS_L3);
        series("1-0:32.36.0", NEXT_PHASE, VOLTAGE_SWELLS_L1, VOLTAGE_SWELLS_L2, VOLTAGE_SWELLS_L3);

        add("0-0:96.13.0", RegisterType.MESSAGE);
        add("0-0:96.13.1", RegisterType.MESSAGE_CODE);
        add("0-0:96.3.10", RegisterType.BREAKER);
        add("0-0:24.4.0", RegisterType.BREAKER);
        add("0-0:96.50.68", RegisterType.BREAKER);
        add("0-0:17.0.0", RegisterType.LIMITER);
        add("1-0:31.4.0", RegisterType.FUSE, FUSE);

        add("0-n:24.1.0", RegisterType.MBUS_TYPE);
        add("0-n:96.1.0", RegisterType.MBUS_ID);
        add("0-n:96.1.1", RegisterType.MBUS_ID);
        add("0-n:96.1.2", RegisterType.MBUS_OTHER);
        add("0-n:24.2.0", RegisterType.MBUS_READING);
        add("0-n:24.2.1", RegisterType.MBUS_READING);
        add("0-n:24.2.2", RegisterType.MBUS_READING);
        add("0-n:24.2.3", RegisterType.MBUS_READING);
        // Iskra in Iceland: flow, temperatures, energies.
        for (int e = 4; e <= 9; e++) {
            add("0-n:24.2." + e, RegisterType.MBUS_READING);
        }
        add("0-n:24.3.0", RegisterType.MBUS_OLD_READING);
        add("0-n:24.4.0", RegisterType.MBUS_VALVE);
        add("7-0:0.0.0", RegisterType.GAS_NUMBER);
        add("7-0:23.1.0", RegisterType.GAS_OF_HOUR);
    }

    private RegisterTable() {
    }

    /** Returns the meaning of a register's present value; {@link #UNKNOWN} for a past value: group F is not 255 (IEC 62056-6-1). */
    public static Definition definition(Obis code) {
        return definitionOfKey(key(code));
    }

    /** @param key the result of {@link #key} */
    public static Definition definitionOfKey(Obis key) {
        return DEFINITIONS.getOrDefault(key, UNKNOWN);
    }

    /** Returns the quantity of a register that holds a single number; null for any other register. */
    public static @Nullable Quantity numericQuantity(Obis code) {
        Definition meaning = definition(code);
        return meaning.kind == RegisterType.NUMBER ? meaning.quantity : null;
    }

    /**
     * Returns the code that all codes with one meaning share: of the meter on channel 0, of an M-Bus device on channel 1. Swiss
     * meters print energies on 1-1; the meter's channel has a meaning only in its parameters, C = 0. German meters (EasyMeter)
     * print 255 as group E of powers.
     */
    public static Obis key(Obis code) {
        long groups = code.groups();
        if (code.a() == 1 && code.c() != 0 && code.b() < FIRST_NON_CHANNEL) {
            groups &= code.d() == 7 && code.e() == ANY_TARIFF ? ~(GROUP_B | GROUP_E) : ~GROUP_B;
        } else if (code.a() == 0 && code.b() >= 1 && code.b() <= CHANNELS) {
            groups = groups & ~GROUP_B | FIRST_CHANNEL;
        }
        return groups == code.groups() ? code : new Obis(groups);
    }

    private static void add(String code, Quantity quantity) {
        add(code, RegisterType.NUMBER, quantity);
    }

    private static void add(String code, RegisterType kind) {
        add(code, kind, null);
    }

    private static void add(String code, RegisterType kind, @Nullable Quantity quantity) {
        add(Obis.parse(code.replace("0-n:", "0-1:")), new Definition(kind, quantity));
    }

    private static void series(String first, long distance, Quantity... quantities) {
        long code = Obis.parse(first).groups();
        for (Quantity quantity : quantities) {
            add(new Obis(code), new Definition(RegisterType.NUMBER, quantity));
            code += distance;
        }
    }

    private static void add(Obis code, Definition meaning) {
        DEFINITIONS.put(key(code), meaning);
    }

    /** The content of a register's brackets, which decides how the brackets are read. */
    public enum RegisterType {
        NUMBER,
        /** A number and its time, in either order. */
        TIMED_NUMBER,
        /** A number, or text that contains a number. */
        TARIFF,
        /** A limit for import, possibly followed by a limit for export, in a second group or after a comma. */
        FUSE,
        CLOCK,
        /** The clock as seconds since 1970, or in the form of {@link #CLOCK}. */
        UNIX_CLOCK,
        // From here to CLOCK_TIME: a clock that prints date and time of day in separate lines.
        CLOCK_DATE,
        CLOCK_TIME,
        /** Version of the format, as printed. */
        VERSION,
        /** Version of the format, which some meters print as hex of ASCII. */
        HEX_VERSION,
        /** A number of the meter, which may be hex of ASCII. */
        METER_NUMBER,
        /** A number of the meter, as printed. */
        PLAIN_METER_NUMBER,
        // From here to FAILURES: details of the meter itself, read only on request.
        MESSAGE,
        MESSAGE_CODE,
        BREAKER,
        LIMITER,
        PEAK_HISTORY,
        FAILURES,
        // From here to MBUS_OTHER: lines of an M-Bus channel.
        MBUS_TYPE,
        MBUS_ID,
        MBUS_VALVE,
        MBUS_READING,
        MBUS_OLD_READING,
        MBUS_OTHER,
        /** The number of the gas meter, in telegrams that print gas without a channel. */
        GAS_NUMBER,
        /** The gas counter at a full hour; a telegram may have lines for several hours. */
        GAS_OF_HOUR,
        UNKNOWN
    }
}
