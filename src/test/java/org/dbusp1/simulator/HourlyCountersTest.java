package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dbusp1.SimulatedLog;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeOutcome;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.LineDecoders;
import org.dbusp1.demand.DemandConfig;
import org.dbusp1.demand.DemandTracker;
import org.dbusp1.demand.Tariff;
import org.dbusp1.demand.Tariff.Holidays;
import org.dbusp1.demand.Tariff.Range;
import org.dbusp1.demand.Tariff.ReducedHours;
import org.dbusp1.energy.Ledger;
import org.dbusp1.frame.ScannedFrame;
import org.dbusp1.frame.TestScanner;
import org.dbusp1.guard.Guard;
import org.dbusp1.guard.Published;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.state.StateStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hours of meters that send their counters once an hour, through decoder and guard, against what was drawn. */
class HourlyCountersTest {
    /** The 28 highest hours, so that a day's are all there. */
    private static final Tariff EVERY_HOUR = new Tariff("custom", "custom", Tariff.EVER_FROM, Tariff.EVER_UNTIL, 60, Range.ALL_MONTHS,
            Tariff.Days.ALL, Holidays.NONE, Range.ALL_HOURS, ReducedHours.NONE, 28, false,
            Tariff.Figure.MEAN, 1, 0, List.of(), Tariff.PriceCap.NONE);

    @ParameterizedTest
    @ValueSource(strings = {"han-aidon", "han-kaifa", "han-kamstrup"})
    void anHoursPeakIsWhatTheCounterGrewInIt(String name) {
        SimulatedMeter meter = SimulatedLog.meter(name, Instant.parse("2026-01-15T22:58:00Z"));
        TestScanner framer = new TestScanner(false, Decryptor.none());
        Decoder decoder = LineDecoders.usual();
        Guard guard = new Guard();
        Ledger ledger = new Ledger(Ledger.LedgerStore.NONE, null);
        DemandTracker demand = new DemandTracker(new DemandConfig(EVERY_HOUR, null), ledger, StateStore.NONE);
        List<Snapshot> snapshots = new ArrayList<>();
        Consumer<ScannedFrame> take = frame -> snapshots.add(Published.of(guard.accept(DecodeOutcome.of(decoder, frame).reading(),
                new MeterKey("M"), Instant.ofEpochSecond(meter.second()), meter.second() * 1_000_000_000L))
                .map(now -> now.withEnergy(ledger.accept(now.believed())).withDemand(demand.accept(now.believed(),
                        new DemandTracker.DemandInputs(null, null, null)))).orElseThrow());
        Map<Long, Double> drawnBy = new TreeMap<>();
        for (long end = meter.second() + 6 * 3_600; meter.second() < end;) {
            byte[] line = meter.next();
            drawnBy.put(meter.second(), meter.registers().imported[0] / 3_600.0);
            framer.accept(line, 0, line.length).forEach(take);
            framer.idle().forEach(take);
        }
        Demand.Bill bill = Optional.ofNullable(snapshots.get(snapshots.size() - 1).demand()).map(Demand::bill).orElseThrow();
        assertThat(bill.peaks()).hasSizeGreaterThan(3);
        for (Demand.Peak peak : bill.peaks()) {
            long start = peak.start().epochSecond();
            double drawn = drawnBy(drawnBy, start + 3_600) - drawnBy(drawnBy, start);
            assertThat((double) peak.watts()).as("%s", peak.start()).isBetween(drawn * 0.99 - 20, drawn * 1.01 + 20);
        }
        int unit = name.equals("han-kamstrup") ? 1 : 0;
        assertThat(bill.missing()).as("15 days before, 23 hours, and the hour that had begun; one that shows the unit")
                .isEqualTo(15 * 24 + unit);
    }

    private static double drawnBy(Map<Long, Double> drawnBy, long second) {
        return Optional.ofNullable(((TreeMap<Long, Double>) drawnBy).floorEntry(second)).orElseThrow().getValue();
    }
}
