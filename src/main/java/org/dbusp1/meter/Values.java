package org.dbusp1.meter;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Quantities with their values, immutable. What was not said is absent, never 0. A value is an exact whole number
 * of the quantity's last decimal: 1.024 kWh is 10240000 with the seven decimals of kWh.
 *
 * <p>Only what is present takes memory: the values stand packed in the order of the enum, and the rank of a
 * quantity's bit among the present ones is its place.
 */
public final class Values {
    /** No value at all. */
    public static final Values NONE = new Values(0, 0, new long[0]);

    private static final Quantity[] QUANTITIES = Quantity.values();

    private final long low;
    private final long high;
    private final long[] packed;

    private Values(long low, long high, long[] packed) {
        this.low = low;
        this.high = high;
        this.packed = packed;
    }

    public boolean has(Quantity quantity) {
        int bit = quantity.ordinal();
        return ((bit < 64 ? low : high) >>> bit & 1) != 0;
    }

    /**
     * The value as a whole number of the quantity's last decimal.
     *
     * @throws NoSuchElementException when it is absent
     */
    public long scaled(Quantity quantity) {
        if (!has(quantity)) {
            throw new NoSuchElementException(quantity + " is absent");
        }
        int bit = quantity.ordinal();
        long below = (1L << bit) - 1;
        int place = bit < 64
                ? Long.bitCount(low & below)
                : Long.bitCount(low) + Long.bitCount(high & below);
        return packed[place];
    }

    /**
     * The value in the quantity's unit, exact, without trailing zeros.
     *
     * @throws NoSuchElementException when it is absent
     */
    public BigDecimal decimal(Quantity quantity) {
        BigDecimal value = BigDecimal.valueOf(scaled(quantity), quantity.decimals()).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    /**
     * The value in the quantity's unit, as near as a double comes.
     *
     * @throws NoSuchElementException when it is absent
     */
    public double number(Quantity quantity) {
        return scaled(quantity) / (double) quantity.unit().one();
    }

    /** What is present, in the order of the enum. */
    public Set<Quantity> present() {
        EnumSet<Quantity> present = EnumSet.noneOf(Quantity.class);
        for (Quantity quantity : QUANTITIES) {
            if (has(quantity)) {
                present.add(quantity);
            }
        }
        return present;
    }

    /** The same without some of its quantities. */
    public Values without(Set<Quantity> absent) {
        Builder builder = new Builder();
        for (Quantity quantity : present()) {
            if (!absent.contains(quantity)) {
                builder.set(quantity, scaled(quantity));
            }
        }
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Values that
                && low == that.low && high == that.high && java.util.Arrays.equals(packed, that.packed);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(low ^ Long.rotateLeft(high, 32)) + java.util.Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (Quantity quantity : present()) {
            text.append(text.length() > 1 ? ", " : "").append(quantity.key()).append('=').append(decimal(quantity));
        }
        return text.append('}').toString();
    }

    /** Collects values; used again and again by one thread, so that a telegram costs no more than its result. */
    public static final class Builder {
        private final long[] values = new long[QUANTITIES.length];
        private long low;
        private long high;
        private long unreadableLow;
        private long unreadableHigh;

        /** Forgets everything. */
        public Builder clear() {
            low = high = unreadableLow = unreadableHigh = 0;
            return this;
        }

        /** Sets a value, scaled; the last one wins. */
        public Builder set(Quantity quantity, long scaled) {
            int bit = quantity.ordinal();
            values[bit] = scaled;
            if (bit < 64) {
                low |= 1L << bit;
            } else {
                high |= 1L << bit;
            }
            return this;
        }

        /** The meter named the quantity, but what it printed is no number: nothing may be derived as if it were 0. */
        public Builder unreadable(Quantity quantity) {
            int bit = quantity.ordinal();
            if (bit < 64) {
                unreadableLow |= 1L << bit;
            } else {
                unreadableHigh |= 1L << bit;
            }
            return this;
        }

        public boolean has(Quantity quantity) {
            int bit = quantity.ordinal();
            return ((bit < 64 ? low : high) >>> bit & 1) != 0;
        }

        /** Whether the meter named it, be it with or without a usable value. */
        public boolean named(Quantity quantity) {
            int bit = quantity.ordinal();
            return has(quantity) || ((bit < 64 ? unreadableLow : unreadableHigh) >>> bit & 1) != 0;
        }

        /** The value set, scaled; 0 where none was set: ask {@link #has} first. */
        public long scaled(Quantity quantity) {
            return has(quantity) ? values[quantity.ordinal()] : 0;
        }

        public Values build() {
            long[] packed = new long[Long.bitCount(low) + Long.bitCount(high)];
            int place = 0;
            for (long bits = low; bits != 0; bits &= bits - 1) {
                packed[place++] = values[Long.numberOfTrailingZeros(bits)];
            }
            for (long bits = high; bits != 0; bits &= bits - 1) {
                packed[place++] = values[64 + Long.numberOfTrailingZeros(bits)];
            }
            return new Values(low, high, packed);
        }
    }
}
