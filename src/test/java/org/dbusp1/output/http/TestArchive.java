package org.dbusp1.output.http;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.output.Archive;

/** A history of a Dutch meter. */
interface TestArchive extends Archive {
    @Override
    default Optional<ZoneId> zone() {
        return Optional.of(ZoneId.of("Europe/Amsterdam"));
    }

    /** Returns columns of these names, separated by commas. */
    static List<Column> columns(String names) {
        return Arrays.stream(names.split(",")).map(name -> new Column(name, !name.equals("day") && !name.equals("kind"))).toList();
    }
}
