package org.dbusp1.frame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.meter.RejectCause;

/**
 * Finds out by the bytes what a line speaks: every framer gets all of them, and whoever hands out a good frame is
 * right. After two good ones from the same framer it alone is fed, until the line makes no sense in its language any
 * more. What the others refused of the same bytes was never meant for them and is not reported; where nobody finds
 * anything good, one of them speaks for all.
 */
public final class LineFramer implements Framer {
    private static final int SETTLED = 2;
    /** Bursts of bytes without a good frame that end the settlement; and bytes, where a line is never silent. */
    private static final int BAD_BURSTS = 2;
    private static final int BAD_BYTES = 16 * 1024;
    /** Refused frames that wait for a decision. */
    private static final int MOST_HELD = 16;
    private static final int MOST_HELD_BYTES = 8 * 1024;

    /** How much a cause says about whose frame it was, the most telling first. */
    private static final List<RejectCause> TELLING = List.of(RejectCause.FCS, RejectCause.KEY, RejectCause.ENCRYPTED, RejectCause.CRC, RejectCause.NO_CRC,
            RejectCause.PARITY, RejectCause.TOO_LONG, RejectCause.TRUNCATED, RejectCause.GARBAGE);

    private record Held(Candidate from, Frame frame) {
    }

    /** A framer, and where in the stream it began to listen. */
    private final class Candidate {
        private final Supplier<Framer> maker;
        private final Consumer<Frame> take = frame -> LineFramer.this.take(this, frame);
        private Framer framer;
        private long since;
        /** Of the bytes that are searched: before this one all were fed. */
        private int fed;
        /** Of the bytes that are searched: the first with which it may hand out a frame. */
        private int quietUntil;

        Candidate(Supplier<Framer> maker) {
            this.maker = maker;
            this.framer = maker.get();
        }

        void begin(int from, int to) {
            fed = from;
            look(from, to);
        }

        private void look(int from, int to) {
            quietUntil = from + framer.quiet(searched, from, to);
        }

        void feedUpTo(int to) {
            if (fed < to) {
                int from = fed;
                fed = to;
                framer.feed(searched, from, to, take);
            }
        }

        void startAnew() {
            framer = maker.get();
            since = offset;
        }
    }

    private final PayloadDecryption decryption;
    private final Candidate[] all;
    private final List<Held> held = new ArrayList<>();
    private int heldBytes;
    /** All while it is open who is right, then one. */
    private Candidate[] listening;
    private Candidate favourite;
    private int goodInRow;
    private long offset;
    private long lastGood;
    /** Where the last accepted frame ended. */
    private long taken;
    /** What is searched, and the byte that is fed. */
    private byte[] searched = {};
    private int position;
    private boolean goodInBurst;
    private boolean silent;
    private int badBursts;
    private Consumer<Frame> sink;

    /**
     * @param telegrams makes the framer of P1 telegrams in clear text
     * @param decryptor    opens those that are encrypted
     */
    public LineFramer(Supplier<Framer> telegrams, Decryptor decryptor) {
        decryption = new PayloadDecryption(decryptor);
        all = new Candidate[] {new Candidate(() -> new TelegramFramer(telegrams.get(), decryptor)),
                new Candidate(LinkFramer::hdlc), new Candidate(LinkFramer::mbus), new Candidate(LinkFramer::sml),
                new Candidate(TicFramer::new)};
        listening = all;
        favourite = all[0];
    }

    @Override
    public void feed(byte[] bytes, int from, int to, Consumer<Frame> frames) {
        sink = frames;
        silent = false;
        int at = from;
        while (at < to) {
            // Pieces must not matter: while it is open who is right each byte counts before the next one, and when one
            // that was right is doubted again depends on the bytes alone.
            int end = (int) Math.min(to, at + lastGood + BAD_BYTES - offset);
            if (listening.length == 1) {
                offset += end - at;
                listening[0].framer.feed(bytes, at, end, listening[0].take);
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
     * Feeds all that listen as if each byte went to all before the next one: but a framer gets no byte before one with which it may
     * hand out a frame.
     *
     * @return the end of what was fed, which is less than {@code to} where one has proved right
     */
    private int search(byte[] bytes, int from, int to) {
        long start = offset - from;
        Candidate[] candidates = listening;
        searched = bytes;
        for (Candidate candidate : candidates) {
            candidate.begin(from, to);
        }
        position = next(candidates, to);
        while (position < to && listening.length > 1) {
            offset = start + position + 1;
            for (Candidate candidate : candidates) {
                if (candidate.quietUntil == position) {
                    candidate.feedUpTo(position + 1);
                    candidate.look(position + 1, to);
                }
            }
            position = listening.length > 1 ? next(candidates, to) : position + 1;
        }
        if (listening.length > 1) {
            for (Candidate candidate : candidates) {
                candidate.feedUpTo(to);
            }
        }
        int end = listening.length > 1 ? to : position;
        offset = start + end;
        position = 0;
        return end;
    }

    private static int next(Candidate[] candidates, int to) {
        int next = to;
        for (Candidate candidate : candidates) {
            next = Math.min(next, candidate.quietUntil);
        }
        return next;
    }

    /** Whether another one is inside a frame that no other format can have begun. */
    private boolean claimedByOther(Candidate from) {
        for (Candidate other : listening) {
            if (other != from) {
                other.feedUpTo(position);
                if (other.framer.claims()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void idle(Consumer<Frame> frames) {
        sink = frames;
        for (Candidate candidate : listening) {
            candidate.framer.idle(candidate.take);
        }
        judgeBurst();
    }

    @Override
    public void end(Consumer<Frame> frames) {
        sink = frames;
        for (Candidate candidate : listening) {
            candidate.framer.end(candidate.take);
        }
        release(mostTelling());
    }

    private void take(Candidate from, Frame frame) {
        if (listening.length == 1 && from != listening[0]) {
            // With this very byte another one has been right for the second time.
            return;
        }
        if (claimedByOther(from)) {
            return;
        }
        Frame placed = from.since == 0 ? frame : frame.at(frame.offset() + from.since);
        if (frame.cause().isEmpty()) {
            // The bytes of an accepted frame are no part of a frame in another format: an encrypted telegram in a link
            // frame is found with the frame and without.
            if (from == favourite || placed.offset() >= taken) {
                good(from, placed);
            }
        } else if (listening.length == 1) {
            decryption.pass(placed, sink);
        } else {
            hold(new Held(from, placed));
        }
    }

    private void good(Candidate from, Frame frame) {
        release(from);
        goodInRow = from == favourite ? goodInRow + 1 : 1;
        favourite = from;
        if (goodInRow == SETTLED) {
            listening = new Candidate[] {from};
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
            for (Candidate candidate : all) {
                if (candidate != listening[0]) {
                    candidate.startAnew();
                }
            }
            listening = all;
        }
        goodInRow = 0;
        lastGood = offset;
    }

    private void hold(Held one) {
        held.add(one);
        heldBytes += one.frame.bytes().length;
        if (held.size() > MOST_HELD || heldBytes > MOST_HELD_BYTES) {
            release(mostTelling());
        }
    }

    /** Whoever was right last; while nobody was, who knows best what the refused bytes were, the first in doubt. */
    private Candidate mostTelling() {
        if (goodInRow > 0) {
            return favourite;
        }
        return held.stream().min(Comparator.comparingInt(one -> TELLING.indexOf(one.frame.cause().orElseThrow())))
                .map(Held::from).orElse(favourite);
    }

    /** Reports what this one refused, and forgets what the others did. */
    private void release(Candidate right) {
        if (held.isEmpty()) {
            return;
        }
        List<Held> decided = List.copyOf(held);
        held.clear();
        heldBytes = 0;
        decided.stream().filter(one -> one.from == right).forEach(one -> decryption.pass(one.frame, sink));
    }
}
