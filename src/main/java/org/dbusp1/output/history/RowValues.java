package org.dbusp1.output.history;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/** Numbers by position, which are absent until set. Used by one thread. */
final class RowValues {
    private final Long[] values;

    RowValues(int size) {
        this(new Long[size]);
    }

    private RowValues(Long[] values) {
        this.values = values;
    }

    int size() {
        return values.length;
    }

    boolean has(int place) {
        return values[place] != null;
    }

    /** @throws NoSuchElementException when the value is absent */
    long get(int place) {
        return find(place).orElseThrow();
    }

    OptionalLong find(int place) {
        return has(place) ? OptionalLong.of(values[place]) : OptionalLong.empty();
    }

    RowValues set(int place, long value) {
        values[place] = value;
        return this;
    }

    /** Sets a value, if one is given. */
    RowValues set(int place, OptionalLong value) {
        value.ifPresent(present -> set(place, present));
        return this;
    }

    /** Stores the lower of two values. */
    void lower(int place, long value) {
        set(place, Math.min(find(place).orElse(value), value));
    }

    /** Stores the higher of two values. */
    void raise(int place, long value) {
        set(place, Math.max(find(place).orElse(value), value));
    }

    RowValues copy() {
        return new RowValues(values.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowValues that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
