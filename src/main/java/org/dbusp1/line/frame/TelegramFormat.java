package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/**
 * P1 telegrams and D0, {@code /...!hhhh}. The checksum decides where a telegram began, so that a good telegram after noise or
 * after an incomplete telegram is not lost. A telegram is whole with the last digit of its checksum, before its line end.
 */
final class TelegramFormat implements FrameFormat {
    /** Known telegrams have up to 2.4 KiB, including 2 KiB for a message of 1024 characters. */
    static final int MAX_TELEGRAM_BYTES = 8 * 1024;

    private static final byte[] STARTS = {'/', '!'};
    private static final int NONE = TelegramStartFinder.NONE;
    private static final int CRC_DIGITS = 4;
    /** Makers with some meters that print another checksum: Holley (dsmr_parser, issue 91), Wasion. */
    private static final Set<String> MAKERS_OF_X25 = Set.of("HLY", "WSE");
    /** Length of a medium and a channel. */
    private static final int MEDIUM_AND_CHANNEL_LENGTH = 4;
    private static final byte STX = 2;
    private static final byte ETX = 3;

    /** Repairs the damage that lines do; null: bytes stay as they are. */
    private final @Nullable Repairs repairs;
    private final DamagedStart damagedStart = new DamagedStart();
    private final MissingChecksum missingChecksum;
    /** Offset before which the discarded bytes hold no register. */
    private long noRegisterBefore;

    /**
     * @param repairs repairs known damage if the checksum proves it; null: bytes stay as they are
     * @param memory remembers which meters of the line print a checksum
     */
    TelegramFormat(@Nullable Repairs repairs, ChecksumMemory memory) {
        this.repairs = repairs;
        missingChecksum = new MissingChecksum(memory);
    }

    @Override
    public byte[] starts() {
        return STARTS;
    }

    @Override
    public Format format() {
        return Format.P1;
    }

    /**
     * {@inheritDoc} Discarded bytes are a piece if they hold a register; before a frame they are noise.
     */
    @Override
    public ParseResult parseDiscarded(ByteWindow window, int from, int to, boolean known, boolean followed) {
        if (!followed && !window.paused()) {
            return ParseResult.NEED_MORE;
        }
        return !followed && holdsRegister(window, from, to) ? ParseResult.piece(from, to, RejectCause.TRUNCATED) : ParseResult.NO_MATCH;
    }

    /** {@inheritDoc} Repairs use parts of intact telegrams. */
    @Override
    public void passOn(Frame frame, FrameSink sink) {
        if (repairs != null && frame.proof() == Proof.PROVEN) {
            repairs.learn(frame.bytes());
        }
        if (frame.proof() != Proof.UNPROVEN) {
            missingChecksum.fitted(frame);
        }
        sink.frame(frame.proof() == Proof.UNPROVEN && missingChecksum.accept(frame) ? frame.withProof(Proof.NONE_PRINTED) : frame);
    }

    /** {@inheritDoc} A telegram that is cut off says nothing about the checksum of the others. */
    @Override
    public boolean rejectIncomplete(RejectCause cause, FrameSink sink) {
        if (cause != RejectCause.TRUNCATED) {
            missingChecksum.breakRow();
        }
        return false;
    }

    /**
     * An end mark '!' with the checksum printed after the mark.
     *
     * @param at      position of the mark
     * @param stop    position after the last digit
     * @param printed the checksum; 0 without digits
     * @param noisy   whether the eighth bit of the bytes after the mark is left out
     */
    private record Mark(int at, int stop, int printed, boolean noisy) {
        static Mark read(ByteWindow window, int at, boolean noisy) {
            int stop = at + 1;
            int printed = 0;
            while (stop < window.end() && stop <= at + CRC_DIGITS && digit(window.byteAt(stop), noisy) >= 0) {
                printed = printed << 4 | digit(window.byteAt(stop++), noisy);
            }
            return new Mark(at, stop, printed, noisy);
        }

        private static int digit(int b, boolean noisy) {
            return Character.digit(noisy ? ByteSearch.sevenBits((byte) b) : b, 16);
        }

        int digits() {
            return stop - at - 1;
        }

        /** Returns whether a byte that has not arrived yet may decide where the checksum ends. */
        boolean isOpen(ByteWindow window) {
            return stop == window.end() && window.silences() == 0;
        }

        boolean endsLine(ByteWindow window) {
            return stop == window.end()
                    || ByteSearch.isLineEndOrPadding(noisy ? ByteSearch.sevenBits(window.bytes()[stop]) : window.bytes()[stop]);
        }
    }

    @Override
    public ParseResult parse(ByteWindow window, int at) {
        if (window.byteAt(at) == '!') {
            return parseTail(window, at);
        }
        int head = TelegramStartFinder.beginsFirstLine(window.bytes(), at, window.end());
        if (head != TelegramStartFinder.BEGINS_LINE) {
            return head == NONE || window.paused() ? ParseResult.NO_MATCH : ParseResult.NEED_MORE;
        }
        int bound = Math.min(window.end(), at + MAX_TELEGRAM_BYTES);
        int mark = nextMark(window.bytes(), window.searchFrom(at), bound);
        while (mark < bound) {
            ParseResult outcome = window.byteAt(mark) == '!' ? judgeEndMark(window, at, Mark.read(window, mark, false))
                    : ParseResult.NO_MATCH;
            if (outcome instanceof ParseResult.NoMatch) {
                outcome = judgeNoisyMark(window, at, mark);
            }
            if (outcome instanceof ParseResult.NeedMore) {
                window.setSearched(mark);
            }
            if (!(outcome instanceof ParseResult.NoMatch)) {
                return outcome;
            }
            mark = nextMark(window.bytes(), mark + 1, bound);
        }
        if (bound == at + MAX_TELEGRAM_BYTES) {
            return tooLong(window, at);
        }
        if (window.paused()) {
            return ParseResult.piece(at, window.end(), RejectCause.TRUNCATED);
        }
        window.setSearched(bound);
        return ParseResult.NEED_MORE;
    }

    /**
     * Judges a '!' after the start of a telegram. A '!' ends a telegram only at the start of a line or after encrypted
     * registers; NO_MATCH elsewhere, as in a message.
     */
    private ParseResult judgeEndMark(ByteWindow window, int at, Mark mark) {
        byte[] bytes = window.bytes();
        boolean lineStart = ByteSearch.isLineEnd(bytes[mark.at - 1]);
        if (mark.digits() == CRC_DIGITS && lineStart && Crc16.ARC.of(bytes, at, mark.at + 1) == mark.printed) {
            return intact(window, at, mark);
        }
        if (mark.isOpen(window)) {
            return ParseResult.NEED_MORE;
        }
        if (!mark.endsLine(window) || !lineStart && (mark.digits() == 0 || !Decryption.isEndOfEncryptedRegisters(bytes,
                Math.max(at, TelegramStartFinder.lastStart(bytes, at, mark.at)), mark.at))) {
            return ParseResult.NO_MATCH;
        }
        return mark.digits() == 0 ? judgeWithoutChecksum(window, at, mark) : judgeWithChecksum(window, at, mark);
    }

    /** Returns the position of the first '!' in [from, to), with or without its eighth bit; {@code to} if there is none. */
    private static int nextMark(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && ByteSearch.sevenBits(bytes[at]) != '!') {
            at++;
        }
        return at;
    }

    /** Judges a mark that ends no telegram as it is: it may do so without the noise in the eighth bit of it or of bytes beside it. */
    private ParseResult judgeNoisyMark(ByteWindow window, int at, int position) {
        byte[] bytes = window.bytes();
        if (repairs == null || !repairs.knowsFirstLine() || !ByteSearch.isLineEnd(ByteSearch.sevenBits(bytes[position - 1]))) {
            return ParseResult.NO_MATCH;
        }
        Mark mark = Mark.read(window, position, true);
        if (mark.isOpen(window)) {
            return ParseResult.NEED_MORE;
        }
        Repairs.Repaired repaired = mark.digits() != CRC_DIGITS || !mark.endsLine(window) ? null
                : repairs.repair(window.copy(at, position + 1), mark.printed, true);
        if (repaired == null) {
            return ParseResult.NO_MATCH;
        }
        int start = TelegramStartFinder.lastStart(bytes, at, position);
        return start > at ? ParseResult.piece(at, start, RejectCause.TRUNCATED) : repaired(window, at, mark, repaired);
    }

    private ParseResult judgeWithChecksum(ByteWindow window, int at, Mark mark) {
        byte[] bytes = window.bytes();
        int start = TelegramStartFinder.provenStart(bytes, at, mark.at, mark.printed);
        if (start == NONE) {
            start = TelegramStartFinder.lastStart(bytes, at, mark.at);
        }
        if (start > at) {
            return ParseResult.piece(at, start, RejectCause.TRUNCATED);
        }
        if (Crc16.ARC.of(bytes, at, mark.at + 1) == mark.printed || provesAsX25(bytes, at, mark)) {
            return intact(window, at, mark);
        }
        ParseResult repaired = repaired(window, at, mark);
        if (!(repaired instanceof ParseResult.NoMatch)) {
            return repaired;
        }
        int encrypted = EncryptedTelegramFormat.first(bytes, at, mark.at);
        return encrypted < mark.at ? ParseResult.piece(at, encrypted, RejectCause.TRUNCATED)
                : rejected(window, at, mark.at, mark.stop, RejectCause.CRC);
    }

    /** Returns whether the checksum is X-25, with its two bytes in either order, and the maker uses X-25. */
    private static boolean provesAsX25(byte[] bytes, int at, Mark mark) {
        int crc = Crc16.X_25.of(bytes, at, mark.at + 1);
        return (crc == mark.printed || (crc >>> 8 | crc << 8 & 0xFF00) == mark.printed)
                && MAKERS_OF_X25.contains(new String(bytes, at + 1, TelegramStartFinder.MAKER_LETTERS, StandardCharsets.ISO_8859_1));
    }

    /**
     * Judges a telegram without a checksum. In an answer to a request (IEC 62056-21, mode C, 6.3.13), STX follows the
     * first line, ETX the end mark, and then the exclusive or of all bytes from after STX to ETX, which misses two wrong
     * bits in the same column. Otherwise only parity protects the telegram: the source turns a byte of wrong parity into 0xFF.
     */
    private static ParseResult judgeWithoutChecksum(ByteWindow window, int at, Mark mark) {
        byte[] bytes = window.bytes();
        int start = TelegramStartFinder.lastStart(bytes, at, mark.at);
        int block = ByteSearch.afterLine(bytes, start, mark.at);
        boolean hasBlock = block < mark.at && bytes[block] == STX;
        int stop = mark.stop;
        if (hasBlock) {
            while (stop < window.end() && stop <= mark.at + 2 && ByteSearch.isLineEnd(bytes[stop])) {
                stop++;
            }
            boolean open = stop == window.end() || bytes[stop] == ETX && stop + 1 == window.end();
            if (open && window.silences() == 0) {
                return ParseResult.NEED_MORE;
            }
            hasBlock = !open && bytes[stop] == ETX;
            if (!hasBlock && start == at) {
                return rejected(window, at, mark.at, mark.stop, RejectCause.TRUNCATED);
            }
            stop = hasBlock ? stop + 2 : mark.stop;
        }
        if (start > at) {
            return ParseResult.piece(at, start, RejectCause.TRUNCATED);
        }
        if (!ByteSearch.allSevenBit(bytes, at, stop)) {
            return rejected(window, at, mark.at, stop, RejectCause.PARITY);
        }
        if (!hasBlock) {
            boolean lineEnds = stop < window.end() && ByteSearch.isLineEnd(bytes[stop]);
            return lineEnds ? whole(window, at, mark, Proof.UNPROVEN)
                    : ParseResult.whole(Format.P1, window, at, mark.stop, Proof.UNPROVEN);
        }
        int check = 0;
        for (int i = block + 1; i < stop - 1; i++) {
            check ^= bytes[i];
        }
        return check == bytes[stop - 1] ? ParseResult.whole(Format.P1, window, at, stop, Proof.PROVEN)
                : rejected(window, at, mark.at, stop, RejectCause.CRC);
    }

    /** Judges more bytes than a telegram may have, without an end mark: a second start shows that the first telegram was cut off. */
    private static ParseResult tooLong(ByteWindow window, int at) {
        byte[] bytes = window.bytes();
        int to = at + MAX_TELEGRAM_BYTES;
        int next = at + 1;
        while (next < to && !(bytes[next] == '/' && TelegramStartFinder.beginsFirstLine(bytes, next, to) != NONE)) {
            next++;
        }
        return ParseResult.piece(at, next,
                next < to && ByteSearch.isLineEnd(bytes[next - 1]) ? RejectCause.TRUNCATED : RejectCause.TOO_LONG);
    }

    /** Judges a '!' that no telegram precedes: a repair may restore a telegram that lost its start. */
    private ParseResult parseTail(ByteWindow window, int at) {
        byte[] bytes = window.bytes();
        int from = firstUnclaimed(window, at);
        if (from == at || !ByteSearch.isLineEnd(bytes[at - 1]) || !holdsRegister(window, from, at)) {
            return ParseResult.NO_MATCH;
        }
        Mark mark = Mark.read(window, at, false);
        if (mark.isOpen(window)) {
            return ParseResult.NEED_MORE;
        }
        if (!mark.endsLine(window)) {
            return ParseResult.NO_MATCH;
        }
        ParseResult repaired = mark.digits() == 0 ? ParseResult.NO_MATCH : repaired(window, from, mark);
        return repaired instanceof ParseResult.NoMatch ? ParseResult.piece(from, mark.stop, RejectCause.TRUNCATED) : repaired;
    }

    /** Returns whether discarded bytes hold a register of a telegram, such as 1-0:1.7.0(. */
    private boolean holdsRegister(ByteWindow window, int from, int to) {
        int first = Math.max(from, window.position(noRegisterBefore));
        int code = findChannel(window.bytes(), first, to);
        noRegisterBefore = window.offset(code == to ? Math.max(first, to - MEDIUM_AND_CHANNEL_LENGTH) : code);
        return ByteSearch.next(window.bytes(), code, to, (byte) '(') < to;
    }

    /** Returns the position of the first medium and channel, {@code 1-0:}, in [from, to); {@code to} if not found. */
    private static int findChannel(byte[] bytes, int from, int to) {
        for (int at = from; at + MEDIUM_AND_CHANNEL_LENGTH <= to; at++) {
            if (bytes[at + 1] == '-' && bytes[at + 3] == ':' && ByteSearch.isDigit(bytes[at]) && ByteSearch.isDigit(bytes[at + 2])) {
                return at;
            }
        }
        return to;
    }

    /**
     * Answers with a whole telegram. Its length includes a last line end like the other line ends, since the last line end
     * may not have arrived yet.
     */
    private static ParseResult whole(ByteWindow window, int from, Mark mark, Proof proof, byte[] bytes, @Nullable String repair) {
        int length = lengthWithLineEnd(window, from, mark.stop, mark.at);
        return new ParseResult.Whole(new Frame(Format.P1, bytes, bytes, window.offset(from), length, proof, repair, null), mark.stop);
    }

    private static ParseResult whole(ByteWindow window, int from, Mark mark, Proof proof) {
        return whole(window, from, mark, proof, window.copy(from, mark.stop), null);
    }

    private static int lengthWithLineEnd(ByteWindow window, int from, int to, int mark) {
        return to - from + ByteSearch.lineEndLengthBefore(window.bytes(), mark);
    }

    /** Answers with an intact telegram, which shows that the start of telegrams is not damaged each time. */
    private ParseResult intact(ByteWindow window, int at, Mark mark) {
        damagedStart.forget();
        return whole(window, at, mark, Proof.PROVEN);
    }

    private static ParseResult rejected(ByteWindow window, int at, int mark, int stop, RejectCause cause) {
        return new ParseResult.Bad(at, stop, stop, lengthWithLineEnd(window, at, stop, mark), cause, false);
    }

    /** Returns the position of the window's first byte that is neither line end nor padding; {@code to} without one before it. */
    private static int firstUnclaimed(ByteWindow window, int to) {
        int from = window.start();
        while (from < to && ByteSearch.isLineEndOrPadding(window.bytes()[from])) {
            from++;
        }
        return from;
    }

    /** Repairs the bytes up to the mark; NO_MATCH if no rule restores a telegram, or if repairs are off. */
    private ParseResult repaired(ByteWindow window, int from, Mark mark) {
        if (repairs == null) {
            return ParseResult.NO_MATCH;
        }
        int first = firstUnclaimed(window, from);
        DamagedStart.Restored restored = damagedStart.restore(window.bytes(), first, mark.at, mark.printed, window.offset(mark.at));
        if (restored != null && (restored.confirmed() || repairs.knows(restored.head()))) {
            byte[] bytes = new Repairs.Repaired(restored.bytes(), "").withChecksum(window.bytes(), mark.at + 1, mark.stop);
            return whole(window, first, mark, restored.confirmed() ? Proof.PROVEN : Proof.REPAIRED, bytes,
                    restored.confirmed() ? null : Repairs.FIRST_LINE_TITLE);
        }
        Repairs.Repaired repaired = repairs.repair(window.copy(from, mark.at + 1), mark.printed, false);
        return repaired == null ? ParseResult.NO_MATCH : repaired(window, from, mark, repaired);
    }

    private static ParseResult repaired(ByteWindow window, int from, Mark mark, Repairs.Repaired repaired) {
        byte[] bytes = repaired.withChecksum(window.bytes(), mark.at + 1, mark.stop);
        return whole(window, from, mark, Proof.REPAIRED, bytes, repaired.rules());
    }
}
