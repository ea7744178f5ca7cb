package org.dbusp1.decode.han;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.DecodeException;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.dialect.BinaryMeters;

/**
 * Registers that bring the descriptor of their attribute, as Czech meters send them (EG.D: description of the customer
 * interface of Sagemcom XT211): {@code structure of 2 {enum, array of structure of 2 {descriptor, value}}}. The
 * descriptor, class 2, code 6 and attribute 1, has no type tag; here it is an octet string of nine.
 */
final class AttributeList implements ListLayout {
    /** Class, code and attribute. */
    private static final int DESCRIPTOR = 9;
    private static final int CODE_AT = 2;
    private static final int CODE = 6;

    /** Returns whether the body that comes next begins as such a list does. */
    static boolean follows(AXdrReader reader) {
        return reader.follows(0, Type.STRUCTURE.tag()) && reader.follows(1, 2) && reader.follows(2, Type.ENUM.tag())
                && reader.follows(4, Type.ARRAY.tag());
    }

    /** Reads the body of such a list. */
    static AXdr read(AXdrReader reader) throws DecodeException {
        reader.octets(2);
        AXdr setup = reader.value();
        reader.octet();
        int count = reader.count();
        List<AXdr> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = reader.position();
            if (reader.octet() != Type.STRUCTURE.tag() || reader.octet() != 2) {
                throw new DecodeException("no descriptor with a value", at);
            }
            entries.add(new AXdr.Group(Type.STRUCTURE,
                    List.of(new AXdr.Bytes(Type.OCTET_STRING, reader.octets(DESCRIPTOR)), reader.value())));
        }
        return new AXdr.Group(Type.STRUCTURE, List.of(setup, new AXdr.Group(Type.ARRAY, entries)));
    }

    @Override
    public Optional<RegisterList> read(AXdr body) {
        if (!(body instanceof AXdr.Group list) || list.items().size() != 2
                || !(list.items().get(1) instanceof AXdr.Group array) || array.type() != Type.ARRAY) {
            return Optional.empty();
        }
        List<ListEntry> entries = new ArrayList<>();
        for (AXdr item : array.items()) {
            if (!(item instanceof AXdr.Group pair) || pair.items().size() != 2
                    || !(pair.items().get(0) instanceof AXdr.Bytes descriptor)
                    || descriptor.bytes().length != DESCRIPTOR) {
                return Optional.empty();
            }
            AXdr code = new AXdr.Bytes(Type.OCTET_STRING,
                    Arrays.copyOfRange(descriptor.bytes(), CODE_AT, CODE_AT + CODE));
            entries.add(new ListEntry(ListLayout.obis(code), pair.items().get(1), Optional.empty()));
        }
        return entries.isEmpty() ? Optional.empty()
                : Optional.of(new RegisterList(Optional.of(BinaryMeters.CZECHIA), 0, entries, List.of()));
    }
}
