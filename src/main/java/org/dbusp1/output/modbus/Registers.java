package org.dbusp1.output.modbus;

import java.util.Optional;
import java.util.TreeMap;

/** The registers of a device at one moment, immutable. */
final class Registers {
    private final TreeMap<Integer, Integer> words;
    private final TreeMap<Integer, Integer> alone;

    private Registers(TreeMap<Integer, Integer> words, TreeMap<Integer, Integer> alone) {
        this.words = words;
        this.alone = alone;
    }

    /**
     * Reads several registers, the high byte of each first.
     *
     * @param count 1 to 125
     * @return empty unless the first and the last of them are there. Those between, which the device does not have, are
     * 0: a client that reads several values at once skips them
     */
    Optional<byte[]> read(int address, int count) {
        Integer single = count == 1 ? alone.get(address) : null;
        if (single == null && !(words.containsKey(address) && words.containsKey(address + count - 1))) {
            return Optional.empty();
        }
        byte[] bytes = new byte[2 * count];
        for (int i = 0; i < count; i++) {
            int word = single != null ? single : words.getOrDefault(address + i, 0);
            bytes[2 * i] = (byte) (word >> 8);
            bytes[2 * i + 1] = (byte) word;
        }
        return Optional.of(bytes);
    }

    /** Collects registers. */
    static final class Builder {
        private final TreeMap<Integer, Integer> words = new TreeMap<>();
        private final TreeMap<Integer, Integer> alone = new TreeMap<>();

        Builder put(int address, int... values) {
            for (int i = 0; i < values.length; i++) {
                words.put(address + i, values[i]);
            }
            return this;
        }

        /** A register that holds this only when no other is read with it. */
        Builder alone(int address, int value) {
            alone.put(address, value);
            return this;
        }

        Registers build() {
            return new Registers(words, alone);
        }
    }
}
