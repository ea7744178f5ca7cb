package org.dbusp1.output.modbus;

import java.util.Map;
import java.util.Optional;

/**
 * The registers of a device at one moment.
 *
 * @param words by their address
 * @param alone what a register holds when no other is read with it, by its address
 */
record Registers(Map<Integer, Integer> words, Map<Integer, Integer> alone) {
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
}
