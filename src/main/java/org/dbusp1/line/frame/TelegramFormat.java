package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/**
 * P1 telegrams and D0, {@code /...!hhhh}, found from their end: at a '!' after a first line the checksum is run backwards, and where it is
 * 0 at a first line, the telegram began. So a telegram is whole with the last digit of its checksum, whatever precedes it on the line.
 * Without digits, the last first line is the start.
 *
 * <p>Bytes of no telegram are judged when they end: at a line that begins with '!', where the next telegram begins, or in a silence.
 * The places in the bytes have these names:
 * <pre>
 *   !8C1F \r \n   rest of a line \r \n / A B C 5 ...  1-0:1.8.0(00012*kWh) \r \n ! 8 C 1 F \r \n
 *                 ^                    ^                                         ^         ^ ^
 *                 first, from          start                                     at      stop decidedAt
 * </pre>
 * {@code first} is the first byte that no telegram has, without padding; {@code from} is not before it, and at most 8 KiB before the mark.
 */
final class TelegramFormat implements FrameFormat {
    /** Known telegrams have up to 2.4 KiB, including 2 KiB for a message of 1024 characters. */
    static final int MAX_TELEGRAM_BYTES = 8 * 1024;

    private static final byte NOISY_MARK = (byte) ('!' | 0x80);
    private static final byte[] STARTS = {'!', NOISY_MARK, '/'};
    private static final int NONE = FirstLine.NONE;
    /** Most marks within lines that are tried after one first line: each try reads all bytes from there on. */
    private static final int MOST_TRIES = 64;
    /** Makers with some meters that print another checksum: Holley (dsmr_parser, issue 91), Wasion. */
    private static final Set<String> MAKERS_OF_X25 = Set.of("HLY", "WSE");
    private static final int MEDIUM_AND_CHANNEL_LENGTH = 4;
    private static final byte STX = 2;
    private static final byte ETX = 3;

    /** Undoes the damage that lines do; null: bytes stay as they are. */
    private final @Nullable Repairs repairs;
    private final TextIndex index = new TextIndex();
    private long first;

    TelegramFormat(@Nullable Repairs repairs) {
        this.repairs = repairs;
    }

    @Override
    public byte[] starts() {
        return STARTS;
    }

    @Override
    public Format format() {
        return Format.P1;
    }

    @Override
    public boolean isFoundFromEnd() {
        return true;
    }

    /** {@inheritDoc} A silence of two seconds shows that the rest of a telegram does not come. */
    @Override
    public ParseResult parseDiscarded(ByteWindow window, int from, int to, boolean known, boolean followed) {
        if (!followed && !window.paused()) {
            return ParseResult.NEED_MORE;
        }
        TextIndex discarded = new TextIndex();
        discarded.add(window, from, to);
        return judgeFragment(window, discarded, afterPadding(window, from, to), to, to, to, followed);
    }

    /** {@inheritDoc} Repairs use the first line of intact telegrams. */
    @Override
    public void passOn(Frame frame, FrameSink sink) {
        if (repairs != null && frame.proof() == Proof.PROVEN && frame.showsChecksum()) {
            repairs.learn(frame.bytes());
        }
        sink.frame(frame);
    }

    /**
     * The last first line and the last register of the bytes, each found in one pass: what was searched for one mark is not searched
     * again for the next one. Places are offsets, because the window moves its bytes.
     */
    private static final class TextIndex {
        /** Offset after the last byte searched for the end of a first line. */
        private long searched;
        private long firstLine = NONE;
        /** Marks after the first line that ended no telegram. */
        private int tries;
        /** Offset after the last byte searched for registers: only where no first line is. */
        private long registersSearched;
        /** Offset of the last medium and channel, {@code 1-0:}. */
        private long channel = NONE;
        /** Offset of the last medium and channel with a bracket after it. */
        private long register = NONE;

        /** Searches bytes [from, to) for first lines, as far as they were not searched before. */
        void add(ByteWindow window, int from, int to) {
            byte[] bytes = window.bytes();
            for (int at = Math.max(from, window.position(searched)); at < to; at++) {
                if (bytes[at] <= '\r' && ByteSearch.isLineEnd(bytes[at])) {
                    addLine(window, at);
                }
            }
            searched = Math.max(searched, window.offset(to));
        }

        private void addLine(ByteWindow window, int lineEnd) {
            int slash = FirstLine.before(window.bytes(), lineEnd);
            if (slash != NONE) {
                firstLine = window.offset(slash);
                tries = 0;
            }
        }

        /** Returns the start of the last first line that begins at {@code from} or later; NONE if there is none. */
        int firstLine(ByteWindow window, int from) {
            return firstLine < window.offset(from) ? NONE : FirstLine.outerStart(window.bytes(), from, window.position(firstLine));
        }

        /** Returns whether bytes [from, to) hold a register of a telegram, such as 1-0:1.7.0(. */
        boolean haveRegister(ByteWindow window, int from, int to) {
            byte[] bytes = window.bytes();
            for (int at = Math.max(from, window.position(registersSearched)); at < to; at++) {
                if (bytes[at] == ':' && isChannel(bytes, at + 1 - MEDIUM_AND_CHANNEL_LENGTH)) {
                    channel = window.offset(at + 1 - MEDIUM_AND_CHANNEL_LENGTH);
                } else if (bytes[at] == '(') {
                    register = channel;
                }
            }
            registersSearched = Math.max(registersSearched, window.offset(to));
            return register >= window.offset(from);
        }

        private static boolean isChannel(byte[] bytes, int at) {
            return at >= 0 && bytes[at + 1] == '-' && ByteSearch.isDigit(bytes[at]) && ByteSearch.isDigit(bytes[at + 2]);
        }

        boolean isEmpty(ByteWindow window, int from, int to) {
            return firstLine < window.offset(from) && !haveRegister(window, from, to);
        }
    }

    @Override
    public ParseResult parse(ByteWindow window, int at) {
        int unclaimed = afterPadding(window, Math.max(window.start(), window.position(first)), at);
        first = window.offset(unclaimed);
        index.add(window, unclaimed, at);
        int from = Math.max(unclaimed, at - MAX_TELEGRAM_BYTES);
        boolean isMark = window.bytes()[at] != '/';
        if (index.isEmpty(window, from, at)) {
            if (isMark && at > from && ByteSearch.isLineEnd(window.bytes()[at - 1])) {
                first = window.offset(at);
            }
            return ParseResult.NO_MATCH;
        }
        return isMark ? parseMark(window, from, EndMark.read(window.bytes(), at, window.end())) : parseFirstLine(window, from, at);
    }

    /** A first line after a part of a telegram shows that this telegram was cut off. */
    private ParseResult parseFirstLine(ByteWindow window, int from, int slash) {
        int end = FirstLine.end(window.bytes(), slash, window.end());
        return end == NONE ? ParseResult.NO_MATCH : end == FirstLine.OPEN ? ParseResult.notYetRecognized(window)
                : judgeFragment(window, index, from, slash, slash, end + 1, true);
    }

    /**
     * A '!' after a first line ends a telegram if the four digits that follow are the checksum; any other '!' only as a line of its own,
     * since there may be one in a message. The first row that fits counts:
     * <pre>
     *   the mark               first line    digits              result
     *   any; after 64 a line   yes           four that fit       whole, with the last digit
     *   the newest bytes       any           any                 more bytes are needed, until a silence
     *   a line                 yes           some                judgeChecksum: whole, repaired or rejected
     *   a line                 yes           none                judgeWithoutChecksum: unproven, or its block check counts
     *   a line                 no            any                 judgeWithoutStart: repaired, or the rest of a telegram
     *   within a line          yes           some                rejected if encrypted registers end there; else no mark
     *   within a line          any           any                 no mark
     * </pre>
     *
     * @param from position of the first byte that may belong to the telegram
     */
    private ParseResult parseMark(ByteWindow window, int from, EndMark mark) {
        byte[] bytes = window.bytes();
        int start = index.firstLine(window, from);
        boolean open = mark.stop() == window.end() && window.silences() == 0;
        boolean atOnce = index.tries < MOST_TRIES;
        if (start != NONE && mark.hasChecksum() && (atOnce || !open && mark.isLine(window))) {
            int proven = FirstLine.proven(bytes, from, start, mark.at(), mark.printed());
            if (proven != NONE) {
                return complete(window, proven, mark, atOnce ? mark.stop() : mark.decidedAt(window));
            }
        }
        if (open) {
            return ParseResult.NEED_MORE;
        }
        if (mark.isLine(window)) {
            return start == NONE ? judgeWithoutStart(window, from, mark)
                    : mark.digits() == 0 ? judgeWithoutChecksum(window, start, mark) : judgeChecksum(window, from, start, mark);
        }
        if (start == NONE || mark.digits() == 0 || !atOnce) {
            return ParseResult.NO_MATCH;
        }
        index.tries++;
        return Decryption.isEndOfEncryptedRegisters(bytes, start, mark.at()) ? rejected(window, start, mark.stop(), mark, RejectCause.CRC)
                : ParseResult.NO_MATCH;
    }

    private ParseResult judgeWithoutStart(ByteWindow window, int from, EndMark mark) {
        ParseResult repaired = mark.digits() == 0 ? null : repaired(window, from, mark);
        return repaired == null ? judgeFragment(window, index, from, mark.at(), mark.stop(), mark.decidedAt(window), false) : repaired;
    }

    /** Judges a line of a mark and digits that are not four, which is how some meters print leading zeros, or not the checksum. */
    private ParseResult judgeChecksum(ByteWindow window, int from, int start, EndMark mark) {
        byte[] bytes = window.bytes();
        int proven = mark.noisy() || mark.hasChecksum() ? NONE : FirstLine.proven(bytes, from, start, mark.at(), mark.printed());
        if (proven != NONE || provesAsX25(bytes, start, mark)) {
            return complete(window, proven == NONE ? start : proven, mark, mark.decidedAt(window));
        }
        ParseResult repaired = repaired(window, start, mark);
        return repaired != null ? repaired : mark.isZero() ? judgeWithoutChecksum(window, start, mark)
                : rejected(window, start, mark.stop(), mark, RejectCause.CRC);
    }

    private @Nullable ParseResult repaired(ByteWindow window, int from, EndMark mark) {
        Repairs.Repaired repaired = repairs == null ? null
                : repairs.repair(window.copy(from, mark.at() + 1), mark.printed(), window.offset(mark.at()));
        return repaired == null ? null : complete(window, from, mark, repaired.title() == null ? Proof.PROVEN : Proof.REPAIRED,
                repaired.withChecksum(window.bytes(), mark.at() + 1, mark.stop()), repaired.title(), mark.decidedAt(window));
    }

    /** Returns whether the checksum is X-25, with its two bytes in either order, and the maker uses X-25. */
    private static boolean provesAsX25(byte[] bytes, int at, EndMark mark) {
        int crc = Crc16.X_25.of(bytes, at, mark.at() + 1);
        return (crc == mark.printed() || (crc >>> 8 | crc << 8 & 0xFF00) == mark.printed())
                && MAKERS_OF_X25.contains(new String(bytes, at + 1, FirstLine.MAKER_LETTERS, StandardCharsets.ISO_8859_1));
    }

    /**
     * Judges a telegram without a checksum. In an answer to a request (IEC 62056-21, mode C, 6.3.13), STX follows the
     * first line, ETX the end mark, and then the exclusive or of all bytes from after STX to ETX, which misses two wrong
     * bits in the same column. Otherwise only parity protects the telegram: the source turns a byte of wrong parity into 0xFF.
     */
    private static ParseResult judgeWithoutChecksum(ByteWindow window, int start, EndMark mark) {
        byte[] bytes = window.bytes();
        int block = ByteSearch.afterLine(bytes, start, mark.at());
        boolean hasBlock = block < mark.at() && bytes[block] == STX;
        int stop = mark.stop();
        if (hasBlock) {
            while (stop < window.end() && stop <= mark.at() + 2 && ByteSearch.isLineEnd(bytes[stop])) {
                stop++;
            }
            boolean open = stop == window.end() || bytes[stop] == ETX && stop + 1 == window.end();
            if (open && window.silences() == 0) {
                return ParseResult.NEED_MORE;
            }
            if (open || bytes[stop] != ETX) {
                return rejected(window, start, mark.stop(), mark, RejectCause.TRUNCATED);
            }
            stop += 2;
        }
        if (!ByteSearch.allSevenBit(bytes, start, stop)) {
            return rejected(window, start, stop, mark, RejectCause.PARITY);
        }
        if (hasBlock) {
            int check = 0;
            for (int i = block + 1; i < stop; i++) {
                check ^= bytes[i];
            }
            return check == 0 ? ParseResult.complete(Format.P1, window, start, stop, Proof.PROVEN)
                    : rejected(window, start, stop, mark, RejectCause.CRC);
        }
        return stop < window.end() && ByteSearch.isLineEnd(bytes[stop])
                ? complete(window, start, mark, Proof.UNPROVEN, window.copy(start, stop), null, mark.decidedAt(window))
                : ParseResult.complete(Format.P1, window, start, stop, Proof.UNPROVEN);
    }

    /**
     * Judges bytes [from, to) of a telegram whose start or end is missing, with what follows up to {@code stop}. Registers before a first
     * line alone are no piece: the line was heard from the middle on.
     *
     * @param from position of the first byte that may belong to the telegram
     */
    private static ParseResult judgeFragment(ByteWindow window, TextIndex index, int from, int to, int stop,
            int decidedAt, boolean followed) {
        int firstLine = index.firstLine(window, from);
        int start = firstLine == NONE ? from : firstLine;
        if (to - start >= MAX_TELEGRAM_BYTES && index.haveRegister(window, from, to)) {
            return ParseResult.piece(to - MAX_TELEGRAM_BYTES, stop, decidedAt, RejectCause.TOO_LONG);
        }
        return firstLine == NONE && (followed || !index.haveRegister(window, from, to)) ? ParseResult.NO_MATCH
                : ParseResult.piece(start, stop, decidedAt, RejectCause.TRUNCATED);
    }

    /** Returns the first position in [from, to) of a byte that is neither line end nor padding; {@code to} without one. */
    private static int afterPadding(ByteWindow window, int from, int to) {
        int at = from;
        while (at < to && ByteSearch.isLineEndOrPadding(window.bytes()[at])) {
            at++;
        }
        return at;
    }

    private static ParseResult complete(ByteWindow window, int from, EndMark mark, int decidedAt) {
        return complete(window, from, mark, Proof.PROVEN, window.copy(from, mark.stop()), null, decidedAt);
    }

    private static ParseResult complete(ByteWindow window, int from, EndMark mark, Proof proof, byte[] bytes, @Nullable String repair,
            int decidedAt) {
        Frame frame = new Frame(Format.P1, bytes, bytes, window.offset(from), lengthWithLineEnd(window, from, mark.stop(), mark), proof,
                repair, null);
        return new ParseResult.Complete(frame, mark.stop(), decidedAt);
    }

    private static ParseResult rejected(ByteWindow window, int from, int stop, EndMark mark, RejectCause cause) {
        return new ParseResult.Rejected(from, stop, stop, Math.max(stop, mark.decidedAt(window)),
                lengthWithLineEnd(window, from, stop, mark), cause, false);
    }

    /** Returns the length with a last line end like the one before the mark, since the last line end may not have arrived yet. */
    private static int lengthWithLineEnd(ByteWindow window, int from, int stop, EndMark mark) {
        return stop - from + ByteSearch.lineEndLengthBefore(window.bytes(), mark.at());
    }
}
