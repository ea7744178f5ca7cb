package org.dbusp1.output.http;

import java.time.ZoneId;
import java.util.Optional;
import org.dbusp1.output.Archive;

/** A history of a Dutch meter. */
interface TestArchive extends Archive {
    @Override
    default Optional<ZoneId> zone() {
        return Optional.of(ZoneId.of("Europe/Amsterdam"));
    }
}
