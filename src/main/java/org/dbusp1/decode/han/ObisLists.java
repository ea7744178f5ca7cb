package org.dbusp1.decode.han;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Obis;

/**
 * Registers that bring their codes: {code, value} or {code, value, {scaler, unit}}, each in a separate structure
 * (Aidon, Landis+Gyr in Norway), in turn in one flat structure (Kamstrup, Kaifa in Sweden; with scalers Kaifa and
 * Sagemcom in Austria), or both (Kaifa in Poland). A meter of one phase sends null-data for missing values. Values
 * without a code in front are the list's name (Kamstrup), the clock or the meter's number (Austria).
 */
final class ObisLists implements ListLayout {
    private static final Obis LIST_NAME = Obis.parse("1-1:0.2.129");
    /** Fewer flat registers could be a list by position that happens to hold six octets. */
    private static final int FEWEST_FLAT = 2;

    private record Found(ListEntry entry, int taken) {
    }

    @Override
    public Optional<RegisterList> read(AXdr body) {
        if (!(body instanceof AXdr.Group list)) {
            return Optional.empty();
        }
        List<AXdr> items = list.items().stream().filter(item -> !(item instanceof AXdr.Nothing)).toList();
        List<ListEntry> entries = new ArrayList<>();
        List<byte[]> outside = new ArrayList<>();
        int flat = 0;
        int nested = 0;
        int at = 0;
        while (at < items.size()) {
            Optional<Found> found = items.get(at) instanceof AXdr.Group group
                    ? within(group)
                    : register(items, at);
            if (found.isPresent()) {
                entries.add(found.get().entry());
                flat += items.get(at) instanceof AXdr.Group ? 0 : 1;
                nested += items.get(at) instanceof AXdr.Group ? 1 : 0;
                at += found.get().taken();
            } else if (items.get(at) instanceof AXdr.Bytes alone) {
                if (alone.type() == Type.VISIBLE_STRING && entries.isEmpty()) {
                    entries.add(ListEntry.of(LIST_NAME, alone));
                } else {
                    outside.add(alone.bytes());
                }
                at++;
            } else {
                return Optional.empty();
            }
        }
        return nested == 0 && flat < FEWEST_FLAT
                ? Optional.empty()
                : Optional.of(new RegisterList(Optional.empty(), 0, entries, outside));
    }

    /** Returns the register in a structure that holds only this register; empty if the group is no such structure. */
    private static Optional<Found> within(AXdr.Group group) {
        return group.type() != Type.STRUCTURE ? Optional.empty() : register(group.items(), 0)
                .filter(found -> found.taken() == group.items().size()).map(found -> new Found(found.entry(), 1));
    }

    private static Optional<Found> register(List<AXdr> items, int at) {
        // A structure may be empty.
        Optional<Obis> obis = at + 1 < items.size() ? ListLayout.obis(items.get(at)) : Optional.empty();
        if (obis.isEmpty() || items.get(at + 1) instanceof AXdr.Group) {
            return Optional.empty();
        }
        Optional<ListEntry.Scale> scale = at + 2 < items.size() ? ListLayout.scale(items.get(at + 2))
                : Optional.empty();
        return Optional.of(new Found(new ListEntry(obis, items.get(at + 1), scale), scale.isPresent() ? 3 : 2));
    }
}
