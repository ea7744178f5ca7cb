package org.dbusp1.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.frame.Frame.Verdict;
import org.dbusp1.meter.RejectCause;

/**
 * Finds P1 telegrams, {@code /...!hhhh}, in whatever a line delivers.
 *
 * <p>Only a '!' at the start of a line ends a telegram; where it began the checksum decides: among all '/' before it the one
 * from which the checksum fits. So neither noise nor a telegram that broke off costs the good one behind it, and marks
 * inside messages confuse nobody. A telegram is handed out with the last digit of its checksum, without waiting for
 * its line end. Where no checksum is printed, the last '/' that heads a first line counts.
 *
 * <p>What cannot be a telegram is dropped in silence or refused; garbage in a row counts once, as long as neither a whole
 * telegram nor a silence comes between. Effort for each end mark is at most one pass over {@link #MAX_TELEGRAM} bytes.
 */
public final class P1Framer implements Framer {
    /** Longest telegram accepted; those known have up to 2.4 KiB, a message of 1024 characters alone 2 KiB. */
    public static final int MAX_TELEGRAM = 8 * 1024;

    private static final int NONE = TelegramStarts.NONE;
    private static final int CRC_DIGITS = 4;
    /** Silences, half a second each, after which the rest of a telegram will not come: characters are 1.5 s apart at most (IEC 62056-21). */
    private static final int PIECE_PAUSE = 4;

    private final Optional<Repairs> repairs;
    private final MakerChecksum makerChecksum = new MakerChecksum();
    private final byte[] window = new byte[4 * MAX_TELEGRAM];
    /** Offset of window[0] in the stream. */
    private long offset;
    /** Before it everything is done with. */
    private int start;
    /** Before it everything was looked at. */
    private int scanned;
    private int end;
    /** The first '/' since start that may begin a telegram. */
    private int candidate = NONE;
    /** Silences in a row since the last byte. */
    private int silences;
    /** Garbage has been refused, and nothing sensible came since. */
    private boolean astray;

    private P1Framer(Optional<Repairs> repairs) {
        this.repairs = repairs;
    }

    /** One that takes bytes as they are. */
    public P1Framer() {
        this(Optional.empty());
    }

    /** One that undoes what lines are known to do to telegrams, where the checksum proves it. */
    public static P1Framer repairing() {
        return new P1Framer(Optional.of(new Repairs()));
    }

    /** Every telegram of a text that was encrypted, good or refused; encrypted ones are never repaired. */
    static List<Frame> all(byte[] text) {
        List<Frame> telegrams = new ArrayList<>();
        P1Framer framer = new P1Framer();
        framer.feed(text, 0, text.length, telegrams::add);
        framer.end(telegrams::add);
        return telegrams;
    }

    /** Whether a text begins as a telegram does. */
    static boolean begins(byte[] text) {
        return text.length > 0 && text[0] == '/';
    }

    @Override
    public void feed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        silences = from < to ? 0 : silences;
        int at = from;
        while (at < to) {
            if (end == window.length) {
                compact();
            }
            int taken = Math.min(to - at, window.length - end);
            System.arraycopy(bytes, at, window, end, taken);
            end += taken;
            at += taken;
            scan(frames, false);
        }
    }

    /** {@inheritDoc} Only an end mark or too many bytes end a telegram. */
    @Override
    public int quiet(byte[] bytes, int from, int to) {
        int room = start + MAX_TELEGRAM - end;
        return scanned < end || room <= 0 ? 0 : ByteSearch.next(bytes, from, Math.min(to, from + room), (byte) '!') - from;
    }

    @Override
    public void idle(Consumer<Frame> frames) {
        scan(frames, true);
        astray = false;
        if (++silences == PIECE_PAUSE) {
            refusePiece(frames);
        }
    }

    @Override
    public void end(Consumer<Frame> frames) {
        scan(frames, true);
        refusePiece(frames);
        forget(end);
        astray = false;
    }

    /** Nothing more will come of what has no end mark: a telegram without its tail, or a piece of one with registers in it. */
    private void refusePiece(Consumer<Frame> frames) {
        int from = candidate == NONE ? start : candidate;
        if (candidate != NONE || holdsRegister(from)) {
            refuseFragment(from, end, RejectCause.TRUNCATED, frames);
            forget(end);
            astray = false;
        }
    }

    /** Whether a register of a telegram follows: 1-0:1.7.0( or the like. */
    private boolean holdsRegister(int from) {
        return ByteSearch.next(window, RegisterText.channel(window, from, end), end, (byte) '(') < end;
    }

    private void compact() {
        System.arraycopy(window, start, window, 0, end - start);
        offset += start;
        scanned -= start;
        end -= start;
        candidate = candidate == NONE ? NONE : candidate - start;
        start = 0;
    }

    /** Looks at what is new. With {@code silent} an end mark at the very end does not wait for the byte behind it. */
    private void scan(Consumer<Frame> frames, boolean silent) {
        while (true) {
            int bound = Math.min(end, start + MAX_TELEGRAM);
            scanned = ByteSearch.next(window, scanned, bound, (byte) '/', (byte) '!');
            if (scanned >= bound) {
                if (bound == end) {
                    return;
                }
                overflow(frames);
            } else if (window[scanned] == '/') {
                if (candidate == NONE) {
                    if (end - scanned <= TelegramStarts.MAKER) {
                        return;
                    }
                    candidate = TelegramStarts.mayBegin(window, scanned, end) ? scanned : NONE;
                }
                scanned++;
            } else if (!atLineStart(scanned)) {
                scanned++;
            } else if (!endMark(scanned, silent, frames)) {
                return;
            }
        }
    }

    /** A '!' at a line start. False: whether it ends a telegram, the bytes to come will show. */
    private boolean endMark(int mark, boolean silent, Consumer<Frame> frames) {
        int stop = mark + 1;
        int printed = 0;
        while (stop < end && stop <= mark + CRC_DIGITS && Character.digit(window[stop], 16) >= 0) {
            printed = printed << 4 | Character.digit(window[stop++], 16);
        }
        int digits = stop - mark - 1;
        if (digits == CRC_DIGITS && candidate != NONE && Crc16.of(window, candidate, mark + 1) == printed) {
            makerChecksum.arcHeld();
            accept(candidate, mark, stop, Verdict.PROVEN, frames);
            return true;
        }
        if (stop == end && !silent) {
            return false;
        }
        if (stop < end && !ByteSearch.endsLine(window[stop])) {
            scanned = stop;
            return true;
        }
        if (digits == 0) {
            return withoutChecksum(mark, stop, silent, frames);
        }
        withChecksum(mark, stop, printed, frames);
        forget(stop);
        return true;
    }

    private void withChecksum(int mark, int stop, int printed, Consumer<Frame> frames) {
        int proven = candidate == NONE ? NONE : TelegramStarts.proven(window, candidate, mark, printed);
        if (proven != NONE) {
            refuseFragment(candidate, proven, RejectCause.TRUNCATED, frames);
            makerChecksum.arcHeld();
            accept(proven, mark, stop, Verdict.PROVEN, frames);
        } else if (candidate == NONE) {
            if (!repaired(afterLineEnds(), mark, stop, printed, frames)) {
                refuseFragment(afterLineEnds(), stop, RejectCause.TRUNCATED, frames);
            }
        } else {
            int head = Math.max(candidate, TelegramStarts.last(window, candidate, mark));
            refuseFragment(candidate, head, RejectCause.TRUNCATED, frames);
            if (makerChecksum.proves(window, head, mark, printed)) {
                accept(head, mark, stop, Verdict.PROVEN, frames);
            } else if (!repaired(head, mark, stop, printed, frames)) {
                refuseTelegram(head, mark, stop, RejectCause.CRC, frames);
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

    /** False: it has a block check character, and that has not come yet. */
    private boolean withoutChecksum(int mark, int stop, boolean silent, Consumer<Frame> frames) {
        int head = candidate == NONE ? NONE : TelegramStarts.last(window, candidate, mark);
        if (head == NONE) {
            refuseFragment(candidate == NONE ? afterLineEnds() : candidate, stop, RejectCause.TRUNCATED, frames);
            forget(stop);
            return true;
        }
        int block = BlockCheck.start(window, head, mark);
        int blockEnd = block == BlockCheck.NONE ? stop : BlockCheck.end(window, mark, end);
        if (blockEnd == BlockCheck.UNKNOWN && !silent) {
            return false;
        }
        refuseFragment(candidate, head, RejectCause.TRUNCATED, frames);
        if (blockEnd < stop) {
            refuseTelegram(head, mark, stop, RejectCause.TRUNCATED, frames);
            forget(stop);
        } else if (!ByteSearch.allSevenBit(window, head, blockEnd)) {
            // Without a checksum parity is all there is; the source turns a byte of wrong parity into 0xFF.
            refuseTelegram(head, mark, blockEnd, RejectCause.PARITY, frames);
            forget(blockEnd);
        } else if (block == BlockCheck.NONE) {
            accept(head, mark, stop, Verdict.UNPROVEN, frames);
        } else if (BlockCheck.holds(window, block, blockEnd)) {
            accept(head, mark, blockEnd, Verdict.PROVEN, frames);
        } else {
            refuseTelegram(head, mark, blockEnd, RejectCause.CRC, frames);
            forget(blockEnd);
        }
        return true;
    }

    private boolean atLineStart(int at) {
        return at > start && (window[at - 1] == '\n' || window[at - 1] == '\r');
    }

    /** Behind the line end that the telegram before left. */
    private int afterLineEnds() {
        int at = start;
        while (at < scanned && ByteSearch.endsLine(window[at])) {
            at++;
        }
        return at;
    }

    /** More bytes than a telegram may have, and no end. */
    private void overflow(Consumer<Frame> frames) {
        if (candidate == NONE) {
            start += MAX_TELEGRAM / 2;
        } else if (candidate > start) {
            start = candidate;
        } else {
            int next = candidate + 1;
            while (next < scanned && !(window[next] == '/' && TelegramStarts.mayBegin(window, next, end))) {
                next++;
            }
            // Another telegram that begins inside tells that this one was cut off.
            refuseFragment(candidate, next, next < scanned && atLineStart(next) ? RejectCause.TRUNCATED : RejectCause.TOO_LONG, frames);
            start = next;
            candidate = next < scanned ? next : NONE;
        }
    }

    private void forget(int upTo) {
        start = upTo;
        scanned = upTo;
        candidate = NONE;
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
        forget(stop);
        astray = false;
    }

    private void refuseTelegram(int from, int mark, int stop, RejectCause cause, Consumer<Frame> frames) {
        refuse(from, stop, ByteSearch.lineEndBefore(window, mark), cause, frames);
        astray = false;
    }

    private void refuseFragment(int from, int to, RejectCause cause, Consumer<Frame> frames) {
        if (from < to && !astray) {
            refuse(from, to, 0, cause, frames);
            astray = true;
        }
    }

    /** The line end counts as the telegram's own lines end, since it may not have arrived yet. */
    private void refuse(int from, int to, int lineEnd, RejectCause cause, Consumer<Frame> frames) {
        frames.accept(new Frame(Format.P1, Arrays.copyOfRange(window, from, to), offset + from, to - from + lineEnd,
                Verdict.REJECTED, Optional.of(cause)));
    }
}
