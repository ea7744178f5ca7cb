package org.dbusp1.process;

/** How a part of the driver ends the process: what it cannot mend by itself, a fresh start can. */
@FunctionalInterface
public interface ExitRequest {
    /**
     * Requests the end of the process. The first request counts. Returns at once; may be called from any thread.
     *
     * @param status the exit status of the process
     * @param line   what happened and what to do, one line
     */
    void exit(ExitStatus status, String line);
}
