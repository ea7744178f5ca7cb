package org.dbusp1.decode.han;

import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Dialect;

/**
 * A list, as its layout reads it.
 *
 * @param maker   absent unless the layout itself shows the maker
 * @param channel group B of the list's name in a push object list; 0 for other lists
 * @param entries all registers, in the order of the message
 * @param outside values that belong to no register: Kaifa's clock and meter number in Austria
 */
record RegisterList(Optional<Dialect> maker, int channel, List<ListEntry> entries, List<byte[]> outside) {
    RegisterList {
        entries = List.copyOf(entries);
        outside = List.copyOf(outside);
    }
}
