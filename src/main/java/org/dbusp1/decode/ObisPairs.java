package org.dbusp1.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Obis;

/**
 * Codes and values in turn in one flat structure: Kamstrup, Kaifa in Sweden, and with {scaler, unit} behind each value
 * Kaifa and Sagemcom in Austria. Null-data stands where a meter of one phase has nothing to say. What has no code in
 * front is the list's name (Kamstrup), the clock or the meter's number (Austria).
 */
final class ObisPairs implements Layout {
    private static final Obis LIST_NAME = Obis.parse("1-1:0.2.129*255");
    /** Fewer could be a list by position that happens to hold six octets. */
    private static final int FEWEST = 2;

    @Override
    public Optional<Listing> read(AXdr body) {
        if (!(body instanceof AXdr.Group list) || list.type() != Type.STRUCTURE) {
            return Optional.empty();
        }
        List<AXdr> items = list.items().stream().filter(item -> !(item instanceof AXdr.Nothing)).toList();
        List<Entry> entries = new ArrayList<>();
        List<byte[]> outside = new ArrayList<>();
        int pairs = 0;
        int at = 0;
        while (at < items.size()) {
            Optional<Obis> obis = Layout.obis(items.get(at));
            if (obis.isPresent() && at + 1 < items.size() && Layout.single(items.get(at + 1))) {
                Optional<Entry.Scale> scale = at + 2 < items.size()
                        ? Layout.scale(items.get(at + 2))
                        : Optional.empty();
                entries.add(new Entry(obis, items.get(at + 1), scale));
                pairs++;
                at += scale.isPresent() ? 3 : 2;
            } else if (items.get(at) instanceof AXdr.Bytes alone) {
                if (alone.type() == Type.VISIBLE_STRING && entries.isEmpty()) {
                    entries.add(Entry.of(LIST_NAME, alone));
                } else {
                    outside.add(alone.bytes());
                }
                at++;
            } else {
                return Optional.empty();
            }
        }
        return pairs < FEWEST ? Optional.empty() : Optional.of(new Listing(Optional.empty(), 0, entries, outside));
    }
}
