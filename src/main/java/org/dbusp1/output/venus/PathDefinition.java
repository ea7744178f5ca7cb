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
 * One line of a table of paths.
 *
 * @param format   its unit, decimals and type on the bus
 * @param lifetime when the path is there, and its value while the meter is silent
 * @param source   sets it to the value of a view
 * @param stored   how a client's value is stored, where clients may write it
 * @param <V>      the view of the meter that values are taken from
 */
record PathDefinition<V>(String path, Format format, Lifetime lifetime, Source<V> source, Optional<Stored> stored) {
    /** The time for which a path is there, and its value while the meter is silent. */
    enum Lifetime {
        /** A path that is always there; its value changes with the registration alone. */
        FIXED,
        /** A path that is always there, and keeps its value when the meter is silent. */
        ALWAYS,
        /** A path that is always there; invalid when the meter is silent. */
        MEASURED,
        /** A path that is there from its first value on; invalid when the meter is silent. */
        OFFERED
    }

    /** Sets an item to the value of a view, or clears it. */
    @FunctionalInterface
    interface Source<V> {
        void read(V view, Item item);
    }

    /**
     * A path that clients may write.
     *
     * @param meaning returns an argument in the type of the path; empty where the argument's type does not fit
     * @param setting the setting of localsettings for it; empty where the driver itself keeps the value
     * @param check   returns the value for the setting, or throws an IllegalArgumentException with the reason why it is refused
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

    /** Returns the path as one that clients may write: a text of at most 255 characters; "invalid" empties it. */
    PathDefinition<V> storedText(String setting, BiFunction<DeviceSettings, String, String> check) {
        return stored(setting, (settings, value) -> check.apply(settings, value.toString()), argument -> {
            if (argument instanceof Collection<?> none && none.isEmpty()) {
                return Optional.of("");
            }
            boolean fits = argument instanceof String text && text.length() <= 255 || argument instanceof Number;
            return fits ? Optional.of(argument.toString()) : Optional.empty();
        });
    }

    /** Returns the path as one that clients may write: a whole number, whatever its type. */
    PathDefinition<V> storedInteger(String setting, BiFunction<DeviceSettings, Long, Object> check) {
        return stored(setting, (settings, value) -> check.apply(settings, (Long) value), argument -> {
            boolean fits = argument instanceof Number number && number.doubleValue() == number.intValue();
            return fits ? Optional.of((long) ((Number) argument).intValue()) : Optional.empty();
        });
    }

    /** Returns the path as a choice that the driver itself keeps. @param choice throws where it refuses a number */
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

    /** Returns the text; absent where it has blanks alone. */
    static Optional<String> notBlank(Optional<String> text) {
        return text.filter(any -> !any.isBlank());
    }
}
