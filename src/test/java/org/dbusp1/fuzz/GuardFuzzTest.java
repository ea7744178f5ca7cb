package org.dbusp1.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Guard;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard with any values at any time, also such as no decoder makes: what it lets through is plausible. */
class GuardFuzzTest {
    private static final MeterKey KEY = new MeterKey("fuzz");
    private static final int MOST_READINGS = 40;

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.2);

    @MethodSource("org.dbusp1.fuzz.Choices#seeds")
    @FuzzTest
    void nothingImplausiblePasses(byte[] input) {
        Choices data = new Choices(input);
        Guard guard = new Guard();
        long nanos = 0;
        boolean passed = false;
        for (int i = 0; i < MOST_READINGS && data.more(); i++) {
            nanos += data.upTo(20_000) * 1_000_000L;
            switch (data.upTo(10)) {
                case 0 -> guard.rejected(data.of(RejectCause.values()));
                case 1 -> guard.endValues();
                case 2 -> guard.fresh(nanos);
                case 3 -> guard.lineLost();
                default -> {
                    Optional<Snapshot> snapshot = Snapshots.guarded(guard, reading(data), KEY,
                            Instant.EPOCH.plusNanos(nanos), nanos);
                    snapshot.ifPresent(PlausibleSnapshot::verify);
                    passed |= snapshot.isPresent();
                }
            }
        }
        SHARE.count(input, passed);
    }

    private static Reading reading(Choices data) {
        Values.Builder values = new Values.Builder();
        for (int count = data.upTo(12); count > 0; count--) {
            Quantity quantity = data.of(Quantity.values());
            values.set(quantity, data.yes() ? data.any() : data.upTo(1_000) * quantity.unit().scaledOne());
        }
        List<MBusDevice> devices = new ArrayList<>();
        for (int channel = 1; channel <= 4; channel++) {
            if (data.yes()) {
                devices.add(device(channel, data));
            }
        }
        Optional<Stamp> time = data.yes() ? Optional.of(stamp(data)) : Optional.empty();
        MeterIdentity meter = new MeterIdentity(data.of(List.of(Dialect.values()).toArray(Dialect[]::new)), data.text(8),
                data.yes() ? data.text(4) : null, null);
        return new Reading(meter, time.orElse(null), values.build(), devices, new PlainMessage(Details.NONE));
    }

    private static MBusDevice device(int channel, Choices data) {
        Optional<MBusDevice.CounterReading> counter = data.yes()
                ? Optional.of(new MBusDevice.CounterReading(stamp(data), BigDecimal.valueOf(data.any(), data.upTo(6)), data.text(4)))
                : Optional.empty();
        return new MBusDevice(channel, data.upTo(255), data.text(4), null, counter.orElse(null));
    }

    private static Stamp stamp(Choices data) {
        return new Stamp(data.upTo(60_000) * 60_000L, data.upTo(3) * 3600);
    }
}
