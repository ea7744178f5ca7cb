package org.dbusp1.gx.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bus that does not change. @param connection with localsettings on it; null while it is not open */
public record SingleBus(@Nullable BusItemClient connection) implements VictronBus {
    @Override
    public Optional<BusItemClient> client() {
        return Optional.ofNullable(connection);
    }

    @Override
    public Optional<BusItemClient> localSettings() {
        return client();
    }
}
