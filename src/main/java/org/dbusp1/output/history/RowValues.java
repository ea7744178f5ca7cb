package org.dbusp1.output.history;

import java.util.Arrays;
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

    /** @throws NoSuchElementException when it is absent */
    long get(int place) {
        if (!has(place)) {
            throw new NoSuchElementException("cell " + place + " is absent");
        }
        return values[place];
    }

    /** The value, if it is there. */
    OptionalLong find(int place) {
        return has(place) ? OptionalLong.of(values[place]) : OptionalLong.empty();
    }

    RowValues set(int place, long value) {
        values[place] = value;
        present |= 1L << place;
        return this;
    }

    /** Sets it where there is a value. */
    RowValues set(int place, OptionalLong value) {
        value.ifPresent(present -> set(place, present));
        return this;
    }

    /** Sets it to a value, or to none. */
    RowValues replace(int place, OptionalLong value) {
        present &= ~(1L << place);
        return set(place, value);
    }

    /** Keeps the lower one. */
    void lower(int place, long value) {
        set(place, has(place) ? Math.min(values[place], value) : value);
    }

    /** Keeps the higher one. */
    void raise(int place, long value) {
        set(place, has(place) ? Math.max(values[place], value) : value);
    }

    /** Those of some places, in their order. */
    RowValues pick(int[] places) {
        RowValues picked = new RowValues(places.length);
        for (int i = 0; i < places.length; i++) {
            picked.set(i, find(places[i]));
        }
        return picked;
    }

    /** Sets what is there of others, each at its place: the opposite of {@link #pick}. */
    RowValues put(int[] places, RowValues others) {
        for (int i = 0; i < places.length; i++) {
            set(places[i], others.find(i));
        }
        return this;
    }

    /** Sets what is there of others of the same places. */
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

    @Override
    public String toString() {
        String[] texts = new String[values.length];
        Arrays.setAll(texts, place -> has(place) ? Long.toString(values[place]) : "-");
        return String.join(" ", texts);
    }
}
