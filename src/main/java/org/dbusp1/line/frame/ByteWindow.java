package org.dbusp1.line.frame;

import java.util.Arrays;

/**
 * Holds the bytes of a line that are still needed: not yet examined, or not yet reported. A position is an index of {@link
 * #bytes}; an offset is a number of bytes since the start of the stream. The window's size is fixed. Used by one thread.
 */
final class ByteWindow {
    /** The number of silences at the end of a stream, after which no byte follows. */
    static final int ENDLESS_SILENCE = Integer.MAX_VALUE;
    /**
     * Half-second silences (4 = 2 s) after which an unfinished frame, or the rest of a message of several frames, is given up:
     * characters of a telegram are at most 1.5 s apart (IEC 62056-21), and bridges on the network pause more than a second.
     */
    static final int PAUSE_SILENCES = 4;

    /** The bytes of the line at [{@link #start}, {@link #end}); the others are old or unused. */
    private final byte[] bytes;
    private int start;
    private int end;
    /** Offset of {@code bytes[0]} in the stream. */
    private long base;
    /** Half-second silences since the last byte; 0 after a byte, {@link #ENDLESS_SILENCE} at the end of the stream. */
    private int silences;

    ByteWindow(int size) {
        bytes = new byte[size];
    }

    /**
     * Appends as many bytes of [from, to) as fit; returns their number. May drop the bytes before {@code held} and move the others, which
     * makes earlier positions wrong.
     */
    int append(byte[] source, int from, int to, int held) {
        if (end + to - from > bytes.length && held > 0) {
            System.arraycopy(bytes, held, bytes, 0, end - held);
            base += held;
            end -= held;
            start -= held;
        }
        int fitting = Math.min(to - from, bytes.length - end);
        System.arraycopy(source, from, bytes, end, fitting);
        end += fitting;
        silences = 0;
        return fitting;
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    void start(int position) {
        start = position;
    }

    int end() {
        return end;
    }

    long offset(int position) {
        return base + position;
    }

    /** Returns the position of an offset; 0 if the byte at the offset was overwritten. */
    int position(long offset) {
        return (int) Math.max(offset - base, 0);
    }

    int lengthFrom(int at) {
        return end - at;
    }

    int byteAt(int position) {
        return bytes[position] & 0xFF;
    }

    int silences() {
        return silences;
    }

    boolean paused() {
        return silences >= PAUSE_SILENCES;
    }

    void silences(int count) {
        silences = count;
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
