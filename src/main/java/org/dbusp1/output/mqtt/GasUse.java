package org.dbusp1.output.mqtt;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dbusp1.energy.CounterRule;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Medium;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Volume;

/** The gas used between the last two readings of the gas meter. Used by one thread. */
final class GasUse {
    /**
     * @param readAt      the time of the counter; for DSMR 4 the start of the hour that it ends, as in dsmr-reader
     * @param counter     in m3
     * @param sinceBefore 0 for the first reading of a gas meter, as in dsmr-reader
     */
    record Use(Instant readAt, BigDecimal counter, BigDecimal sinceBefore) {
    }

    private static final Duration HOUR = Duration.ofHours(1);

    private Optional<Use> last = Optional.empty();
    /** The number of the gas meter that was read last; absent before it was sent. */
    private Optional<String> serial = Optional.empty();

    /** The use up to the newest reading of the first gas meter. */
    Optional<Use> of(Snapshot snapshot) {
        Optional<MBusDevice> device = MBusOrder.of(snapshot, List.of(Medium.GAS), 1);
        Optional<MBusDevice.Counter> counter = device.flatMap(MBusDevice::reading);
        Optional<BigDecimal> volume = counter.flatMap(Volume::cubicMeters);
        if (volume.isEmpty()) {
            return Optional.empty();
        }
        Instant stamp = counter.get().time().instant();
        Instant readAt = snapshot.reading().meter().version().orElse("").startsWith("4") ? stamp.minus(HOUR) : stamp;
        if (last.isEmpty() || !last.get().readAt().equals(readAt)) {
            BigDecimal value = volume.get();
            Optional<String> now = device.get().id();
            // The counters of two meters have nothing to do with each other.
            BigDecimal before = last.map(Use::counter)
                    .filter(known -> !MeterIdentity.isAnother(serial, now) && follows(last.get(), value, readAt))
                    .orElse(value);
            last = Optional.of(new Use(readAt, value, value.subtract(before)));
            serial = now.or(() -> serial);
        }
        return last;
    }

    private static boolean follows(Use before, BigDecimal value, Instant readAt) {
        return CounterRule.LITRES.follows(litres(before.counter()), litres(value),
                Duration.between(before.readAt(), readAt).toSeconds());
    }

    private static long litres(BigDecimal cubicMeters) {
        return cubicMeters.movePointRight(3).longValue();
    }
}
