package org.dbusp1.gx.ess.follow;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether a meter shows the moves of the inverters with their sign: the sum of the products of what telegrams and inverters changed by,
 * over the last moves. A house's own changes have no part in it in the long run. Used only on the loop.
 */
final class MoveSign {
    static final int MOST_MOVES = 15;
    private static final double MOVE_WATTS = 150;

    private final Deque<Double> products = new ArrayDeque<>();
    /** The last telegram's watts, and those of the inverters then; NaN if the next telegram cannot be compared. */
    private double telegram = Double.NaN;
    private double inverters = Double.NaN;

    /** Accepts a telegram, and what the inverters drew from the grid when it arrived; NaN if unknown. */
    void accept(double telegramWatts, double inverterWatts) {
        double moved = inverterWatts - inverters;
        double product = (telegramWatts - telegram) * moved;
        if (Math.abs(moved) > MOVE_WATTS && Double.isFinite(product)) {
            products.addLast(product);
            if (products.size() > MOST_MOVES) {
                products.removeFirst();
            }
        }
        telegram = telegramWatts;
        inverters = inverterWatts;
    }

    /** Forgets the last telegram: the next one cannot be compared with it. */
    void skip() {
        telegram = Double.NaN;
        inverters = Double.NaN;
    }

    /** Forgets all: the meter, the inverters or the wiring are others. */
    void clear() {
        products.clear();
        skip();
    }

    /** Returns the number of moves so far, at most {@link #MOST_MOVES}. */
    int moves() {
        return products.size();
    }

    boolean isShown() {
        double sum = 0;
        for (double product : products) { // no stream: for each report
            sum += product;
        }
        return sum > 0;
    }
}
