package org.dbusp1.decode.sml;

import java.util.List;
import java.util.Optional;

/** The names and numbers of the meter in a list. */
final class MeterName {
    private static final List<Long> MAKERS = SmlEntry.codes("1-0:96.50.1*1", "129-129:199.130.3*255");
    private static final List<Long> NUMBERS =
            SmlEntry.codes("1-0:96.1.0*255", "1-0:0.0.9*255", "0-0:96.1.255*255", "1-0:0.0.0*255");
    private static final List<Long> VERSIONS = SmlEntry.codes("1-0:0.2.0*0");

    private MeterName() {
    }

    /** Returns the maker's letters: from the register, else from the server's id. */
    static Optional<String> maker(ListResponse list) {
        return identification(list)
                .or(() -> list.server().type() == SmlValue.Type.OCTETS ? MeterNumber.maker(list.server().octets())
                        : Optional.empty());
    }

    /** Returns the maker's letters as the meter sends them. */
    static Optional<String> identification(ListResponse list) {
        return first(list, MAKERS).flatMap(value -> MeterNumber.text(value.octets()));
    }

    /** Returns the meter's number: from the first register that has one, else the server's id. */
    static Optional<String> equipmentId(ListResponse list) {
        return first(list, NUMBERS).flatMap(MeterNumber::of).or(() -> MeterNumber.of(list.server()));
    }

    /** Returns the version of the firmware, as text. */
    static Optional<String> version(ListResponse list) {
        return first(list, VERSIONS).flatMap(value -> MeterNumber.text(value.octets()));
    }

    /** Returns the octets under the first of the codes that the meter sends. */
    private static Optional<SmlValue> first(ListResponse list, List<Long> codes) {
        for (long code : codes) {
            for (SmlEntry entry : list.entries()) {
                if (entry.code() == code && entry.value().type() == SmlValue.Type.OCTETS) {
                    return Optional.of(entry.value());
                }
            }
        }
        return Optional.empty();
    }
}
