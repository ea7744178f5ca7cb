package org.dbusp1.gx.service;

import java.time.Duration;
import java.util.List;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.ImportLimit;
import org.jspecify.annotations.Nullable;

/** Telegrams of a house whose demand window allows an import. */
final class AllowedImport {
    private AllowedImport() {
    }

    /** A one-phase meter with this import in watts, whose window allows so many; null: it limits nothing. */
    static Snapshots telegram(long watts, @Nullable Long allowed) {
        return Snapshots.of("POWER_NET=" + watts + " POWER_L1=" + watts + " VOLTAGE_L1=230").demand(window(allowed));
    }

    /** @param watts null: it limits nothing */
    static Demand window(@Nullable Long watts) {
        return new Demand(new Stamp(0, 3600), Duration.ofMinutes(15), 1_000L, null, null, List.of(), null,
                new ImportLimit(watts, watts != null ? ImportLimit.Basis.LIMIT : null, false, null, false, null));
    }
}
