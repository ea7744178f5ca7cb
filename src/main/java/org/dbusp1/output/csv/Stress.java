package org.dbusp1.output.csv;

import java.util.List;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;

/** Marks the phases, 3, 5 and 7, whose value is above a limit. */
final class Stress {
    static final String PHASES = "357";

    private final List<Quantity> phases;
    private final double limit;

    Stress(List<Quantity> phases, double limit) {
        this.phases = phases;
        this.limit = limit * phases.get(0).unit().one();
    }

    String marks(Values values) {
        String marks = "";
        for (int i = 0; i < phases.size(); i++) {
            if (values.has(phases.get(i)) && values.scaled(phases.get(i)) > limit) {
                marks += PHASES.charAt(i);
            }
        }
        return marks;
    }
}
