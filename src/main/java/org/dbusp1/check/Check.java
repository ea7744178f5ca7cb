package org.dbusp1.check;

import java.util.List;
import org.dbusp1.process.Failure;
import org.dbusp1.report.LineReport;

/** Something under check: a port, a running driver, a log. */
public interface Check extends AutoCloseable {
    /** Begins. */
    void start() throws Failure;

    /**
     * Returns what is known now.
     *
     * @throws Failure when it cannot be checked at all: the port is not there, or another program has it
     */
    LineReport report() throws Failure;

    /** Returns whether waiting longer shows nothing more; true by default, for what {@link #start} completes. */
    default boolean settled() {
        return true;
    }

    /** The last rejected telegrams, in hex and as text, in lines. */
    List<String> rejected();

    @Override
    default void close() {
    }
}
