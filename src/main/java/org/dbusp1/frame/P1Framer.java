package org.dbusp1.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.meter.RejectCause;

/**
 * Finds P1 telegrams, {@code /...!hhhh}, in whatever a line delivers; a {@link TelegramJudge} judges them.
 *
 * <p>Only a '!' at the start of a line, or behind encrypted registers, ends a telegram; where it began the checksum
 * decides: among all '/' before it the one from which the checksum fits. So neither noise nor a telegram that broke off
 * costs the good one behind it, and a mark inside a message ends nothing. A telegram is handed out with the last digit
 * of its checksum, without waiting for its line end. Where no checksum is printed, the last '/' that heads a first line
 * counts. Effort for each end mark is at most one pass over {@link #MAX_TELEGRAM} bytes.
 */
public final class P1Framer implements Framer {
    /** Longest telegram accepted; those known have up to 2.4 KiB, a message of 1024 characters alone 2 KiB. */
    public static final int MAX_TELEGRAM = 8 * 1024;

    private static final int NONE = TelegramStarts.NONE;
    private static final int CRC_DIGITS = 4;
    /**
     * Silences, half a second each, after which the rest of a telegram will not come: characters are 1.5 s apart at
     * most (IEC 62056-21).
     */
    private static final int PIECE_PAUSE = 4;

    private final byte[] window = new byte[4 * MAX_TELEGRAM];
    private final TelegramJudge judge;
    /** Before it everything is done with. */
    private int start;
    /** Before it everything was looked at. */
    private int scanned;
    private int end;
    /** The first '/' since start that may begin a telegram. */
    private int candidate = NONE;
    /** Silences in a row since the last byte. */
    private int silences;

    private P1Framer(Optional<Repairs> repairs) {
        judge = new TelegramJudge(window, repairs);
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
        return scanned < end || room <= 0 ? 0
                : ByteSearch.next(bytes, from, Math.min(to, from + room), (byte) '!') - from;
    }

    @Override
    public void idle(Consumer<Frame> frames) {
        scan(frames, true);
        judge.silence();
        if (++silences == PIECE_PAUSE) {
            refusePiece(frames);
        }
    }

    @Override
    public void end(Consumer<Frame> frames) {
        scan(frames, true);
        refusePiece(frames);
        forget(end);
        judge.silence();
    }

    /**
     * Nothing more will come of what has no end mark: a telegram without its tail, or a piece of one with registers in
     * it.
     */
    private void refusePiece(Consumer<Frame> frames) {
        int from = candidate == NONE ? start : candidate;
        if (candidate != NONE || holdsRegister(from)) {
            judge.refuseFragment(from, end, RejectCause.TRUNCATED, frames);
            forget(end);
            judge.silence();
        }
    }

    /** Whether a register of a telegram follows: 1-0:1.7.0( or the like. */
    private boolean holdsRegister(int from) {
        return ByteSearch.next(window, RegisterText.channel(window, from, end), end, (byte) '(') < end;
    }

    private void compact() {
        System.arraycopy(window, start, window, 0, end - start);
        judge.dropped(start);
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
            } else if (!atLineStart(scanned) && !SealedRegisters.endAt(window, candidate, scanned)) {
                scanned++;
            } else if (!endMark(scanned, silent, frames)) {
                return;
            }
        }
    }

    /** A '!' that may end a telegram. False: whether it ends a telegram, the bytes to come will show. */
    private boolean endMark(int mark, boolean silent, Consumer<Frame> frames) {
        int stop = mark + 1;
        int printed = 0;
        while (stop < end && stop <= mark + CRC_DIGITS && Character.digit(window[stop], 16) >= 0) {
            printed = printed << 4 | Character.digit(window[stop++], 16);
        }
        int digits = stop - mark - 1;
        if (digits == CRC_DIGITS && candidate != NONE && judge.acceptProven(candidate, mark, stop, printed, frames)) {
            forget(stop);
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
            return withoutChecksum(mark, silent, frames);
        }
        judge.withChecksum(candidate, afterLineEnds(), mark, stop, printed, frames);
        forget(stop);
        return true;
    }

    /** False: it has a block check character, and that has not come yet. */
    private boolean withoutChecksum(int mark, boolean silent, Consumer<Frame> frames) {
        int head = candidate == NONE ? NONE : TelegramStarts.last(window, candidate, mark);
        int stop = mark + 1;
        if (head == NONE) {
            judge.refuseFragment(candidate == NONE ? afterLineEnds() : candidate, stop, RejectCause.TRUNCATED, frames);
        } else {
            stop = judge.withoutChecksum(candidate, head, mark, end, silent, frames);
        }
        if (stop != TelegramJudge.UNKNOWN) {
            forget(stop);
        }
        return stop != TelegramJudge.UNKNOWN;
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
            judge.refuseFragment(candidate, next,
                    next < scanned && atLineStart(next) ? RejectCause.TRUNCATED : RejectCause.TOO_LONG, frames);
            start = next;
            candidate = next < scanned ? next : NONE;
        }
    }

    private void forget(int upTo) {
        start = upTo;
        scanned = upTo;
        candidate = NONE;
    }
}
