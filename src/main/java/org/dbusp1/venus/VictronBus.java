package org.dbusp1.venus;

import java.util.Optional;

/** Gives access to the bus of a GX device while it is open. Used only on its loop. */
public interface VictronBus {
    Optional<BusItemClient> client();

    /** Returns the connection for settings; empty while localsettings is not on the bus. */
    Optional<BusItemClient> localSettings();
}
