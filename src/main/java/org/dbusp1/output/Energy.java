package org.dbusp1.output;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;

/** Energies that M-Bus devices count: heat, cooling, electricity. */
public final class Energy {
    private static final BigDecimal WATT_HOUR = BigDecimal.valueOf(3_600);

    private Energy() {
    }

    /** Joules in one such unit; absent where it is none of energy. */
    public static Optional<BigDecimal> joulesIn(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "kj" -> Optional.of(BigDecimal.valueOf(1_000));
            case "mj" -> Optional.of(BigDecimal.valueOf(1_000_000));
            case "gj" -> Optional.of(BigDecimal.valueOf(1_000_000_000));
            case "wh" -> Optional.of(WATT_HOUR);
            case "kwh" -> Optional.of(WATT_HOUR.movePointRight(3));
            case "mwh" -> Optional.of(WATT_HOUR.movePointRight(6));
            default -> Optional.empty();
        };
    }

    /** The counter in joules; absent where its unit is none of energy. */
    public static Optional<BigDecimal> joules(MBusDevice.Counter counter) {
        return joulesIn(counter.unit()).map(counter.value()::multiply);
    }
}
