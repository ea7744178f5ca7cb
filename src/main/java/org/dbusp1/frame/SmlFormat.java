package org.dbusp1.frame;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.RejectCause;

/**
 * The transport protocol of SML, version 1: {@code 1B1B1B1B 01010101 | messages | 00 x pad | 1B1B1B1B 1A pad CRC 2}.
 * There is no length: escape sequences cut it. Four bytes 1B in the messages are sent twice. A start sequence inside
 * shows that the frame before it was cut off; any other four bytes behind an escape sequence are an error. The payload
 * of a good frame is the messages.
 */
final class SmlFormat implements FrameFormat {
    /** The longest file of a known meter has 652 bytes. */
    static final int MAX_FRAME = 4 * 1024;

    private static final byte ESCAPE = 0x1B;
    private static final byte[] ESCAPE_SEQUENCE = {ESCAPE, ESCAPE, ESCAPE, ESCAPE};
    private static final byte VERSION = 0x01;
    private static final byte END = 0x1A;
    private static final int WORD = 4;
    private static final int START = 2 * WORD;
    private static final int MOST_PADDING = WORD - 1;

    /** The frame that is measured: where its first byte stands in the stream. */
    private long begin = -1;
    /** Before this place it was looked at. */
    private int scanned;
    /** Bytes 1B in a row before that place, up to four. */
    private int escapes;
    private boolean doubled;
    private Optional<RejectCause> trouble = Optional.empty();

    @Override
    public byte startByte() {
        return ESCAPE;
    }

    @Override
    public int shortest() {
        return 2 * START;
    }

    /** The start sequence: eight bytes that no other format has. */
    @Override
    public int unmistakable() {
        return START;
    }

    /** Whether bytes end as a frame does. */
    static boolean ends(byte[] bytes) {
        int end = bytes.length - WORD;
        return end >= WORD && bytes[end] == END && bytes[end + 1] >= 0 && bytes[end + 1] <= MOST_PADDING
                && all(bytes, end - WORD, end, ESCAPE);
    }

    /** Whether the escape sequence is in the bytes, with which files begin and end. */
    static boolean holdsEscape(byte[] bytes) {
        return Text.indexOf(bytes, 0, ESCAPE_SEQUENCE) >= 0;
    }

    @Override
    public int measure(Window window) {
        int known = Math.min(window.length(), START);
        int from = window.start();
        if (!all(window.array(), from, from + Math.min(known, WORD), ESCAPE)
                || known > WORD && !all(window.array(), from + WORD, from + known, VERSION)) {
            return NONE;
        }
        if (known < START) {
            return UNKNOWN;
        }
        if (window.offset() != begin) {
            begin = window.offset();
            scanned = START;
            escapes = 0;
            doubled = false;
            trouble = Optional.empty();
        }
        return search(window);
    }

    /** The length up to the end sequence or to the next start; more than is there as long as neither has come. */
    private int search(Window window) {
        byte[] bytes = window.array();
        int base = window.start();
        // What stands beyond the limit is not looked at: the result must not depend on the pieces in which bytes come.
        int end = Math.min(window.length(), MAX_FRAME);
        while (true) {
            if (escapes == 0) {
                scanned = ByteSearch.next(bytes, base + scanned, base + end, ESCAPE) - base;
            }
            while (escapes < WORD && scanned < end && bytes[base + scanned] == ESCAPE) {
                escapes++;
                scanned++;
            }
            if (escapes == WORD ? end - scanned < WORD : scanned == end) {
                return unfinished(end);
            }
            if (escapes < WORD) {
                escapes = 0;
            } else {
                int next = base + scanned;
                if (all(bytes, next, next + WORD, ESCAPE)) {
                    doubled = true;
                    escapes = 0;
                    scanned += WORD;
                } else if (all(bytes, next, next + WORD, VERSION)) {
                    trouble = Optional.of(RejectCause.TRUNCATED);
                    return scanned - WORD;
                } else if (bytes[next] == END && bytes[next + 1] >= 0 && bytes[next + 1] <= MOST_PADDING) {
                    return scanned + WORD;
                } else {
                    // Bytes were lost or added. The sequence that is meant may begin with the next byte.
                    trouble = Optional.of(RejectCause.CRC);
                    escapes = bytes[next] == ESCAPE ? WORD : 0;
                    scanned++;
                }
            }
        }
    }

    private int unfinished(int length) {
        if (length < MAX_FRAME) {
            return length + 1;
        }
        trouble = Optional.of(RejectCause.TOO_LONG);
        return length;
    }

    @Override
    public Optional<RejectCause> flaw(Window window, int length) {
        if (trouble.isPresent()) {
            return trouble;
        }
        int from = window.start();
        if (!CrcX25.proves(window.array(), from, from + length)) {
            return Optional.of(RejectCause.CRC);
        }
        int end = from + length - START;
        boolean padded = length % WORD == 0 && length - 2 * START >= padding(window, length)
                && all(window.array(), end - padding(window, length), end, (byte) 0);
        return padded ? Optional.empty() : Optional.of(RejectCause.GARBAGE);
    }

    /** The next start stands behind a frame that was cut off; behind any other, its bytes are searched again. */
    @Override
    public boolean finished(RejectCause cause) {
        return cause == RejectCause.TRUNCATED;
    }

    @Override
    public void take(Window window, int length, Consumer<Frame> frames) {
        byte[] messages = window.copy(START, length - START - padding(window, length));
        frames.accept(new Frame(Format.SML, window.copy(0, length), doubled ? single(messages) : messages,
                window.offset(), length, Verdict.PROVEN, Optional.empty()));
    }

    private static int padding(Window window, int length) {
        return window.at(length - WORD + 1);
    }

    /** The messages with each doubled escape sequence once. */
    private static byte[] single(byte[] messages) {
        byte[] out = new byte[messages.length];
        int size = 0;
        for (int at = 0; at < messages.length; ) {
            boolean escape = at + WORD <= messages.length && all(messages, at, at + WORD, ESCAPE);
            int count = escape ? WORD : 1;
            System.arraycopy(messages, at, out, size, count);
            size += count;
            at += escape ? 2 * WORD : 1;
        }
        return Arrays.copyOf(out, size);
    }

    private static boolean all(byte[] bytes, int from, int to, byte value) {
        for (int at = from; at < to; at++) {
            if (bytes[at] != value) {
                return false;
            }
        }
        return true;
    }
}
