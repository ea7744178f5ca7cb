package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/**
 * P1 telegrams and D0, {@code /...!hhhh}: from a first line to the mark whose four digits are the checksum, wherever in a line it is, so
 * that a telegram is whole with its last digit. Another mark that is a line of its own ends a telegram too, which is judged then. If there
 * is another first line before, and the telegram from there on has the checksum or the end, the first one broke off. Both checksums run
 * along: each byte is read once, however small the pieces are. The rest of a telegram that lost its first line is judged at its mark.
 */
final class TelegramFormat implements FrameFormat {
    /** Known telegrams have up to 2.4 KiB, including 2 KiB for a message of 1024 characters. */
    static final int MAX_TELEGRAM_BYTES = 8 * 1024;

    private static final byte NOISY_MARK = (byte) ('!' | 0x80);
    private static final byte[] STARTS = {'/', '!', NOISY_MARK};
    private static final int NONE = FirstLine.NONE;
    /** Makers with some meters that print another checksum: Holley (dsmr_parser, issue 91), Wasion. */
    private static final Set<String> MAKERS_OF_X25 = Set.of("HLY", "WSE");
    private static final byte STX = 2;
    private static final byte ETX = 3;

    /** Undoes the damage that lines do; null: bytes stay as they are. */
    private final @Nullable Repairs repairs;
    private Parsed parsed = new Parsed(NONE, 0, 0, NONE, 0);

    /**
     * How far the telegram that began last was parsed. Places are offsets, since the window moves its bytes.
     *
     * @param start     of its first line; NONE before the first telegram
     * @param end       the next byte to parse
     * @param crc       checksum from the start to the end
     * @param last      start of the last first line after its own; NONE if there is none
     * @param crcOfLast checksum from there to the end
     */
    private record Parsed(long start, long end, int crc, long last, int crcOfLast) {
    }

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

    /** {@inheritDoc} Repairs use the first line of intact telegrams. */
    @Override
    public void passOn(Frame frame, FrameSink sink) {
        if (repairs != null && frame.proof() == Proof.PROVEN && frame.showsChecksum()) {
            repairs.learn(frame.bytes());
        }
        sink.frame(frame);
    }

    @Override
    public ParseResult parse(ByteWindow window, int at) {
        byte[] bytes = window.bytes();
        if (bytes[at] != '/') {
            return parseRest(window, at);
        }
        long start = window.offset(at);
        if (start > parsed.start) {
            int lineEnd = FirstLine.end(bytes, at, window.end());
            if (lineEnd < 0) {
                return lineEnd == FirstLine.OPEN ? ParseResult.notYetRecognized(window) : ParseResult.NO_MATCH;
            }
            parsed = new Parsed(start, window.offset(lineEnd), Crc16.ARC.of(bytes, at, lineEnd), NONE, 0);
        }
        // Of a telegram that broke off, only the last first line may begin another one.
        return start < parsed.start ? ParseResult.NO_MATCH : parseTelegram(window, at);
    }

    private ParseResult parseTelegram(ByteWindow window, int start) {
        byte[] bytes = window.bytes();
        int limit = Math.min(window.end(), start + MAX_TELEGRAM_BYTES);
        boolean isTooLong = limit == start + MAX_TELEGRAM_BYTES;
        boolean isOver = isTooLong || window.paused();
        int crc = parsed.crc;
        long last = parsed.last;
        int crcOfLast = parsed.crcOfLast;
        int at = window.position(parsed.end);
        for (; at < limit; at++) {
            if (bytes[at] == '/') {
                int lineEnd = FirstLine.end(bytes, at, limit);
                if (lineEnd == FirstLine.OPEN && !isOver) {
                    break;
                }
                if (lineEnd >= 0) {
                    last = window.offset(at);
                    crcOfLast = 0;
                }
            } else if (ByteSearch.sevenBits(bytes[at]) == '!') {
                parsed = new Parsed(parsed.start, window.offset(at), crc, last, crcOfLast);
                ParseResult result = parseMark(window, start, at);
                if (result != ParseResult.NO_MATCH) {
                    return result;
                }
            }
            crc = Crc16.ARC.next(crc, bytes[at]);
            crcOfLast = last == NONE ? 0 : Crc16.ARC.next(crcOfLast, bytes[at]);
        }
        parsed = new Parsed(parsed.start, window.offset(at), crc, last, crcOfLast);
        return !isOver ? ParseResult.NEED_MORE : last != NONE ? brokenOff(window, start)
                : new ParseResult.Rejected(start, limit, start + 1, isTooLong ? RejectCause.TOO_LONG : RejectCause.TRUNCATED, true);
    }

    private ParseResult parseMark(ByteWindow window, int start, int at) {
        EndMark mark = EndMark.read(window.bytes(), at, window.end());
        int crc = Crc16.ARC.next(parsed.crc, window.bytes()[at]);
        int crcOfLast = Crc16.ARC.next(parsed.crcOfLast, window.bytes()[at]);
        if (mark.hasChecksum() && mark.printed() == crc) {
            return complete(window, start, mark);
        }
        boolean hasLast = parsed.last != NONE;
        if (hasLast && mark.hasChecksum() && mark.printed() == crcOfLast) {
            return brokenOff(window, start);
        }
        boolean isLine = mark.isLine(window);
        if (mark.stop() == window.end() && (window.silences() == 0 || !isLine && !window.paused())) {
            return ParseResult.NEED_MORE;
        }
        return !isLine ? ParseResult.NO_MATCH : hasLast ? brokenOff(window, start) : judge(window, start, mark, crc);
    }

    /** Rejects the bytes before the last first line, with which the parsed telegram begins now. */
    private ParseResult brokenOff(ByteWindow window, int start) {
        int last = window.position(parsed.last);
        parsed = new Parsed(parsed.last, parsed.end, parsed.crcOfLast, NONE, 0);
        return new ParseResult.Rejected(start, last, start + 1, RejectCause.TRUNCATED, true);
    }

    /** Parses a mark in a line of its own after a value that is in no frame: the end of the rest of a telegram, which may be repaired. */
    private ParseResult parseRest(ByteWindow window, int at) {
        byte[] bytes = window.bytes();
        int valueEnd = at;
        while (valueEnd > window.start() && ByteSearch.isLineEnd(ByteSearch.sevenBits(bytes[valueEnd - 1]))) {
            valueEnd--;
        }
        if (valueEnd <= window.start() || ByteSearch.sevenBits(bytes[valueEnd - 1]) != ')') {
            return ParseResult.NO_MATCH;
        }
        EndMark mark = EndMark.read(bytes, at, window.end());
        if (mark.stop() == window.end() && window.silences() == 0) {
            return ParseResult.NEED_MORE;
        }
        if (!mark.isLine(window)) {
            return ParseResult.NO_MATCH;
        }
        int from = window.start();
        while (ByteSearch.isLineEndOrPadding(bytes[from])) {
            from++;
        }
        ParseResult repaired = mark.digits() == 0 ? null : repaired(window, from, mark);
        return repaired != null ? repaired : new ParseResult.Rejected(from, mark.stop(), mark.stop(), RejectCause.TRUNCATED, true);
    }

    /**
     * Judges a line of a mark whose four digits are not the checksum. Some meters print it without leading zeros, as X-25, or as zeros.
     *
     * @param crc the checksum from the first line to the mark
     */
    private ParseResult judge(ByteWindow window, int start, EndMark mark, int crc) {
        if (mark.digits() == 0) {
            return judgeWithoutChecksum(window, start, mark);
        }
        if (!mark.noisy() && mark.printed() == crc || provesAsX25(window.bytes(), start, mark)) {
            return complete(window, start, mark);
        }
        ParseResult repaired = repaired(window, start, mark);
        return repaired != null ? repaired : mark.isZero() ? judgeWithoutChecksum(window, start, mark)
                : ParseResult.damaged(start, mark.stop(), RejectCause.CRC);
    }

    private @Nullable ParseResult repaired(ByteWindow window, int from, EndMark mark) {
        Repairs.Repaired repaired = repairs == null ? null
                : repairs.repair(window.copy(from, mark.at() + 1), mark.printed(), window.offset(mark.at()));
        return repaired == null ? null : complete(window, from, mark, repaired.title() == null ? Proof.PROVEN : Proof.REPAIRED,
                repaired.withChecksum(window.bytes(), mark.at() + 1, mark.stop()), repaired.title());
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
                return ParseResult.damaged(start, mark.stop(), RejectCause.TRUNCATED);
            }
            stop += 2;
        }
        if (!ByteSearch.allSevenBit(bytes, start, stop)) {
            return ParseResult.damaged(start, stop, RejectCause.PARITY);
        }
        if (hasBlock) {
            int check = 0;
            for (int i = block + 1; i < stop; i++) {
                check ^= bytes[i];
            }
            return check == 0 ? ParseResult.complete(Format.P1, window, start, stop, Proof.PROVEN)
                    : ParseResult.damaged(start, stop, RejectCause.CRC);
        }
        return stop < window.end() && ByteSearch.isLineEnd(bytes[stop])
                ? complete(window, start, mark, Proof.UNPROVEN, window.copy(start, stop), null)
                : ParseResult.complete(Format.P1, window, start, stop, Proof.UNPROVEN);
    }

    private static ParseResult complete(ByteWindow window, int from, EndMark mark) {
        return complete(window, from, mark, Proof.PROVEN, window.copy(from, mark.stop()), null);
    }

    /** The length is that with a last line end like the one before the mark, since the last line end may not have arrived yet. */
    private static ParseResult complete(ByteWindow window, int from, EndMark mark, Proof proof, byte[] bytes, @Nullable String repair) {
        int length = mark.stop() - from + ByteSearch.lineEndLengthBefore(window.bytes(), mark.at());
        return new ParseResult.Complete(new Frame(Format.P1, bytes, bytes, window.offset(from), length, proof, repair, null), mark.stop());
    }
}
