package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.metering.Snapshot;

/** Checks of each snapshot, however hostile the message after it. */
final class PlausibleSnapshot {
    private static final Set<Quantity> PLAIN_POWER = named("POWER_.*");
    /** Power in one direction; some German meters have a sign there. */
    private static final Set<Quantity> DIRECTED_POWER = named("POWER_(IMPORT|EXPORT).*");
    private static final BigDecimal TRILLION = BigDecimal.TEN.pow(12);

    private PlausibleSnapshot() {
    }

    private static Set<Quantity> named(String pattern) {
        Set<Quantity> powers = EnumSet.allOf(Quantity.class);
        powers.removeIf(quantity -> quantity.unit() != Unit.WATT || !quantity.name().matches(pattern));
        return powers;
    }

    /** Compares without a library's assertions: a fuzzer calls this more often than all that it tests. */
    static void verify(Snapshot snapshot) {
        Dialect dialect = snapshot.reading().meter().dialect();
        Set<Quantity> withheld = snapshot.published().withheld().quantities();
        for (Quantity quantity : snapshot.published().values().present()) {
            double value = snapshot.published().values().number(quantity);
            if (!isPlausible(quantity, value, dialect) || withheld.contains(quantity)) {
                throw new AssertionError(quantity.key() + " is " + value + (withheld.contains(quantity) ? " and withheld" : ""));
            }
        }
        assertThat(snapshot.interval()).isPositive();
        if (!snapshot.published().devices().isEmpty()) {
            List<Integer> channels = snapshot.published().devices().stream().map(MBusDevice::channel).toList();
            assertThat(channels).doesNotHaveDuplicates().allMatch(channel -> channel >= 1 && channel <= 4);
        }
        for (MBusDevice device : snapshot.published().devices()) {
            if (device.reading() != null) {
                assertThat(device.reading().value()).as("M-Bus counter").isNotNegative().isLessThan(TRILLION);
            }
        }
        assertThat(snapshot.reading().message().registers()).isNotNull();
        assertThat(snapshot.reading().message().details()).isNotNull();
        assertThatCode(snapshot.reading().message()::push).doesNotThrowAnyException();
    }

    private static boolean isPlausible(Quantity quantity, double value, Dialect dialect) {
        Quantity.Range range = quantity.range();
        if (PLAIN_POWER.contains(quantity) && !isBetween(-range.to(), value, range.to())
                || DIRECTED_POWER.contains(quantity) && dialect != Dialect.D0 && dialect != Dialect.SML && !(value >= 0)) {
            return false;
        }
        return switch (quantity.unit()) {
            case VOLT, HERTZ, RATIO -> isBetween(range.from(), value, range.to());
            case KILOWATT_HOUR, KILOVAR_HOUR -> value >= 0;
            case COUNT -> isBetween(0, value, Integer.MAX_VALUE);
            case AMPERE, WATT, VAR, VOLT_AMPERE -> Math.abs(value) < 1e9;
        };
    }

    /** False of NaN. */
    private static boolean isBetween(double least, double value, double most) {
        return value >= least && value <= most;
    }
}
