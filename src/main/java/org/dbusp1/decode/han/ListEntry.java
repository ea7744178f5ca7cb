package org.dbusp1.decode.han;

import java.util.Optional;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Obis;

/**
 * One value of a list with its code and scale, of the message or of the list's definition.
 *
 * @param obis  absent if neither the message nor the definition has it
 * @param scale absent where the message itself has none
 */
record ListEntry(Optional<Obis> obis, AXdr value, Optional<Scale> scale) {
    /**
     * Power of ten and unit, as IEC 62056-6-2 numbers units.
     *
     * @param exponent value = raw x 10^exponent
     */
    record Scale(int exponent, int unit) {
    }

    static ListEntry of(Obis obis, AXdr value) {
        return new ListEntry(Optional.of(obis), value, Optional.empty());
    }

    /** Returns the code packed as {@link RegisterTable} packs it; {@link RegisterTable#NONE} where there is none. */
    int code() {
        return obis.map(RegisterTable::pack).orElse(RegisterTable.NONE);
    }
}
