package org.dbusp1.energy;

/**
 * Receives the windows of the import that the ledger knows: windows that were measured from border to border with a
 * clock that is trusted. A window may come again after the clock was set.
 */
@FunctionalInterface
public interface Windows {
    /**
     * Takes a window.
     *
     * @param start start of the window, in seconds since 1970
     * @param watts mean import of the window
     */
    void window(long start, long watts);
}
