package org.dbusp1.gx.client;

import java.util.Optional;

/** Gives access to the bus of a GX device while it is open. Used only on its loop. */
public interface VictronBus {
    /** Returns the connection to all services; empty while the bus is not open. */
    Optional<BusItemClient> client();

    /** Returns the same connection, for settings; empty also while localsettings is not on the bus. */
    Optional<BusItemClient> localSettings();
}
