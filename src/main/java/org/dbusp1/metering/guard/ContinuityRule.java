package org.dbusp1.metering.guard;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.metering.CounterRule;
import org.dbusp1.metering.CounterRule.Counted;
import org.dbusp1.metering.guard.Belief.Seen;
import org.dbusp1.metering.guard.Belief.Verdict;

/**
 * Withholds a counter that falls, or rises faster than energy flows, and a voltage that vanishes or is too high. A counter that lasts
 * there begins another series ({@link org.dbusp1.metering.Published#series}). Where a believed counter proves wrong, the energy counted
 * with it is taken back ({@link org.dbusp1.metering.Published#retracted}): on a line without checksum and parity, of which one telegram in
 * a thousand has a wrong byte, 12 to 43 times a year, 0.1 to 0.3 kWh in all; with parity never.
 */
final class ContinuityRule implements Rule.ValueRule {
    /**
     * @param one     1 kWh, m3 or GJ in its unit
     * @param seconds by any clock that does not jump
     */
    record Count(Counted counted, long scaled, long one, double seconds) implements Seen<Count> {
        @Override
        public boolean mayFollow(Count before) {
            return CounterRule.mayFollow(counted, before.scaled, scaled, one, seconds - before.seconds);
        }

        /** A counter of 0 never contradicts a higher one: meters print it while they start. */
        @Override
        public boolean repeats(Count doubted) {
            return doubted.scaled > 0 && mayFollow(doubted);
        }
    }

    private record Voltage(double volts) implements Seen<Voltage> {
        /** A phase with a higher voltage is in use. */
        private static final double IN_USE = 50;
        private static final double HIGHEST = 300;

        @Override
        public boolean mayFollow(Voltage before) {
            return volts == 0 ? before.volts <= IN_USE : volts <= HIGHEST || before.volts > HIGHEST;
        }
    }

    private final Map<Quantity, Belief<Count>> counters = new EnumMap<>(Quantity.class);
    private final Map<Quantity, Belief<Voltage>> voltages = new EnumMap<>(Quantity.class);
    /** Counters that proved wrong, for the next message that is published, also if it lacks them or is another meter's. */
    private final Set<Quantity> retracted = EnumSet.noneOf(Quantity.class);
    /** How often a counter began anew in this run, if it did. */
    private final Map<Quantity, Integer> series = new EnumMap<>(Quantity.class);

    @Override
    public GuardedReading check(GuardedReading message) {
        List<Quantity> doubted = new ArrayList<>();
        for (Quantity quantity : message.values().present()) {
            if (message.has(quantity) && !(quantity.isEnergyCounter() ? isCountBelieved(quantity, message)
                    : quantity.unit() != Unit.VOLT || isVoltageBelieved(quantity, message))) {
                doubted.add(quantity);
            }
        }
        return message.withhold(Reason.CONTRADICTS_PAST, doubted);
    }

    private boolean isCountBelieved(Quantity counter, GuardedReading message) {
        Count count = new Count(Counted.METER, message.values().scaled(counter), counter.unit().scaledOne(), message.nanos() / 1e9);
        Belief<Count> belief = counters.computeIfAbsent(counter, first -> Belief.inTheFirst());
        boolean follows = belief.agrees(count);
        Verdict<Count> verdict = belief.accept(count, message.nanos());
        if (verdict.restored() != null) {
            retracted.add(counter);
        } else if (verdict.isBelieved() && !follows) {
            series.merge(counter, 1, Integer::sum);
        }
        return verdict.isBelieved();
    }

    private boolean isVoltageBelieved(Quantity voltage, GuardedReading message) {
        return voltages.computeIfAbsent(voltage, first -> Belief.inTheFirst())
                .accept(new Voltage(message.number(voltage)), message.nanos()).isBelieved();
    }

    /** Called when a message is published, which brings them. */
    Set<Quantity> takeRetracted() {
        Set<Quantity> taken = Set.copyOf(retracted);
        retracted.clear();
        return taken;
    }

    /** @see org.dbusp1.metering.Published#series */
    Map<Quantity, Integer> series() {
        return Map.copyOf(series);
    }

    @Override
    public void forgetMeter() {
        counters.clear();
        voltages.clear();
    }
}
