package org.dbusp1.line.frame;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the frames in the bytes of a line, in one search with one position. At a start byte its format says whether a frame begins there;
 * what it says is final, and depends on the bytes, not on the pieces in which they arrive. The search goes on after a whole frame, and at
 * the second byte of a rejected one, which may hide a whole frame; what ends inside a rejected frame is not rejected again. The first frame
 * whose checksum fits settles the line on its format, until 16 KiB have brought no other one, or the bytes have ended. Used by one thread.
 */
public final class FrameScanner {
    private static final Logger LOG = LoggerFactory.getLogger(FrameScanner.class);
    private static final int WINDOW_BYTES = 64 * 1024;
    /** Bytes after the last frame for which the line stays settled. */
    private static final int SETTLED_BYTES = 16 * 1024;
    /** Fewer bytes between frames are a disturbance. */
    private static final int SHORTEST_PIECE_BYTES = 6;
    private static final int LONGEST_LINK_PIECE_BYTES = 2 * 1024;
    private static final Set<FormatHint> SIGNS = EnumSet.of(FormatHint.REGISTER_TEXT, FormatHint.FIRST_LINE, FormatHint.SML_ESCAPE,
            FormatHint.REGISTER_OCTETS);
    /** Pieces of their frames show no sign; noise between the frames of the others is usual. */
    private static final Set<Frame.Format> WITHOUT_SIGNS = EnumSet.of(Frame.Format.HDLC, Frame.Format.MBUS, Frame.Format.P1_ENCRYPTED);

    private final FrameFormat[] formats;
    /** The format of each start byte; null for a byte with which no frame begins. */
    private final @Nullable FrameFormat[] byStart = new FrameFormat[256];
    private final Decryption decryption;
    private final boolean ignoresChecksum;
    private final ByteWindow window;
    /** The format on which the line is settled up to {@link #settledEnd}; null before the first frame, and after the end of the bytes. */
    private Frame.@Nullable Format settled;
    private long settledEnd;
    /** The format of the last frame, whole or rejected; P1 before the first. */
    private Frame.Format lastFormat = Frame.Format.P1;
    /** Whether a piece of a frame was reported, with no whole frame and no silence since: no further one is, whatever its cause. */
    private boolean isPieceReported;
    private final ThinnedLog faults = ThinnedLog.onChange(LOG::error);

    /**
     * @param repair          whether known damage of telegrams is undone if the checksum proves it
     * @param ignoresChecksum whether telegrams with a wrong checksum are passed on as frames
     */
    public FrameScanner(boolean repair, boolean ignoresChecksum, Decryptor decryptor) {
        this(WINDOW_BYTES, ignoresChecksum, new Decryption(decryptor), new TelegramFormat(repair ? new Repairs() : null));
    }

    static FrameScanner of(int bytes) {
        return new FrameScanner(bytes + 1, false, new Decryption(Decryptor.none()), new TelegramFormat(null));
    }

    private FrameScanner(int size, boolean ignoresChecksum, Decryption decryption, TelegramFormat telegrams) {
        this(size, ignoresChecksum, decryption, new EncryptedTelegramFormat(decryption), new SmlFormat(),
                new HdlcFormat(), new MBusFormat(), new NotificationFormat(), telegrams);
    }

    FrameScanner(int size, boolean ignoresChecksum, Decryption decryption, FrameFormat... formats) {
        this.window = new ByteWindow(size);
        this.formats = formats;
        this.ignoresChecksum = ignoresChecksum;
        this.decryption = decryption;
        for (FrameFormat format : formats) {
            for (byte start : format.starts()) {
                byStart[start & 0xFF] = format;
            }
        }
    }

    static void scanDecrypted(byte[] text, FrameSink sink) {
        FrameScanner scanner = of(text.length);
        scanner.accept(text, 0, text.length, sink);
        scanner.end(sink);
    }

    /** Tells the faults of the caller's sink, which are thrown on, from the faults of the scanner. */
    private final class Receiver implements FrameSink {
        private final FrameSink sink;
        private boolean inSink;

        Receiver(FrameSink sink) {
            this.sink = sink;
        }

        @Override
        public void frame(Frame frame) {
            inSink = true;
            sink.frame(frame);
            inSink = false;
        }

        @Override
        public void rejected(Frame frame, RejectCause cause) {
            if (ignoresChecksum && cause == RejectCause.CRC && frame.format().content() == Frame.Content.TELEGRAM) {
                frame(frame);
                return;
            }
            inSink = true;
            sink.rejected(frame, cause);
            inSink = false;
        }

        /** Drops the held bytes after a fault of the scanner, and passes them on as rejected. */
        void dropHeldBytes(RuntimeException e) {
            if (inSink) {
                throw e;
            }
            int from = window.start();
            int length = window.end() - from;
            faults.logFault(e, "the last " + length + " bytes of the line cannot be searched for frames; they are dropped");
            window.start(window.end());
            window.at(window.end());
            settled = null;
            if (length > 0) {
                rejected(Frame.rejected(lastFormat, window.copy(from, window.end()), window.offset(from), length), RejectCause.GARBAGE);
            }
        }
    }

    /**
     * Accepts bytes [from, to) of the array, which stays the caller's. Bytes with which the scanner fails are dropped and
     * passed on as rejected.
     *
     * @param sink receives completed frames and rejected bytes, in the order of the line, before this returns
     */
    public void accept(byte[] bytes, int from, int to, FrameSink sink) {
        int next = from;
        while (next < to) {
            next += window.append(bytes, next, to);
            search(this::scan, sink);
        }
    }

    /** Accepts half a second of silence. An incomplete frame waits for some of them, since meters pause. */
    public void idle(FrameSink sink) {
        search(clear -> pause(window.silences() + 1, clear), sink);
    }

    /** Accepts the end of the bytes: the file has ended, or the port was removed. An incomplete frame is rejected and forgotten. */
    public void end(FrameSink sink) {
        search(clear -> pause(ByteWindow.PAUSE_SILENCES, clear), sink);
        window.silences(0);
        settled = null;
    }

    private void search(Consumer<FrameSink> step, FrameSink sink) {
        Receiver receiver = new Receiver(sink);
        try {
            step.accept(decryption.decrypting(receiver));
        } catch (RuntimeException e) {
            receiver.dropHeldBytes(e);
        }
    }

    private void pause(int silences, FrameSink sink) {
        window.silences(silences);
        scan(sink);
        isPieceReported = false;
        if (window.paused()) {
            discard(window.end(), sink);
            rejectIncomplete(sink);
        }
    }

    private void scan(FrameSink sink) {
        boolean goesOn = true;
        while (goesOn && window.at() < window.end()) {
            goesOn = examine(window.at(), sink);
        }
    }

    /** Returns false if the format at this position needs more bytes. */
    private boolean examine(int at, FrameSink sink) {
        // The rest of a longest telegram, which may end here, begins no earlier.
        window.start(at - TelegramFormat.MAX_TELEGRAM_BYTES);
        FrameFormat format = byStart[window.byteAt(at)];
        ParseResult result = format == null || !isAsked(format, at) ? ParseResult.NO_MATCH : format.parse(window, at);
        if (result instanceof ParseResult.NeedMore) {
            return false;
        }
        if (result instanceof ParseResult.Complete complete) {
            passOn(format, complete, sink);
        } else if (result instanceof ParseResult.Rejected rejected) {
            reject(format, rejected, sink);
        } else if (result instanceof ParseResult.Skipped skipped) {
            skip(at, skipped.end());
        } else if (ByteSearch.isLineEnd(window.bytes()[at])) {
            skip(at, at + 1);
        } else {
            window.at(at + 1);
        }
        return true;
    }

    /**
     * On a settled line only its format is asked. An operator may switch encryption on or off: the other kind of telegram is asked too, but
     * only directly after a frame, since in the middle of encrypted bytes much seems to begin a telegram of text.
     */
    private boolean isAsked(FrameFormat format, int at) {
        return !isSettled(at) || format.format() == settled || at == window.start() && isTelegram(settled) && isTelegram(format.format());
    }

    private boolean isSettled(int at) {
        return settled != null && window.offset(at) <= settledEnd;
    }

    private static boolean isTelegram(Frame.@Nullable Format format) {
        return format != null && format.content() == Frame.Content.TELEGRAM;
    }

    /** Skips bytes that a line may have between frames: there they are no disturbance. */
    private void skip(int at, int end) {
        if (at == window.start()) {
            window.start(end);
        }
        window.at(end);
    }

    private void passOn(FrameFormat format, ParseResult.Complete complete, FrameSink sink) {
        Frame frame = complete.frame();
        discard(window.position(frame.offset()), sink);
        window.start(complete.end());
        window.at(complete.end());
        lastFormat = format.format();
        isPieceReported = false;
        // The text of an encrypted telegram has a checksum, also where the tag is not checked.
        if (frame.proof() == Frame.Proof.PROVEN || lastFormat == Frame.Format.P1_ENCRYPTED) {
            settled = lastFormat;
            settledEnd = window.offset(complete.end()) + SETTLED_BYTES;
        }
        format.passOn(frame, sink);
    }

    /** Reports rejected bytes, unless they were reported as part of a longer frame. */
    private void reject(FrameFormat format, ParseResult.Rejected rejected, FrameSink sink) {
        if (rejected.end() > window.start()) {
            discard(rejected.from(), sink);
            window.start(rejected.end());
            format.rejectIncomplete(rejected.cause(), sink);
            if (!rejected.isPiece() || !isPieceReported && (isSettled(rejected.from()) || showsMeter(rejected.from(), rejected.end()))) {
                report(format.format(), rejected.from(), rejected.end(), rejected.cause(), sink);
                isPieceReported |= rejected.isPiece();
            }
        }
        window.at(rejected.resumeAt());
    }

    /**
     * Bytes before a position are in no frame: a message of several frames with such bytes in it is unusable. They are a piece of a frame
     * on a line whose frames show no sign; else if a long silence ends them and they have a sign of a meter.
     */
    private void discard(int to, FrameSink sink) {
        int from = window.start();
        if (from >= to) {
            return;
        }
        window.start(to);
        boolean hadParts = rejectIncomplete(sink);
        if (hadParts || isPieceReported || to - from < SHORTEST_PIECE_BYTES) {
            return;
        }
        if (isSettled(from) && WITHOUT_SIGNS.contains(lastFormat) || window.paused() && showsMeter(from, to)) {
            report(lastFormat, from, to, RejectCause.TRUNCATED, sink);
            isPieceReported = true;
        }
    }

    private void report(Frame.Format format, int from, int to, RejectCause cause, FrameSink sink) {
        lastFormat = format;
        sink.rejected(Frame.rejected(format, window.copy(from, to), window.offset(from), to - from), cause);
    }

    private boolean showsMeter(int from, int to) {
        byte[] bytes = window.copy(from, to);
        return bytes.length <= LONGEST_LINK_PIECE_BYTES && FrameMarks.isOfLinkFrame(bytes[bytes.length - 1])
                || SIGNS.stream().anyMatch(sign -> sign.matches(bytes));
    }

    private boolean rejectIncomplete(FrameSink sink) {
        boolean hadParts = false;
        for (FrameFormat format : formats) {
            hadParts |= format.rejectIncomplete(RejectCause.TRUNCATED, sink);
        }
        return hadParts;
    }
}
