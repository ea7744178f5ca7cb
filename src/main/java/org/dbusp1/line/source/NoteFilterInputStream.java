package org.dbusp1.line.source;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a raw log without the notes of a black box, which are between them. A note is a line feed, the mark, a text
 * and a line feed: the bytes of the meter before and after it are not changed.
 */
public final class NoteFilterInputStream extends FilterInputStream {
    public static final String MARK = "\n# dbus-p1 ";

    private static final byte[] START = MARK.getBytes(StandardCharsets.US_ASCII);

    @FunctionalInterface
    public interface Listener {
        /**
         * @param offset the number of bytes of the meter before the note
         * @param note   the whole note, with both line feeds
         */
        void note(long offset, byte[] note);
    }

    /** In bytes; the driver's own have less than 200. */
    private static final int LONGEST_NOTE = 4_096;

    private final Listener listener;
    private final ByteArrayOutputStream note = new ByteArrayOutputStream(0);
    private byte[] readyBytes = {};
    private int readyAt;
    /** The number of bytes of the mark that were read last: a part of the log if the next byte does not belong to the mark. */
    private int matched;
    /** How many of the {@code matched} bytes were handed out already, because no later byte had arrived. */
    private int matchedSent;
    private boolean inNote;
    private long offset;
    private boolean ended;

    /** @param in the log; it is read in pieces as large as the reader's buffer */
    public NoteFilterInputStream(InputStream in, Listener listener) {
        super(in);
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        while (readyAt == readyBytes.length && !ended) {
            load(length);
        }
        int count = Math.min(length, readyBytes.length - readyAt);
        System.arraycopy(readyBytes, readyAt, into, from, count);
        readyAt += count;
        return count == 0 && length > 0 ? -1 : count;
    }

    private void load(int length) throws IOException {
        byte[] bytes = new byte[Math.max(1, length)];
        int count = in.read(bytes);
        ByteArrayOutputStream passed = new ByteArrayOutputStream(Math.max(0, count) + START.length);
        for (int i = 0; i < count; i++) {
            if (!inNote && matched == 0) {
                int start = start(bytes, i, count);
                passed.write(bytes, i, start - i);
                i = start;
            }
            if (i < count) {
                accept(bytes[i], passed);
            }
        }
        ended = count < 0;
        if (ended) {
            passMatched(passed);
        } else if (matched == 1 && matchedSent == 0 && in.available() == 0) {
            // The line feed at the end of a telegram is handed out before the pipe has its next byte.
            passed.write(START, 0, 1);
            matchedSent = 1;
        }
        readyBytes = passed.toByteArray();
        readyAt = 0;
        offset += readyBytes.length;
    }

    private static int start(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && !(bytes[at] == START[0] && (at + 1 == end || bytes[at + 1] == START[1]))) {
            at++;
        }
        return at;
    }

    private void accept(byte next, ByteArrayOutputStream passed) {
        if (inNote) {
            note.write(next);
            if (note.size() > LONGEST_NOTE) {
                // A note has an end: these are bytes of the log after a note that was cut off.
                inNote = false;
                passed.write(note.toByteArray(), 0, note.size());
                note.reset();
            } else if (next == '\n') {
                inNote = false;
                listener.note(offset + passed.size(), note.toByteArray());
                note.reset();
            }
            return;
        }
        if (next != START[matched]) {
            passMatched(passed);
        }
        if (next != START[matched]) {
            passed.write(next);
        } else if (++matched == START.length) {
            matched = 0;
            matchedSent = 0;
            inNote = true;
            note.write(START, 0, START.length);
        }
    }

    private void passMatched(ByteArrayOutputStream passed) {
        passed.write(START, matchedSent, matched - matchedSent);
        matched = 0;
        matchedSent = 0;
    }

    /** {@inheritDoc} Notes are not counted, and are passed to the listener. */
    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.max(0, Math.min(count, LONGEST_NOTE))];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public int available() throws IOException {
        return readyAt < readyBytes.length ? readyBytes.length - readyAt : in.available();
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
