package org.dbusp1.decode.han;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.dialect.BinaryMeters;

/**
 * A push object list in front of its values: {@code structure(n) {array(n) of {class, code, attribute, index}, n-1
 * values}}. The first descriptor is the list itself and has no further value. Landis+Gyr E450, E570, E360; Iskra AM550
 * in Switzerland.
 */
final class PushObjectList implements ListLayout {
    private static final Type[] DESCRIPTOR = {Type.LONG_UNSIGNED, Type.OCTET_STRING, Type.INTEGER, Type.LONG_UNSIGNED};
    /** Group C of the codes of push lists, 0-b:25.9.0. */
    private static final int PUSH_SETUP = 25;
    /** Lists that no other maker is known to send: powers, tariffs, sub-meters. */
    private static final List<Integer> LANDIS_GYR = List.of(8, 9, 11);

    @Override
    public Optional<RegisterList> read(AXdr body) {
        if (!(body instanceof AXdr.Group list) || list.type() != Type.STRUCTURE || list.items().isEmpty()
                || !(list.items().get(0) instanceof AXdr.Group descriptors) || descriptors.type() != Type.ARRAY
                || descriptors.items().size() != list.items().size()) {
            return Optional.empty();
        }
        List<ListEntry> entries = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            Optional<Obis> obis = described(descriptors.items().get(i));
            if (obis.isEmpty() || i > 0 && list.items().get(i) instanceof AXdr.Group) {
                return Optional.empty();
            }
            entries.add(ListEntry.of(obis.get(), list.items().get(i)));
        }
        Obis own = entries.get(0).obis().orElseThrow();
        int channel = own.c() == PUSH_SETUP ? own.b() : 0;
        Optional<Dialect> maker = Optional.of(BinaryMeters.LANDIS_GYR).filter(known -> LANDIS_GYR.contains(channel));
        return Optional.of(new RegisterList(maker, channel, entries, List.of()));
    }

    private static Optional<Obis> described(AXdr item) {
        if (!(item instanceof AXdr.Group parts) || parts.type() != Type.STRUCTURE
                || parts.items().size() != DESCRIPTOR.length) {
            return Optional.empty();
        }
        for (int i = 0; i < DESCRIPTOR.length; i++) {
            if (parts.items().get(i).type() != DESCRIPTOR[i]) {
                return Optional.empty();
            }
        }
        return ListLayout.obis(parts.items().get(1));
    }
}
