package org.dbusp1.decode.han;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;

/**
 * The power of ten of Kamstrup's currents. Directly connected meters count in 10 mA, meters with current transformers
 * in mA, and both send the same list. The type of the meter shows which one it is, if the list has the type; so does
 * the apparent power: U times I must be equal to the apparent power that follows from power, reactive power and power
 * factor in the same list. Used by one thread.
 */
final class KamstrupCurrents {
    private static final int DIRECT = -2;
    private static final int TRANSFORMER = -3;
    /** The type of meters with current transformers. */
    private static final String TRANSFORMER_TYPE = "685";
    /** Power factors come in whole hundredths: lower ones give the apparent power too roughly. */
    private static final double LOWEST_FACTOR = 0.3;
    /** Powers come in whole W, currents in 10 mA. */
    private static final double LOWEST_PHASE_WATTS = 50;
    private static final double LOWEST_TOTAL_VOLT_AMPERES = 200;
    /** The factor by which U x I may be off on one phase. */
    private static final double NEAR = 1.25;
    /**
     * The sum over phases may be larger than the apparent power of the whole, where one phase feeds in what another
     * draws, or where the voltage is that between phases; it is never smaller. So, if currents are read in 10 mA,
     * ratios below 5 prove 10 mA, and ratios from 9 on indicate mA.
     */
    private static final double HIGHEST_DIRECT = 5;
    private static final double LOWEST_TRANSFORMER = 9;
    private static final double HIGHEST_TRANSFORMER = 22;

    private Optional<Integer> proven = Optional.empty();
    private Optional<Integer> likely = Optional.empty();

    /**
     * Returns the power of ten of the currents in a list, in A; empty if no list has shown it yet.
     *
     * @param type type of the meter; empty if no list had it
     */
    Optional<Integer> exponent(RegisterList listing, String type) {
        Map<Quantity, Double> raw = raw(listing);
        Optional<Integer> phases = byPhases(raw);
        if (phases.isPresent()) {
            proven = phases;
        } else {
            byTotals(raw);
        }
        return proven.or(() -> type.isEmpty() ? likely
                : Optional.of(type.startsWith(TRANSFORMER_TYPE) ? TRANSFORMER : DIRECT));
    }

    /**
     * Returns the power of ten by U, I, P and power factor of each phase; empty if no phase shows it or if phases
     * disagree.
     */
    private static Optional<Integer> byPhases(Map<Quantity, Double> raw) {
        Optional<Integer> all = Optional.empty();
        for (Phase phase : Phase.values()) {
            double factor = raw.getOrDefault(phase.powerFactor(), 0.0) / 100;
            double watts =
                    Math.abs(raw.getOrDefault(phase.powerImport(), 0.0) - raw.getOrDefault(phase.powerExport(), 0.0));
            if (factor < LOWEST_FACTOR || factor > 1 || watts < LOWEST_PHASE_WATTS) {
                continue;
            }
            double ratio = voltAmperes(raw, phase) / (watts / factor);
            boolean direct = ratio > 1 / NEAR && ratio < NEAR;
            boolean transformer = ratio > 10 / NEAR && ratio < 10 * NEAR;
            int exponent = direct ? DIRECT : TRANSFORMER;
            if (!direct && !transformer || all.isPresent() && all.get() != exponent) {
                return Optional.empty();
            }
            all = Optional.of(exponent);
        }
        return all;
    }

    private void byTotals(Map<Quantity, Double> raw) {
        double watts = raw.getOrDefault(Quantity.POWER_IMPORT, 0.0) - raw.getOrDefault(Quantity.POWER_EXPORT, 0.0);
        double vars = raw.getOrDefault(Quantity.REACTIVE_IMPORT, 0.0) - raw.getOrDefault(Quantity.REACTIVE_EXPORT, 0.0);
        double whole = Math.hypot(watts, vars);
        double sum = 0;
        boolean complete = raw.keySet().containsAll(List.of(Quantity.POWER_IMPORT, Quantity.REACTIVE_IMPORT));
        for (Phase phase : Phase.values()) {
            double voltAmperes = voltAmperes(raw, phase);
            // A phase that has a current but no voltage would be missing in the sum.
            complete &= voltAmperes > 0 || raw.getOrDefault(phase.current(), 0.0) == 0;
            sum += voltAmperes;
        }
        if (!complete || sum == 0 || whole < LOWEST_TOTAL_VOLT_AMPERES) {
            return;
        }
        double ratio = sum / whole;
        if (ratio < HIGHEST_DIRECT) {
            proven = Optional.of(DIRECT);
        } else if (ratio >= LOWEST_TRANSFORMER && ratio < HIGHEST_TRANSFORMER && likely.isEmpty()) {
            likely = Optional.of(TRANSFORMER);
        }
    }

    /** Returns U times I of a phase, with raw values read in V and 10 mA. */
    private static double voltAmperes(Map<Quantity, Double> raw, Phase phase) {
        return raw.getOrDefault(phase.voltage(), 0.0) * raw.getOrDefault(phase.current(), 0.0) / 100;
    }

    private static Map<Quantity, Double> raw(RegisterList listing) {
        Map<Quantity, Double> raw = new EnumMap<>(Quantity.class);
        for (RegisterList.Entry entry : listing.entries()) {
            entry.quantity().ifPresent(quantity -> entry.value().number().map(BigDecimal::doubleValue)
                    .ifPresent(number -> raw.put(quantity, number)));
        }
        return raw;
    }
}
