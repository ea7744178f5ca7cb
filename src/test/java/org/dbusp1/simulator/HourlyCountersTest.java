package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.dbusp1.SimulatedLog;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.MeterTime;
import org.dbusp1.fuzz.Resealed;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.metering.demand.Tariff.Holidays;
import org.dbusp1.metering.demand.Tariff.Range;
import org.dbusp1.metering.demand.Tariff.ReducedHours;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.dbusp1.metering.guard.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hours of meters that send their counters once an hour, through decoder and guard, against what was drawn. */
class HourlyCountersTest {
    /** The 28 highest hours, so that a day's are all there. */
    private static final Tariff EVERY_HOUR = new Tariff("custom", "custom", Tariff.EVER_FROM, Tariff.EVER_UNTIL, 60, Range.ALL_MONTHS,
            Tariff.Days.ALL, Holidays.NONE, Range.ALL_HOURS, ReducedHours.NONE, 28, false,
            Tariff.Figure.MEAN, 1, 0, List.of(), Tariff.PriceCap.NONE, Tariff.DEFAULT_RESERVE_POINTS);

    /** The code of the clock, 0-0:1.0.0, which only lists with counters have: after the powers, and before the counters. */
    private static final String CLOCK = "\0\0\1\0\0\u00ff";
    /** Which of the lists with counters is that of the hour before. */
    private static final int REPEATED = 4;

    /** What was drawn since the start, in Wh, by the second. */
    private final Map<Long, Double> drawnBy = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"han-aidon", "han-kaifa", "han-kamstrup"})
    void anHoursPeakIsWhatTheCounterGrewInIt(String name) {
        Demand.Bill bill = bill(name, line -> line);
        assertPeaksWereDrawn(bill);
        int unit = name.equals("han-kamstrup") ? 1 : 0;
        assertThat(bill.missing()).isZero();
        assertThat(bill.countedSince()).as("the hour after the one that had begun; one more shows the unit")
                .hasToString("2026-01-16T0" + unit + ":00:00+01:00");
    }

    /** Aidon in Norway, two or three times a month. */
    @Test
    void aRepeatedListOfTheHourBeforeMakesNoHourOfNothingAndNoneOfTwo() {
        List<byte[]> hourly = new ArrayList<>();
        assertPeaksWereDrawn(bill("han-aidon", line -> {
            int clock = new String(line, StandardCharsets.ISO_8859_1).indexOf(CLOCK);
            if (clock < 0) {
                return line;
            }
            hourly.add(line);
            return hourly.size() == REPEATED ? withEnd(line, hourly.get(REPEATED - 2), clock) : line;
        }));
        assertThat(hourly).hasSizeGreaterThan(REPEATED + 1);
    }

    /** A list with the clock and the counters of another, and its own powers. */
    private static byte[] withEnd(byte[] line, byte[] other, int clock) {
        byte[] mixed = line.clone();
        System.arraycopy(other, clock, mixed, clock, line.length - clock);
        return Resealed.line(mixed);
    }

    private Demand.Bill bill(String name, UnaryOperator<byte[]> received) {
        SimulatedMeter meter = SimulatedLog.meter(name, Instant.parse("2026-01-15T22:58:00Z"));
        TestScanner framer = new TestScanner(false, Decryptor.none());
        Decoder decoder = LineDecoders.usual();
        Guard guard = new Guard();
        MeterTime time = new MeterTime(Origin.LINE, LocalTimeResolver.ofLog(null), Instant.EPOCH, null);
        DemandTracker demand = new DemandTracker(new MeterKey("M"), new DemandConfig(EVERY_HOUR, null), LedgerStore.NONE, null, StateStore.NONE);
        List<Demand.Bill> bills = new ArrayList<>();
        Consumer<ScannedFrame> take = frame -> {
            long nanos = meter.second() * 1_000_000_000L;
            Snapshot now = Snapshots.guarded(guard, DecodeOutcome.of(decoder, frame).reading(),
                    new MeterKey("M"), Instant.ofEpochSecond(meter.second()), nanos).orElseThrow();
            Snapshot dated = Snapshots.dated(time, now, nanos);
            Snapshots.accept(demand.ledger(), dated);
            Optional.ofNullable(Snapshots.accept(demand, dated, new DemandTracker.DemandInputs(null, null, null))).map(Demand::bill)
                    .ifPresent(bills::add);
        };
        for (long end = meter.second() + 6 * 3_600; meter.second() < end;) {
            byte[] line = received.apply(meter.next());
            drawnBy.put(meter.second(), meter.registers().imported[0] / 3_600.0);
            framer.accept(line, 0, line.length).forEach(take);
            framer.idle().forEach(take);
        }
        return bills.get(bills.size() - 1);
    }

    private void assertPeaksWereDrawn(Demand.Bill bill) {
        assertThat(bill.peaks()).hasSizeGreaterThan(3);
        for (Demand.Peak peak : bill.peaks()) {
            long start = peak.start().epochSecond();
            double drawn = drawnBy(drawnBy, start + 3_600) - drawnBy(drawnBy, start);
            assertThat((double) peak.watts()).as("%s", peak.start()).isBetween(drawn * 0.99 - 20, drawn * 1.01 + 20);
        }
    }

    private static double drawnBy(Map<Long, Double> drawnBy, long second) {
        return Optional.ofNullable(((TreeMap<Long, Double>) drawnBy).floorEntry(second)).orElseThrow().getValue();
    }
}
