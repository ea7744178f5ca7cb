package org.dbusp1.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Obis;

/** A structure for each register, {code, value} or {code, value, {scaler, unit}}: Aidon, and Landis+Gyr in Norway. */
final class ObisStructures implements Layout {
    @Override
    public Optional<Listing> read(AXdr body) {
        if (!(body instanceof AXdr.Group list) || list.items().isEmpty()) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (AXdr item : list.items()) {
            Optional<Entry> entry = entry(item);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            entries.add(entry.get());
        }
        return Optional.of(Listing.of(entries));
    }

    private static Optional<Entry> entry(AXdr item) {
        if (!(item instanceof AXdr.Group parts) || parts.type() != Type.STRUCTURE || parts.items().size() < 2
                || parts.items().size() > 3 || !Layout.single(parts.items().get(1))) {
            return Optional.empty();
        }
        Optional<Obis> obis = Layout.obis(parts.items().get(0));
        Optional<Entry.Scale> scale = parts.items().size() == 3 ? Layout.scale(parts.items().get(2)) : Optional.empty();
        return obis.isEmpty() || parts.items().size() == 3 && scale.isEmpty()
                ? Optional.empty()
                : Optional.of(new Entry(obis, parts.items().get(1), scale));
    }
}
