package org.dbusp1.line.frame;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the frames in the bytes of a line, in two searches: telegrams of text from their end, the others from their start. The frame that
 * ends first is the next one, and its bytes belong to no other; so the pieces in which bytes arrive change no whole frame. They may
 * change what is reported as rejected: {@link TelegramFormat} looks ahead of a frame that ends first, and keeps what it saw. A telegram
 * waits for no other frame that seems to have begun. Of the others, the format of two frames in a row keeps the line. Used by one thread.
 */
public final class FrameScanner {
    private static final Logger LOG = LoggerFactory.getLogger(FrameScanner.class);
    private static final int WINDOW_BYTES = 64 * 1024;
    /** Whole frames of one family in a row after which only the formats of this family search. */
    private static final int FRAMES_TO_SETTLE = 2;
    /** Bursts of bytes without a whole frame after which all formats search again. */
    private static final int MOST_BURSTS = 2;
    /** Bytes without a whole frame after which all formats search again, even without a silence. */
    private static final int MOST_BYTES = 16 * 1024;
    /** Fewer discarded bytes are a disturbance, or a short M-Bus frame of 5 bytes. */
    private static final int SHORTEST_PIECE_BYTES = 6;
    private static final int MOST_JUDGED_BYTES = 2 * TelegramFormat.MAX_TELEGRAM_BYTES;
    /** Most bytes held that belong to no frame: a longest frame may end, and bytes to judge precede it. */
    private static final int MOST_HELD_BYTES = MOST_JUDGED_BYTES + 2 * TelegramFormat.MAX_TELEGRAM_BYTES;

    private final FrameFormat[] formats;
    private final Search frames;
    private final Search telegrams;
    private final Decryption decryption;
    private final boolean ignoresChecksum;
    /**
     * Its start is the first byte that is neither in a frame nor reported; a frame that waits for bytes may begin before it. It moves:
     * <pre>
     *   event                                 to
     *   a whole frame                         the end of the frame
     *   a rejected telegram; no other frame   where its search goes on
     *   bytes of no frame are over            their end: see reportDiscarded
     *   more bytes are held than may be       the first byte that is held
     *   the bytes have ended, or a fault      their end
     * </pre>
     */
    private final ByteWindow window;
    private LastWhole lastWhole = new LastWhole(null, 0, 0, 0);
    private Reported reported = new Reported(0, false);
    /** The format of the last frame, whole or rejected; P1 before the first. */
    private Frame.Format lastFormat = Frame.Format.P1;
    /** Offset after the last burst of bytes; -1 before the first silence. */
    private long burstEnd = -1;
    private final ThinnedLog faults = ThinnedLog.onChange(LOG::error);

    /**
     * @param repair          whether known damage of telegrams is undone if the checksum proves it
     * @param ignoresChecksum whether telegrams with a wrong checksum are passed on as frames
     */
    public FrameScanner(boolean repair, boolean ignoresChecksum, Decryptor decryptor) {
        this(ignoresChecksum, new Decryption(decryptor), new TelegramFormat(repair ? new Repairs() : null));
    }

    static FrameScanner of(int bytes) {
        return new FrameScanner(bytes + 1, false, new Decryption(Decryptor.none()), new TelegramFormat(null));
    }

    private FrameScanner(boolean ignoresChecksum, Decryption decryption, TelegramFormat telegrams) {
        this(WINDOW_BYTES, ignoresChecksum, decryption, telegrams);
    }

    private FrameScanner(int size, boolean ignoresChecksum, Decryption decryption, TelegramFormat telegrams) {
        this(size, ignoresChecksum, decryption, new EncryptedTelegramFormat(telegrams, decryption), new SmlFormat(),
                new HdlcFormat(), new MBusFormat(), new NotificationFormat(), telegrams);
    }

    FrameScanner(int size, boolean ignoresChecksum, Decryption decryption, FrameFormat... formats) {
        this.window = new ByteWindow(size);
        this.formats = formats;
        this.frames = new Search(Arrays.stream(formats).filter(format -> !format.isFoundFromEnd()));
        this.telegrams = new Search(Arrays.stream(formats).filter(FrameFormat::isFoundFromEnd));
        this.ignoresChecksum = ignoresChecksum;
        this.decryption = decryption;
    }

    static void scanDecrypted(byte[] text, FrameSink sink) {
        FrameScanner scanner = of(text.length);
        FrameSink clear = scanner.decryption.decrypting(sink);
        scanner.append(text, 0, text.length, clear);
        scanner.finish(clear);
    }

    /**
     * The last whole frame, which decides which formats search:
     * <pre>
     *   event                                  format       end           inRow     bursts
     *   whole frame of its family, in reach    its format   its end       + 1       0
     *   any other whole frame                  its format   its end       1         0
     *   a burst of bytes has ended             stays        stays         stays     + 1
     *   all formats search again               stays        end of bytes  0         stays
     *   the bytes have ended                   none         stays         stays     stays
     * </pre>
     *
     * @param format null before the first, and after the end of the bytes
     * @param end    offset after it, or of the byte from which all formats searched again
     * @param inRow  whole frames of one family in a row
     * @param bursts bursts of bytes that ended since it, with its own
     */
    private record LastWhole(@Nullable FrameFormat format, long end, int inRow, int bursts) {
        LastWhole next(FrameFormat next, long from, long to) {
            boolean follows = format != null && format.family() == next.family() && from - end < MOST_BYTES;
            return new LastWhole(next, to, follows ? inRow + 1 : 1, 0);
        }

        LastWhole burstEnded() {
            return new LastWhole(format, end, inRow, bursts + 1);
        }

        LastWhole allSearch(long from) {
            return new LastWhole(format, from, 0, bursts);
        }

        LastWhole bytesEnded() {
            return new LastWhole(null, end, inRow, bursts);
        }
    }

    /**
     * What was reported as rejected: no byte twice, and of the pieces of a frame the first one until a silence or a whole frame.
     *
     * @param end     offset after the last byte; 0 before the first
     * @param isPiece whether it was a piece, with no whole frame and no silence since
     */
    private record Reported(long end, boolean isPiece) {
        boolean has(long to, boolean piece) {
            return to <= end || piece && isPiece;
        }

        Reported withoutPiece() {
            return new Reported(end, false);
        }
    }

    private record Answer(FrameFormat format, ParseResult.Match match) {
    }

    private final class Search {
        private final List<FrameFormat> formats;
        /** The format that examines the bytes from a start byte on; null for a byte that is skipped. */
        private final @Nullable FrameFormat[] byStart = new FrameFormat[256];
        /** The only family that searches; null: all formats do. */
        private @Nullable FrameFormat only;
        /** Offset of the next byte to examine; it may be the start of a frame that waits for more bytes. */
        private long at;
        private @Nullable Answer answer;

        Search(Stream<FrameFormat> formats) {
            this.formats = formats.toList();
            enable(null);
        }

        /** @param family null: all formats */
        void enable(@Nullable FrameFormat family) {
            only = family;
            for (FrameFormat format : formats) {
                for (byte start : format.starts()) {
                    byStart[start & 0xFF] = family == null || format.family() == family ? format : null;
                }
            }
        }

        /** Returns the answer to the bytes before a position, which is kept until {@link #resumeAt}; null without one. */
        @Nullable Answer next(int end) {
            byte[] bytes = window.bytes();
            while (answer == null) {
                int position = window.position(at);
                while (position < end && byStart[bytes[position] & 0xFF] == null) {
                    position++;
                }
                at = window.offset(position);
                if (position >= end || !examine(byStart[bytes[position] & 0xFF], position)) {
                    return null;
                }
            }
            return answer;
        }

        /** Lets a format parse the bytes at a position; returns false if the format needs more bytes. */
        private boolean examine(FrameFormat format, int position) {
            ParseResult result = format.parse(window, position);
            if (result instanceof ParseResult.NeedMore && window.silences() < ByteWindow.ENDLESS_SILENCE) {
                return false;
            }
            if (result instanceof ParseResult.Match match) {
                answer = new Answer(format, match);
            } else {
                at++;
            }
            return true;
        }

        void resumeAt(long offset) {
            at = Math.max(at, offset);
            answer = null;
        }
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
            int length = window.end() - window.start();
            faults.logFault(e, "the last " + length + " bytes of the line cannot be searched for frames; they are dropped");
            Frame bytes = Frame.rejected(lastFormat, window.copy(window.start(), window.end()), window.offset(window.start()), length);
            window.start(window.end());
            reported = new Reported(window.offset(window.end()), reported.isPiece);
            searchAll();
            frames.resumeAt(reported.end);
            telegrams.resumeAt(reported.end);
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
        int next = from;
        while (next < to) {
            // A frame that waits for bytes may hold text that was judged as a piece of a telegram.
            next += window.append(bytes, next, to, Math.max(Math.min(window.start(), firstWaiting()), oldest()));
            scan(sink);
        }
    }

    private void pause(FrameSink sink) {
        int silences = window.silences() == ByteWindow.ENDLESS_SILENCE ? 1 : Math.min(window.silences() + 1, ByteWindow.PAUSE_SILENCES + 1);
        window.silences(silences);
        scan(sink);
        reported = reported.withoutPiece();
        reportDiscarded(firstWaiting(), false, sink);
        if (silences == ByteWindow.PAUSE_SILENCES) {
            interrupt(sink);
        }
        endBurst();
    }

    private void finish(FrameSink sink) {
        window.silences(ByteWindow.ENDLESS_SILENCE);
        scan(sink);
        reportDiscarded(window.end(), false, sink);
        interrupt(sink);
        window.start(window.end());
        reported = reported.withoutPiece();
        lastWhole = lastWhole.bytesEnded();
    }

    private void scan(FrameSink sink) {
        boolean found = true;
        while (found) {
            found = findNext(sink);
        }
        window.start(Math.max(window.start(), Math.max(firstWaiting() - MOST_HELD_BYTES, oldest())));
    }

    private int oldest() {
        return window.end() + 1 - window.bytes().length;
    }

    /**
     * Handles the answer that was decided first; the other search keeps its answer.
     * <pre>
     *   telegram    other frame, by then      handled
     *   none        none                      nothing until more bytes arrive
     *   one         none, or decided later    the telegram
     *   any         any other                 the frame
     * </pre>
     */
    private boolean findNext(FrameSink sink) {
        Answer telegram = telegrams.next(window.end());
        int limit = telegram == null ? window.end() : telegram.match.decidedAt();
        Answer frame = nextFrame(limit);
        if (frame != null && (telegram == null || frame.match.decidedAt() <= limit)) {
            handle(frames, frame, sink);
        } else if (telegram != null) {
            handle(telegrams, telegram, sink);
        }
        return frame != null || telegram != null;
    }

    /** Returns the next of the other frames. A settled search opens where {@link #MOST_BYTES} have brought no whole frame. */
    private @Nullable Answer nextFrame(int limit) {
        int settled = frames.only == null ? limit : Math.min(limit, window.position(lastWhole.end + MOST_BYTES));
        Answer frame = frames.next(settled);
        if (frame != null || settled == limit || window.position(frames.at) < settled) {
            return frame;
        }
        searchAll();
        return frames.next(limit);
    }

    private void handle(Search search, Answer answer, FrameSink sink) {
        if (answer.match instanceof ParseResult.Complete complete) {
            passOn(answer.format, complete, sink);
        } else if (answer.match instanceof ParseResult.Rejected rejected) {
            reject(search, answer.format, rejected, sink);
        }
    }

    private int firstWaiting() {
        return window.position(Math.min(frames.at, telegrams.at));
    }

    private void passOn(FrameFormat format, ParseResult.Complete complete, FrameSink sink) {
        int from = window.position(complete.frame().offset());
        reportDiscarded(from, true, sink);
        reported = reported.withoutPiece();
        lastWhole = lastWhole.next(format, window.offset(from), window.offset(complete.resumeAt()));
        lastFormat = format.format();
        window.start(complete.resumeAt());
        frames.resumeAt(lastWhole.end);
        telegrams.resumeAt(lastWhole.end);
        if (lastWhole.inRow == FRAMES_TO_SETTLE) {
            frames.enable(format.family());
        }
        format.passOn(complete.frame(), sink);
    }

    private void reject(Search search, FrameFormat format, ParseResult.Rejected rejected, FrameSink sink) {
        reportDiscarded(rejected.from(), true, sink);
        reportRejected(format, rejected, sink);
        search.resumeAt(window.offset(rejected.resumeAt()));
        if (search == telegrams) {
            window.start(rejected.resumeAt());
        }
    }

    /** Reports rejected bytes, unless the bytes were reported as part of a longer frame. */
    private void reportRejected(FrameFormat format, ParseResult.Rejected rejected, FrameSink sink) {
        long end = window.offset(rejected.to());
        if (reported.has(end, rejected.isPiece())) {
            return;
        }
        reported = new Reported(end, rejected.isPiece());
        format.rejectIncomplete(rejected.cause(), sink);
        lastFormat = format.format();
        sink.rejected(Frame.rejected(lastFormat, window.copy(rejected.from(), rejected.to()),
                window.offset(rejected.from()), rejected.length()), rejected.cause());
    }

    private void interrupt(FrameSink sink) {
        for (FrameFormat format : formats) {
            format.rejectIncomplete(RejectCause.TRUNCATED, sink);
        }
    }

    /**
     * Judges the bytes before a position, which belong to no whole frame: noise, or part of a frame. The format of the last whole frame
     * judges them; if that is not known, each format. Bytes between two parts of a message make the whole message unusable.
     * <pre>
     *   judgement                    parts of a message    the bytes                  they are over
     *   none, or NEED_MORE           stay                  stay                       after two seconds of silence
     *   Rejected, 6 bytes or more    rejected              rejected if no parts are   at once
     *   other, of the last format    rejected              stay                       at once
     *   other, of each format        rejected              stay                       after two seconds of silence
     * </pre>
     * Bytes that are over are not judged again. Where a frame follows, its end becomes the start of the window instead.
     *
     * @param followed whether a frame follows; else a silence, or the end of the stream
     */
    private void reportDiscarded(int to, boolean followed, FrameSink sink) {
        boolean areOver = window.paused();
        for (FrameFormat format : formats) {
            if (lastWhole.format == null || lastWhole.format == format) {
                areOver |= reportDiscarded(format, to, followed, sink);
            }
        }
        if (areOver && !followed) {
            window.start(Math.max(window.start(), to));
        }
    }

    /** Lets a format judge the bytes before a position. @return whether they are over at once */
    private boolean reportDiscarded(FrameFormat format, int to, boolean followed, FrameSink sink) {
        int from = Math.max(to - MOST_JUDGED_BYTES, Math.max(window.start(), window.position(reported.end)));
        if (from >= to) {
            return false;
        }
        int first = afterFiller(format, from, to);
        boolean isLastFormat = lastWhole.format != null;
        ParseResult judgement = format.parseDiscarded(window, first, to, isLastFormat, followed);
        if (judgement instanceof ParseResult.NeedMore) {
            return false;
        }
        boolean hadParts = first < to && format.rejectIncomplete(RejectCause.TRUNCATED, sink);
        if (judgement instanceof ParseResult.Rejected rest && to - first >= SHORTEST_PIECE_BYTES) {
            if (!hadParts) {
                reportRejected(format, rest, sink);
            }
            return true;
        }
        return isLastFormat;
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

    private void endBurst() {
        long end = window.offset(window.end());
        if (burstEnd != end) {
            burstEnd = end;
            lastWhole = lastWhole.burstEnded();
            if (lastWhole.bursts > MOST_BURSTS) {
                searchAll();
            }
        }
    }

    private void searchAll() {
        frames.enable(null);
        lastWhole = lastWhole.allSearch(window.offset(window.end()));
    }
}
