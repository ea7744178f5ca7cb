package org.dbusp1.frame;

import java.util.Arrays;

/** The bytes of a line that are not yet done with, and where they stand in the stream. Never grows. */
final class Window {
    private final byte[] bytes;
    private int start;
    private int end;
    private long offset;

    Window(int size) {
        bytes = new byte[size];
    }

    /** Takes of [from, to) what fits; returns how many bytes. */
    int append(byte[] source, int from, int to) {
        if (end + to - from > bytes.length) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        }
        int taken = Math.min(to - from, bytes.length - end);
        System.arraycopy(source, from, bytes, end, taken);
        end += taken;
        return taken;
    }

    int length() {
        return end - start;
    }

    /** The byte at a place counted from the first one held, 0 to 255. */
    int at(int place) {
        return bytes[start + place] & 0xFF;
    }

    /** Two bytes as a number, the high one first. */
    int pair(int place) {
        return at(place) << 8 | at(place + 1);
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, start + from, start + to);
    }

    /** The array behind it, for code that reads bytes by the thousand; {@link #start} is the place of the first. */
    byte[] array() {
        return bytes;
    }

    int start() {
        return start;
    }

    /** Forgets the first bytes. */
    void drop(int count) {
        start += count;
        offset += count;
    }

    /** Bytes that passed by without being held. */
    void pass(int count) {
        offset += count;
    }

    /** Where the first byte held stands in the stream. */
    long offset() {
        return offset;
    }
}
