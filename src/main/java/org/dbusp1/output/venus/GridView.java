package org.dbusp1.output.venus;

import java.util.Optional;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;

/**
 * A snapshot as the inverter should see it: its phases, its signs. Import is positive, or production where the meter
 * measures a producer. Phases are the inverter's, 1 to 3. A phase power is never voltage times current.
 */
record GridView(Snapshot snapshot, GridMemory memory, Registration registration, VenusSettings settings) {

    /** A quantity as the meter holds it. */
    static Optional<Long> scaled(Snapshot snapshot, Quantity quantity) {
        return snapshot.values().has(quantity)
                ? Optional.of(snapshot.values().scaled(quantity)) : Optional.empty();
    }

    Optional<Long> value(Quantity quantity) {
        return scaled(snapshot, quantity);
    }

    Role role() {
        return Role.of(registration.kind()).orElse(Role.GRID);
    }

    /** The meter's own total. */
    Optional<Long> power() {
        return signed(value(Quantity.POWER_NET));
    }

    /** The phase's power; of a meter that gives only a total, the total on its L1. */
    Optional<Long> power(int phase) {
        return meterPower(settings.phases().meterPhase(phase));
    }

    private Optional<Long> meterPower(int meterPhase) {
        if (meterPhase == 0) {
            return Optional.empty();
        }
        if (givesPhasePowers()) {
            return signed(value(GridMemory.PHASES.get(meterPhase - 1).power()));
        }
        return meterPhase == 1 ? power() : Optional.empty();
    }

    private boolean givesPhasePowers() {
        return !memory.totalOnly() && GridMemory.PHASES.stream().anyMatch(phase -> snapshot.values().has(phase.power()));
    }

    Optional<Long> voltage(int phase) {
        int meterPhase = settings.phases().meterPhase(phase);
        return meterPhase == 0 ? Optional.empty() : value(GridMemory.PHASES.get(meterPhase - 1).voltage());
    }

    /**
     * The phase's current with the sign of its power, or of the total where the phase has none: P1 prints no sign. Aidon's
     * HAN meters do, and then know better than the total which way each phase goes.
     */
    Optional<Long> current(int phase) {
        int meterPhase = settings.phases().meterPhase(phase);
        if (meterPhase == 0) {
            return Optional.empty();
        }
        Optional<Long> said = value(GridMemory.PHASES.get(meterPhase - 1).current());
        if (signsCurrents()) {
            return signed(said);
        }
        Optional<Long> direction = meterPower(meterPhase).or(this::power);
        return said.map(current -> direction.filter(power -> power < 0).isPresent() ? -Math.abs(current)
                : direction.isPresent() ? Math.abs(current) : current);
    }

    private boolean signsCurrents() {
        return GridMemory.PHASES.stream().anyMatch(phase -> value(phase.current()).filter(one -> one < 0).isPresent());
    }

    /** A quantity that the meter has for each of its phases. */
    Optional<Long> ofPhase(int phase, Quantity l1, Quantity l2, Quantity l3) {
        return switch (settings.phases().meterPhase(phase)) {
            case 1 -> value(l1);
            case 2 -> value(l2);
            case 3 -> value(l3);
            default -> Optional.empty();
        };
    }

    /** Some meters print factors that are none (telegrams/hu-sagemcom-eon: 4.556). */
    static Optional<Long> factor(Optional<Long> printed) {
        return printed.filter(factor -> Math.abs(factor) <= 1000);
    }

    Optional<Long> energyForward() {
        return value(role().produces() ? Quantity.ENERGY_EXPORT : Quantity.ENERGY_IMPORT);
    }

    Optional<Long> energyReverse() {
        return value(Quantity.ENERGY_EXPORT);
    }

    /** Empty for a one-phase meter that is not on the inverter's L1: gui-v2 then shows the phases that have data. */
    Optional<Long> phases() {
        boolean elsewhere = memory.phases() == 1 && settings.phases().meterPhase(1) != 1;
        return elsewhere ? Optional.empty() : Optional.of((long) memory.phases());
    }

    private Optional<Long> signed(Optional<Long> net) {
        return role().produces() ? net.map(power -> -power) : net;
    }
}
