package org.dbusp1.output.modbus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.metering.GridMeter;
import org.jspecify.annotations.Nullable;

/**
 * A grid meter in the registers of a Carlo Gavazzi EM24 Ethernet (EM24DINAV23XE1X) that Victron's dbus-modbus-client reads
 * (carlo_gavazzi.py), and its power factors. Numbers of 32 bits are signed, the low word first; import is positive. A one-phase meter has 0
 * for L2 and L3, as the device has; one of three phases that sends no powers of them is offered with one phase, but evcc reads the currents
 * of the others too, and openWB turns the current of L1 while the total there is negative. No register but the phase sequence has an
 * invalid value: what a meter never sends is 0, and where a power is missing, or a value that it sent before, {@link Em24State} answers no
 * request.
 *
 * @param phases the number of phases that are offered, 1 or 3
 * @param serial at most 14 characters
 */
record Em24(GridMeter meter, int phases, String serial, String version) {
    /** The only unit that dbus-modbus-client asks for. */
    static final int UNIT_ID = 1;
    /** A request for this single register gets the model; within a longer request the register belongs to another quantity. */
    private static final int MODEL_ADDRESS = 0x000b;
    private static final int MODEL = 1648;
    private static final int SERIAL_WORDS = 7;
    /** Largest number of characters of a serial number. */
    static final int SERIAL_LENGTH = 2 * SERIAL_WORDS;
    /** Application H; dbus-modbus-client writes this value unless it is set. */
    private static final int APPLICATION_H = 7;
    private static final int THREE_PHASES_WITH_NEUTRAL = 0;
    private static final int ONE_PHASE = 3;
    /** Neither of the two sequences, so that dbus-modbus-client shows no sequence. */
    private static final int NO_SEQUENCE = 0x7fff;
    /** The position of the meter's switch in which no setting can be changed. */
    private static final int LOCKED = 3;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6}).*");

    record Registers(Map<Integer, Integer> words) {
        /**
         * @param count 1 to 125
         * @return null unless the first and the last register exist. Missing registers between them are 0: a client that reads several
         *     values at once skips these
         */
        byte @Nullable [] read(int address, int count) {
            boolean model = address == MODEL_ADDRESS && count == 1;
            if (!model && !(words.containsKey(address) && words.containsKey(address + count - 1))) {
                return null;
            }
            ByteBuffer bytes = ByteBuffer.allocate(2 * count);
            for (int i = 0; i < count; i++) {
                bytes.putShort((short) (model ? MODEL : words.getOrDefault(address + i, 0)));
            }
            return bytes.array();
        }
    }

    /** @throws ArithmeticException when a value does not fit its register */
    Registers registers() {
        Map<Integer, Integer> words = new HashMap<>();
        int32(words, 0x0028, "power, 0.1 W", tenths(orZero(Quantity.POWER_NET), Unit.WATT));
        int16(words, 0x0031, "power factor, 0.001", powerFactor(Quantity.POWER_FACTOR));
        uint16(words, 0x0032, "phase sequence", NO_SEQUENCE);
        uint16(words, 0x0033, "frequency, 0.1 Hz", tenths(orZero(Quantity.FREQUENCY), Unit.HERTZ));
        int32(words, 0x0034, "energy imported, 0.1 kWh", tenths(orZero(Quantity.ENERGY_IMPORT), Unit.KILOWATT_HOUR));
        int32(words, 0x004e, "energy exported, 0.1 kWh", tenths(orZero(Quantity.ENERGY_EXPORT), Unit.KILOWATT_HOUR));
        uint16(words, 0x0302, "hardware version", 0);
        uint16(words, 0x0304, "firmware version", versionWord());
        uint16(words, 0x1002, "phase configuration", phases == 1 ? ONE_PHASE : THREE_PHASES_WITH_NEUTRAL);
        uint16(words, 0xa000, "application", APPLICATION_H);
        uint16(words, 0xa100, "switch position", LOCKED);
        for (Phase phase : Phase.ALL) {
            // Registers of 32 bits of a phase are two addresses after the registers of the previous phase.
            int offset = 2 * phase.ordinal();
            int32(words, 0x0000 + offset, phase + " voltage, 0.1 V", tenths(orZero(phase.voltage()), Unit.VOLT));
            int32(words, 0x000c + offset, phase + " current, 1 mA", orZero(meter.current(phase)));
            int32(words, 0x0012 + offset, phase + " power, 0.1 W", tenths(orZero(phase.power()), Unit.WATT));
            int16(words, 0x002e + phase.ordinal(), phase + " power factor, 0.001", powerFactor(phase.powerFactor()));
            int32(words, 0x0040 + offset, phase + " energy imported, 0.1 kWh", tenths(energyImport(phase), Unit.KILOWATT_HOUR));
        }
        ByteBuffer text = ByteBuffer.wrap(Arrays.copyOf(serial.getBytes(StandardCharsets.US_ASCII), SERIAL_LENGTH));
        for (int i = 0; i < SERIAL_WORDS; i++) {
            uint16(words, 0x5000 + i, "serial number", text.getShort() & 0xffff);
        }
        return new Registers(words);
    }

    /** @param meaning as in the maker's table */
    private static void int32(Map<Integer, Integer> words, int address, String meaning, long number) {
        if (number != (int) number) {
            throw new ArithmeticException(meaning + ": " + number);
        }
        words.put(address, (int) number & 0xffff);
        words.put(address + 1, (int) number >>> 16);
    }

    private static void int16(Map<Integer, Integer> words, int address, String meaning, long number) {
        if (number != (short) number) {
            throw new ArithmeticException(meaning + ": " + number);
        }
        words.put(address, (int) number & 0xffff);
    }

    private static void uint16(Map<Integer, Integer> words, int address, String meaning, long number) {
        if (number < 0 || number > 0xffff) {
            throw new ArithmeticException(meaning + ": " + number);
        }
        words.put(address, (int) number);
    }

    private static long tenths(long scaled, Unit unit) {
        long step = unit.scaledOne() / 10;
        return Math.floorDiv(scaled + step / 2, step);
    }

    /** The version 1.2.3 in four, four and eight bits; 0 for a version of another form. */
    private int versionWord() {
        Matcher parts = VERSION.matcher(version);
        return !parts.matches() ? 0 : Math.min(15, Integer.parseInt(parts.group(1))) << 12
                | Math.min(15, Integer.parseInt(parts.group(2))) << 8 | Math.min(255, Integer.parseInt(parts.group(3)));
    }

    /** The phase's counter in 0.1 mWh; for the only phase that is offered the total. */
    private long energyImport(Phase phase) {
        boolean isOnly = phases == 1 && phase == Phase.L1;
        return orZero(isOnly && !meter.values().has(phase.energyImport()) ? Quantity.ENERGY_IMPORT : phase.energyImport());
    }

    /** In thousandths; 0 if the meter sends none. */
    private long powerFactor(Quantity quantity) {
        return orZero(quantity) * 1_000 / Unit.RATIO.scaledOne();
    }

    private long orZero(Quantity quantity) {
        return orZero(meter.value(quantity));
    }

    private static long orZero(@Nullable Long sent) {
        return sent == null ? 0 : sent;
    }
}
