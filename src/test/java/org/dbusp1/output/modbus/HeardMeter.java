package org.dbusp1.output.modbus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.LineDecoders;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedMeter;
import org.dbusp1.simulator.Wiring;
import org.dbusp1.state.StateStore;

/** Messages that went the whole way to a snapshot, whose time of arrival is now. */
final class HeardMeter {
    private static final MeterKey KEY = new MeterKey("E0043007024356815");

    private final Guard guard = new Guard(new Guard.Options(Optional.empty(), StateStore.NONE, false));
    private final FrameScanner framer = new FrameScanner(false, Decryptor.none());
    private final Decoder decoder = LineDecoders.with(DsmrDecoder.Options.DEFAULT);
    private long seconds;

    /** The simulated meter of a dialect. */
    static SimulatedMeter simulated(String dialect, Wiring wiring) {
        return new SimulatedMeter(Dialects.named(dialect).orElseThrow(),
                new House(wiring, 3_600, List.of(), 7, Instant.parse("2026-06-15T10:00:00Z")));
    }

    /** The snapshot of one message; empty when it does not count yet. */
    Optional<Snapshot> hear(byte[] message, int interval) {
        List<Reading> readings = new ArrayList<>();
        Consumer<Frame> decoding = frame -> {
            DecodeResult accepted = DecodeResult.of(decoder, frame);
            if (accepted.accepted()) {
                readings.add(accepted.reading());
            }
        };
        framer.feed(message, 0, message.length, decoding);
        framer.idle(decoding);
        seconds += interval;
        return readings.stream().findFirst()
                .flatMap(reading -> guard.accept(reading, () -> Optional.of(KEY), Instant.now(), seconds * 1_000_000_000L));
    }

    /** Returns the same with other values, in the message too. */
    static Snapshot with(Snapshot from, Values values) {
        Reading reading = new Reading(from.reading().meter(), from.reading().time(), values, from.reading().devices(),
                from.reading().message());
        return new Snapshot(from.key(), reading, values, from.devices(), from.withheld(), from.demand(), Instant.now(),
                from.interval(), from.validFor(), from.segment(), from.quality());
    }

    /** Returns the same of the meter that replaced another one. */
    static Snapshot ofNextMeter(Snapshot from) {
        return new Snapshot(from.key(), from.reading(), from.values(), from.devices(), from.withheld(), from.demand(),
                from.arrival(), from.interval(), from.validFor(), from.segment() + 1, from.quality());
    }

    /** Returns the same, in which these values are missing. */
    static Snapshot without(Snapshot from, Quantity... missing) {
        return with(from, from.values().without(Set.of(missing)));
    }
}
