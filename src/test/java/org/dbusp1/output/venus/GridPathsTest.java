package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.dbusp1.dbus.BusAddress;
import org.dbusp1.energy.Ledger;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.EnergyUse.Known;
import org.dbusp1.meter.EnergyUse.Step;
import org.dbusp1.meter.EnergyUse.Use;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.junit.jupiter.api.Test;

/** The table of paths, without a bus. */
class GridPathsTest {
    /** Nothing on a GX device reads these, and each would go out with every telegram; other outputs have them. */
    private static final Set<Quantity> LEFT_OUT = EnumSet.of(
            // The net power shows it.
            Quantity.POWER_IMPORT, Quantity.POWER_EXPORT, Quantity.POWER_ABS,
            Quantity.POWER_IMPORT_L1, Quantity.POWER_IMPORT_L2, Quantity.POWER_IMPORT_L3,
            Quantity.POWER_EXPORT_L1, Quantity.POWER_EXPORT_L2, Quantity.POWER_EXPORT_L3,
            // Reactive and apparent power and reactive energy have no place in Venus OS.
            Quantity.REACTIVE_IMPORT, Quantity.REACTIVE_IMPORT_L1, Quantity.REACTIVE_IMPORT_L2,
            Quantity.REACTIVE_IMPORT_L3, Quantity.REACTIVE_EXPORT, Quantity.REACTIVE_EXPORT_L1,
            Quantity.REACTIVE_EXPORT_L2, Quantity.REACTIVE_EXPORT_L3,
            Quantity.REACTIVE_Q1, Quantity.REACTIVE_Q2, Quantity.REACTIVE_Q3, Quantity.REACTIVE_Q4,
            Quantity.APPARENT_IMPORT, Quantity.APPARENT_IMPORT_L1, Quantity.APPARENT_IMPORT_L2,
            Quantity.APPARENT_IMPORT_L3, Quantity.APPARENT_EXPORT, Quantity.APPARENT_EXPORT_L1,
            Quantity.APPARENT_EXPORT_L2, Quantity.APPARENT_EXPORT_L3,
            Quantity.REACTIVE_ENERGY_IMPORT, Quantity.REACTIVE_ENERGY_EXPORT, Quantity.REACTIVE_ENERGY_Q1,
            Quantity.REACTIVE_ENERGY_Q2, Quantity.REACTIVE_ENERGY_Q3, Quantity.REACTIVE_ENERGY_Q4);

    private MeterState meterState = new MeterState(Optional::empty);

    private Map<String, Optional<?>> values(Snapshots snapshots) {
        return values(snapshots, EnergyUse.NONE);
    }

    private Map<String, Optional<?>> values(Snapshots snapshots, EnergyUse energy) {
        Snapshot snapshot = snapshots.take().withEnergy(energy);
        meterState.accept(snapshot);
        GridView view = new GridView(snapshot, meterState, new Registration("grid", 40, "", 0, PhaseOrder.STRAIGHT),
                VenusRig.settings(), org.dbusp1.output.EssVerdict.UNKNOWN, RuntimeSettings.NONE);
        Map<String, Optional<?>> values = new TreeMap<>();
        GridPaths.of(Role.GRID).forEach(row -> {
            Item item = new Item(row);
            row.source().read(view, item);
            values.put(row.path(), item.value());
        });
        return values;
    }

    @Test
    void everyQuantityHasAPathOrIsLeftOutOnPurpose() {
        Map<String, Optional<?>> nothing = values(new Snapshots());
        for (Quantity quantity : Quantity.values()) {
            meterState = new MeterState(Optional::empty);
            Map<String, Optional<?>> one = values(new Snapshots().with(quantity, "1"));
            assertThat(one.equals(nothing)).as(quantity.name()).isEqualTo(LEFT_OUT.contains(quantity));
        }
    }

    @Test
    void noPathIsThereTwiceAndNoneIsANodeOfAnother() {
        for (Role role : Role.values()) {
            List<String> paths = GridPaths.of(role).stream().map(PathDefinition::path).toList();
            assertThat(paths).doesNotHaveDuplicates();
            assertThat(paths).noneMatch(path -> paths.stream().anyMatch(other -> other.startsWith(path + "/")));
        }
    }

    @Test
    void paceIsGradedOnceItIsMeasured() {
        Duration second = Duration.ofSeconds(1);
        assertThat(values(new Snapshots().interval(second).quality(new LineQuality(5, Map.of(), Map.of())))
                .get("/P1/Line/Grade")).isEmpty();
        assertThat(values(new Snapshots().interval(second)
                .quality(new LineQuality(4, Map.of(LineQuality.LINE_ENDS, 2L), Map.of()))).get("/P1/Line/Grade").get()).isEqualTo(0L);
    }

    @Test
    void aTotalOnL1IsMarkedAsOne() {
        assertThat(values(new Snapshots().with(Quantity.POWER_NET, "500")).get("/P1/PhasePowers").get()).isEqualTo(0L);
        assertThat(values(new Snapshots().with(Quantity.POWER_NET, "500").with(Quantity.POWER_L1, "500")).get("/P1/PhasePowers").get())
                .isEqualTo(1L);
    }

    @Test
    void theDemandWindowHasItsPathsWhereItIsWatched() {
        Demand demand = new Demand(new Stamp(0, 3600), Duration.ofMinutes(15), 1_200, OptionalLong.of(1_900),
                OptionalLong.of(3_400), OptionalLong.empty());
        Map<String, Optional<?>> values = values(new Snapshots().demand(demand));
        assertThat(values.get("/P1/Demand/Mean").get()).isEqualTo(1_200_000L);
        assertThat(values.get("/P1/Demand/Forecast").get()).isEqualTo(1_900_000L);
        assertThat(values.get("/P1/Demand/Allowed").get()).isEqualTo(3_400_000L);
        assertThat(values.get("/P1/Demand/Peak")).isEmpty();
        assertThat(values.get("/P1/Demand/ImportLimit")).isEmpty();
        assertThat(values.get("/P1/Demand/ImportLimitReason").get()).isEqualTo("not counted");
        Map<String, Optional<?>> limited = values(new Snapshots().demand(new Demand(demand.start(), demand.window(), demand.meanWatts(),
                demand.forecastWatts(), demand.allowedWatts(), demand.peakWatts(), List.of(), Optional.empty(),
                new ImportLimit(OptionalInt.of(11), ImportLimit.Reason.NEEDED,
                Optional.of(new ImportLimit.Guard(ImportLimit.GuardState.LIMITING, 3, 1, OptionalLong.of(1_300)))))));
        assertThat(limited.get("/P1/Demand/ImportLimit").get()).isEqualTo(11L);
        assertThat(limited.get("/P1/Demand/ImportLimitReason").get()).isEqualTo("needed");
        assertThat(limited.get("/P1/Demand/WindowsKept").get()).isEqualTo(3L);
        assertThat(limited.get("/P1/Demand/WindowsExceeded").get()).isEqualTo(1L);
        assertThat(limited.get("/P1/Demand/GuardWouldSave").get()).isEqualTo(1_300_000L);
        assertThat(values.get("/P1/Demand/WindowsKept")).as("without a guard").isEmpty();
        assertThat(values.get("/P1/Demand/WindowEnds").get()).isEqualTo("1970-01-01T01:15:00+01:00");
        assertThat(values(new Snapshots()).get("/P1/Demand/Mean")).isEmpty();
    }

    @Test
    void calculatedEnergiesAreNamedSo() {
        assertThat(GridPaths.of(Role.GRID, VenusSettings.Energy.INTEGRATED).stream()
                .filter(row -> row.format() == Format.CALCULATED_KILOWATT_HOUR).map(PathDefinition::path))
                .containsExactly("/Ac/Energy/Forward", "/Ac/Energy/Reverse");
        assertThat(Format.CALCULATED_KILOWATT_HOUR.text(12_345_678_900L)).isEqualTo("1234.57kWh (calculated)");
        assertThat(GridPaths.of(Role.GRID, VenusSettings.Energy.METER)).isEqualTo(GridPaths.of(Role.GRID));
    }

    /** The last counter of an earlier list stays valid; it is no reading. */
    @Test
    void countersRunOnBetweenTheListsThatHoldThem() {
        Snapshot list = new Snapshots().with(Quantity.POWER_NET, "3600").with(Quantity.ENERGY_IMPORT, "1234.56").take();
        Reading power = new Reading(list.reading().meter(), Optional.of(new Stamp(list.arrival().getEpochSecond() + 10, 0)),
                list.values().without(Set.of(Quantity.ENERGY_IMPORT)), List.of(), list.reading().message());
        Snapshot later = new Snapshot(list.key(), power, list.values(), List.of(), list.withheld(), Optional.empty(), list.arrival(),
                list.interval(), list.validFor(), list.segment(), list.quality());
        Snapshot before = new Snapshot(list.key(), new Reading(power.meter(), Optional.of(new Stamp(list.arrival().getEpochSecond(), 0)),
                list.values(), List.of(), power.message()), list.values(), List.of(), list.withheld(), Optional.empty(), list.arrival(),
                list.interval(), list.validFor(), list.segment(), list.quality());
        Ledger ledger = new Ledger(Ledger.Store.NONE, Optional.empty());
        assertThat(running(ledger, before).values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("1234.56");
        assertThat(running(ledger, later).values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("1234.57");
        assertThat(running(ledger, later).values().has(Quantity.ENERGY_EXPORT)).isFalse();
    }

    private static Snapshot running(Ledger ledger, Snapshot snapshot) {
        return VenusOutput.withRunningCounters(snapshot.withEnergy(ledger.accept(snapshot)));
    }

    @Test
    void theNeutralsCurrentHasTheNameOfOtherDriversToo() {
        Map<String, Optional<?>> values = values(new Snapshots().with(Quantity.CURRENT_NEUTRAL, "1.5"));
        assertThat(values.get("/Ac/N/Current").get()).isEqualTo(values.get("/P1/NeutralCurrent").get()).isEqualTo(1_500L);
    }

    @Test
    void anErrorIsReportedWhereTheOwnerShouldDoSomething() {
        Snapshot snapshot = Snapshots.threePhase().take();
        meterState.accept(snapshot);
        for (EssVerdict.State state : EssVerdict.State.values()) {
            GridView view = new GridView(snapshot, meterState, new Registration("grid", 40, "", 0, PhaseOrder.STRAIGHT),
                    VenusRig.settings(), new EssVerdict(state, "", "", ""), RuntimeSettings.NONE);
            PathDefinition<GridView> row = GridPaths.of(Role.GRID).stream().filter(any -> any.path().equals("/Error/0/Id"))
                    .findFirst().orElseThrow();
            Item item = new Item(row);
            row.source().read(view, item);
            assertThat(item.text()).isEqualTo(state.wrong() ? "dbus-p1:w-" + state.ordinal() : "");
        }
    }

    @Test
    void factorsThatCannotBeAreInvalid() {
        assertThat(values(new Snapshots().with(Quantity.POWER_FACTOR, "4.556")).get("/Ac/PowerFactor")).isEmpty();
        assertThat(values(new Snapshots().with(Quantity.POWER_FACTOR_L2, "-1.001")).get("/Ac/L2/PowerFactor")).isEmpty();
        assertThat(values(new Snapshots().with(Quantity.POWER_FACTOR, "-1")).get("/Ac/PowerFactor").get())
                .isEqualTo(-1000L);
    }

    @Test
    void theRefreshTimeDoesNotTremble() {
        assertThat(refreshTime(Duration.ofMillis(1003))).isEqualTo(1000);
        assertThat(refreshTime(Duration.ofMillis(1130))).isEqualTo(1000);
        assertThat(refreshTime(Duration.ofMillis(9990))).isEqualTo(10_000);
        assertThat(refreshTime(Duration.ofMillis(100))).isEqualTo(100);
    }

    @Test
    void theRefreshTimeFollowsADifferenceOfMoreThanAFifth() {
        assertThat(refreshTime(Duration.ofSeconds(10))).isEqualTo(10_000);
        assertThat(refreshTime(Duration.ofMillis(12_000))).as("a fifth").isEqualTo(10_000);
        assertThat(refreshTime(Duration.ofMillis(8_000))).as("a fifth").isEqualTo(10_000);
        assertThat(refreshTime(Duration.ofMillis(12_001))).isEqualTo(12_000);
        assertThat(refreshTime(Duration.ofMillis(9_000))).isEqualTo(9_000);
    }

    @Test
    void intervalsBelowASecondAreNotRounded() {
        assertThat(refreshTime(Duration.ofMillis(949))).isEqualTo(949);
        meterState = new MeterState(Optional::empty);
        assertThat(refreshTime(Duration.ofMillis(950))).isEqualTo(1000);
    }

    @Test
    void anotherPeakHasItsOwnTimeAndNoPeakHasNone() {
        assertThat(peakTime(Optional.of("4300"), 1_700_000_000)).isEqualTo(Optional.of("2023-11-14T23:13:20+01:00"));
        assertThat(peakTime(Optional.of("4301"), 1_700_000_900)).isEqualTo(Optional.of("2023-11-14T23:28:20+01:00"));
        assertThat(peakTime(Optional.empty(), 1_700_000_900)).isEmpty();
        assertThat(peakTime(Optional.of("4301"), 1_700_001_800)).as("a new month's equal peak")
                .isEqualTo(Optional.of("2023-11-14T23:43:20+01:00"));
    }

    private Optional<?> peakTime(Optional<String> watts, long time) {
        Details details = new Details(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(new Details.Peak(Optional.of(new Stamp(time, 3600)), java.math.BigDecimal.ONE)),
                Optional.empty(), Optional.empty());
        Snapshots snapshot = new Snapshots().details(details);
        watts.ifPresent(peak -> snapshot.with(Quantity.PEAK_EXPORT, peak));
        return values(snapshot).get("/P1/MonthPeak/ExportTime");
    }

    @Test
    void theDemandWindowEndsWithTheMetersNextWindow() {
        for (long start : new long[] {0, 900}) {
            Demand demand = new Demand(new Stamp(start, 0), Duration.ofMinutes(15), 1, OptionalLong.empty(),
                    OptionalLong.empty(), OptionalLong.of(5));
            Map<String, Optional<?>> values = values(new Snapshots().demand(demand));
            assertThat(values.get("/P1/Demand/WindowEnds").get().toString())
                    .startsWith(start == 0 ? "1970-01-01T00:15" : "1970-01-01T00:30");
            assertThat(values.get("/P1/Demand/Peak").get()).isEqualTo(5_000L);
        }
        assertThat(values(new Snapshots()).get("/P1/Demand/WindowEnds")).isEmpty();
    }

    /** After a start of the driver the mean of a window is not known until the next one begins, an hour later for some tariffs. */
    @Test
    void theScreensPageOfTheDemandIsThereAlsoWhileTheWindowsMeanIsNotKnown() throws IOException {
        Demand demand = new Demand(new Stamp(0, 0), Duration.ofMinutes(60), OptionalLong.empty(), OptionalLong.empty(),
                OptionalLong.empty(), OptionalLong.empty(), List.of(), Optional.empty(), ImportLimit.NONE);
        Map<String, Optional<?>> values = values(new Snapshots().demand(demand));
        Map<String, Optional<?>> without = values(new Snapshots());
        String page = Files.readString(Path.of("src/main/qml/P1Meter.qml"));
        List<String> shownBy = Pattern.compile("\"(/P1/(?:Demand|MonthPeak)/\\w+)\"").matcher(page).results()
                .map(path -> path.group(1)).toList();

        assertThat(shownBy).anyMatch(path -> values.get(path).isPresent()).noneMatch(path -> without.get(path).isPresent());
    }

    @Test
    void anotherMeterShowsItsOwnNumber() {
        assertThat(values(new Snapshots()).get("/Serial")).isEqualTo(Optional.of("E0012345"));
        assertThat(values(new Snapshots().key("E0099")).get("/Serial")).isEqualTo(Optional.of("E0099"));
        assertThat(values(new Snapshots().key("E0099")).get("/P1/Dialect").get().toString()).isNotEmpty();
    }

    @Test
    void clientsMayWriteTextsOfAtMost255Characters() {
        Function<Object, Optional<?>> meaning = PathDefinition.<GridView>text("/CustomName", view -> "")
                .storedText("", (settings, name) -> name)
                .stored().orElseThrow().meaning();
        assertThat(meaning.apply("x".repeat(255))).isEqualTo(Optional.of("x".repeat(255)));
        assertThat(meaning.apply("x".repeat(256))).isEmpty();
        assertThat(meaning.apply(7)).isEqualTo(Optional.of("7"));
        assertThat(meaning.apply(List.of())).as("Victron's invalid").isEqualTo(Optional.of(""));
        assertThat(meaning.apply(List.of(1))).isEmpty();
    }

    @Test
    void clientsMayWriteWholeNumbersOfAnyType() {
        Function<Object, Optional<?>> meaning = PathDefinition.<GridView>integer("/Position", view -> 0)
                .storedInteger("", DeviceSettings::checkPosition).stored().orElseThrow().meaning();
        assertThat(meaning.apply(2.0)).isEqualTo(Optional.of(2L));
        assertThat(meaning.apply((byte) 1)).isEqualTo(Optional.of(1L));
        assertThat(meaning.apply(0.5)).isEmpty();
        assertThat(meaning.apply(1L << 32)).as("beyond int32").isEmpty();
        assertThat(meaning.apply("1")).isEmpty();
    }

    @Test
    void aMeterNamesItselfItsDriverAndItsPlace() {
        Map<String, Optional<?>> values = values(new Snapshots());
        Map<String, Object> expected = Map.ofEntries(Map.entry("/Mgmt/ProcessName", "dbus-p1"),
                Map.entry("/Mgmt/ProcessVersion", "0.1.0"), Map.entry("/Mgmt/Connection", "P1 ttyUSB0"),
                Map.entry("/DeviceInstance", 40L), Map.entry("/ProductId", 0xF1D5L),
                Map.entry("/ProductName", "P1 smart meter"), Map.entry("/CustomName", ""),
                Map.entry("/FirmwareVersion", "5.0"), Map.entry("/Model", "LGF0000000001"),
                Map.entry("/HardwareVersion", "XMX5LGF0000000001"),
                Map.entry("/Connected", 1L), Map.entry("/ErrorCode", 0L), Map.entry("/Role", "grid"),
                Map.entry("/P1/Phases", "L1,L2,L3"), Map.entry("/P1/MeterKey", "E0012345"));
        expected.forEach((path, value) -> assertThat(values.get(path)).as(path).isEqualTo(Optional.of(value)));
    }

    @Test
    void onlyLoadsAndSolarInvertersHaveAPosition() {
        for (Role role : Role.values()) {
            List<String> paths = GridPaths.of(role).stream().map(PathDefinition::path).toList();
            boolean placed = role != Role.GRID && role != Role.GENSET;
            assertThat(paths.contains("/Position")).as(role.text()).isEqualTo(placed);
            assertThat(paths.contains("/PositionIsAdjustable")).as(role.text()).isEqualTo(placed);
            assertThat(paths).as(role.text()).contains("/Ac/Energy/Reverse", "/AllowedRoles");
            assertThat(paths.contains("/StatusCode")).as(role.text()).isEqualTo(role == Role.PVINVERTER);
            assertThat(paths.contains("/Current")).as(role.text()).isEqualTo(role == Role.EVCHARGER);
            assertThat(paths.contains("/IsGenericEnergyMeter")).as(role.text()).isEqualTo(role != Role.GRID);
            assertThat(Role.of(role.text())).contains(role);
        }
        assertThat(Role.of("Grid")).isEmpty();
    }

    @Test
    void aPositionMayBeWhatTheRoleKnows() {
        assertThat(Role.PVINVERTER.allowsPosition(2)).isTrue();
        assertThat(Role.PVINVERTER.allowsPosition(3)).isFalse();
        assertThat(Role.PVINVERTER.position(2)).isEqualTo(2);
        for (Role load : List.of(Role.ACLOAD, Role.EVCHARGER, Role.HEATPUMP)) {
            assertThat(load.allowsPosition(1)).isTrue();
            assertThat(load.allowsPosition(2)).isFalse();
            assertThat(load.allowsPosition(-1)).isFalse();
            assertThat(load.position(2)).as("AC input 2 of a solar inverter").isEqualTo(1);
            assertThat(load.position(0)).isZero();
        }
        assertThat(Role.GENSET.allowsPosition(0)).isFalse();
    }

    @Test
    void theEnergiesOfAOnePhaseMeterAreOnItsPhase() {
        Map<String, Optional<?>> values = values(Snapshots.onePhase().with(Quantity.ENERGY_IMPORT, "7").with(Quantity.ENERGY_EXPORT, "2"));
        assertThat(values.get("/Ac/L1/Energy/Forward")).isEqualTo(values.get("/Ac/Energy/Forward")).isPresent();
        assertThat(values.get("/Ac/L1/Energy/Reverse")).isEqualTo(values.get("/Ac/Energy/Reverse")).isPresent();
        assertThat(values.get("/Ac/L2/Energy/Forward")).isEmpty();
        assertThat(values.get("/PhaseSetting")).isEqualTo(Optional.of(1L));

        meterState = new MeterState(Optional::empty);
        Map<String, Optional<?>> three = values(Snapshots.threePhase());
        assertThat(three.get("/Ac/L1/Energy/Forward")).as("a part of the total that the meter does not send").isEmpty();
        assertThat(three.get("/PhaseSetting")).isEmpty();

        meterState = new MeterState(Optional::empty);
        assertThat(values(Snapshots.onePhase()).get("/Ac/L1/Energy/Forward")).as("no counter").isEmpty();
    }

    @Test
    void theDaysUseIsInKilowattHoursAndCubicMeters() {
        Use imported = new Use(3_456, OptionalLong.of(2_456), OptionalLong.of(600), LocalDate.EPOCH, new Known(0, 0, 0),
                new Step(new Stamp(0, 0), 0));
        Use gas = new Use(10_250, OptionalLong.of(1_250), OptionalLong.of(500), LocalDate.EPOCH, new Known(0, 0, 0),
                new Step(new Stamp(0, 0), 0));
        Map<String, Optional<?>> values = values(Snapshots.onePhase().with(Quantity.ENERGY_IMPORT, "3.456"), new EnergyUse(
                Map.of(EnergyUse.Counter.IMPORT, imported, EnergyUse.Counter.GAS, gas), Map.of(), Optional.empty()));
        assertThat(shown("/P1/Today/Import", values)).as("in steps of 10 Wh").isEqualTo(2.45);
        assertThat(shown("/P1/Yesterday/Import", values)).isEqualTo(0.6);
        assertThat(shown("/P1/Gas/Counter", values)).isEqualTo(10.25);
        assertThat(shown("/P1/Gas/Today", values)).isEqualTo(1.25);
        assertThat(shown("/P1/Gas/Yesterday", values)).isEqualTo(0.5);
        assertThat(values.get("/P1/Today/Export")).isEmpty();
        assertThat(values.get("/P1/Water/Today")).isEmpty();
    }

    private static double shown(String path, Map<String, Optional<?>> values) {
        Format format = GridPaths.of(Role.GRID).stream().filter(row -> row.path().equals(path)).findFirst().orElseThrow().format();
        return format.number((Long) values.get(path).orElseThrow());
    }

    @Test
    void theEndsOfWhatSettingsMayBeAreAllowed() {
        for (int position = 0; position <= 2; position++) {
            assertThat(VenusRig.settings(Optional.empty(), OptionalInt.of(position), PhaseOrder.STRAIGHT, false).position())
                    .hasValue(position);
        }
        assertThatThrownBy(() -> VenusRig.settings(Optional.empty(), OptionalInt.of(-1), PhaseOrder.STRAIGHT, false))
                .hasMessageContaining("-1 is no position");
    }

    private long refreshTime(Duration interval) {
        return (Long) values(new Snapshots().interval(interval)).get("/RefreshTime").get();
    }

    @Test
    void theTimeOfTheMonthPeakIsThere() {
        Details details = new Details(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(new Details.Peak(Optional.of(new Stamp(1_700_000_000, 3600)), java.math.BigDecimal.TEN)),
                Optional.empty(), Optional.empty(), Optional.empty());
        Map<String, Optional<?>> values = values(new Snapshots().with(Quantity.PEAK_IMPORT, "4300").details(details));
        assertThat(values.get("/P1/MonthPeak/Import").get()).isEqualTo(4_300_000L);
        assertThat(values.get("/P1/MonthPeak/ImportTime").get()).isEqualTo("2023-11-14T23:13:20+01:00");
        assertThat(values.get("/P1/MonthPeak/ExportTime")).isEmpty();
    }

    @Test
    void theLinesQualityIsThere() {
        Map<String, Optional<?>> values = values(new Snapshots().quality(LineQuality.NONE.plusAccepted()
                .plusRepaired("first line").plusRejected(RejectCause.CRC).plusRejected(RejectCause.TRUNCATED)));
        assertThat(values.get("/P1/Telegrams/Repaired").get()).isEqualTo(1L);
        assertThat(values.get("/P1/Telegrams/Rejected").get()).isEqualTo(2L);
    }

    @Test
    void aTextOfBlanksIsAbsent() {
        assertThat(PathDefinition.notBlank(Optional.of("E0001"))).hasValue("E0001");
        assertThat(PathDefinition.notBlank(Optional.of("  "))).isEmpty();
        assertThat(PathDefinition.notBlank(Optional.empty())).isEmpty();
    }

    @Test
    void settingsThatCannotBeSaySo() {
        for (String suffix : List.of("", "1a", "a-b", "a.b", "a b")) {
            assertThatThrownBy(() -> new VenusSettings(BusAddress.AUTO, Optional.empty(),
                    OptionalInt.empty(), PhaseOrder.STRAIGHT, false, suffix, "", "", VenusSettings.Energy.METER, Set.of()))
                    .hasMessageContaining("bus name");
        }
        assertThatThrownBy(() -> VenusRig.settings(Optional.empty(), OptionalInt.of(3),
                PhaseOrder.STRAIGHT, false)).hasMessageContaining("3 is no position");
    }
}
