package org.dbusp1.output.venus;

import java.util.Optional;

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

    /** How they end the driver. */
    DriverEnd end();
}
