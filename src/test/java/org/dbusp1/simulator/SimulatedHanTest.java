package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.dbusp1.SimulatedLog;
import org.dbusp1.Snapshots;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.AesKey.BadKeyException;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.decode.LineDecoders;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Guard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what simulated binary meters push, read by the driver's own parts: two hours of each, with sun. */
class SimulatedHanTest {
    private static final Instant MORNING = Instant.parse("2026-06-23T09:30:00Z");

    /** Between two lists with an export, in any ten seconds. */
    private static final int MOST_SHORT_LISTS = 4;

    /** By the name of the meter; each is played once. */
    private static final Map<String, List<Moment>> MORNINGS = new HashMap<>();

    static List<SimulatedDialect> dialects() {
        return HanDialects.ALL;
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void sendsWhatTheHouseDoes(SimulatedDialect dialect) throws BadKeyException {
        Decryptor decryptor = new Decryptor(AesKey.of("000102030405060708090A0B0C0D0E0F", "key"), null);
        SimulatedMeter meter = SimulatedLog.meter(dialect, MORNING);
        TestPipeline chain = new TestPipeline(DsmrDecoder.Options.DEFAULT, decryptor);
        TreeSet<Integer> lists = new TreeSet<>();
        int pushes = 0;
        for (long end = MORNING.getEpochSecond() + 7_200; meter.second() < end; pushes++) {
            byte[] line = meter.next();
            chain.accept(line, () -> line.length).idle();
            assertThat(chain.decoded).hasSize(pushes + 1);
            Reading reading = chain.decoded.get(pushes).reading();
            verify(meter, reading);
            lists.add(reading.message().registers().size());
        }
        assertThat(lists).hasSize(dialect.name().endsWith("-at") || dialect.name().endsWith("-czechia") ? 1
                : dialect.name().endsWith("kamstrup") ? 2 : 3);
    }

    /**
     * What is shown after a list.
     *
     * @param watts of the house at this moment
     * @param isFresh whether it is valid until the next list
     */
    private record Moment(Snapshot shown, int watts, boolean isFresh) {
        Values values() {
            return shown.published().values();
        }

        boolean hasNet() {
            return values().has(Quantity.POWER_NET);
        }
    }

    private static List<Moment> morning(String name) {
        return MORNINGS.computeIfAbsent(name, SimulatedHanTest::played);
    }

    /** Four hours of a morning in which the house begins to feed in. */
    private static List<Moment> played(String name) {
        SimulatedMeter meter = SimulatedLog.meter(name, Instant.parse("2026-06-23T05:00:10Z"));
        TestScanner framer = new TestScanner(false, Decryptor.none());
        Decoder decoder = LineDecoders.usual();
        Guard guard = new Guard();
        List<Snapshot> snapshots = new ArrayList<>();
        Consumer<ScannedFrame> take = frame -> {
            DecodeOutcome accepted = DecodeOutcome.of(decoder, frame);
            Optional<Snapshot> judged = Snapshots.guarded(guard, accepted.reading(), new MeterKey("M"),
                    Instant.ofEpochSecond(meter.second()), meter.second() * 1_000_000_000L);
            snapshots.add(judged.orElseGet(() -> {
                // It may be the last list again: it leaves what is shown.
                Snapshot before = snapshots.get(snapshots.size() - 1);
                assertThat(accepted.reading().message().bytes()).isEqualTo(before.reading().message().bytes());
                return before;
            }));
        };
        List<Moment> moments = new ArrayList<>();
        for (long end = meter.second() + 4 * 3_600; meter.second() < end;) {
            byte[] line = meter.next();
            framer.accept(line, 0, line.length).forEach(take);
            framer.idle().forEach(take);
            moments.add(new Moment(snapshots.get(snapshots.size() - 1), meter.registers().watts,
                    guard.fresh((meter.second() + meter.interval()) * 1_000_000_000L)));
        }
        assertThat(snapshots).hasSizeGreaterThan(1_400);
        return moments;
    }

    @ParameterizedTest
    @ValueSource(strings = {"han-aidon", "han-kaifa", "han-kamstrup"})
    void alternatingListsNeitherFlickerNorTurnASign(String name) {
        assertThat(morning(name)).allSatisfy(moment -> {
            assertThat(moment.values().present()).contains(Quantity.POWER_IMPORT, Quantity.VOLTAGE_L1, Quantity.VOLTAGE_L3, Quantity.CURRENT_L2);
            assertThat(moment.shown.published().withheld().channels()).isEmpty();
            assertThat(moment.shown.published().withheld().quantities())
                    .allMatch(quantity -> quantity.isEnergyCounter() && name.equals("han-kamstrup"));
            assertThat(moment.isFresh).isTrue();
        }).filteredOn(Moment::hasNet).allSatisfy(moment ->
                assertThat(moment.values().number(Quantity.POWER_NET) * moment.watts).isGreaterThanOrEqualTo(0));
    }

    /** The import falls to 0 in a short list, and until the next long one no list tells the export. */
    @ParameterizedTest
    @CsvSource({"han-aidon, true", "han-kaifa, true", "han-kamstrup, false"})
    void theExportIsUnknownOnlyFromAnImportOf0ToTheNextLongList(String name, boolean isEverUnknown) {
        List<Moment> moments = morning(name);
        int since = 0;
        for (int i = 0; i < moments.size(); i++) {
            Moment moment = moments.get(i);
            assertThat(moment.hasNet()).isEqualTo(moment.values().has(Quantity.POWER_EXPORT));
            since = moment.hasNet() ? 0 : since + 1;
            assertThat(since).isLessThanOrEqualTo(MOST_SHORT_LISTS);
            if (since == 1) {
                assertThat(moments.get(i - 1).values().number(Quantity.POWER_IMPORT)).isPositive();
            }
        }
        List<Moment> unknown = moments.stream().filter(moment -> !moment.hasNet()).toList();
        assertThat(unknown.isEmpty()).isEqualTo(!isEverUnknown);
        assertThat(unknown).allSatisfy(moment -> {
            assertThat(moment.values().number(Quantity.POWER_IMPORT)).isZero();
            assertThat(moment.shown.reading().values().has(Quantity.POWER_EXPORT)).isFalse();
            assertThat(moment.watts).isLessThanOrEqualTo(0);
        });
    }

    /** A Kamstrup meter's counters come once an hour of consumption has shown their unit. */
    @ParameterizedTest
    @CsvSource({"han-aidon, true", "han-kaifa, true", "han-kamstrup, false"})
    void theCountersStayFromTheFirstOneOn(String name, boolean fromTheFirstListOn) {
        List<Boolean> known = morning(name).stream().filter(Moment::hasNet).map(moment -> {
            boolean hasImport = moment.values().has(Quantity.ENERGY_IMPORT);
            assertThat(moment.values().has(Quantity.ENERGY_EXPORT)).isEqualTo(hasImport);
            return hasImport;
        }).toList();
        assertThat(known.get(0)).isEqualTo(fromTheFirstListOn);
        assertThat(known.subList(known.indexOf(true), known.size())).containsOnly(true);
    }

    private static void verify(SimulatedMeter meter, Reading reading) {
        same(reading, Quantity.POWER_IMPORT, meter.registers().importWatts, within(0.5));
        same(reading, Quantity.POWER_EXPORT, meter.registers().exportWatts, within(0.5));
        same(reading, Quantity.VOLTAGE_L3, meter.supply().millivolts[2] / 1_000.0, within(0.5));
        same(reading, Quantity.ENERGY_IMPORT, meter.registers().imported[0] / 3_600_000.0, within(0.01));
        same(reading, Quantity.ENERGY_EXPORT, meter.registers().exported[0] / 3_600_000.0, within(0.01));
        if (reading.values().has(Quantity.CURRENT_L1)) {
            assertThat(Math.abs(reading.values().number(Quantity.CURRENT_L1)))
                    .isCloseTo(meter.supply().milliamps[0] / 1_000.0, within(0.05));
        }
        if (reading.values().has(Quantity.POWER_NET)) {
            assertThat(reading.values().number(Quantity.POWER_NET)).isCloseTo(meter.registers().watts, within(0.5));
        }
        Optional.ofNullable(reading.time()).ifPresent(time -> assertThat(time.epochSecond()).isEqualTo(meter.second()));
    }

    private static void same(Reading reading, Quantity quantity, double expected, Offset<Double> tolerance) {
        if (reading.values().has(quantity)) {
            assertThat(reading.values().number(quantity)).as(quantity.key()).isCloseTo(expected, tolerance);
        }
    }
}
