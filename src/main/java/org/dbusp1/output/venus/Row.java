package org.dbusp1.output.venus;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/**
 * One line of a table of paths.
 *
 * @param stay   when it is there, and what it says when the meter is silent
 * @param value  its value in a view of the meter: a Long scaled as the format says, or a String; empty is invalid
 * @param stored the setting that holds it, where clients may write it
 * @param <V>    the view that values are taken from
 */
record Row<V>(String path, Format format, Stay stay, Function<V, Optional<?>> value, Optional<Stored> stored) {
    /** When a path is there. */
    enum Stay {
        /** Always, whatever the meter says. */
        ALWAYS,
        /** Always; invalid when the meter is silent. */
        MEASURED,
        /** From its first value on; invalid when the meter is silent. */
        OFFERED
    }

    /** A path that clients may write: the setting behind it, and what an argument means there. */
    record Stored(String setting, Function<Object, Optional<?>> meaning) {
    }

    static <V> Row<V> always(String path, Format format, Function<V, Optional<?>> value) {
        return new Row<>(path, format, Stay.ALWAYS, value, Optional.empty());
    }

    static <V> Row<V> text(String path, Function<V, String> value) {
        return always(path, Format.TEXT, view -> Optional.of(value.apply(view)));
    }

    static <V> Row<V> integer(String path, Function<V, Number> value) {
        return always(path, Format.INTEGER, view -> Optional.of(value.apply(view).longValue()));
    }

    static <V> Row<V> measured(String path, Format format, Function<V, Optional<?>> value) {
        return new Row<>(path, format, Stay.MEASURED, value, Optional.empty());
    }

    static <V> Row<V> offered(String path, Format format, Function<V, Optional<?>> value) {
        return new Row<>(path, format, Stay.OFFERED, value, Optional.empty());
    }

    /** Clients may write it: a text of at most 255 characters; "invalid" empties it. */
    Row<V> storedText(String setting) {
        return stored(setting, argument -> {
            if (argument instanceof Collection<?> none && none.isEmpty()) {
                return Optional.of("");
            }
            boolean fits = argument instanceof String text && text.length() <= 255 || argument instanceof Number;
            return fits ? Optional.of(argument.toString()) : Optional.empty();
        });
    }

    /** Clients may write it: a whole number, whatever its type. */
    Row<V> storedInteger(String setting) {
        return stored(setting, argument -> argument instanceof Number number
                && number.doubleValue() == number.intValue()
                ? Optional.of((long) number.intValue()) : Optional.empty());
    }

    /** What a meter printed, fit for the bus: a NUL in a text would cut the connection. Empty where nothing is left. */
    static Optional<String> printable(Optional<String> printed) {
        return printed.map(text -> text.chars().noneMatch(Character::isISOControl) ? text : withoutControls(text))
                .filter(text -> !text.isBlank());
    }

    private static String withoutControls(String text) {
        StringBuilder clean = new StringBuilder();
        text.chars().filter(c -> !Character.isISOControl(c)).forEach(c -> clean.append((char) c));
        return clean.toString();
    }

    private Row<V> stored(String setting, Function<Object, Optional<?>> meaning) {
        return new Row<>(path, format, stay, value, Optional.of(new Stored(setting, meaning)));
    }
}
