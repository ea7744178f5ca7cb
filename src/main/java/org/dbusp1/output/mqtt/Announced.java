package org.dbusp1.output.mqtt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dbusp1.base.state.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * What the broker has acknowledged of a meter's announcement to Home Assistant.
 *
 * @param model    of the meter, for people; empty if unknown
 * @param serial   its number; null if unknown
 * @param entities the ids of the entities within the device
 */
record Announced(String model, @Nullable String serial, List<String> entities) {
    /** No text of a meter contains it. */
    private static final String SEPARATOR = "\t";
    /** The fact under the id of an M-Bus device. */
    private static final String YES = "yes";
    private static final String NO = "no";

    static Announced of(DiscoveryDevice meter) {
        return new Announced(meter.model(), meter.serial(), meter.entities().stream().map(Entity::id).toList());
    }

    /** Returns the meter's announcement; null if none is remembered. */
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

    /** Returns those ids of M-Bus devices whose announcement was acknowledged, and not removed. */
    static Set<String> mbusIds(StateStore store, List<String> ids) {
        Set<String> announced = new HashSet<>(ids);
        announced.removeIf(id -> store.recall(id, fact -> fact).filter(YES::equals).isEmpty());
        return announced;
    }

    static void rememberMBus(StateStore store, String id, boolean isAnnounced) {
        store.remember(id, isAnnounced ? YES : NO);
    }
}
