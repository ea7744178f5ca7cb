package org.dbusp1.output.mqtt;

import java.util.List;
import java.util.Optional;

/** The message itself, byte for byte. */
final class RawTable {
    private RawTable() {
    }

    static List<Row> rows() {
        return List.of(new Row("telegram", true, snapshot -> Optional.of(snapshot.reading().message().bytes())));
    }
}
