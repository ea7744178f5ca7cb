package org.dbusp1.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;

class PowerByDirectionTest {
    /** A German meter with SML: 700 W in all, of which L2 feeds in 300. */
    private static final Values BALANCES = new Values.Builder().set(Quantity.POWER_NET, 700_000)
            .set(Quantity.POWER_L1, 1_000_000).set(Quantity.POWER_L2, -300_000).build();

    @Test
    void thePowersOfPhasesFollowToo() {
        Values both = PowerByDirection.of(BALANCES, BALANCES);

        assertThat(both.scaled(Quantity.POWER_IMPORT)).isEqualTo(700_000);
        assertThat(both.scaled(Quantity.POWER_EXPORT)).isZero();
        assertThat(both.scaled(Quantity.POWER_IMPORT_L1)).isEqualTo(1_000_000);
        assertThat(both.scaled(Quantity.POWER_EXPORT_L1)).isZero();
        assertThat(both.scaled(Quantity.POWER_IMPORT_L2)).isZero();
        assertThat(both.scaled(Quantity.POWER_EXPORT_L2)).isEqualTo(300_000);
        assertThat(both.has(Quantity.POWER_IMPORT_L3)).isFalse();
        assertThat(both.scaled(Quantity.POWER_L2)).isEqualTo(-300_000);
    }

    /** A meter that prints import and export of the whole house alone has no powers of a phase. */
    @Test
    void whatAMeterOfBothDirectionsSendsStaysAsItIs() {
        Values sent = new Values.Builder().set(Quantity.POWER_IMPORT, 700_000).set(Quantity.POWER_EXPORT, 0)
                .set(Quantity.POWER_NET, 700_000).set(Quantity.POWER_L1, 700_000).build();

        assertThat(PowerByDirection.of(sent, sent)).isSameAs(sent);
        Values believed = sent.without(EnumSet.of(Quantity.POWER_IMPORT, Quantity.POWER_EXPORT));
        assertThat(PowerByDirection.of(believed, sent)).as("both are withheld").isSameAs(believed);
    }
}
