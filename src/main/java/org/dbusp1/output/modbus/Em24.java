package org.dbusp1.output.modbus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.output.MeterShape;

/**
 * One snapshot in the registers of a Carlo Gavazzi EM24 Ethernet (EM24DINAV23XE1X) that Victron's dbus-modbus-client reads, as its
 * carlo_gavazzi.py has them, and no others. Numbers of 32 bits are signed, the low word first.
 *
 * <p>No register here has an invalid value, except the phase sequence. So what a meter never sends is 0:
 * voltage, current, frequency, and the counters of phases, which the GX device shows and nothing there regulates by. A
 * power that is missing, or anything that the meter has sent before, is never replaced by 0: {@link Em24State} answers
 * nothing then. The counters are those that the meter sent last. Import is positive.
 *
 * @param values   of the snapshot
 * @param shape    of the meter; has accepted the snapshot
 * @param imported the meter's counter, in 0.1 mWh
 * @param exported the meter's counter, in 0.1 mWh
 * @param phases   the number of phases that are offered, 1 or 3
 * @param serial   at most 14 characters
 * @param version  of this program
 */
record Em24(Values values, MeterShape shape, long imported, long exported, int phases, String serial,
            String version) {
    /** The only unit that dbus-modbus-client asks for. */
    static final int UNIT = 1;
    /** When it is read alone, it holds the model; as part of more, that of another quantity. */
    private static final int MODEL_ADDRESS = 0x000b;
    private static final int MODEL = 1648;
    private static final int SERIAL_WORDS = 7;
    /** The most characters of a serial number. */
    static final int SERIAL_LENGTH = 2 * SERIAL_WORDS;
    /** Application H; dbus-modbus-client writes it unless it is set. */
    private static final int APPLICATION_H = 7;
    private static final int THREE_PHASES_WITH_NEUTRAL = 0;
    private static final int ONE_PHASE = 3;
    /** Neither of the two values that are a sequence: dbus-modbus-client then shows none. */
    private static final int NO_SEQUENCE = 0x7fff;
    /** The position of the switch at the meter in which no setting can be changed. */
    private static final int LOCKED = 3;

    /** A value, one register or several, and the address of the first. */
    private record Row(int address, Function<Em24, int[]> value) {
        void put(Em24 meter, Map<Integer, Integer> words) {
            int[] values = value.apply(meter);
            for (int i = 0; i < values.length; i++) {
                words.put(address + i, values[i]);
            }
        }
    }

    private static final List<Row> TOTALS = List.of(
            int32(0x0028, "power, 0.1 W", meter -> tenths(meter.totalPower(), Unit.WATT)),
            uint16(0x0032, "phase sequence", meter -> NO_SEQUENCE),
            uint16(0x0033, "frequency, 0.1 Hz", meter -> tenths(meter.frequency(), Unit.HERTZ)),
            int32(0x0034, "energy imported, 0.1 kWh", meter -> tenths(meter.imported(), Unit.KILOWATT_HOUR)),
            int32(0x004e, "energy exported, 0.1 kWh", meter -> tenths(meter.exported(), Unit.KILOWATT_HOUR)),
            uint16(0x0302, "hardware version", meter -> 0),
            uint16(0x0304, "firmware version", meter -> version(meter.version())),
            uint16(0x1002, "phase configuration", meter -> meter.phases() == 1 ? ONE_PHASE : THREE_PHASES_WITH_NEUTRAL),
            new Row(0x5000, meter -> text(meter.serial())),
            uint16(0xa000, "application", meter -> APPLICATION_H),
            uint16(0xa100, "switch position", meter -> LOCKED));

    /** Returns the rows of a phase, which lie two registers behind those of the phase before. */
    private static List<Row> rows(Phase phase) {
        int behind = 2 * phase.ordinal();
        return List.of(
                int32(0x0000 + behind, phase + " voltage, 0.1 V", meter -> tenths(meter.voltage(phase), Unit.VOLT)),
                int32(0x000c + behind, phase + " current, 1 mA", meter -> meter.current(phase)),
                int32(0x0012 + behind, phase + " power, 0.1 W", meter -> tenths(meter.power(phase), Unit.WATT)),
                int32(0x0040 + behind, phase + " energy imported, 0.1 kWh", meter ->
                        tenths(meter.energyImport(phase), Unit.KILOWATT_HOUR)));
    }

    /**
     * The registers at one moment.
     *
     * @param words by their address
     */
    record Registers(Map<Integer, Integer> words) {
        /**
         * Reads several registers, the high byte of each first.
         *
         * @param count 1 to 125
         * @return empty unless the first and the last of them are there. Those between, which the device does not have,
         * are 0: a client that reads several values at once skips them
         */
        Optional<byte[]> read(int address, int count) {
            boolean model = address == MODEL_ADDRESS && count == 1;
            if (!model && !(words.containsKey(address) && words.containsKey(address + count - 1))) {
                return Optional.empty();
            }
            ByteBuffer bytes = ByteBuffer.allocate(2 * count);
            for (int i = 0; i < count; i++) {
                bytes.putShort((short) (model ? MODEL : words.getOrDefault(address + i, 0)));
            }
            return Optional.of(bytes.array());
        }
    }

    /** Returns all registers. @throws ArithmeticException when a value does not fit its register */
    Registers registers() {
        Map<Integer, Integer> words = new HashMap<>();
        TOTALS.forEach(row -> row.put(this, words));
        Phase.ALL.subList(0, phases).forEach(phase -> rows(phase).forEach(row -> row.put(this, words)));
        return new Registers(words);
    }

    /** @param meaning as the maker's table has it, for the reader of this one */
    private static Row int32(int address, String meaning, ToLongFunction<Em24> value) {
        return new Row(address, meter -> {
            long number = value.applyAsLong(meter);
            if (number != (int) number) {
                throw new ArithmeticException(meaning + ": " + number);
            }
            return new int[] {(int) number & 0xffff, (int) number >>> 16};
        });
    }

    private static Row uint16(int address, String meaning, ToLongFunction<Em24> value) {
        return new Row(address, meter -> {
            long number = value.applyAsLong(meter);
            if (number < 0 || number > 0xffff) {
                throw new ArithmeticException(meaning + ": " + number);
            }
            return new int[] {(int) number};
        });
    }

    /** Rounds to the nearest tenth of the unit. */
    private static long tenths(long scaled, Unit unit) {
        long step = unit.one() / 10;
        return Math.floorDiv(scaled + step / 2, step);
    }

    private static int[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int[] words = new int[SERIAL_WORDS];
        for (int i = 0; i < bytes.length; i++) {
            words[i / 2] |= (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return words;
    }

    /** Returns 1.2.3 in four, four and eight bits. */
    private static int version(String text) {
        int[] most = {15, 15, 255};
        int[] shift = {12, 8, 0};
        String[] parts = text.split("[^0-9]+");
        int word = 0;
        for (int i = 0; i < Math.min(parts.length, most.length); i++) {
            word |= parts[i].isEmpty() ? 0 : (int) Math.min(most[i], Long.parseLong(parts[i])) << shift[i];
        }
        return word;
    }

    /** Returns mW; of a meter that gives only a total, or of one phase only, the total. */
    private long power(Phase phase) {
        return shape.phasePowers() ? orZero(phase.power()) : totalPower();
    }

    /** Returns mW. */
    private long totalPower() {
        return values.scaled(Quantity.POWER_NET);
    }

    /** Returns mV. */
    private long voltage(Phase phase) {
        return orZero(phase.voltage());
    }

    /** Returns mA, negative while the phase exports. */
    private long current(Phase phase) {
        return shape.current(values, phase).orElse(0);
    }

    /** Returns the phase's counter, of a one-phase meter the meter's own, in 0.1 mWh. */
    private long energyImport(Phase phase) {
        return values.has(phase.energyImport()) || phases > 1 ? orZero(phase.energyImport()) : imported;
    }

    /** Returns mHz. */
    private long frequency() {
        return orZero(Quantity.FREQUENCY);
    }

    private long orZero(Quantity quantity) {
        return values.has(quantity) ? values.scaled(quantity) : 0;
    }
}
