package org.dbusp1.output;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;

/** Volumes that M-Bus devices count. */
public final class Volume {
    private Volume() {
    }

    /** The counter in cubic metres; absent where its unit is none of volume. */
    public static Optional<BigDecimal> cubicMeters(MBusDevice.Counter counter) {
        return switch (counter.unit().toLowerCase(Locale.ROOT)) {
            case "m3", "m³" -> Optional.of(counter.value());
            case "dm3", "l" -> Optional.of(counter.value().movePointLeft(3));
            default -> Optional.empty();
        };
    }
}
