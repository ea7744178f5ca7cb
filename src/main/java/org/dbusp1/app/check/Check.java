package org.dbusp1.app.check;

import java.util.List;
import org.dbusp1.app.report.CheckText;
import org.dbusp1.base.process.UserException;

/** A check of a port, a running driver or a log. */
public interface Check extends AutoCloseable {
    void start() throws UserException;

    /**
     * Returns what is shown, with the facts that are known now.
     *
     * @param secrets whether the numbers of meters are in full
     * @throws UserException when the check cannot go on: the port does not exist, another program uses it, the driver that had it has
     *                       ended or shows no numbers in full, or reading failed
     */
    CheckText text(boolean secrets) throws UserException;

    /**
     * Returns whether a longer check would show no more facts. True by default, for checks that are complete when
     * {@link #start} returns.
     */
    default boolean settled() {
        return true;
    }

    List<String> rejected();

    @Override
    default void close() {
    }
}
