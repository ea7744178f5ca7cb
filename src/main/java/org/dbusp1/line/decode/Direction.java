package org.dbusp1.line.decode;

import org.dbusp1.meter.Phase;

/** Which way energy flows, as a message shows it besides its numbers. */
public interface Direction {
    /** Returns whether energy flows to the grid, over all phases. */
    boolean exporting();

    /** Returns whether a phase exports; false of a message that does not show phases. */
    boolean exporting(Phase phase);

    /** Returns whether it is shown of each phase too. */
    boolean showsPhases();
}
