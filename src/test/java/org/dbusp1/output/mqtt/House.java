package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.LineDecoders;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.DemandTracker;
import org.dbusp1.energy.Ledger;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;

/** A simulated house whose telegrams went the whole way to a snapshot. */
public final class House {
    static final Instant START = Instant.parse("2026-03-02T11:58:00Z");

    /** A test sends the same telegram again, as a recording does that begins again. */
    private static final boolean LIVE = false;

    private final SimulatedMeter meter;
    private final MeterKey key;
    private final Guard guard = new Guard(new Guard.Options(Optional.empty(), Guard.Options.DEFAULT.meters(), LIVE));
    private final Ledger ledger = new Ledger(Ledger.Store.NONE, Optional.empty());
    private final DemandTracker demand;
    private final FrameScanner framer = new FrameScanner(false, Decryptor.none());
    private final Decoder decoder = LineDecoders.with(DsmrDecoder.Options.DEFAULT);
    private long seconds;

    public House(String dialect, String key, DemandSettings demand) {
        SimulatedDialect known = Dialects.named(dialect).orElseThrow();
        this.meter = new SimulatedMeter(known, org.dbusp1.simulator.House.usual(known, START));
        this.key = new MeterKey(key);
        this.demand = new DemandTracker(demand, ledger);
    }

    static House of(String dialect) {
        return new House(dialect, "house", DemandSettings.DEFAULT);
    }

    /** Returns a snapshot of a meter that sends each so many seconds. */
    static Snapshot every(int seconds, Snapshot snapshot) {
        Duration interval = Duration.ofSeconds(seconds);
        return new Snapshot(snapshot.key(), snapshot.reading(), snapshot.values(), snapshot.devices(), snapshot.withheld(),
                snapshot.demand(), snapshot.arrival(), interval, interval.multipliedBy(3), snapshot.segment(), snapshot.quality());
    }

    /** Returns the snapshot of the meter's next telegram; of the one after where the first one is not believed, as without checksums. */
    public Snapshot next() {
        return heard(meter.next()).or(() -> heard(meter.next())).orElseThrow();
    }

    /** The line is interrupted and this other meter begins to send: after a loss the second telegram counts. */
    void exchanged(byte[] telegram) {
        guard.lost();
        heard(telegram);
    }

    /** Returns the snapshot of a telegram of the same line. */
    Snapshot snapshotOf(byte[] telegram) {
        return heard(telegram).orElseThrow();
    }

    private Optional<Snapshot> heard(byte[] telegram) {
        List<Reading> readings = new ArrayList<>();
        Consumer<Frame> decoding = frame -> {
            DecodeResult accepted = DecodeResult.of(decoder, frame);
            if (accepted.accepted()) {
                readings.add(accepted.reading());
            }
        };
        framer.feed(telegram, 0, telegram.length, decoding);
        framer.idle(decoding);
        Optional<Snapshot> snapshot = guard.accept(readings.get(0), () -> Optional.of(key), START.plusSeconds(seconds),
                seconds * 1_000_000_000L)
                .map(now -> now.withEnergy(ledger.accept(now)).withDemand(demand.accept(now)));
        seconds += meter.interval();
        return snapshot;
    }
}
