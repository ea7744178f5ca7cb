package org.dbusp1.output.venus;

import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.dbusp1.output.venus.DeviceSettings.RuntimeSettings;
import org.dbusp1.output.venus.Item.Format;

/**
 * A row of a table of paths.
 *
 * @param format its unit, decimals and type on the bus
 * @param lifetime when the path exists, and its value while the meter is silent
 * @param source sets it to the value of a view
 * @param stored how a client's value is stored; empty for read-only paths
 * @param <V> the view of the meter
 */
record PathDefinition<V>(String path, Format format, Lifetime lifetime, Source<V> source, Optional<Stored> stored) {
    /** The time in which a path exists, and its value while the meter is silent. */
    enum Lifetime {
        /** Always exists; its value changes only with the registration. */
        FIXED,
        /** Always exists, and keeps its value while the meter is silent. */
        ALWAYS,
        /** Always exists; invalid while the meter is silent. */
        MEASURED,
        /** Exists from its first value on; invalid while the meter is silent. */
        OFFERED
    }

    @FunctionalInterface
    interface Source<V> {
        void read(V view, Item item);
    }

    /**
     * A path that clients may write.
     *
     * @param meaning returns an argument in the type of the path; empty for an argument of a wrong type
     * @param setting of localsettings; empty if the driver itself stores the value
     * @param check returns the value for the setting, or throws an IllegalArgumentException with the reason of a refusal
     */
    record Stored(Function<Object, Optional<?>> meaning, String setting, BiFunction<DeviceSettings, Object, Object> check) {
    }

    static <V> PathDefinition<V> text(String path, Function<V, String> value) {
        return fixed(path, Format.TEXT, (view, item) -> item.set(value.apply(view)));
    }

    static <V> PathDefinition<V> integer(String path, ToLongFunction<V> value) {
        return fixed(path, Format.INTEGER, (view, item) -> item.set(value.applyAsLong(view)));
    }

    static <V> PathDefinition<V> fixed(String path, Format format, Source<V> source) {
        return new PathDefinition<>(path, format, Lifetime.FIXED, source, Optional.empty());
    }

    static <V> PathDefinition<V> always(String path, Format format, Source<V> source) {
        return new PathDefinition<>(path, format, Lifetime.ALWAYS, source, Optional.empty());
    }

    static <V> PathDefinition<V> measured(String path, Format format, Source<V> source) {
        return new PathDefinition<>(path, format, Lifetime.MEASURED, source, Optional.empty());
    }

    static <V> PathDefinition<V> offered(String path, Format format, Source<V> source) {
        return new PathDefinition<>(path, format, Lifetime.OFFERED, source, Optional.empty());
    }

    /** Returns the path as writable: a text of at most 255 characters; "invalid" empties it. */
    PathDefinition<V> storedText(String setting, BiFunction<DeviceSettings, String, String> check) {
        return stored(setting, (settings, value) -> check.apply(settings, value.toString()), argument -> {
            if (argument instanceof Collection<?> none && none.isEmpty()) {
                return Optional.of("");
            }
            boolean fits = argument instanceof String text && text.length() <= 255 || argument instanceof Number;
            return fits ? Optional.of(argument.toString()) : Optional.empty();
        });
    }

    /** Returns the path as writable: a whole number of any type. */
    PathDefinition<V> storedInteger(String setting, BiFunction<DeviceSettings, Long, Object> check) {
        return stored(setting, (settings, value) -> check.apply(settings, (Long) value), argument -> {
            boolean fits = argument instanceof Number number && number.doubleValue() == number.intValue();
            return fits ? Optional.of((long) ((Number) argument).intValue()) : Optional.empty();
        });
    }

    /** Returns the path as a choice that the driver itself stores. @param choice throws if it refuses a number */
    PathDefinition<V> chosen(BiConsumer<RuntimeSettings, Long> choice) {
        return storedInteger("", (settings, value) -> {
            choice.accept(settings.runtime(), value);
            return value;
        });
    }

    private PathDefinition<V> stored(String setting, BiFunction<DeviceSettings, Object, Object> check,
            Function<Object, Optional<?>> meaning) {
        return new PathDefinition<>(path, format, lifetime, source, Optional.of(new Stored(meaning, setting, check)));
    }

    /** Returns the text; absent if it has only blanks. */
    static Optional<String> notBlank(Optional<String> text) {
        return text.filter(any -> !any.isBlank());
    }
}
