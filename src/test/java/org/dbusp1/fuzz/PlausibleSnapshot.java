package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;

/** What must hold of each snapshot, however hostile the message behind it. */
final class PlausibleSnapshot {
    private static final Set<Quantity> PLAIN_POWER = EnumSet.of(Quantity.POWER_IMPORT, Quantity.POWER_EXPORT,
            Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3, Quantity.POWER_IMPORT_L1,
            Quantity.POWER_IMPORT_L2, Quantity.POWER_IMPORT_L3, Quantity.POWER_EXPORT_L1, Quantity.POWER_EXPORT_L2,
            Quantity.POWER_EXPORT_L3, Quantity.POWER_ABS);
    private static final BigDecimal TRILLION = BigDecimal.TEN.pow(12);
    private static final long MEGAWATT = 1_000_000;

    private PlausibleSnapshot() {
    }

    static void verify(Snapshot snapshot) {
        for (Quantity quantity : snapshot.values().present()) {
            verify(quantity, snapshot.values().number(quantity), snapshot.reading().meter().dialect());
            assertThat(snapshot.withheld().quantities()).doesNotContain(quantity);
        }
        assertThat(snapshot.interval()).isPositive();
        List<Integer> channels = snapshot.devices().stream().map(MBusDevice::channel).toList();
        assertThat(channels).doesNotHaveDuplicates().allMatch(channel -> channel >= 1 && channel <= 4);
        for (MBusDevice device : snapshot.devices()) {
            device.reading().ifPresent(counter -> assertThat(counter.value()).as("M-Bus counter")
                    .isNotNegative().isLessThan(TRILLION));
        }
        assertThat(snapshot.reading().message().registers()).isNotNull();
        assertThat(snapshot.reading().message().details()).isNotNull();
        assertThat(snapshot.reading().message().push()).isNotNull();
    }

    private static void verify(Quantity quantity, double value, Dialect dialect) {
        if (PLAIN_POWER.contains(quantity)) {
            assertThat(value).as(quantity.key()).isBetween((double) -MEGAWATT, (double) MEGAWATT);
            if (quantity.name().matches("POWER_(IMPORT|EXPORT)(_L.)?") && dialect != Dialect.D0) {
                assertThat(value).as(quantity.key()).isNotNegative();
            }
        }
        switch (quantity.unit()) {
            case VOLT -> assertThat(value).as(quantity.key()).isBetween(0.0, 500.0);
            case HERTZ -> assertThat(value).as(quantity.key()).isBetween(45.0, 65.0);
            case RATIO -> assertThat(value).as(quantity.key()).isBetween(-1.0, 1.0);
            // Hungary's balance of import and export may be negative.
            case KILOWATT_HOUR, KILOVAR_HOUR -> assertThat(quantity == Quantity.ENERGY_COMBINED ? Math.abs(value) : value).as(quantity.key()).isNotNegative();
            case COUNT -> assertThat(value).as(quantity.key()).isBetween(0.0, (double) Integer.MAX_VALUE);
            case AMPERE, WATT, VAR, VOLT_AMPERE -> assertThat(Math.abs(value)).as(quantity.key()).isLessThan(1e9);
        }
    }
}
