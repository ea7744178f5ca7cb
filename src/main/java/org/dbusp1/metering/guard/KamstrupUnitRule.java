package org.dbusp1.metering.guard;

import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.SlowestMeter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the values of a Kamstrup meter their units, which its list does not name. Powers are in W or, in some meters, in tenths
 * (amsreader-firmware 421). Counters are in 10 Wh or in Wh (HAN-NVE 3.1, 2.8), which an hour of import by the power shows.
 * <pre>
 * the powers are               counter by power near 1   near 10   else
 * not contradicted: in W       10 Wh                     Wh        the counters are withheld
 * contradicted by currents     powers and counters are withheld until the owner writes meter.power
 * in the unit of meter.power   10 Wh                     Wh        the counters are withheld
 * </pre>
 */
final class KamstrupUnitRule implements Rule {
    private static final Logger LOG = LoggerFactory.getLogger(KamstrupUnitRule.class);
    private static final double HOUR_NANOS = 3_600e9;
    /** Less energy in the hour proves nothing. */
    private static final double LEAST_KWH = 0.2;
    private static final long LONGEST_GAP_NANOS = SlowestMeter.LONGEST_GAP.toNanos();
    private static final double WATT_NANOS_PER_KWH = 3_600e12;
    /** A power jumps between two messages. */
    private static final double TOLERANCE = 2;
    private static final int TEN = 10;
    /** Messages in a row with a power above the bound. */
    private static final int CONTRADICTIONS = 3;
    /** Of the bound of a power, by voltage times current. */
    private static final double BOUND_FACTOR = 3;
    /** A meter shows no current below its starting current, and rounds. */
    private static final double MARGIN_AMPERES = 1;
    /** Code of the register with the meter's type. */
    private static final String TYPE = "1-1:96.1.1";
    /** Types of meters with current transformers, whose currents may be others than those of the power. */
    private static final String WITH_TRANSFORMERS = "685";
    private static final String CONTRADICTED = "contradicted";
    private static final String POWER_UNIT = ".power-unit";
    private static final String ENERGY_UNIT = ".energy-unit-wh";
    private static final String SHOWN_BY_TENTHS = " tenths";
    private static final List<Quantity> POWERS = Stream.of(Quantity.values())
            .filter(quantity -> List.of(Unit.WATT, Unit.VAR, Unit.VOLT_AMPERE).contains(quantity.unit())).toList();

    private record Sample(double value, long nanos) {
    }

    private final StateStore store;
    /** The owner's unit of powers; null: W, unless currents contradict it. */
    private final @Nullable PowerScale chosen;
    /** The meter's number; null before the first message with a number. */
    private @Nullable String number;
    private final ConsecutiveCount contradictions = new ConsecutiveCount(CONTRADICTIONS);
    private boolean isContradicted;
    private @Nullable DoubtfulPower doubt;
    /** Wh in a step of the counter; null while unknown. */
    private @Nullable Integer wattHours;
    private boolean announced;
    /** The counter at the start of the compared hour; null at first, and after a gap. */
    private @Nullable Sample counter;
    /** Energy by the power since then. */
    private double flowedKwh;
    private @Nullable Sample power;

    KamstrupUnitRule(StateStore store, @Nullable PowerScale chosen) {
        this.store = store;
        this.chosen = chosen;
    }

    @Override
    public Step check(GuardedReading message) {
        if (message.dialect().certainEnergyUnit()) {
            return message;
        }
        String sent = message.sent().meter().equipmentId();
        if (number == null && sent != null && !sent.isEmpty()) {
            begin(sent);
        }
        compareWithCurrents(message);
        if (isContradicted) {
            // Powers in another unit may have shown it.
            wattHours = null;
        } else {
            compareWithCounter(message);
        }
        if (wattHours == null && !announced && Quantity.ENERGY_COUNTERS.stream().anyMatch(message.values()::has)) {
            announced = true;
            LOG.info("""
                    this meter counts energy in 10 Wh or in Wh: its counters are published after an hour of \
                    consumption has shown which of the two""");
        }
        return message.withhold(Reason.UNIT_UNKNOWN, isContradicted ? POWERS : List.of())
                .withhold(Reason.UNIT_UNKNOWN, wattHours == null ? Quantity.ENERGY_COUNTERS : List.of())
                .withValues(inUnits(message.values()));
    }

    @Nullable DoubtfulPower doubtfulPower() {
        return doubt;
    }

    private void begin(String meter) {
        number = meter;
        if (isContradicted) {
            // By the first messages of a run, which may lack the number.
            remember(POWER_UNIT, CONTRADICTED);
        }
        // Any word: an earlier version wrote a unit here, the owner's or one that a counter had proved.
        isContradicted |= chosen == null && store.recall(key(meter, POWER_UNIT), fact -> fact).isPresent();
        wattHours = store.recall(key(meter, ENERGY_UNIT), this::parse).orElse(wattHours);
    }

    @Override
    public void forgetMeter() {
        number = null;
        contradictions.reset();
        isContradicted = false;
        doubt = null;
        wattHours = null;
        announced = false;
        counter = null;
        power = null;
    }

    private void compareWithCurrents(GuardedReading message) {
        Values values = message.values();
        if (chosen != null || !hasCurrentsOfPower(message)) {
            return;
        }
        long watts = Math.round(values.number(Quantity.POWER_IMPORT)
                - (values.has(Quantity.POWER_EXPORT) ? values.number(Quantity.POWER_EXPORT) : 0));
        long carried = Math.round(carried(values, 0));
        boolean isLasting = contradictions.accept(Math.abs(watts) > BOUND_FACTOR * carried(values, MARGIN_AMPERES));
        if (isLasting && !isContradicted) {
            isContradicted = true;
            remember(POWER_UNIT, CONTRADICTED);
            LOG.warn("""
                    the power of this meter would be {} W, but its voltages and currents are {} VA: powers and counters are withheld. \
                    Look at the meter's display and set meter.power to tenths or watts.""", watts, carried);
        }
        if (isContradicted && (doubt == null || isLasting)) {
            doubt = new DoubtfulPower(watts, carried);
        }
    }

    /** Returns whether a message of a meter without current transformers has its power, and a voltage and a current of each phase. */
    private static boolean hasCurrentsOfPower(GuardedReading message) {
        boolean isDirect = message.sent().message().hasAssumedScales() && message.sent().message().registers().stream().anyMatch(register ->
                register.obis().startsWith(TYPE) && register.text() != null && !register.text().startsWith(WITH_TRANSFORMERS));
        Values values = message.values();
        List<Phase> measured = Phase.ALL.stream().filter(phase -> values.has(phase.voltage()) || values.has(phase.current())).toList();
        return isDirect && values.has(Quantity.POWER_IMPORT) && !measured.isEmpty() && measured.stream().allMatch(phase ->
                values.has(phase.voltage()) && values.scaled(phase.voltage()) != 0 && values.has(phase.current()));
    }

    /** Returns the sum of voltage times current, in VA. @param margin added to each current, in A */
    private static double carried(Values values, double margin) {
        return Phase.ALL.stream().filter(phase -> values.has(phase.voltage()))
                .mapToDouble(phase -> values.number(phase.voltage()) * (Math.abs(values.number(phase.current())) + margin)).sum();
    }

    private void compareWithCounter(GuardedReading message) {
        if (message.values().has(Quantity.POWER_IMPORT)) {
            Sample before = power;
            power = new Sample(message.number(Quantity.POWER_IMPORT) / powerDivisor(), message.nanos());
            if (before != null) {
                long gap = message.nanos() - before.nanos;
                counter = gap > LONGEST_GAP_NANOS ? null : counter;
                flowedKwh += (before.value + power.value) / 2 * gap / WATT_NANOS_PER_KWH;
            }
        }
        if (!message.values().has(Quantity.ENERGY_IMPORT)) {
            return;
        }
        Sample counted = new Sample(message.number(Quantity.ENERGY_IMPORT), message.nanos());
        if (counter != null) {
            if (message.nanos() - counter.nanos < HOUR_NANOS || flowedKwh < LEAST_KWH) {
                return;
            }
            double ratio = (counted.value - counter.value) / flowedKwh;
            if (isNear(TEN, ratio)) {
                learnEnergyUnit(1);
            } else if (isNear(1, ratio)) {
                learnEnergyUnit(TEN);
            }
        }
        counter = counted;
        flowedKwh = 0;
    }

    private static boolean isNear(double expected, double ratio) {
        return ratio > expected / TOLERANCE && ratio < expected * TOLERANCE;
    }

    private void learnEnergyUnit(int step) {
        if (wattHours == null || wattHours != step) {
            wattHours = step;
            remember(ENERGY_UNIT, factOf(step));
            LOG.info("an hour of consumption shows that this meter counts energy in {} Wh", step);
        }
    }

    private Values inUnits(Values values) {
        Values.Builder all = new Values.Builder();
        for (Quantity quantity : values.present()) {
            if (!quantity.isEnergyCounter()) {
                all.set(quantity, values.scaled(quantity) / (POWERS.contains(quantity) ? powerDivisor() : 1));
            } else if (wattHours != null) {
                all.set(quantity, values.scaled(quantity) * wattHours / TEN);
            }
        }
        return values.netOrigin() == null ? all.build()
                : all.setNet(all.scaled(Quantity.POWER_NET), values.netOrigin()).build();
    }

    private int powerDivisor() {
        return chosen == PowerScale.TENTHS ? TEN : 1;
    }

    private String factOf(int step) {
        return step + (chosen == PowerScale.TENTHS ? SHOWN_BY_TENTHS : "");
    }

    /** Returns the unit in a fact; null if powers in another unit have shown it. */
    private @Nullable Integer parse(String fact) {
        String step = fact.replace(SHOWN_BY_TENTHS, "");
        if (!step.equals("1") && !step.equals(Integer.toString(TEN))) {
            throw new IllegalArgumentException(fact);
        }
        return fact.equals(factOf(Integer.parseInt(step))) ? Integer.valueOf(step) : null;
    }

    private void remember(String what, String fact) {
        if (number != null) {
            store.remember(key(number, what), fact);
        }
    }

    private static String key(String meter, String what) {
        return MeterKey.of(meter).text() + what;
    }
}
