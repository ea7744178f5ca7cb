package org.dbusp1;

import java.util.List;

/** Something under check: a port, a running driver, a log. */
interface Check extends AutoCloseable {
    /** Begins. */
    void start() throws Failure;

    /**
     * What is known now.
     *
     * @throws Failure when it cannot be checked at all: the port is not there, or another program has it
     */
    LineReport report() throws Failure;

    /** Whether more time would not show more. */
    boolean settled();

    /** The last refused telegrams, in hex and as text, in lines. */
    List<String> refused();

    @Override
    void close();
}
