package org.dbusp1.base.process;

/**
 * Counts how often in a row something happened, up to the number that is enough to believe in it. The first time that it does not happen,
 * the count begins again. Used by one thread at a time.
 */
public final class ConsecutiveCount {
    private final int enough;
    private int count;

    /** @param enough how often in a row is enough, at least 1 */
    public ConsecutiveCount(int enough) {
        this.enough = enough;
    }

    /** Counts one time more, or begins again. @return whether it has happened often enough */
    public boolean accept(boolean happened) {
        count = happened ? Math.min(count + 1, enough) : 0;
        return isReached();
    }

    public boolean isReached() {
        return count == enough;
    }

    public void reset() {
        count = 0;
    }
}
