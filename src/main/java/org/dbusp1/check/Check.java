package org.dbusp1.check;

import java.util.List;
import org.dbusp1.process.UserException;
import org.dbusp1.report.LineReport;

/** A check of a port, a running driver or a log. */
public interface Check extends AutoCloseable {
    /** Begins the check. */
    void start() throws UserException;

    /**
     * Returns the report on the facts known now.
     *
     * @throws UserException when there is nothing to check: the port does not exist, or another program uses it
     */
    LineReport report() throws UserException;

    /**
     * Returns whether waiting longer shows no more facts; true by default, for checks that {@link #start} completes.
     */
    default boolean settled() {
        return true;
    }

    /** Returns the last rejected telegrams, in hex and as text, in lines. */
    List<String> rejected();

    @Override
    default void close() {
    }
}
