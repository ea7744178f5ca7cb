package org.dbusp1.output.csv;

import java.util.List;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/**
 * Marks the phases, 3, 5 and 7, that stand above a limit; where wanted once more those with the highest value so far.
 */
final class Stress {
    static final String PHASES = "357";

    private final List<Quantity> phases;
    private final double limit;
    private final boolean maxima;
    private long highest;

    Stress(List<Quantity> phases, double limit, boolean maxima) {
        this.phases = phases;
        this.limit = limit * phases.get(0).unit().one();
        this.maxima = maxima;
    }

    String marks(Values values) {
        String marks = "";
        for (int i = 0; i < phases.size(); i++) {
            if (values.has(phases.get(i)) && values.scaled(phases.get(i)) > limit) {
                marks += PHASES.charAt(i);
            }
        }
        for (int i = 0; maxima && i < phases.size(); i++) {
            // One after the other: a phase that is marked here sets the mark for the next.
            if (values.has(phases.get(i)) && values.scaled(phases.get(i)) >= highest) {
                highest = values.scaled(phases.get(i));
                marks += PHASES.charAt(i);
            }
        }
        return marks;
    }
}
