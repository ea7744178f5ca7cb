package org.dbusp1.output.history;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Numbers by position; a number is absent until it is set. Used by one thread. */
final class RowValues {
    private final @Nullable Long[] values;

    RowValues(int size) {
        this(new Long[size]);
    }

    private RowValues(@Nullable Long[] values) {
        this.values = values;
    }

    int size() {
        return values.length;
    }

    boolean has(int position) {
        return values[position] != null;
    }

    /** @throws NoSuchElementException when the value is absent */
    long get(int position) {
        Long value = values[position];
        if (value == null) {
            throw new NoSuchElementException("no value at " + position);
        }
        return value;
    }

    @Nullable Long find(int position) {
        return values[position];
    }

    RowValues set(int position, long value) {
        values[position] = value;
        return this;
    }

    /** Sets a value; null changes nothing. */
    RowValues set(int position, @Nullable Long value) {
        return value == null ? this : set(position, value.longValue());
    }

    /** Keeps the lower of the present and the given value. */
    void lower(int position, long value) {
        set(position, has(position) ? Math.min(get(position), value) : value);
    }

    /** Keeps the higher of the present and the given value. */
    void raise(int position, long value) {
        set(position, has(position) ? Math.max(get(position), value) : value);
    }

    RowValues copy() {
        return new RowValues(values.clone());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowValues that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
