package org.dbusp1.output.venus;

import java.util.Optional;

/** What the devices of an output have in common. */
interface Surroundings {
    /** Guards them all. */
    Object lock();

    /** Of the bus. */
    String socket();

    /** Empty while they are not on the bus. */
    Optional<LocalSettings> settings();

    /** Runs work that may wait for the bus, on a thread that nothing else needs and without the lock, once the bus answers. */
    void whenBusAnswers(Runnable work);

    /** The process has to end. This and the rest is called without the lock. */
    void end(int status, String line);

    /** The bus went away. */
    void lost();

    /** We made a mistake. */
    void fault(Throwable mistake);
}
