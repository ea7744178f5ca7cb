package org.dbusp1.output;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;

/** Energies that M-Bus devices count. */
public final class Energy {
    private static final Map<String, BigDecimal> KILOJOULES = Map.of(
            "gj", BigDecimal.valueOf(1_000_000), "mj", BigDecimal.valueOf(1_000), "kj", BigDecimal.ONE,
            "kwh", BigDecimal.valueOf(3_600), "mwh", BigDecimal.valueOf(3_600_000),
            "wh", new BigDecimal("3.6"));

    private Energy() {
    }

    /** Returns the counter in kilojoules; absent where its unit does not measure energy. */
    public static Optional<BigDecimal> kilojoules(MBusDevice.Counter counter) {
        return Optional.ofNullable(KILOJOULES.get(counter.unit().toLowerCase(Locale.ROOT)))
                .map(factor -> counter.value().multiply(factor));
    }
}
