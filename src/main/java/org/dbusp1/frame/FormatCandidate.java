package org.dbusp1.frame;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A framer of a line whose format is not known yet, and how far it has read the bytes that are searched. Used by one
 * thread.
 */
final class FormatCandidate {
    private final Supplier<Framer> maker;
    private final Consumer<Frame> take;
    private Framer framer;
    /** Where in the stream the framer began to listen. */
    private long since;
    private byte[] searched = {};
    /** Of the bytes that are searched: before this one all were fed. */
    private int fed;
    /** Of the bytes that are searched: the first with which it may hand out a frame. */
    private int quietUntil;

    /** @param taker takes what the framer hands out, with its place in the stream */
    FormatCandidate(Supplier<Framer> maker, BiConsumer<FormatCandidate, Frame> taker) {
        this.maker = maker;
        this.framer = maker.get();
        this.take = frame -> taker.accept(this, since == 0 ? frame : frame.at(frame.offset() + since));
    }

    /** Feeds bytes in which no other candidate is interested. */
    void feed(byte[] bytes, int from, int to) {
        framer.feed(bytes, from, to, take);
    }

    /** Begins with bytes that are searched. */
    void begin(byte[] bytes, int from, int to) {
        searched = bytes;
        fed = from;
        look(from, to);
    }

    /** Finds where it may hand out a frame next. */
    void look(int from, int to) {
        quietUntil = from + framer.quiet(searched, from, to);
    }

    int quietUntil() {
        return quietUntil;
    }

    void feedUpTo(int to) {
        if (fed < to) {
            int from = fed;
            fed = to;
            framer.feed(searched, from, to, take);
        }
    }

    /** Whether a frame has begun that no other format can have begun. */
    boolean claims() {
        return framer.claims();
    }

    void idle() {
        framer.idle(take);
    }

    void end() {
        framer.end(take);
    }

    /** Forgets all that it read. */
    void startAnew(long offset) {
        framer = maker.get();
        since = offset;
    }
}
