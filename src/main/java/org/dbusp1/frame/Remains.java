package org.dbusp1.frame;

/**
 * What shows that discarded bytes, in which no frame was found, are a piece of a frame of one format.
 *
 * @param kind            {@link Span.Kind#PIECE} if many such pieces may come in a row, else {@link Span.Kind#DAMAGED}
 * @param longest         the most bytes of such a piece
 * @param pause           silences after which the bytes are judged where no frame follows
 * @param onlyBeforePause whether bytes that a frame follows are noise
 * @param filler          a byte that fills the time between frames and begins no piece, or {@link #NO_FILLER}
 * @param sign            shows that the bytes are of this format
 */
record Remains(Span.Kind kind, int longest, int pause, boolean onlyBeforePause, int filler, Sign sign) {
    static final int NO_FILLER = -1;

    /** A sign in the bytes [from, to). */
    interface Sign {
        /** @param known whether the last good frame of the line was of this format */
        boolean isIn(Window window, int from, int to, boolean known);
    }

    /** Returns the place in [from, to) where a piece may begin: behind the filler. */
    int behindFiller(Window window, int from, int to) {
        int at = from;
        while (at < to && window.at(at) == filler) {
            at++;
        }
        return at;
    }

    /** Returns whether the bytes [from, to) are a piece. @param followed whether a frame follows */
    boolean are(Window window, int from, int to, boolean known, boolean followed) {
        return to - from <= longest && !(onlyBeforePause && followed) && sign.isIn(window, from, to, known);
    }
}
