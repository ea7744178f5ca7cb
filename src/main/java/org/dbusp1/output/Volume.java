package org.dbusp1.output;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;

/** Volumes that M-Bus devices count. */
public final class Volume {
    private static final BigDecimal LITRE = new BigDecimal("0.001");

    private Volume() {
    }

    /** Cubic metres in one such unit; absent where it is none of volume. */
    public static Optional<BigDecimal> cubicMetersIn(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "m3", "m³" -> Optional.of(BigDecimal.ONE);
            case "dm3", "l" -> Optional.of(LITRE);
            default -> Optional.empty();
        };
    }

    /** The counter in cubic metres; absent where its unit is none of volume. */
    public static Optional<BigDecimal> cubicMeters(MBusDevice.Counter counter) {
        return cubicMetersIn(counter.unit()).map(counter.value()::multiply);
    }
}
