package org.dbusp1.output.history;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Objects;
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

    boolean isEmpty() {
        return Arrays.stream(values).allMatch(Objects::isNull);
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

    /** Sets the value of a place, or removes it where no value is given. */
    RowValues replace(int place, OptionalLong value) {
        values[place] = null;
        return set(place, value);
    }

    /** Keeps the lower one of two values. */
    void lower(int place, long value) {
        set(place, Math.min(find(place).orElse(value), value));
    }

    /** Keeps the higher one of two values. */
    void raise(int place, long value) {
        set(place, Math.max(find(place).orElse(value), value));
    }

    /** Returns the values of some places, in their order. */
    RowValues pick(int[] places) {
        return new RowValues(Arrays.stream(places).mapToObj(place -> values[place]).toArray(Long[]::new));
    }

    /** Sets the values that others have, each at its place: the opposite of {@link #pick}. */
    RowValues put(int[] places, RowValues others) {
        for (int i = 0; i < places.length; i++) {
            set(places[i], others.find(i));
        }
        return this;
    }

    /** Sets the values that others have, at the same places. */
    RowValues put(RowValues others) {
        for (int place = 0; place < others.size(); place++) {
            set(place, others.find(place));
        }
        return this;
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
