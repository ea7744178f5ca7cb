package org.dbusp1.output.venus;

import java.util.Optional;
import org.dbusp1.process.ExitStatus;

/** What the devices of one output share. */
interface DeviceContext {
    /** Guards all of them. */
    Object lock();

    /** The path of the bus's socket. */
    String socket();

    /** Empty while they are not on the bus. */
    Optional<LocalSettings> settings();

    /** Runs work that may wait for the bus, without the lock, on the reading thread of localsettings' connection. */
    void whenBusAnswers(Runnable work);

    /** Ends the process. This and the methods below are called without the lock. */
    void end(ExitStatus status, String line);

    /** The bus went away. */
    void lost();

    /** An internal error. */
    void fault(Throwable mistake);
}
