package org.dbusp1.output;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.DemandTracker;
import org.dbusp1.energy.Ledger;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.SimulatedMeter;
import org.dbusp1.simulator.Wiring;

/** A simulated meter with the real chain behind it, for tests of outputs: its telegrams come as snapshots. */
public final class SampleMeter {
    public static final Instant START = Instant.parse("2026-06-15T10:00:00Z");
    public static final MeterKey KEY = new MeterKey("sample");

    private final SimulatedMeter meter;
    private final FrameScanner framer = new FrameScanner(false, Decryptor.none());
    private final DsmrDecoder decoder = new DsmrDecoder(DsmrDecoder.Options.DEFAULT);
    private final Guard guard = new Guard();
    private final Ledger ledger = new Ledger(Ledger.Store.NONE, Optional.empty());
    private final DemandTracker demand = new DemandTracker(DemandSettings.DEFAULT, ledger);
    private final Queue<Snapshot> snapshots = new ArrayDeque<>();
    private Instant now;

    /** @param dialect one of the simulator's */
    public SampleMeter(String dialect, Wiring wiring, Instant start, SimulatedMedium... devices) {
        this.meter = new SimulatedMeter(Dialects.named(dialect).orElseThrow(),
                new House(wiring, 3_600, List.of(devices), 7, start));
        this.now = start;
    }

    /** A Dutch meter on three phases with gas, in the middle of a sunny day. */
    public static SampleMeter usual() {
        return new SampleMeter("dsmr50", Wiring.THREE_PHASES, START, SimulatedMedium.GAS);
    }

    /** The next telegram, as an output gets it; of a meter without checksum the second is the first. */
    public Snapshot next() {
        send(meter.next(), Duration.ofSeconds(meter.interval()));
        return snapshots.isEmpty() ? next() : snapshots.remove();
    }

    /** The next telegram with some of its text changed and its checksum made right. */
    public Snapshot next(String from, String to) {
        return take(changed(meter.next(), from, to), Duration.ofSeconds(meter.interval()));
    }

    private Snapshot take(byte[] telegram, Duration interval) {
        send(telegram, interval);
        return snapshots.remove();
    }

    private void send(byte[] telegram, Duration interval) {
        framer.feed(telegram, 0, telegram.length, frame -> {
            DecodeResult accepted = DecodeResult.of(decoder, frame);
            if (accepted.accepted()) {
                accept(accepted.reading());
            }
        });
        framer.end(frame -> { });
        now = now.plus(interval);
    }

    private void accept(Reading reading) {
        guard.accept(reading, () -> Optional.of(KEY), now, Duration.between(START, now).toNanos())
                .map(one -> one.withEnergy(ledger.accept(one)).withDemand(demand.accept(one))).ifPresent(snapshots::add);
    }

    private static byte[] changed(byte[] telegram, String from, String to) {
        String text = new String(telegram, StandardCharsets.ISO_8859_1);
        if (!text.contains(from)) {
            throw new IllegalArgumentException("the telegram does not hold " + from);
        }
        String body = text.replace(from, to).replaceFirst("(?s)![0-9A-F]{4}.*", "!");
        return (body + String.format("%04X", crc(body.getBytes(StandardCharsets.ISO_8859_1))) + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** CRC-16/ARC, bit by bit. */
    private static int crc(byte[] bytes) {
        int crc = 0;
        for (byte one : bytes) {
            crc ^= one & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xA001 : crc >>> 1;
            }
        }
        return crc;
    }
}
