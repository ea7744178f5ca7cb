package org.dbusp1.process;

/**
 * The end of a command for a reason that its owner can remedy. The message names what happened, where and what to do, with a line
 * for each mistake; the caller of the program gets the status.
 */
public final class UserException extends Exception {
    private final ExitStatus status;
    private final String message;

    public UserException(ExitStatus status, String message) {
        super(message);
        this.status = status;
        this.message = message;
    }

    public UserException(ExitStatus status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.message = message;
    }

    /** With the message of its cause, which was written for the owner too. */
    public UserException(ExitStatus status, Exception cause) {
        this(status, String.valueOf(cause.getMessage()), cause);
    }

    public ExitStatus status() {
        return status;
    }

    /** {@inheritDoc} Never null. */
    @Override
    public String getMessage() {
        return message;
    }
}
