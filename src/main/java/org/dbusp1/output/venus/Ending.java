package org.dbusp1.output.venus;

/** How the Venus output ends the driver: what it cannot mend by itself, a fresh start can. */
@FunctionalInterface
public interface Ending {
    /** No bus, or the bus went away (EX_UNAVAILABLE). */
    int NO_BUS = 69;
    /** A fault of our own (EX_SOFTWARE). */
    int FAULT = 70;
    /** Another process owns the name (EX_TEMPFAIL). */
    int NAME_TAKEN = 75;

    /**
     * The driver has to exit. Called once, from any thread, without a lock held.
     *
     * @param status the exit status
     * @param line   what happened and what to do, one line
     */
    void end(int status, String line);
}
