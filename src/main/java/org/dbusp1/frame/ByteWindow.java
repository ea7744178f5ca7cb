package org.dbusp1.frame;

import java.util.Arrays;

/**
 * The bytes of a line that are still needed, and their place in the stream. A place in the window is an index of
 * {@link #bytes}. The size of the window is fixed.
 */
final class ByteWindow {
    /** Number of silences at the end of a stream: nothing will follow. */
    static final int ENDLESS_SILENCE = Integer.MAX_VALUE;
    /** Number of silences in a row after which the rest of a frame will not come any more. */
    static final int FRAME_PAUSE_SILENCES = 2;

    private final byte[] bytes;
    /** The place where the discarded bytes begin; the bytes before it are no longer needed. */
    private int start;
    private int end;
    /** The offset of bytes[0] in the stream. */
    private long base;
    private int silences;
    /** A format has searched up to this place for the end of the frame that waits. */
    private int searched;

    ByteWindow(int size) {
        bytes = new byte[size];
    }

    /** Takes as many bytes of [from, to) as fit; returns their number. The place {@code at} is moved with the bytes. */
    int append(byte[] source, int from, int to) {
        if (end + to - from > bytes.length && start > 0) {
            System.arraycopy(bytes, start, bytes, 0, end - start);
            base += start;
            searched -= start;
            end -= start;
            start = 0;
        }
        int taken = Math.min(to - from, bytes.length - end);
        System.arraycopy(source, from, bytes, end, taken);
        end += taken;
        silences = 0;
        return taken;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns the place of the first byte that belongs to no frame found before. */
    int start() {
        return start;
    }

    /** Forgets the bytes before a place. */
    void start(int position) {
        start = position;
    }

    /** Returns the place behind the last byte. */
    int end() {
        return end;
    }

    /** Returns the offset of a place in the stream. */
    long offset(int position) {
        return base + position;
    }

    /** Returns the place of an offset; 0 if the bytes there are gone. */
    int position(long offset) {
        return (int) Math.max(offset - base, 0);
    }

    /** Returns the number of bytes from a place on. */
    int length(int at) {
        return end - at;
    }

    /** Returns the byte at a place, 0 to 255. */
    int at(int position) {
        return bytes[position] & 0xFF;
    }

    /** Returns the number of silences of half a second since the last byte. */
    int silences() {
        return silences;
    }

    /** Returns whether the rest of a frame will not come any more. */
    boolean paused() {
        return silences >= FRAME_PAUSE_SILENCES;
    }

    void silences(int count) {
        silences = count;
    }

    /**
     * Returns the place where the search for the end of a frame goes on; at first the place behind the frame's first
     * byte.
     */
    int searched(int at) {
        return Math.max(searched, at + 1);
    }

    /** Remembers how far the search for the end of the waiting frame has come. */
    void keepSearched(int position) {
        searched = position;
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
