package org.dbusp1.frame;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.RejectCause;

/**
 * Judges the bytes before an end mark of P1 text and hands them out as a telegram, good or refused: by the checksum
 * that is printed behind the mark, else by a block check, else by parity. Garbage in a row is refused once, as long as
 * neither a whole telegram nor a silence comes between. Used by one thread.
 */
final class TelegramJudge {
    /** Whether the telegram has ended, the bytes to come will show. */
    static final int UNKNOWN = -2;

    private static final int NONE = TelegramStarts.NONE;

    private final byte[] window;
    private final Optional<Repairs> repairs;
    private final MakerChecksum makerChecksum = new MakerChecksum();
    /** Offset of window[0] in the stream. */
    private long offset;
    /** Garbage has been refused, and nothing sensible came since. */
    private boolean astray;

    /**
     * @param window  the bytes of the line; places in it are those of all methods
     * @param repairs undoes damage of lines; absent: bytes are taken as they are
     */
    TelegramJudge(byte[] window, Optional<Repairs> repairs) {
        this.window = window;
        this.repairs = repairs;
    }

    /** The first bytes of the window were dropped, and the others moved to its beginning. */
    void dropped(int count) {
        offset += count;
    }

    /** The line is silent: garbage that follows is another disturbance. */
    void silence() {
        astray = false;
    }

    /** Accepts the telegram from the slash to the mark when its printed checksum matches. */
    boolean acceptProven(int slash, int mark, int stop, int printed, Consumer<Frame> frames) {
        boolean proven = Crc16.of(window, slash, mark + 1) == printed;
        if (proven) {
            makerChecksum.arcHeld();
            accept(slash, mark, stop, Verdict.PROVEN, frames);
        }
        return proven;
    }

    /**
     * Judges what a checksum is printed behind.
     *
     * @param candidate the first place where a telegram may begin, or NONE
     * @param first     where the bytes begin that are not done with
     * @param stop      behind the checksum
     */
    void withChecksum(int candidate, int first, int mark, int stop, int printed, Consumer<Frame> frames) {
        int proven = candidate == NONE ? NONE : TelegramStarts.proven(window, candidate, mark, printed);
        if (proven != NONE) {
            refuseFragment(candidate, proven, RejectCause.TRUNCATED, frames);
            makerChecksum.arcHeld();
            accept(proven, mark, stop, Verdict.PROVEN, frames);
        } else if (candidate == NONE) {
            if (!repaired(first, mark, stop, printed, frames)) {
                refuseFragment(first, stop, RejectCause.TRUNCATED, frames);
            }
        } else {
            int head = Math.max(candidate, TelegramStarts.last(window, candidate, mark));
            refuseFragment(candidate, head, RejectCause.TRUNCATED, frames);
            if (makerChecksum.proves(window, head, mark, printed)) {
                accept(head, mark, stop, Verdict.PROVEN, frames);
            } else if (!repaired(head, mark, stop, printed, frames)) {
                refuse(head, mark, stop, RejectCause.CRC, frames);
            }
        }
    }

    /** Hands out what a repair brings back of the bytes up to the mark; false where none does, or none is wanted. */
    private boolean repaired(int from, int mark, int stop, int printed, Consumer<Frame> frames) {
        if (repairs.isEmpty()) {
            return false;
        }
        Optional<Repairs.Repaired> repaired =
                repairs.get().repair(Arrays.copyOfRange(window, from, mark + 1), printed);
        repaired.ifPresent(telegram -> {
            byte[] bytes = telegram.withChecksum(window, mark + 1, stop);
            frames.accept(new Frame(Format.P1, bytes, bytes, offset + from,
                    stop - from + ByteSearch.lineEndBefore(window, mark), Verdict.REPAIRED, Optional.empty(),
                    Optional.of(telegram.rules()), Optional.empty()));
            astray = false;
        });
        return repaired.isPresent();
    }

    /**
     * Judges what no checksum is printed behind.
     *
     * @param head   where the telegram begins
     * @param end    of the bytes that have come
     * @param silent whether a block check that has not come yet will not come
     * @return behind what was judged; {@link #UNKNOWN} while its block check has not come
     */
    int withoutChecksum(int candidate, int head, int mark, int end, boolean silent, Consumer<Frame> frames) {
        int stop = mark + 1;
        int block = BlockCheck.start(window, head, mark);
        int blockEnd = block == BlockCheck.NONE ? stop : BlockCheck.end(window, mark, end);
        if (blockEnd == BlockCheck.UNKNOWN && !silent) {
            return UNKNOWN;
        }
        refuseFragment(candidate, head, RejectCause.TRUNCATED, frames);
        if (blockEnd < stop) {
            refuse(head, mark, stop, RejectCause.TRUNCATED, frames);
            return stop;
        }
        if (!ByteSearch.allSevenBit(window, head, blockEnd)) {
            // Without a checksum parity is all there is; the source turns a byte of wrong parity into 0xFF.
            refuse(head, mark, blockEnd, RejectCause.PARITY, frames);
        } else if (block == BlockCheck.NONE) {
            accept(head, mark, stop, Verdict.UNPROVEN, frames);
        } else if (BlockCheck.holds(window, block, blockEnd)) {
            accept(head, mark, blockEnd, Verdict.PROVEN, frames);
        } else {
            refuse(head, mark, blockEnd, RejectCause.CRC, frames);
        }
        return blockEnd;
    }

    /** Refuses bytes that are no whole telegram, unless such bytes before them were refused. */
    void refuseFragment(int from, int to, RejectCause cause, Consumer<Frame> frames) {
        if (from < to && !astray) {
            reject(from, to, 0, cause, frames);
            astray = true;
        }
    }

    private void accept(int from, int mark, int stop, Verdict verdict, Consumer<Frame> frames) {
        byte[] telegram = Arrays.copyOfRange(window, from, stop);
        // A block check stands behind the line end, a checksum before it.
        boolean block = stop > mark + 1 && ByteSearch.endsLine(window[mark + 1]);
        if (verdict == Verdict.PROVEN && !block && repairs.isPresent()) {
            repairs.get().learn(telegram);
        }
        frames.accept(new Frame(Format.P1, telegram, offset + from,
                stop - from + (block ? 0 : ByteSearch.lineEndBefore(window, mark)), verdict, Optional.empty()));
        astray = false;
    }

    private void refuse(int from, int mark, int stop, RejectCause cause, Consumer<Frame> frames) {
        reject(from, stop, ByteSearch.lineEndBefore(window, mark), cause, frames);
        astray = false;
    }

    /** The line end counts as the telegram's own lines end, since it may not have arrived yet. */
    private void reject(int from, int to, int lineEnd, RejectCause cause, Consumer<Frame> frames) {
        frames.accept(Frame.rejected(Format.P1, Arrays.copyOfRange(window, from, to), offset + from,
                to - from + lineEnd, cause));
    }
}
