package org.dbusp1.process;

/** Ends the process for a part of the driver: a fresh start mends what the part cannot mend itself. */
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
