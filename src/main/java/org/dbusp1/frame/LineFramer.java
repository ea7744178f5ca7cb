package org.dbusp1.frame;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dbusp1.cipher.Decryptor;

/**
 * Finds out by the bytes in which format a line sends: every framer gets all of them, and the one that hands out a good
 * frame is right. After two good frames from the same framer it alone is fed, until it finds none any more. What the
 * others refused of the same bytes is not reported; where none finds a good frame, what one of them refused is
 * reported.
 */
public final class LineFramer implements Framer {
    private static final int SETTLED = 2;
    /** Bursts of bytes without a good frame that end the settlement; and bytes, where a line is never silent. */
    private static final int BAD_BURSTS = 2;
    private static final int BAD_BYTES = 16 * 1024;

    private final PayloadDecryption decryption;
    private final FormatCandidate[] all;
    private final HeldFrames held = new HeldFrames();
    /** All until the format is known, then one. */
    private FormatCandidate[] listening;
    private FormatCandidate favourite;
    private int goodInRow;
    private long offset;
    private long lastGood;
    /** Where the last accepted frame ended. */
    private long taken;
    /** Of the bytes that are searched, the one that is fed. */
    private int position;
    private boolean goodInBurst;
    private boolean silent;
    private int badBursts;
    private Consumer<Frame> sink;

    /**
     * @param telegrams makes the framer of P1 telegrams in clear text
     * @param decryptor opens those that are encrypted
     */
    public LineFramer(Supplier<Framer> telegrams, Decryptor decryptor) {
        decryption = new PayloadDecryption(decryptor);
        all = new FormatCandidate[] {candidate(() -> new TelegramFramer(telegrams.get(), decryptor)),
                candidate(LinkFramer::hdlc), candidate(LinkFramer::mbus), candidate(LinkFramer::sml),
                candidate(TicFramer::new), candidate(LinkFramer::notification)};
        listening = all;
        favourite = all[0];
    }

    private FormatCandidate candidate(Supplier<Framer> maker) {
        return new FormatCandidate(maker, this::take);
    }

    @Override
    public void feed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        sink = frames;
        silent = false;
        int at = from;
        while (at < to) {
            // The pieces must not matter: until the format is known each byte goes to all before the next one, and when
            // the search begins again depends on the bytes alone.
            int end = (int) Math.min(to, at + lastGood + BAD_BYTES - offset);
            if (listening.length == 1) {
                offset += end - at;
                listening[0].feed(bytes, at, end);
            } else {
                end = search(bytes, at, end);
            }
            at = end;
            if (offset - lastGood >= BAD_BYTES) {
                lookAgain();
            }
        }
    }

    /**
     * Feeds all that listen as if each byte went to all before the next one: but a framer gets no byte before one with
     * which it may hand out a frame.
     *
     * @return the end of what was fed, which is less than {@code to} where one has proved right
     */
    private int search(byte[] bytes, int from, int to) {
        long start = offset - from;
        FormatCandidate[] candidates = listening;
        for (FormatCandidate candidate : candidates) {
            candidate.begin(bytes, from, to);
        }
        position = next(candidates, to);
        while (position < to && listening.length > 1) {
            offset = start + position + 1;
            for (FormatCandidate candidate : candidates) {
                if (candidate.quietUntil() == position) {
                    candidate.feedUpTo(position + 1);
                    candidate.look(position + 1, to);
                }
            }
            position = listening.length > 1 ? next(candidates, to) : position + 1;
        }
        if (listening.length > 1) {
            for (FormatCandidate candidate : candidates) {
                candidate.feedUpTo(to);
            }
        }
        int end = listening.length > 1 ? to : position;
        offset = start + end;
        position = 0;
        return end;
    }

    private static int next(FormatCandidate[] candidates, int to) {
        int next = to;
        for (FormatCandidate candidate : candidates) {
            next = Math.min(next, candidate.quietUntil());
        }
        return next;
    }

    /** Whether another one is inside a frame that no other format can have begun. */
    private boolean claimedByOther(FormatCandidate from) {
        for (FormatCandidate other : listening) {
            if (other != from) {
                other.feedUpTo(position);
                if (other.claims()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void idle(Consumer<Frame> frames) {
        sink = frames;
        for (FormatCandidate candidate : listening) {
            candidate.idle();
        }
        judgeBurst();
    }

    @Override
    public void end(Consumer<Frame> frames) {
        sink = frames;
        for (FormatCandidate candidate : listening) {
            candidate.end();
        }
        release(mostTelling());
    }

    private void take(FormatCandidate from, Frame frame) {
        if (listening.length == 1 && from != listening[0]) {
            // With this very byte another one has been right for the second time.
            return;
        }
        if (claimedByOther(from)) {
            return;
        }
        if (frame.cause().isEmpty()) {
            // The bytes of an accepted frame are no part of a frame in another format: an encrypted telegram in a link
            // frame is found with the frame and without.
            if (from == favourite || frame.offset() >= taken) {
                good(from, frame);
            }
        } else if (listening.length == 1) {
            decryption.pass(frame, sink);
        } else {
            held.add(from, frame);
            if (held.full()) {
                release(mostTelling());
            }
        }
    }

    private void good(FormatCandidate from, Frame frame) {
        release(from);
        goodInRow = from == favourite ? goodInRow + 1 : 1;
        favourite = from;
        if (goodInRow == SETTLED) {
            listening = new FormatCandidate[] {from};
        }
        lastGood = frame.offset() + frame.length();
        taken = frame.offset() + frame.bytes().length;
        goodInBurst = true;
        badBursts = 0;
        decryption.pass(frame, sink);
    }

    /** A silence ends a burst of bytes; what its bytes were worth is known then. */
    private void judgeBurst() {
        if (silent) {
            release(mostTelling());
            return;
        }
        silent = true;
        badBursts = goodInBurst ? 0 : badBursts + 1;
        goodInBurst = false;
        if (badBursts >= BAD_BURSTS) {
            lookAgain();
        }
    }

    private void lookAgain() {
        if (listening != all) {
            for (FormatCandidate candidate : all) {
                if (candidate != listening[0]) {
                    candidate.startAnew(offset);
                }
            }
            listening = all;
        }
        goodInRow = 0;
        lastGood = offset;
    }

    /** The one that was right last; while none was, the one whose refused frames tell best what the bytes were. */
    private FormatCandidate mostTelling() {
        return goodInRow > 0 ? favourite : held.mostTelling().orElse(favourite);
    }

    private void release(FormatCandidate right) {
        for (Frame refused : held.release(right)) {
            decryption.pass(refused, sink);
        }
    }
}
