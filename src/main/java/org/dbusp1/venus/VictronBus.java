package org.dbusp1.venus;

import java.util.Optional;

/** The bus of a GX device, as long as it can be asked. Used only on its loop. */
public interface VictronBus {
    /** Returns the connection; empty while it is not open. */
    Optional<LocalSettings> link();

    /** Returns localsettings; empty while they are not on the bus. */
    Optional<LocalSettings> settings();
}
