package org.dbusp1.output.venus;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dbusp1.meter.SafeText;

/**
 * Which phase of the inverter each phase of the meter is, for inverters wired to other phases than the meter's. Power,
 * voltage and current move together.
 *
 * @param inverterPhases for the meter's L1, L2, L3 in this order the inverter's phase, 1 to 3; one element for a
 *                       one-phase meter: then the meter's L2 and L3 have no place
 */
public record PhaseMap(List<Integer> inverterPhases) {
    /** The meter's phases are the inverter's. */
    public static final PhaseMap STRAIGHT = new PhaseMap(List.of(1, 2, 3));
    /** Of what somebody wrote, repeated when it is refused. */
    private static final int QUOTED = 40;

    public PhaseMap {
        inverterPhases = List.copyOf(inverterPhases);
        boolean each = inverterPhases.stream().distinct().count() == inverterPhases.size()
                && inverterPhases.stream().allMatch(phase -> phase >= 1 && phase <= 3);
        if (!each || inverterPhases.size() != 1 && inverterPhases.size() != 3) {
            throw new IllegalArgumentException("not a map of phases: " + inverterPhases);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PhaseMap that && inverterPhases.equals(that.inverterPhases);
    }

    @Override
    public int hashCode() {
        return inverterPhases.hashCode();
    }

    /**
     * As in the configuration and the settings: L2,L3,L1 or, for a one-phase meter, L2.
     *
     * @throws IllegalArgumentException when it is neither; one line
     */
    public static PhaseMap parse(String text) {
        List<String> names = List.of(text.replace(" ", "").toUpperCase(Locale.ROOT).split(",", -1));
        try {
            return new PhaseMap(names.stream().map(name -> List.of("L1", "L2", "L3").indexOf(name) + 1).toList());
        } catch (IllegalArgumentException neither) {
            throw new IllegalArgumentException("\"" + quoted(text)
                    + "\" does not say which inverter phase each meter phase "
                    + "is: allowed are L1, L2 and L3 in any order, as in L2,L3,L1, or one of them for a one-phase"
                    + " meter",
                    neither);
        }
    }

    private static String quoted(String text) {
        String begin = text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "...";
        return SafeText.message(begin);
    }

    /** As {@link #parse} reads it: L2,L3,L1. */
    public String text() {
        return inverterPhases.stream().map(phase -> "L" + phase).collect(Collectors.joining(","));
    }

    /** The meter's phase that stands on a phase of the inverter, 1 to 3; 0 where none does. */
    int meterPhase(int inverterPhase) {
        return inverterPhases.indexOf(inverterPhase) + 1;
    }

    /** The inverter's phase that a phase of the meter, which has a place, stands on, 1 to 3. */
    int inverterPhase(int meterPhase) {
        return inverterPhases.get(meterPhase - 1);
    }

    /** Whether a phase of the meter has a place. */
    boolean places(int meterPhase) {
        return meterPhase <= inverterPhases.size();
    }
}
