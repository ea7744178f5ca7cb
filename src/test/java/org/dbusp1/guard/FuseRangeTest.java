package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.dialect.Luxembourg;
import org.dbusp1.meter.dialect.Netherlands;
import org.junit.jupiter.api.Test;

/** The threshold of the fuse is a current like any other: no telegram sets it to any number that has digits enough. */
class FuseRangeTest {
    private static final long AMPERE = Unit.AMPERE.one();

    @Test
    void aFuseHasAPossibleCurrent() {
        assertThat(Plausibility.isInRange(Quantity.FUSE, 999 * AMPERE, Netherlands.DSMR5)).isTrue();
        assertThat(Plausibility.isInRange(Quantity.FUSE, 10_001 * AMPERE, Netherlands.DSMR5)).isFalse();
        assertThat(Plausibility.isInRange(Quantity.FUSE_EXPORT, -40 * AMPERE, Luxembourg.P1)).isTrue();
        assertThat(Plausibility.isInRange(Quantity.FUSE_EXPORT, -10_001 * AMPERE, Luxembourg.P1)).isFalse();
    }
}
