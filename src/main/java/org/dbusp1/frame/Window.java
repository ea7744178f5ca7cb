package org.dbusp1.frame;

import java.util.Arrays;

/**
 * The bytes of a line that are not done with, and their place in the stream. A place in it is an index of
 * {@link #bytes}. Never grows.
 */
final class Window {
    /** Number of silences at the end of a stream: nothing will follow. */
    static final int FOREVER = Integer.MAX_VALUE;

    private final byte[] bytes;
    /** Before it everything is done with: the discarded bytes begin here. */
    private int start;
    private int end;
    /** Offset of bytes[0] in the stream. */
    private long base;
    private int silences;
    /** Before this place a format has looked for the end of the frame that waits. */
    private int searched;

    Window(int size) {
        bytes = new byte[size];
    }

    /** Takes of [from, to) what fits; returns how many bytes. The place {@code at} is moved with the bytes. */
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

    /** Place of the first byte that belongs to nothing that was found before. */
    int start() {
        return start;
    }

    /** Forgets what is before a place. */
    void start(int place) {
        start = place;
    }

    /** Behind the last byte. */
    int end() {
        return end;
    }

    /** Offset of a place in the stream. */
    long offset(int place) {
        return base + place;
    }

    /** The place of an offset; before the window where those bytes are gone. */
    int place(long offset) {
        return (int) Math.max(Math.min(offset - base, end), 0);
    }

    /** How many bytes there are from a place on. */
    int length(int at) {
        return end - at;
    }

    /** The byte at a place, 0 to 255. */
    int at(int place) {
        return bytes[place] & 0xFF;
    }

    /** Silences of half a second in a row since the last byte. */
    int silences() {
        return silences;
    }

    void silences(int count) {
        silences = count;
    }

    /** Where the search for the end of the frame goes on that begins at a place; the place behind it at first. */
    int searched(int at) {
        return Math.max(searched, at + 1);
    }

    /** The search for the end of the waiting frame has come so far. */
    void keepSearched(int place) {
        searched = place;
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** What was refused of [from, to). */
    Frame refused(Frame.Format format, int from, int to, org.dbusp1.meter.RejectCause cause) {
        return Frame.rejected(format, copy(from, to), offset(from), to - from, cause);
    }
}
