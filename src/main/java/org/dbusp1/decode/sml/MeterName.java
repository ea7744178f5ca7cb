package org.dbusp1.decode.sml;

import java.util.Optional;
import org.dbusp1.decode.sml.SmlTable.Kind;

/** What a list tells about the meter itself. */
final class MeterName {
    private MeterName() {
    }

    /** The maker's letters: of the register, else of the server's id. */
    static Optional<String> maker(ListResponse list) {
        return identification(list)
                .or(() -> list.server().type() == SmlValue.Type.OCTETS ? MeterNumber.maker(list.server().octets())
                        : Optional.empty());
    }

    /** The maker's letters as the meter sends them. */
    static Optional<String> identification(ListResponse list) {
        return first(list, Kind.MAKER).flatMap(value -> MeterNumber.text(value.octets()));
    }

    /** The meter's number: of the first register that has one, else the server's id. */
    static Optional<String> equipmentId(ListResponse list) {
        return first(list, Kind.ID).flatMap(MeterNumber::of).or(() -> MeterNumber.of(list.server()));
    }

    /** The version of the firmware, as text. */
    static Optional<String> version(ListResponse list) {
        return first(list, Kind.VERSION).flatMap(value -> MeterNumber.text(value.octets()));
    }

    private static Optional<SmlValue> first(ListResponse list, Kind kind) {
        SmlValue first = null;
        int rank = Integer.MAX_VALUE;
        for (SmlEntry entry : list.entries()) {
            SmlTable.Row row = SmlTable.meaning(entry.code()).orElse(null);
            if (row != null && row.kind() == kind && row.rank() < rank
                    && entry.value().type() == SmlValue.Type.OCTETS) {
                first = entry.value();
                rank = row.rank();
            }
        }
        return Optional.ofNullable(first);
    }
}
