package org.dbusp1.frame;

import java.util.Arrays;

/**
 * The bytes of a line that are still needed. A position is an index of {@link #bytes}; an offset counts from the start of
 * the stream. The window's size is fixed.
 */
final class ByteWindow {
    /** The number of silences at the end of a stream: nothing follows. */
    static final int ENDLESS_SILENCE = Integer.MAX_VALUE;
    /** Half-second silences (2 = 1 s) after which an unfinished frame is given up. */
    static final int FRAME_PAUSE_SILENCES = 2;

    private final byte[] bytes;
    /** Position of the first byte that is still needed. */
    private int start;
    private int end;
    /** The offset of bytes[0] in the stream. */
    private long base;
    private int silences;
    /** Position up to which a format has searched for the end of an unfinished frame. */
    private int searched;

    ByteWindow(int size) {
        bytes = new byte[size];
    }

    /** Appends as many bytes of [from, to) as fit; returns their number. Positions move when bytes are discarded. */
    int append(byte[] source, int from, int to) {
        if (end + to - from > bytes.length && start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            base += start;
            searched -= start;
            end -= start;
            start = 0;
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

    /** Returns the position of the first byte that belongs to no frame found so far. */
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

    /** Returns the position of an offset; 0 if the bytes there are gone. */
    int position(long offset) {
        return (int) Math.max(offset - base, 0);
    }

    int length(int at) {
        return end - at;
    }

    /** Returns the byte at a position, 0 to 255. */
    int at(int position) {
        return bytes[position] & 0xFF;
    }

    /** Returns the number of half-second silences since the last byte. */
    int silences() {
        return silences;
    }

    /** Returns whether an unfinished frame is given up. */
    boolean paused() {
        return silences >= FRAME_PAUSE_SILENCES;
    }

    void silences(int count) {
        silences = count;
    }

    /** Returns the position from which to search for the end of a frame that begins at a position. */
    int searched(int at) {
        return Math.max(searched, at + 1);
    }

    /** Remembers how far the unfinished frame has been searched. */
    void keepSearched(int position) {
        searched = position;
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
