package org.dbusp1.gx.ess;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dbusp1.base.SafeText;
import org.dbusp1.meter.Message.Register;
import org.jspecify.annotations.Nullable;

/**
 * The inverter's phase of each phase of the meter, for inverters that are wired to other phases than the meter. Power,
 * voltage and current move together. An order names three phases, or one phase for a meter of one phase; an order of one
 * phase leaves L2 and L3 of a meter of three phases unpublished.
 *
 * @param inverterPhases the inverter's phase, 1 to 3, of the meter's L1, L2 and L3 in this order, or of its only phase
 */
public record PhaseOrder(List<Integer> inverterPhases) {
    public static final PhaseOrder STRAIGHT = new PhaseOrder(List.of(1, 2, 3));
    private static final int QUOTED = 40;

    public PhaseOrder {
        inverterPhases = List.copyOf(inverterPhases);
        boolean each = inverterPhases.stream().distinct().count() == inverterPhases.size()
                && inverterPhases.stream().allMatch(phase -> phase >= 1 && phase <= 3);
        if (!each || inverterPhases.size() != 1 && inverterPhases.size() != 3) {
            throw new IllegalArgumentException("no order of phases: " + inverterPhases);
        }
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof PhaseOrder that && inverterPhases.equals(that.inverterPhases);
    }

    @Override
    public int hashCode() {
        return inverterPhases.hashCode();
    }

    /**
     * Parses the text of the configuration and of the settings: L2,L3,L1 or, for a one-phase meter, L2.
     *
     * @throws IllegalArgumentException if the text has another form; the message is one line
     */
    public static PhaseOrder parse(String text) {
        List<String> names = List.of(text.replace(" ", "").toUpperCase(Locale.ROOT).split(",", -1));
        try {
            return new PhaseOrder(names.stream().map(name -> List.of("L1", "L2", "L3").indexOf(name) + 1).toList());
        } catch (IllegalArgumentException e) {
            String begin = SafeText.message(text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...");
            throw new IllegalArgumentException("\"" + begin + """
                    " does not name the inverter phase of each meter phase: allowed are L1, L2 and L3 in any order, as in \
                    L2,L3,L1, or one of them for a one-phase meter""", e);
        }
    }

    /** Returns the text that {@link #parse} reads: L2,L3,L1. */
    public String text() {
        return inverterPhases.stream().map(phase -> "L" + phase).collect(Collectors.joining(","));
    }

    /** Returns the meter's phase, 1 to 3, that is published as this phase of the inverter; 0 if no phase is. */
    public int meterPhase(int inverterPhase) {
        return inverterPhases.indexOf(inverterPhase) + 1;
    }

    /** Returns the inverter's phase, 1 to 3, of a phase of the meter that is published. */
    public int inverterPhase(int meterPhase) {
        return inverterPhases.get(meterPhase - 1);
    }

    /** Returns whether the order names at least as many phases as the meter has. */
    public boolean fits(int meterPhases) {
        return meterPhases <= inverterPhases.size();
    }

    /** The order in which the voltages follow each other. The ordinal is the value of the D-Bus path {@code /PhaseSequence}. */
    public enum Sequence {
        /** L1, L2, L3. */
        IN_ORDER,
        /** L1, L3, L2. */
        REVERSED;

        private static final String SECOND = "1-0:81.7.1";
        private static final String THIRD = "1-0:81.7.2";
        private static final int THIRD_OF_CIRCLE = 120;
        private static final int TOLERANCE = 30;
        private static final int CIRCLE = 360;

        /**
         * Returns the sequence by the angles that some meters with SML send: 1-0:81.7.1, of L2 to L1, and 1-0:81.7.2,
         * of L3 to L1. Meters in order send 120 and 240 (Holley DTZ541) or 118 and 237 (Norax 3D) degrees; 240 and 120 mean
         * the reverse sequence. Null with other angles, as when a voltage is missing.
         */
        public static @Nullable Sequence of(List<Register> registers) {
            Integer second = angle(registers, SECOND);
            Integer third = angle(registers, THIRD);
            return second == null || third == null ? null : of(second, third);
        }

        private static @Nullable Sequence of(int second, int third) {
            if (isNear(second, THIRD_OF_CIRCLE) && isNear(third, 2 * THIRD_OF_CIRCLE)) {
                return IN_ORDER;
            }
            boolean reversed = isNear(third, THIRD_OF_CIRCLE) && isNear(second, 2 * THIRD_OF_CIRCLE);
            return reversed ? REVERSED : null;
        }

        private static @Nullable Integer angle(List<Register> registers, String code) {
            return registers.stream().filter(register -> register.obis().equals(code) || register.obis().startsWith(code + "*"))
                    .findFirst().map(Register::value).filter(degrees -> degrees.abs().compareTo(BigDecimal.valueOf(CIRCLE)) <= 0)
                    .map(degrees -> Math.floorMod(degrees.intValue(), CIRCLE)).orElse(null);
        }

        private static boolean isNear(int degrees, int expected) {
            return Math.abs(degrees - expected) <= TOLERANCE;
        }
    }

    /** Returns the sequence of the inverter's phases: the reverse of the meter's if two are exchanged; null for an order of one phase. */
    public @Nullable Sequence ofInverter(Sequence ofMeter) {
        if (inverterPhases.size() == 1) {
            return null;
        }
        int first = meterPhase(1);
        boolean rotated = IntStream.rangeClosed(2, 3).allMatch(phase -> meterPhase(phase) == 1 + (first + phase - 2) % 3);
        return rotated == (ofMeter == Sequence.IN_ORDER) ? Sequence.IN_ORDER : Sequence.REVERSED;
    }
}
