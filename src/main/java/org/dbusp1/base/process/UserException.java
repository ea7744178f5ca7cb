package org.dbusp1.base.process;

/**
 * Ends a command for a reason that its owner can remedy. The message names the fault, its place and the remedy, with a line
 * for each mistake; the process ends with the status.
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

    /** Makes an exception with the message of its cause, which was written for the owner too. */
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
