package org.dbusp1.output.venus;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.dbusp1.output.ValueFormat;
import org.dbusp1.output.venus.DeviceSettings.ScreenChoices;
import org.dbusp1.output.venus.DeviceSettings.WriteTarget;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table of paths.
 *
 * @param format unit, decimals and type of the value on the bus
 * @param lifetime when the path exists, and its value while the meter is silent
 * @param update sets the item to the value of a view
 * @param writeTarget the way in which a client's value is stored; null for read-only paths
 * @param <V> the view of the meter
 */
record PathDefinition<V>(String path, ValueFormat format, Lifetime lifetime, ItemUpdate<V> update,
                         @Nullable WriteTarget writeTarget) {
    /** The time in which a path exists, and its value while the meter is silent. */
    enum Lifetime {
        /** Always exists; its value changes only with the registration. */
        FIXED,
        /** Always exists, and keeps its value while the meter is silent. */
        KEPT_WHILE_SILENT,
        /** Always exists; invalid while the meter is silent. */
        MEASURED,
        /** Exists from its first value on; invalid while the meter is silent. */
        FROM_FIRST_VALUE
    }

    @FunctionalInterface
    interface ItemUpdate<V> {
        void apply(V view, Item item);
    }

    static <V> PathDefinition<V> fixedText(String path, Function<V, String> value) {
        return fixed(path, ValueFormat.TEXT, (view, item) -> item.set(value.apply(view)));
    }

    static <V> PathDefinition<V> fixedInteger(String path, ToLongFunction<V> value) {
        return fixed(path, ValueFormat.INTEGER, (view, item) -> item.set(value.applyAsLong(view)));
    }

    static <V> PathDefinition<V> fixed(String path, ValueFormat format, ItemUpdate<V> update) {
        return new PathDefinition<>(path, format, Lifetime.FIXED, update, null);
    }

    static <V> PathDefinition<V> keptWhileSilent(String path, ValueFormat format, ItemUpdate<V> update) {
        return new PathDefinition<>(path, format, Lifetime.KEPT_WHILE_SILENT, update, null);
    }

    static <V> PathDefinition<V> measured(String path, ValueFormat format, ItemUpdate<V> update) {
        return new PathDefinition<>(path, format, Lifetime.MEASURED, update, null);
    }

    static <V> PathDefinition<V> fromFirstValue(String path, ValueFormat format, ItemUpdate<V> update) {
        return new PathDefinition<>(path, format, Lifetime.FROM_FIRST_VALUE, update, null);
    }

    PathDefinition<V> settingText(String setting, BiFunction<DeviceSettings, String, String> check) {
        return withWriteTarget(new WriteTarget.Setting(setting, true, (settings, value) -> check.apply(settings, value.toString())));
    }

    PathDefinition<V> settingInteger(String setting, BiFunction<DeviceSettings, Long, Object> check) {
        return withWriteTarget(new WriteTarget.Setting(setting, false, (settings, value) -> check.apply(settings, (Long) value)));
    }

    /**
     * Returns the path as a choice that the driver itself stores.
     *
     * @param choice throws an IllegalArgumentException if it refuses a number
     */
    PathDefinition<V> ownerChoice(BiConsumer<ScreenChoices, Long> choice) {
        return withWriteTarget(new WriteTarget.Choice(choice));
    }

    /** Returns the path as a text that the driver itself stores. */
    PathDefinition<V> ownerTextChoice(BiConsumer<ScreenChoices, String> choice) {
        return withWriteTarget(new WriteTarget.TextChoice(choice));
    }

    private PathDefinition<V> withWriteTarget(WriteTarget target) {
        return new PathDefinition<>(path, format, lifetime, update, target);
    }

    /** Returns null for a text that has only blanks. */
    static @Nullable String nullIfBlank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
