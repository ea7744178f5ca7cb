package org.dbusp1.process;

/**
 * The end of a command for a reason that its owner can do something about. The message names what happened, where and
 * what to do, each mistake on a separate line; the status goes to who started the process.
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
