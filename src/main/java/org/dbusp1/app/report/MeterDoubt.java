package org.dbusp1.app.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.meter.Doubts.DoubtfulPower;
import org.dbusp1.meter.Doubts.UncountedPower;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/** A doubt about a meter as a condition, with the facts for its texts. */
record MeterDoubt(Condition condition, Map<String, Object> facts) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    static @Nullable MeterDoubt clock(Snapshot snapshot) {
        Stamp shown = snapshot.doubts().wrongClock();
        return shown == null ? null : new MeterDoubt(Condition.METER_CLOCK_WRONG,
                Map.of("meter_time", CLOCK.withZone(ZoneOffset.ofTotalSeconds(shown.offsetSeconds())).format(shown.instant())));
    }

    static @Nullable MeterDoubt uncountedPower(Snapshot snapshot) {
        UncountedPower found = snapshot.doubts().uncountedPower();
        return found == null ? null : new MeterDoubt(found.counter() == Quantity.ENERGY_IMPORT ? Condition.METER_IMPORT_NOT_COUNTED
                : Condition.METER_EXPORT_NOT_COUNTED, found.facts());
    }

    static @Nullable MeterDoubt doubtfulPower(Snapshot snapshot) {
        DoubtfulPower found = snapshot.doubts().doubtfulPower();
        return found == null ? null : new MeterDoubt(switch (found.cause()) {
            case SCALE_UNKNOWN -> Condition.METER_POWER_UNIT;
            case TOTAL_STANDS -> Condition.METER_TOTAL_STANDS;
        }, found.facts());
    }

    /** Returns the doubt about the power that {@code check} reports first; null if there is none. */
    static @Nullable MeterDoubt power(Snapshot snapshot) {
        MeterDoubt doubtful = doubtfulPower(snapshot);
        return doubtful != null ? doubtful : uncountedPower(snapshot);
    }

    /** Returns the doubt about a meter that {@code check} reports first; null if there is none. */
    static @Nullable MeterDoubt first(Snapshot snapshot) {
        MeterDoubt power = power(snapshot);
        return power != null ? power : clock(snapshot);
    }
}
