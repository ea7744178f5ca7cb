package org.dbusp1.process;

/**
 * The end of a command for a reason that its owner can remedy. The message names what happened, where and what to do, with a line
 * for each mistake; the caller of the program gets the status.
 */
public final class Failure extends Exception {
    private final ExitStatus status;

    public Failure(ExitStatus status, String message) {
        super(message);
        this.status = status;
    }

    public Failure(ExitStatus status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    public ExitStatus status() {
        return status;
    }
}
