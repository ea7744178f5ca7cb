package org.dbusp1.metering.guard;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;

/** Readings for the guard, as decoders make them. */
final class Telegrams {
    static final Instant ARRIVAL = Instant.parse("2026-03-01T12:00:00Z");

    private static final AtomicInteger MADE = new AtomicInteger();

    private Telegrams() {
    }

    /** Pairs of a quantity and its value in the quantity's unit. */
    static Values values(Object... pairs) {
        Values.Builder values = new Values.Builder();
        for (int i = 0; i < pairs.length; i += 2) {
            Quantity quantity = (Quantity) pairs[i];
            values.set(quantity, Math.round(((Number) pairs[i + 1]).doubleValue() * quantity.unit().scaledOne()));
        }
        return values.build();
    }

    static Reading reading(Values values) {
        return reading(Dialect.DSMR5, "/meter", Optional.of("A"), values);
    }

    /** No two have the same bytes. */
    static Reading reading(Dialect dialect, String line, Optional<String> id, Values values) {
        return new Reading(new MeterIdentity(dialect, line, id.orElse(null), null), null, values, List.of(),
                new PlainMessage(ByteBuffer.allocate(4).putInt(MADE.incrementAndGet()).array(), Details.NONE, null, List.of()));
    }

    static Reading of(String id, Values values) {
        return reading(Dialect.DSMR5, "/meter", Optional.of(id), values);
    }

    static Reading with(Optional<Stamp> time, MBusDevice... devices) {
        return Snapshots.like(reading(Values.NONE)).time(time.orElse(null)).devices(List.of(devices)).reading();
    }

    /** Returns the same as a repair made it. */
    static Reading repaired(Reading reading) {
        return Snapshots.like(reading).message(new PlainMessage(reading.message().bytes(), Details.NONE, "first line",
                List.of())).reading();
    }
}
