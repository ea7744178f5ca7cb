package org.dbusp1.meter;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Quantities with their values, immutable. A quantity that the meter did not send, or that is withheld, is absent, never 0, but for the
 * net power with the origin {@link PowerOrigin#STAND_IN}. A value is an exact whole number of the quantity's last decimal: 1.024 kWh
 * is 10240000 with the seven decimals of kWh. Equal by their numbers, wherever these come from.
 */
public final class Values {
    public static final Values NONE = new Builder().build();

    private final EnumSet<Quantity> present;
    /** The values by ordinal of the quantity; 0 if absent. */
    private final long[] scaled;
    private final PowerOrigin origin;

    private Values(EnumSet<Quantity> present, long[] scaled, PowerOrigin origin) {
        this.present = present;
        this.scaled = scaled;
        this.origin = origin;
    }

    public boolean has(Quantity quantity) {
        return present.contains(quantity);
    }

    /** @throws NoSuchElementException if the value is absent */
    public long scaled(Quantity quantity) {
        if (!has(quantity)) {
            throw new NoSuchElementException(quantity + " is absent");
        }
        return scaled[quantity.ordinal()];
    }

    /** Returns where the net power comes from; null without one. */
    public @Nullable PowerOrigin netOrigin() {
        return has(Quantity.POWER_NET) ? origin : null;
    }

    /** Without trailing zeros. @throws NoSuchElementException if the value is absent */
    public BigDecimal decimal(Quantity quantity) {
        BigDecimal value = BigDecimal.valueOf(scaled(quantity), quantity.decimals()).stripTrailingZeros();
        return value.setScale(Math.max(0, value.scale()));
    }

    /** Rounded to the nearest double. @throws NoSuchElementException if the value is absent */
    public double number(Quantity quantity) {
        return scaled(quantity) / (double) quantity.unit().scaledOne();
    }

    public Set<Quantity> present() {
        return Collections.unmodifiableSet(present);
    }

    /** The powers of the phases together, in mW. @param count how many phases have a power @param gross the sum without their signs */
    public record PhaseSum(int count, long net, long gross) {
    }

    public PhaseSum phaseSum() {
        return phaseSum(present, scaled);
    }

    private static PhaseSum phaseSum(Set<Quantity> present, long[] scaled) {
        int count = 0;
        long net = 0;
        long gross = 0;
        for (Phase phase : Phase.ALL) { // no stream: for each telegram
            long power = scaled[phase.power().ordinal()];
            count += present.contains(phase.power()) ? 1 : 0;
            net += power;
            gross += Math.abs(power);
        }
        return new PhaseSum(count, net, gross);
    }

    public Values without(Collection<Quantity> absent) {
        Builder builder = new Builder().setAll(this);
        absent.forEach(builder::withhold);
        return builder.build();
    }

    public Values with(Map<Quantity, Long> others) {
        Builder builder = new Builder().setAll(this);
        others.forEach((quantity, value) -> {
            if (has(quantity)) {
                builder.set(quantity, value);
            }
        });
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Values that && present.equals(that.present) && Arrays.equals(scaled, that.scaled);
    }

    @Override
    public int hashCode() {
        return 31 * present.hashCode() + Arrays.hashCode(scaled);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (Quantity quantity : present()) {
            text.append(text.length() > 1 ? ", " : "").append(quantity.key()).append('=').append(decimal(quantity));
        }
        return text.append('}').toString();
    }

    /** Collects values. One thread reuses it. */
    public static final class Builder {
        private final EnumSet<Quantity> present = EnumSet.noneOf(Quantity.class);
        private final EnumSet<Quantity> unreadable = EnumSet.noneOf(Quantity.class);
        private final long[] scaled = new long[Quantity.values().length];
        private PowerOrigin origin = PowerOrigin.SENT;

        public Builder clear() {
            present.clear();
            unreadable.clear();
            Arrays.fill(scaled, 0);
            origin = PowerOrigin.SENT;
            return this;
        }

        public Builder set(Quantity quantity, long value) {
            present.add(quantity);
            scaled[quantity.ordinal()] = value;
            return this;
        }

        /** Sets the net power, with an origin other than {@link PowerOrigin#SENT}. */
        public Builder setNet(long milliwatts, PowerOrigin from) {
            origin = from;
            return set(Quantity.POWER_NET, milliwatts);
        }

        public Builder setAll(Values others) {
            for (Quantity quantity : others.present) {
                set(quantity, others.scaled[quantity.ordinal()]);
            }
            origin = others.has(Quantity.POWER_NET) ? others.origin : origin;
            return this;
        }

        /** Marks a quantity that the meter sends without a usable number: no derivation may treat it as 0. */
        public Builder unreadable(Quantity quantity) {
            unreadable.add(quantity);
            return this;
        }

        /** Removes the value of a quantity that the meter sends: no derivation may treat it as 0. */
        public Builder withhold(Quantity quantity) {
            present.remove(quantity);
            scaled[quantity.ordinal()] = 0;
            return unreadable(quantity);
        }

        public boolean has(Quantity quantity) {
            return present.contains(quantity);
        }

        /** Returns whether the meter sends the quantity, with or without a usable value. */
        public boolean sent(Quantity quantity) {
            return has(quantity) || unreadable.contains(quantity);
        }

        /** Returns the scaled value; 0 without a value: call {@link #has} first. */
        public long scaled(Quantity quantity) {
            return scaled[quantity.ordinal()];
        }

        public PhaseSum phaseSum() {
            return Values.phaseSum(present, scaled);
        }

        public Values build() {
            return new Values(present.clone(), scaled.clone(), origin);
        }
    }
}
