package org.dbusp1.frame;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.dbusp1.cipher.CipheredApdu;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;

/**
 * Finds P1 telegrams, plain and encrypted. Plain text goes straight to the framer of plain telegrams; where the first
 * byte of an encrypted one stands, an {@link EncryptedFormat} is tried, and what is none goes the plain way too.
 */
final class TelegramFramer implements Framer {
    /** Encrypted telegrams that plain ones near the end may have behind them. */
    private static final int MOST_SHIFTS = 64;

    /** From this offset among the plain bytes on, so many bytes came before that the plain framer did not get. */
    private record Shift(long from, long by) {
    }

    private final Framer plain;
    private final FrameScanner encrypted;
    private final UnframedBytes lost = new UnframedBytes(Format.P1_ENCRYPTED, UnframedBytes.NONE);
    private final Deque<Shift> shifts = new ArrayDeque<>();
    private long encryptedBytes;
    private boolean everDecrypted;
    /** The last encrypted frames that were refused in a row. */
    private long refusedFrom;
    private long refusedTo;
    private int silences;

    TelegramFramer(Framer plain, Decryptor decryptor) {
        this.plain = plain;
        this.encrypted =
                new FrameScanner(new EncryptedFormat(decryptor), new Others(), EncryptedFormat.MAX_FRAME + 1024);
    }

    @Override
    public void feed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        silences = 0;
        int start = encrypted.waiting() ? from : ByteSearch.next(bytes, from, to, (byte) CipheredApdu.TAG);
        if (from < start) {
            plain(bytes, from, start, encrypted.offset(), frames);
            encrypted.skip(start - from);
        }
        encrypted.feed(bytes, start, to, frames);
    }

    /** {@inheritDoc} What may be an encrypted telegram waits until that is known, and is plain text then. */
    @Override
    public int quiet(byte[] bytes, int from, int to) {
        return encrypted.waiting() ? 0
                : plain.quiet(bytes, from, ByteSearch.next(bytes, from, to, (byte) CipheredApdu.TAG));
    }

    private void plain(byte[] bytes, int from, int to, long offset, Consumer<Frame> frames) {
        if (everDecrypted) {
            lost.add(bytes, from, to, offset);
        }
        plain.feed(bytes, from, to, placed(frames));
    }

    @Override
    public void idle(Consumer<Frame> frames) {
        if (++silences == LinkFramer.FRAME_PAUSE) {
            encrypted.giveUp(frames);
        }
        plain.idle(placed(frames));
    }

    @Override
    public void end(Consumer<Frame> frames) {
        encrypted.giveUp(frames);
        plain.end(placed(frames));
        lost.last(frames);
        everDecrypted = false;
    }

    /**
     * What the framer of plain telegrams finds, with its place: it counts only the bytes that it gets. A fragment that
     * it sees in an encrypted frame which was refused has been reported.
     */
    private Consumer<Frame> placed(Consumer<Frame> frames) {
        if (shifts.isEmpty() && refusedTo == 0) {
            return frames;
        }
        return frame -> {
            lost.reported();
            long offset = frame.offset() + shift(frame.offset());
            if (frame.cause().isEmpty() || offset < refusedFrom || offset >= refusedTo) {
                frames.accept(frame.at(offset));
            }
        };
    }

    private long shift(long offset) {
        for (var recent = shifts.descendingIterator(); recent.hasNext();) {
            Shift shift = recent.next();
            if (shift.from <= offset) {
                return shift.by;
            }
        }
        return 0;
    }

    /** Takes what turns out to be no encrypted telegram. */
    private final class Others implements FrameScanner.Listener {
        @Override
        public void unclaimed(byte[] bytes, int from, int to, long offset, Consumer<Frame> frames) {
            plain(bytes, from, to, offset, frames);
        }

        @Override
        public void refused(byte[] bytes, long offset, RejectCause cause, Consumer<Frame> frames) {
            lost.end(frames);
            lost.reported();
            refusedFrom = offset > refusedTo ? offset : refusedFrom;
            refusedTo = offset + bytes.length;
            frames.accept(Frame.rejected(Format.P1_ENCRYPTED, bytes, offset, bytes.length, cause));
        }

        @Override
        public void accepted(long length, Consumer<Frame> frames) {
            lost.frame(frames);
            everDecrypted = true;
            passedOver(length, frames);
        }

        @Override
        public void passedOver(long length, Consumer<Frame> frames) {
            // A plain telegram that began before does not go on behind it.
            plain.end(placed(frames));
            encryptedBytes += length;
            shifts.addLast(new Shift(encrypted.offset() + length - encryptedBytes, encryptedBytes));
            if (shifts.size() > MOST_SHIFTS) {
                shifts.removeFirst();
            }
        }
    }
}
