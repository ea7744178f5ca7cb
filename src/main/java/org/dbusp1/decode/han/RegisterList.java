package org.dbusp1.decode.han;

import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;

/**
 * A list, as its layout reads it. A layout reads a message whole or not at all, and never guesses.
 *
 * @param maker   absent unless the layout itself shows the maker
 * @param channel group B of the list's name in a push object list; 0 for other lists
 * @param entries all registers, in the order of the message
 * @param outside values that belong to no register: Kaifa's clock and meter number in Austria
 */
record RegisterList(Optional<Dialect> maker, int channel, List<Entry> entries, List<AXdr.Bytes> outside) {
    RegisterList {
        entries = List.copyOf(entries);
        outside = List.copyOf(outside);
    }

    /**
     * One value of a list with its code and scale, of the message or of the list's definition.
     *
     * @param obis  absent if neither the message nor the definition has it
     * @param scale absent if neither the message nor the definition has it
     */
    record Entry(Optional<Obis> obis, AXdr value, Optional<Scale> scale) {
        static Entry of(Obis obis, AXdr value) {
            return new Entry(Optional.of(obis), value, Optional.empty());
        }

        RegisterTable.Definition meaning() {
            return obis.map(RegisterTable::meaning).orElse(RegisterTable.UNKNOWN);
        }

        /** Returns the quantity of a register that holds one number; empty for any other register. */
        Optional<Quantity> quantity() {
            return obis.flatMap(RegisterTable::number);
        }
    }

    /**
     * Power of ten and unit, as IEC 62056-6-2 numbers units.
     *
     * @param exponent value = raw x 10^exponent
     */
    record Scale(int exponent, int unit) {
    }

    /** Returns the list in a body, read by the most specific layout that fits; empty if the body has another layout. */
    static Optional<RegisterList> of(AXdr body) {
        return CodedLists.withAttributes(body).or(() -> CodedLists.withPushObjects(body))
                .or(() -> PositionalList.read(body)).or(() -> CodedLists.withCodes(body));
    }
}
