package org.dbusp1.gx.service;

import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.output.ValueFormat;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table of paths.
 *
 * @param format unit, decimals and type of the value on the bus
 * @param value gives the value of a view as {@link Item#set} accepts it; null if unknown
 * @param changesWith whether the value may be another one than that of the view before, if both have the same registration
 * @param choice what clients choose by writing; null for other paths
 * @param pressed runs when a client writes 1 to a button; null for other paths
 */
record PathDefinition<V extends PathDefinition.View>(
        String path, ValueFormat format, Lifetime lifetime, Function<V, ? extends @Nullable Object> value,
        BiPredicate<V, V> changesWith, @Nullable Choice choice, @Nullable Runnable pressed) {
    /** What all values of a device are read from. */
    interface View {
        Registration registration();
    }

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

    static <V extends View> PathDefinition<V> fixedText(String path, Function<V, String> value) {
        return fixed(path, ValueFormat.TEXT, value);
    }

    static <V extends View> PathDefinition<V> fixedInteger(String path, ToLongFunction<V> value) {
        return fixed(path, ValueFormat.INTEGER, value::applyAsLong);
    }

    static <V extends View> PathDefinition<V> fixed(String path, ValueFormat format, Function<V, ?> value) {
        return of(path, format, Lifetime.FIXED, value, null, null);
    }

    static <V extends View> PathDefinition<V> keptWhileSilent(String path, ValueFormat format,
            Function<V, ? extends @Nullable Object> value) {
        return of(path, format, Lifetime.KEPT_WHILE_SILENT, value, null, null);
    }

    static <V extends View> PathDefinition<V> measured(String path, ValueFormat format, Function<V, ? extends @Nullable Object> value) {
        return of(path, format, Lifetime.MEASURED, value, null, null);
    }

    static <V extends View> PathDefinition<V> fromFirstValue(String path, ValueFormat format,
            Function<V, ? extends @Nullable Object> value) {
        return of(path, format, Lifetime.FROM_FIRST_VALUE, value, null, null);
    }

    static <V extends View> PathDefinition<V> chosen(Choice choice, Lifetime lifetime, Function<V, ? extends @Nullable Object> value) {
        return of(choice.path(), choice.type().format(), lifetime, value, choice, null);
    }

    /** A path whose value stays 0: a write of 1 presses it. @param pressed null if there is no button, whose path then never exists */
    static <V extends View> PathDefinition<V> button(String path, @Nullable Runnable pressed) {
        return of(path, ValueFormat.INTEGER, Lifetime.FROM_FIRST_VALUE, view -> pressed == null ? null : 0L, null, pressed);
    }

    private static <V extends View> PathDefinition<V> of(String path, ValueFormat format, Lifetime lifetime,
            Function<V, ? extends @Nullable Object> value, @Nullable Choice choice, @Nullable Runnable pressed) {
        return new PathDefinition<>(path, format, lifetime, value, (before, now) -> lifetime != Lifetime.FIXED, choice, pressed);
    }

    /** Returns the path with a value that is made anew only when this holds. */
    PathDefinition<V> changingWith(BiPredicate<V, V> whatItShows) {
        return new PathDefinition<>(path, format, lifetime, value, whatItShows, choice, pressed);
    }

    /** Returns whether the value may be another one than before; a fixed one only by another registration. @param before null: none */
    boolean mayChange(@Nullable V before, V now) {
        return before == null || !before.registration().equals(now.registration()) || changesWith.test(before, now);
    }

    boolean isWritable() {
        return choice != null || pressed != null;
    }

    static @Nullable String nullIfBlank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
