package org.dbusp1.output.http;

/** A request that is not answered as it stands: malformed, too large, or of another version of HTTP. */
final class RequestRefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    RequestRefusedException(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    /** The status of its answer. */
    int status() {
        return status;
    }
}
