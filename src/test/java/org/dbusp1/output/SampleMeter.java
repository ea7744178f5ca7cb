package org.dbusp1.output;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.SimulatedLog;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.fuzz.Resealed;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.metering.guard.TestGuard;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.SimulatedMeter;
import org.dbusp1.simulator.Wiring;

/**
 * A simulated meter with the real pipeline after it, for tests of outputs: its telegrams come as snapshots. A telegram
 * may come again, as in a recording that begins again.
 */
public final class SampleMeter {
    public static final Instant START = Instant.parse("2026-06-15T10:00:00Z");
    public static final MeterKey KEY = new MeterKey("sample");
    /** The first telegram of {@link #house}. */
    public static final Instant HOUSE_START = Instant.parse("2026-03-02T11:58:00Z");

    private final SimulatedMeter meter;
    private final MeterKey key;
    private final TestScanner scanner;
    private final Decoder decoder = LineDecoders.usual();
    private final Guard guard = TestGuard.ofRepeatedLog(StateStore.NONE);
    private final DemandTracker demand;
    private final Messages messages = new Messages();
    private final DemandTracker.DemandInputs limit;
    private Instant now;

    /** @param dialect one of the simulator's */
    public SampleMeter(String dialect, Wiring wiring, Instant start, SimulatedMedium... devices) {
        this(new SimulatedMeter(Dialects.named(dialect).orElseThrow(), new House(wiring, 3_600, List.of(devices), 7, start)), KEY,
                DemandConfig.DEFAULT, Optional.empty(), start, Decryptor.none());
    }

    private SampleMeter(SimulatedMeter meter, MeterKey key, DemandConfig demand, Optional<Boolean> limiting, Instant start,
                        Decryptor decryptor) {
        this.meter = meter;
        this.scanner = new TestScanner(false, decryptor);
        this.key = key;
        this.demand = new DemandTracker(key, demand, LedgerStore.NONE, null, StateStore.NONE);
        this.limit = new DemandTracker.DemandInputs(demand.limitWatts(), limiting.orElse(null), null);
        this.now = start;
    }

    /** A Dutch meter on three phases with gas, in the middle of a sunny day. */
    public static SampleMeter usual() {
        return new SampleMeter("dsmr50", Wiring.THREE_PHASES, START, SimulatedMedium.GAS);
    }

    /** The meter of the usual house of a dialect, with all devices that it can have. */
    public static SampleMeter house(String dialect, String key, DemandConfig demand) {
        return new SampleMeter(SimulatedLog.meter(dialect, HOUSE_START), new MeterKey(key), demand, Optional.empty(), HOUSE_START,
                Decryptor.none());
    }

    /** The same with a peak limiter, another start, and a key for what is encrypted. */
    public static SampleMeter house(SimulatedDialect dialect, DemandConfig demand, Optional<Boolean> limiting, Instant start,
                                    Decryptor decryptor) {
        return new SampleMeter(SimulatedLog.meter(dialect, start), new MeterKey("house"), demand, limiting, start, decryptor);
    }

    public static SampleMeter house(String dialect) {
        return house(dialect, "house", DemandConfig.DEFAULT);
    }

    /** Returns a snapshot that came at another time, of a meter that sends so often, and that is valid for so long. */
    public static Snapshot timed(Snapshot sent, Instant arrival, Duration interval, Duration validFor) {
        return Snapshots.like(sent).arrival(arrival).interval(interval).validFor(validFor).take();
    }

    /** Returns a snapshot of a meter that sends each so many seconds. */
    public static Snapshot every(int seconds, Snapshot sent) {
        return timed(sent, sent.arrival().machineTime(), Duration.ofSeconds(seconds), Duration.ofSeconds(3L * seconds));
    }

    /** Returns a snapshot that is valid until the end of a test, however busy the machine is. */
    public static Snapshot lasting(Snapshot sent, Instant arrival) {
        return timed(sent, arrival, sent.interval(), Duration.ofHours(1));
    }

    /** The time of the next telegram. */
    public Instant now() {
        return now;
    }

    /** The next telegram, as an output gets it; of a meter without checksum the second is the first. */
    public Snapshot next() {
        return sent(meter.next()).orElseGet(this::next);
    }

    /** The next telegram with some of its text changed and its checksum made right. */
    public Snapshot next(String from, String to) {
        String text = new String(meter.next(), StandardCharsets.ISO_8859_1);
        if (!text.contains(from)) {
            throw new IllegalArgumentException("the telegram does not hold " + from);
        }
        return sent(Resealed.line(text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1))).orElseThrow();
    }

    /** The snapshot of this telegram, in the place of the next one; empty while it is not believed. */
    public Optional<Snapshot> sent(byte[] telegram) {
        List<Reading> readings = new ArrayList<>();
        Consumer<ScannedFrame> decoding = frame -> {
            DecodeOutcome result = DecodeOutcome.of(decoder, frame);
            if (result.accepted()) {
                readings.add(result.reading());
            }
        };
        scanner.accept(telegram, 0, telegram.length).forEach(decoding);
        scanner.idle().forEach(decoding);
        Optional<Snapshot> snapshot = readings.stream().findFirst().flatMap(reading ->
                Snapshots.guarded(guard, reading, key, now, Duration.between(START, now).toNanos()))
                .map(candidate -> Snapshots.counted(demand.ledger(), candidate))
                .map(counted -> Snapshots.like(counted).demand(Snapshots.accept(demand, counted, limit)).take())
                .map(whole -> messages.after(whole));
        now = now.plusSeconds(meter.interval());
        return snapshot;
    }
}
