package org.dbusp1.energy;

/**
 * Receives the windows of the import that the ledger knows: those that were seen from border to border and whose clock
 * is believed. A window may come again, by a clock that was set.
 */
@FunctionalInterface
public interface Windows {
    /**
     * Takes a window.
     *
     * @param start when it began, in seconds since 1970
     * @param watts its mean import
     */
    void window(long start, long watts);
}
