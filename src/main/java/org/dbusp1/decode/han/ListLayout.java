package org.dbusp1.decode.han;

import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Obis;

/**
 * A way in which makers arrange the registers of a message. It reads a message whole or not at all, and never guesses.
 */
interface ListLayout {
    /** All known layouts, the most specific first. */
    List<ListLayout> ALL = List.of(new AttributeList(), new PushObjectList(), new PositionalList(), new ObisLists());

    /** Returns the list in a body; empty if the body is arranged in another way. */
    Optional<RegisterList> read(AXdr body);

    /** Returns the list in a body, read by the first layout that fits. */
    static Optional<RegisterList> find(AXdr body) {
        for (ListLayout layout : ALL) {
            Optional<RegisterList> listing = layout.read(body);
            if (listing.isPresent()) {
                return listing;
            }
        }
        return Optional.empty();
    }

    /** Returns the code in an octet string of six; empty for any other value. */
    static Optional<Obis> obis(AXdr value) {
        if (value instanceof AXdr.Bytes octets && octets.type() == Type.OCTET_STRING && octets.bytes().length == 6) {
            byte[] b = octets.bytes();
            return Optional.of(new Obis(b[0] & 0xFF, b[1] & 0xFF, b[2] & 0xFF, b[3] & 0xFF, b[4] & 0xFF, b[5] & 0xFF));
        }
        return Optional.empty();
    }

    /** Returns the scaler and unit in a structure of integer and enum; empty for any other value. */
    static Optional<ListEntry.Scale> scale(AXdr value) {
        if (value instanceof AXdr.Group pair && pair.type() == Type.STRUCTURE && pair.items().size() == 2
                && pair.items().get(0) instanceof AXdr.Whole exponent && exponent.type() == Type.INTEGER
                && pair.items().get(1) instanceof AXdr.Whole unit && unit.type() == Type.ENUM) {
            return Optional.of(new ListEntry.Scale((int) exponent.bits(), (int) unit.bits()));
        }
        return Optional.empty();
    }
}
