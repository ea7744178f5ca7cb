package org.dbusp1.output.history;

import java.util.NoSuchElementException;
import java.util.OptionalLong;

/** Numbers by place, up to 64 of them; those never set are absent. Used by one thread. */
final class RowValues {
    private final long[] values;
    private long present;

    RowValues(int size) {
        this.values = new long[size];
    }

    int size() {
        return values.length;
    }

    boolean has(int place) {
        return (present >>> place & 1) != 0;
    }

    boolean isEmpty() {
        return present == 0;
    }

    /** @throws NoSuchElementException when the value is absent */
    long get(int place) {
        if (!has(place)) {
            throw new NoSuchElementException("cell " + place + " is absent");
        }
        return values[place];
    }

    /** Returns the value; absent where there is none. */
    OptionalLong find(int place) {
        return has(place) ? OptionalLong.of(values[place]) : OptionalLong.empty();
    }

    RowValues set(int place, long value) {
        values[place] = value;
        present |= 1L << place;
        return this;
    }

    /** Sets the value of a place where one is given. */
    RowValues set(int place, OptionalLong value) {
        value.ifPresent(present -> set(place, present));
        return this;
    }

    /** Sets the value of a place, or removes it where no value is given. */
    RowValues replace(int place, OptionalLong value) {
        present &= ~(1L << place);
        return set(place, value);
    }

    /** Keeps the lower one of two values. */
    void lower(int place, long value) {
        set(place, has(place) ? Math.min(values[place], value) : value);
    }

    /** Keeps the higher one of two values. */
    void raise(int place, long value) {
        set(place, has(place) ? Math.max(values[place], value) : value);
    }

    /** Returns the values of some places, in their order. */
    RowValues pick(int[] places) {
        RowValues picked = new RowValues(places.length);
        for (int i = 0; i < places.length; i++) {
            picked.set(i, find(places[i]));
        }
        return picked;
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
        RowValues copy = new RowValues(values.length);
        System.arraycopy(values, 0, copy.values, 0, values.length);
        copy.present = present;
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof RowValues that) || present != that.present || size() != that.size()) {
            return false;
        }
        for (int place = 0; place < values.length; place++) {
            if (has(place) && values[place] != that.values[place]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(present);
    }
}
