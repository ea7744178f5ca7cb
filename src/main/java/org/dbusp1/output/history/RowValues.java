package org.dbusp1.output.history;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/** Numbers by place; those never set are absent. Used by one thread. */
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

    /** Returns the value; absent where there is none. */
    OptionalLong find(int place) {
        return has(place) ? OptionalLong.of(values[place]) : OptionalLong.empty();
    }

    RowValues set(int place, long value) {
        values[place] = value;
        return this;
    }

    /** Sets the value of a place where one is given. */
    RowValues set(int place, OptionalLong value) {
        value.ifPresent(present -> set(place, present));
        return this;
    }

    /** Keeps the lower one of two values. */
    void lower(int place, long value) {
        set(place, Math.min(find(place).orElse(value), value));
    }

    /** Keeps the higher one of two values. */
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
