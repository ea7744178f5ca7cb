package org.dbusp1.metering.guard;

import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Origin;

/** Makes guards for tests. */
public final class TestGuard {
    private TestGuard() {
    }

    /** Returns a guard of a log that may hold copies of the same telegrams. */
    public static Guard ofRepeatedLog(StateStore energyUnits) {
        return new Guard(new Guard.Options(null, energyUnits, Origin.CHECKED_LOG, null));
    }
}
