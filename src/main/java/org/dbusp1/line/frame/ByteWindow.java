package org.dbusp1.line.frame;

import java.util.Arrays;

/**
 * Holds the bytes of a line that are still needed: not yet examined, or not yet reported. A position is an index of {@link
 * #bytes}; an offset is a number of bytes since the start of the stream. The window's size is fixed. Used by one thread.
 */
final class ByteWindow {
    /**
     * Half-second silences (4 = 2 s) after which an unfinished frame, or the rest of a message of several frames, is given up:
     * characters of a telegram are at most 1.5 s apart (IEC 62056-21), and bridges on the network pause more than a second.
     */
    static final int PAUSE_SILENCES = 4;

    private final byte[] bytes;
    /** Position of the first byte that is neither in a frame nor reported. */
    private int start;
    /** Position of the next byte to examine; before {@link #start} within a rejected frame. */
    private int at;
    private int end;
    /** Offset of {@code bytes[0]} in the stream. */
    private long base;
    /** Half-second silences since the last byte; 0 after a byte. */
    private int silences;

    ByteWindow(int size) {
        bytes = new byte[size];
    }

    /**
     * Appends as many bytes of [from, to) as fit, at least one; returns their number. May move the bytes, which makes earlier positions
     * wrong. Where no format decides on a window full of bytes, the older half is dropped.
     */
    int append(byte[] source, int from, int to) {
        int held = Math.min(start, at);
        if (end - held == bytes.length) {
            held += bytes.length / 2;
        }
        if (end + to - from > bytes.length && held > 0) {
            System.arraycopy(bytes, held, bytes, 0, end - held);
            base += held;
            end -= held;
            start = Math.max(start - held, 0);
            at = Math.max(at - held, 0);
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
        start = Math.max(start, position);
    }

    int at() {
        return at;
    }

    void at(int position) {
        at = position;
    }

    int end() {
        return end;
    }

    long offset(int position) {
        return base + position;
    }

    int position(long offset) {
        return (int) (offset - base);
    }

    int lengthFrom(int position) {
        return end - position;
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
