package org.dbusp1.output.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.ReadingStream;
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
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.http.LiveStream.LiveState;
import org.dbusp1.simulator.BelgianHouse;
import org.dbusp1.simulator.SimulatedMeter;
import org.dbusp1.state.StateStore;
import org.teavm.jso.JSExport;

/** A simulated meter and the driver's way of its telegrams to {@code /api/now}, for the web page of the manual, compiled to JavaScript. */
public final class SimulatedHouse {
    private static final MeterKey KEY = new MeterKey("house");

    private static SimulatedHouse house;

    private final SimulatedMeter meter;
    private final ReadingStream stream = new ReadingStream(new FrameScanner(true, Decryptor.none()),
            Decoder.ofContents(content -> new DsmrDecoder(DsmrDecoder.Options.DEFAULT)));
    private final Guard guard = new Guard();
    private final Ledger ledger = new Ledger(Ledger.Store.NONE, Optional.empty());
    private final DemandTracker demand = new DemandTracker(DemandSettings.DEFAULT, ledger, StateStore.NONE);
    private final DemandTracker.Surroundings surroundings = new DemandTracker.Surroundings(
            DemandSettings.DEFAULT.limitWatts(), Optional.empty(), Optional.empty());
    private final RecentValues recent = new RecentValues();
    private LiveState state;
    private long second;

    private SimulatedHouse(long start) {
        this.meter = BelgianHouse.meter(Instant.ofEpochSecond(start));
        this.state = LiveState.start(Instant.ofEpochSecond(start));
        this.second = start;
    }

    /** Does nothing: the page calls the exported methods. @param arguments ignored */
    public static void main(String[] arguments) {
    }

    /** Begins. @param start first second of the meter's clock, since 1970 */
    @JSExport
    public static void begin(double start) {
        house = new SimulatedHouse((long) start);
    }

    /** Lets time pass. @param second the meter's clock, in seconds since 1970 @return the answer of {@code /api/now} */
    @JSExport
    public static String now(double second) {
        while (house.second <= second) {
            house.next();
        }
        return new String(NowJson.of(house.state, "[]", EssVerdict.UNKNOWN, Optional.empty()), StandardCharsets.UTF_8);
    }

    /** Returns the past of the meter. @return the answer of {@code /api/recent} */
    @JSExport
    public static String recent() {
        return new String(house.recent.json(), StandardCharsets.UTF_8);
    }

    private void next() {
        byte[] telegram = meter.next();
        for (Frame frame : stream.take(telegram, 0, telegram.length)) {
            stream.decode(frame).reading().flatMap(this::snapshot).ifPresent(snapshot -> {
                recent.add(snapshot);
                state = state.with(snapshot);
            });
        }
        second += meter.interval();
    }

    private Optional<Snapshot> snapshot(Reading reading) {
        return guard.accept(reading, Optional.of(KEY), Instant.ofEpochSecond(second), second * 1_000_000_000L).snapshot()
                .map(found -> found.withEnergy(ledger.accept(found)))
                .map(found -> found.withDemand(demand.accept(found, surroundings)));
    }
}
