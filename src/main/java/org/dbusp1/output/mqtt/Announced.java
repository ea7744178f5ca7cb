package org.dbusp1.output.mqtt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.base.state.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * What the broker has acknowledged of a device's announcement to Home Assistant.
 *
 * @param model    of the meter, for people, empty if unknown; of an M-Bus device its channel
 * @param serial   the meter's number; null if unknown, and of an M-Bus device, which may have another number each minute
 * @param entities the ids of the entities within the device
 */
record Announced(String model, @Nullable String serial, List<String> entities) {
    /** No text of a meter contains it. */
    private static final String SEPARATOR = "\t";

    static Announced of(DiscoveryDevice device) {
        return new Announced(device.model(), device.medium() == null ? device.serial() : null,
                device.entities().stream().map(Entity::id).toList());
    }

    static @Nullable Announced recall(StateStore store, String id) {
        return store.recall(id, Announced::parse).orElse(null);
    }

    private static @Nullable Announced parse(String fact) {
        List<String> parts = Arrays.asList(fact.split(SEPARATOR, -1));
        return parts.size() < 2 ? null
                : new Announced(parts.get(0), parts.get(1).isEmpty() ? null : parts.get(1), parts.subList(2, parts.size()));
    }

    void remember(StateStore store, String id) {
        List<String> parts = new ArrayList<>(List.of(model, serial == null ? "" : serial));
        parts.addAll(entities);
        store.remember(id, String.join(SEPARATOR, parts));
    }

    static void forget(StateStore store, String id) {
        store.remember(id, "");
    }
}
