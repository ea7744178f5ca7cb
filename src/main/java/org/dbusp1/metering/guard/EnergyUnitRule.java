package org.dbusp1.metering.guard;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Doubts.DoubtfulPower;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PowerScale;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the unit of a Kamstrup HAN meter's energy counters, and withholds the counters until the unit is known, because a
 * counter that is ten times too high cannot be removed from a portal or a statistic. The list defines 10 Wh, several meters
 * count in Wh in the same list, and no value in a message tells the units apart (HAN-NVE interface description 3.1, 2.8). The unit
 * follows the powers, whose own unit is that of {@link PowerScaleFinder}.
 */
final class EnergyUnitRule implements Rule {
    private static final Logger LOG = LoggerFactory.getLogger(EnergyUnitRule.class);
    /** The time over which counter and power are compared: the counter arrives once an hour. */
    private static final double COMPARED_NANOS = 3_600e9;
    /** Least energy by power in the compared time that makes the ratio certain. */
    private static final double LEAST_KWH = 0.2;
    /** Over a longer gap the power between two messages is not known well enough. */
    private static final long LONGEST_GAP_NANOS = 60_000_000_000L;
    private static final double WATT_NANOS_PER_KWH = 3_600e12;
    private static final int TEN = 10;
    /** The powers that a list has in one unit. */
    private static final Set<Quantity> POWERS = EnumSet.copyOf(Stream.of(Quantity.values())
            .filter(quantity -> Set.of(Unit.WATT, Unit.VAR, Unit.VOLT_AMPERE).contains(quantity.unit())).toList());
    /** Tolerance for a power that jumps between two messages: a ratio is near 1, near 10, or proves nothing. */
    private static final double TOLERANCE_FACTOR = 2;

    private record Sample(double value, long nanos) {
    }

    private static final String DECIDED_BY_TENTHS = " tenths";

    private final StateStore store;
    private final PowerScaleFinder powers;
    /** The meter's number; null before the first message with a number. */
    private @Nullable String meterNumber;
    /** Wh in one step of the counter: 10 or 1; null while unknown. */
    private @Nullable Integer wattHours;
    private boolean announced;
    /** The counter in kWh, if its step is 10 Wh, at the start of the compared hour; null at first, after a gap, and after another meter. */
    private @Nullable Sample counter;
    /** Energy by the powers since {@link #counter}. */
    private double flowedKwh;
    /** The import in W in the last message with an import; null before the first, and after another meter. */
    private @Nullable Sample power;

    /**
     * @param store remembers the units of meters
     * @param chosen the owner's unit of powers; null: W, unless currents contradict it and the counter tells another
     */
    EnergyUnitRule(StateStore store, @Nullable PowerScale chosen) {
        this.store = store;
        this.powers = new PowerScaleFinder(store, chosen);
    }

    @Override
    public @Nullable Outcome check(GuardedReading now) {
        if (now.dialect().certainEnergyUnit()) {
            powers.accept(now, false);
            return null;
        }
        String number = now.meter().equipmentId();
        if (number != null && !number.isEmpty() && !number.equals(meterNumber)) {
            begin(number);
        }
        boolean before = powers.isContradicted();
        powers.accept(now, wattHours != null && wattHours == 1);
        if (powers.isContradicted() && !before) {
            // The powers have told the unit, and may have told it wrongly.
            wattHours = null;
        }
        learn(now);
        if (powers.isContradicted()) {
            POWERS.forEach(power -> now.withhold(Reason.POWER_UNIT_UNKNOWN, power));
        }
        int counterDivisor = wattHours == null || wattHours == TEN ? 1 : TEN;
        int powerDivisor = powers.isTenths() ? TEN : 1;
        if (counterDivisor * powerDivisor > 1) {
            now.replaceValues(divided(now.values(), counterDivisor, powerDivisor));
        }
        if (wattHours == null) {
            withhold(now);
        }
        return null;
    }

    /** Returns the power that the currents contradict; null if they do not. */
    @Nullable DoubtfulPower doubtfulPower() {
        return powers.doubt();
    }

    private void withhold(GuardedReading now) {
        for (Quantity energy : Quantity.ENERGY_COUNTERS) {
            now.withhold(Reason.UNIT_UNKNOWN, energy);
        }
        if (Quantity.ENERGY_COUNTERS.stream().anyMatch(now::isWithheld)) {
            now.replaceValues(now.values().without(Quantity.ENERGY_COUNTERS));
            if (!announced) {
                announced = true;
                LOG.info("""
                        this meter counts energy in 10 Wh or in Wh: its counters are published after an hour of \
                        consumption has shown which of the two""");
            }
        }
    }

    private void begin(String number) {
        meterNumber = number;
        powers.begin(number);
        // The first messages of a run may lack the number.
        wattHours = powers.isContradicted() ? null : store.recall(storeKey(number), this::parse).orElse(wattHours);
    }

    @Override
    public void forgetMeter() {
        powers.forgetMeter();
        meterNumber = null;
        wattHours = null;
        announced = false;
        counter = null;
        power = null;
    }

    private static String storeKey(String number) {
        return MeterKey.of(number).text() + ".energy-unit-wh";
    }

    /** Returns the unit in a fact; null if powers in another unit told it. */
    private @Nullable Integer parse(String fact) {
        String unit = fact.replace(DECIDED_BY_TENTHS, "");
        if (!unit.equals("10") && !unit.equals("1")) {
            throw new IllegalArgumentException(fact);
        }
        return fact.endsWith(DECIDED_BY_TENTHS) == powers.isTenths() ? Integer.valueOf(unit) : null;
    }

    private static Values divided(Values values, int counterDivisor, int powerDivisor) {
        Values.Builder all = new Values.Builder();
        for (Quantity quantity : values.present()) {
            int divisor = quantity.isEnergyCounter() ? counterDivisor : POWERS.contains(quantity) ? powerDivisor : 1;
            all.set(quantity, values.scaled(quantity) / divisor);
        }
        return all.build();
    }

    private void learn(GuardedReading now) {
        if (now.hasUsable(Quantity.POWER_IMPORT)) {
            addPower(new Sample(now.number(Quantity.POWER_IMPORT) / (powers.isTenths() ? TEN : 1), now.nanos()));
        }
        if (now.hasUsable(Quantity.ENERGY_IMPORT)) {
            compare(new Sample(now.number(Quantity.ENERGY_IMPORT), now.nanos()));
        }
    }

    private void addPower(Sample now) {
        if (power != null) {
            long gap = now.nanos() - power.nanos();
            counter = gap > LONGEST_GAP_NANOS ? null : counter;
            flowedKwh += (power.value() + now.value()) / 2 * gap / WATT_NANOS_PER_KWH;
        }
        power = now;
    }

    private void compare(Sample now) {
        if (counter != null && (now.nanos() - counter.nanos() < COMPARED_NANOS || flowedKwh < LEAST_KWH)) {
            return;
        }
        double rise = counter == null ? 0 : now.value() - counter.value();
        double ratio = counter == null ? 0 : rise / flowedKwh;
        if (powers.isContradicted() && isNear(ratio, 1.0 / TEN)) {
            if (rise < LEAST_KWH) {
                return;
            }
            powers.proved(PowerScale.TENTHS);
            found(TEN);
        } else if (isNear(ratio, 1) && !powers.isContradicted()) {
            found(TEN);
        } else if (isNear(ratio, TEN)) {
            if (powers.isContradicted()) {
                powers.proved(PowerScale.WATTS);
            }
            found(1);
        }
        counter = now;
        flowedKwh = 0;
    }

    private static boolean isNear(double ratio, double other) {
        return ratio > other / TOLERANCE_FACTOR && ratio < other * TOLERANCE_FACTOR;
    }

    private void found(int unit) {
        if (wattHours == null || wattHours != unit) {
            wattHours = unit;
            if (meterNumber != null) {
                store.remember(storeKey(meterNumber), unit + (powers.isTenths() ? DECIDED_BY_TENTHS : ""));
            }
            LOG.info("an hour of consumption shows that this meter counts energy in {} Wh", unit);
        }
    }
}
