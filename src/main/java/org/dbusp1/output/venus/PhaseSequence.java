package org.dbusp1.output.venus;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.dbusp1.meter.Register;

/**
 * In which order the voltages of a meter's phases follow each other, by the angles that some meters with SML send:
 * 1-0:81.7.1, of L2 to L1, and 1-0:81.7.2, of L3 to L1. Meters in order send 120 and 240 (Holley DTZ541) or 118 and 237
 * (Norax 3D) degrees; the other order is their reverse. Other angles tell nothing, as where a voltage is missing.
 */
enum PhaseSequence {
    /** L1, L2, L3. */
    IN_ORDER,
    /** L1, L3, L2. */
    REVERSED;

    private static final String SECOND = "1-0:81.7.1";
    private static final String THIRD = "1-0:81.7.2";
    private static final int THIRD_OF_CIRCLE = 120;
    private static final int TOLERANCE = 30;
    private static final int CIRCLE = 360;

    /** The order; empty where the meter does not tell it. */
    static Optional<PhaseSequence> of(List<Register> registers) {
        OptionalInt second = angle(registers, SECOND);
        OptionalInt third = angle(registers, THIRD);
        if (second.isEmpty() || third.isEmpty()) {
            return Optional.empty();
        }
        if (isNear(second.getAsInt(), THIRD_OF_CIRCLE) && isNear(third.getAsInt(), 2 * THIRD_OF_CIRCLE)) {
            return Optional.of(IN_ORDER);
        }
        return isNear(third.getAsInt(), THIRD_OF_CIRCLE) && isNear(second.getAsInt(), 2 * THIRD_OF_CIRCLE)
                ? Optional.of(REVERSED) : Optional.empty();
    }

    private static OptionalInt angle(List<Register> registers, String code) {
        for (Register register : registers) {
            if (register.obis().equals(code) || register.obis().startsWith(code + "*")) {
                Optional<BigDecimal> degrees = register.value()
                        .filter(value -> value.abs().compareTo(BigDecimal.valueOf(CIRCLE)) <= 0);
                return degrees.isPresent() ? OptionalInt.of(Math.floorMod(degrees.get().intValue(), CIRCLE))
                        : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    private static boolean isNear(int degrees, int expected) {
        return Math.abs(degrees - expected) <= TOLERANCE;
    }

    /**
     * The order of the inverter's phases, where the meter's phases are wired to them so; two that are exchanged reverse
     * it.
     */
    PhaseSequence on(PhaseMap phases) {
        int first = phases.meterPhase(1);
        boolean rotated = IntStream.rangeClosed(2, 3)
                .allMatch(phase -> phases.meterPhase(phase) == 1 + (first + phase - 2) % 3);
        return rotated ? this : this == IN_ORDER ? REVERSED : IN_ORDER;
    }
}
