package org.dbusp1.line.frame;

import org.dbusp1.base.process.LogOnChange;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the frames in the bytes of a line: goes from start byte to start byte and lets the format of the start byte parse
 * the bytes. While a frame waits for more bytes, no byte after its start is examined, so that the pieces in which bytes arrive change no
 * result. Used by one thread.
 */
public final class FrameScanner {
    private static final Logger LOG = LoggerFactory.getLogger(FrameScanner.class);
    private static final int WINDOW_BYTES = 64 * 1024;
    /** Whole frames of one family in a row after which only the formats of this family examine the bytes. */
    private static final int FRAMES_TO_SETTLE = 2;
    /** Bursts of bytes without a whole frame after which all formats examine the bytes again. */
    private static final int BAD_BURSTS = 2;
    /** Bytes without a whole frame after which all formats examine the bytes again, even without a silence. */
    private static final int BAD_BYTES = 16 * 1024;
    /** Fewer discarded bytes are a disturbance, or a short M-Bus frame of 5 bytes. */
    private static final int SHORTEST_PIECE_BYTES = 6;
    /** Most discarded bytes held, since the longest telegram may have lost its start; at this number the older half is forgotten. */
    private static final int MOST_DISCARDED_BYTES = TelegramFormat.MAX_TELEGRAM_BYTES;

    private final FrameFormat[] formats;
    private final Decryption decryption;
    private final boolean ignoresChecksum;
    /** The format that examines the bytes from a start byte on; null for a byte that is skipped. */
    private final FrameFormat[] byStart = new FrameFormat[256];
    private final ByteWindow window;
    /** Position of the next byte to examine; it may be the start of a frame that waits for more bytes. */
    private int at;
    /** Offset after the last byte that was reported as rejected; 0 before the first. */
    private long reportedEnd;
    /** Whether a piece was reported, with no whole frame and no silence since. */
    private boolean pieceReported;
    /** The format of the last whole frame; null before the first, and after the end of the bytes. */
    private @Nullable FrameFormat lastWholeFormat;
    /** The format of the last frame, whole or rejected; P1 before the first. */
    private Frame.Format lastFormat = Frame.Format.P1;
    /** Whole frames of one family in a row. */
    private int wholeInRow;
    /** Offset after the last whole frame, or of the byte from which all formats examined again. */
    private long lastWholeEnd;
    /** Whether there was a whole frame since the last silence. */
    private boolean wholeInBurst;
    /** Whether the last burst of bytes was counted: no byte has arrived since. */
    private boolean silent;
    /** Bursts of bytes without a whole frame in a row. */
    private int badBursts;
    private final LogOnChange faults = new LogOnChange(LOG::error);

    /**
     * @param repair    whether known damage of telegrams is undone if the checksum proves it
     * @param decryptor decrypts payloads
     */
    public FrameScanner(boolean repair, Decryptor decryptor) {
        this(repair, false, decryptor, FirstLineMemory.NONE, ChecksumMemory.NONE);
    }

    /**
     * @param ignoresChecksum whether telegrams with a wrong checksum are passed on as frames
     * @param firstLine       remembers the first line of intact telegrams, which some repairs need
     * @param checksums       remembers which meters of the line print a checksum
     */
    public FrameScanner(boolean repair, boolean ignoresChecksum, Decryptor decryptor, FirstLineMemory firstLine, ChecksumMemory checksums) {
        this(ignoresChecksum, new Decryption(decryptor), new TelegramFormat(repair ? new Repairs(firstLine) : null, checksums));
    }

    private FrameScanner(boolean ignoresChecksum, Decryption decryption, TelegramFormat telegrams) {
        this(WINDOW_BYTES, ignoresChecksum, decryption, new EncryptedTelegramFormat(telegrams, decryption), new SmlFormat(),
                new HdlcFormat(), new MBusFormat(), new NotificationFormat(), telegrams);
    }

    /** @param size bytes of the window: more than the longest frame */
    FrameScanner(int size, boolean ignoresChecksum, Decryption decryption, FrameFormat... formats) {
        this.formats = formats;
        this.ignoresChecksum = ignoresChecksum;
        this.decryption = decryption;
        this.window = new ByteWindow(size);
        enableAll();
    }

    /** Searches a decrypted text for telegrams, without repairs. */
    static void scanDecrypted(byte[] text, FrameSink sink) {
        FrameScanner scanner = new FrameScanner(text.length + 1, false, new Decryption(Decryptor.none()),
                new TelegramFormat(null, ChecksumMemory.NONE));
        FrameSink clear = scanner.decryption.decrypting(sink);
        scanner.append(text, 0, text.length, clear);
        scanner.finish(clear);
    }

    /** Tells the faults of the caller's sink, which are thrown on, from the faults of the scanner. */
    private final class Receiver implements FrameSink {
        private final FrameSink sink;
        /** Whether a call of the sink has not returned. */
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
            int length = window.lengthFrom(window.start());
            faults.logFault(e, "the last " + length + " bytes of the line cannot be searched for frames; they are dropped");
            Frame bytes = Frame.rejected(lastFormat, window.copy(window.start(), window.end()), window.offset(window.start()), length);
            at = window.end();
            window.start(at);
            window.setSearched(0);
            reportedEnd = window.offset(at);
            enableAll();
            if (length > 0) {
                rejected(bytes, RejectCause.GARBAGE);
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
        Receiver receiver = new Receiver(sink);
        try {
            append(bytes, from, to, decryption.decrypting(receiver));
        } catch (RuntimeException e) {
            receiver.dropHeldBytes(e);
        }
    }

    /**
     * Accepts half a second of silence, which ends a frame that needs no more bytes; an incomplete frame waits for some more
     * silences, since meters pause.
     */
    public void idle(FrameSink sink) {
        Receiver receiver = new Receiver(sink);
        try {
            pause(decryption.decrypting(receiver));
        } catch (RuntimeException e) {
            receiver.dropHeldBytes(e);
        }
    }

    /** Accepts the end of the bytes: the file has ended, or the port was removed. An incomplete frame is rejected and forgotten. */
    public void end(FrameSink sink) {
        Receiver receiver = new Receiver(sink);
        try {
            finish(decryption.decrypting(receiver));
        } catch (RuntimeException e) {
            receiver.dropHeldBytes(e);
        }
    }

    private void append(byte[] bytes, int from, int to, FrameSink sink) {
        silent &= from == to;
        int next = from;
        while (next < to) {
            long offset = window.offset(at);
            next += window.append(bytes, next, to);
            at = window.position(offset);
            scan(sink);
        }
    }

    private void pause(FrameSink sink) {
        int silences = window.silences() == ByteWindow.ENDLESS_SILENCE ? 1 : Math.min(window.silences() + 1, ByteWindow.PAUSE_SILENCES + 1);
        window.silences(silences);
        scan(sink);
        pieceReported = false;
        reportDiscarded(at, false, sink);
        if (silences == ByteWindow.PAUSE_SILENCES) {
            interrupt(sink);
        }
        endBurst();
    }

    private void finish(FrameSink sink) {
        window.silences(ByteWindow.ENDLESS_SILENCE);
        scan(sink);
        reportDiscarded(at, false, sink);
        interrupt(sink);
        window.start(at);
        pieceReported = false;
        lastWholeFormat = null;
    }

    private void scan(FrameSink sink) {
        while (true) {
            if (window.offset(at) - lastWholeEnd >= BAD_BYTES) {
                enableAll();
            }
            int border = (int) Math.min(window.end(), at + lastWholeEnd + BAD_BYTES - window.offset(at));
            byte[] bytes = window.bytes();
            while (at < border && byStart[bytes[at] & 0xFF] == null) {
                at++;
            }
            forgetOld();
            if (at == window.end()) {
                return;
            }
            if (at < border && !examine(byStart[bytes[at] & 0xFF], sink)) {
                return;
            }
        }
    }

    /** Lets a format parse the bytes at the position; returns false if the format needs more bytes. */
    private boolean examine(FrameFormat format, FrameSink sink) {
        ParseResult result = format.parse(window, at);
        if (result instanceof ParseResult.NeedMore && window.silences() < ByteWindow.ENDLESS_SILENCE) {
            return false;
        }
        if (result instanceof ParseResult.Whole whole) {
            whole(format, whole, sink);
        } else if (result instanceof ParseResult.Bad bad) {
            reportDiscarded(bad.from(), true, sink);
            reportRejected(format, bad, sink);
            at = bad.resumeAt();
            window.start(bad.isPiece() ? at : bad.from());
        } else {
            at++;
        }
        window.setSearched(0);
        return true;
    }

    private void whole(FrameFormat format, ParseResult.Whole whole, FrameSink sink) {
        reportDiscarded(window.position(whole.frame().offset()), true, sink);
        pieceReported = false;
        wholeInRow = lastWholeFormat != null && lastWholeFormat.family() == format.family() ? wholeInRow + 1 : 1;
        lastWholeFormat = format;
        lastFormat = format.format();
        wholeInBurst = true;
        badBursts = 0;
        at = whole.resumeAt();
        window.start(at);
        lastWholeEnd = window.offset(at);
        if (wholeInRow == FRAMES_TO_SETTLE) {
            enable(format.family());
        }
        format.passOn(whole.frame(), sink);
    }

    /** Reports rejected bytes, unless the bytes were reported as part of a longer frame. */
    private void reportRejected(FrameFormat format, ParseResult.Bad bad, FrameSink sink) {
        long end = window.offset(bad.to());
        if (end <= reportedEnd || bad.isPiece() && pieceReported) {
            return;
        }
        reportedEnd = end;
        pieceReported = bad.isPiece();
        format.rejectIncomplete(bad.cause(), sink);
        lastFormat = format.format();
        sink.rejected(Frame.rejected(lastFormat, window.copy(bad.from(), bad.to()), window.offset(bad.from()), bad.length()), bad.cause());
    }

    private void interrupt(FrameSink sink) {
        for (FrameFormat format : formats) {
            format.rejectIncomplete(RejectCause.TRUNCATED, sink);
        }
    }

    /**
     * Judges the bytes before a position, which belong to no whole frame: noise, or part of a frame. Such bytes between two
     * parts of a message make the whole message unusable.
     *
     * @param followed whether a frame follows; else a silence, or the end of the stream
     */
    private void reportDiscarded(int to, boolean followed, FrameSink sink) {
        boolean done = followed || window.paused();
        for (FrameFormat format : formats) {
            if (lastWholeFormat == null || lastWholeFormat == format) {
                done |= reportDiscarded(format, to, followed, sink);
            }
        }
        if (done) {
            window.start(to);
        }
    }

    /** Lets a format judge the bytes before a position. @return whether no more bytes or silences can change its judgement */
    private boolean reportDiscarded(FrameFormat format, int to, boolean followed, FrameSink sink) {
        int from = Math.max(window.start(), window.position(reportedEnd));
        if (from >= to) {
            return false;
        }
        int first = afterFiller(format, from, to);
        boolean known = lastWholeFormat != null;
        ParseResult result = format.parseDiscarded(window, first, to, known, followed);
        if (result instanceof ParseResult.NeedMore) {
            return false;
        }
        ParseResult.Bad rest = result instanceof ParseResult.Bad bad && to - first >= SHORTEST_PIECE_BYTES ? bad : null;
        boolean hadParts = first < to && format.rejectIncomplete(RejectCause.TRUNCATED, sink);
        if (rest != null && !hadParts) {
            reportRejected(format, rest, sink);
        }
        return rest != null || known;
    }

    private int afterFiller(FrameFormat format, int from, int to) {
        int first = from;
        int length = 1;
        while (first < to && length > 0) {
            length = format.fillerLength(window, first, to);
            first += length;
        }
        return first;
    }

    private void forgetOld() {
        while (at - window.start() >= MOST_DISCARDED_BYTES) {
            window.start(window.start() + MOST_DISCARDED_BYTES / 2);
        }
    }

    private void endBurst() {
        if (!silent) {
            silent = true;
            badBursts = wholeInBurst ? 0 : badBursts + 1;
            wholeInBurst = false;
            if (badBursts >= BAD_BURSTS) {
                enableAll();
            }
        }
    }

    private void enableAll() {
        enable(null);
        wholeInRow = 0;
        lastWholeEnd = window.offset(at);
    }

    /** Lets only the formats of a family examine bytes. @param family as {@link FrameFormat#family} returns it; null: all formats */
    private void enable(@Nullable FrameFormat family) {
        for (FrameFormat format : formats) {
            for (byte start : format.starts()) {
                byStart[start & 0xFF] = family == null || format.family() == family ? format : null;
            }
        }
    }
}
