package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.gx.service.MeterState.PublishedCounts;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.DialectName;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.TestDemand;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.metering.energy.TestLedger;
import org.dbusp1.metering.guard.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of paths, without a bus. */
class GridPathsTest {
    /**
     * Nothing on a GX device reads these, and each would go out with every telegram; other outputs have them. The net power shows
     * import and export; reactive and apparent power and reactive energy have no place in Venus OS; the others nobody reads there.
     */
    private static final Pattern LEFT_OUT = Pattern.compile("POWER_(IMPORT|EXPORT)(_L[123])?|POWER_ABS|(REACTIVE|APPARENT)_.*"
            + "|ENERGY_COMBINED|DEMAND_(IMPORT|EXPORT|NET)|PEAK_EXPORT|FUSE(_EXPORT)?");

    /** Paths with numbers of the driver, of the line and of ESS. */
    private static final Pattern OF_DRIVER = Pattern.compile("/(DeviceInstance|ProductId|Connected|ErrorCode|NrOfPhases|DeviceType"
            + "|RefreshTime|P1/PhasePowers|P1/(Ess|Line|Telegrams)/.*)");

    private Messages messages = new Messages();
    private MeterState meterState = new MeterState(() -> null);

    private Map<String, Optional<?>> values(Snapshots snapshots) {
        return values(snapshots, EnergyUse.NONE, Finding.of(Condition.ESS_UNKNOWN));
    }

    private Map<String, Optional<?>> values(Snapshots snapshots, EnergyUse energy, Finding ess) {
        Snapshot snapshot = messages.after(snapshots.energy(energy).take());
        meterState.accept(snapshot);
        MeterView view = new MeterView(snapshot, meterState.summary(), new Registration("grid", 40, "", 0, PhaseOrder.STRAIGHT),
                VenusRig.settings(), Map.of(Subject.ESS, ess), Map.of(), QuickAccess.Names.ENGLISH, null, null, PhaseWatts.ZERO);
        Map<String, Optional<?>> values = new TreeMap<>();
        PathRows.of(Role.GRID).forEach(row -> {
            Item item = new Item(row);
            item.set(row.value().apply(view));
            values.put(row.path(), Optional.ofNullable(item.value()));
        });
        return values;
    }

    /** Fails unless each path of the text, such as {@code Mean=5 Peak=-}, has its number, in the last decimal; - is invalid. */
    private static void assertNumbers(Map<String, Optional<?>> values, String prefix, String expected) {
        for (String one : expected.split(" ")) {
            String name = one.substring(0, one.indexOf('='));
            assertThat(name + "=" + values.get(prefix + name).map(Object::toString).orElse("-")).isEqualTo(one);
        }
    }

    @Test
    void everyQuantityHasAPathOrIsLeftOutOnPurpose() {
        // Without a total there are no phases.
        Map<String, Optional<?>> nothing = values(Snapshots.of("POWER_NET=0"));
        for (Quantity quantity : Quantity.values()) {
            meterState = new MeterState(() -> null);
            messages = new Messages();
            Map<String, Optional<?>> one = values(Snapshots.of("POWER_NET=0").with(quantity, "1"));
            assertThat(one.equals(nothing)).as("%s has no row in GridPaths, or has one and is left out", quantity)
                    .isEqualTo(LEFT_OUT.matcher(quantity.name()).matches());
        }
    }

    /** Numbers at the ends of the bus's types: a path shows the meter's number, with the sign of the power, or is invalid. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE + 1L, Integer.MIN_VALUE - 1L,
        1L << 32, (1L << 32) + 7, -(1L << 32), (1L << 53) - 1, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1,
        Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, 9_000_000_000_000_000L})
    void eachPathShowsTheMetersNumberOrNone(long scaled) {
        Snapshots extreme = new Snapshots();
        Set<BigDecimal> possible = new HashSet<>();
        for (Quantity quantity : Quantity.values()) {
            extreme.scaled(quantity, scaled);
            BigDecimal value = BigDecimal.valueOf(scaled, quantity.decimals()).stripTrailingZeros();
            possible.addAll(List.of(value, value.negate()));
        }
        Map<String, Optional<?>> values = values(extreme);
        int shown = 0;
        for (PathDefinition<MeterView> row : PathRows.of(Role.GRID)) {
            if (values.get(row.path()).orElse(null) instanceof Long number && !OF_DRIVER.matcher(row.path()).matches()) {
                assertThat(possible).as(row.path()).contains(BigDecimal.valueOf(number, BusFormat.of(row.format()).decimals())
                        .stripTrailingZeros());
                shown++;
            }
        }
        boolean doublesFit = scaled >= -(1L << 53) && scaled <= 1L << 53;
        assertThat(values.get("/P1/PowerFailures")).isEqualTo(Optional.of(scaled).filter(number -> number == number.intValue()));
        assertThat(values.get("/Ac/Power").isPresent()).isEqualTo(doublesFit);
        assertThat(shown > 20).isEqualTo(doublesFit);
    }

    @Test
    void noPathIsThereTwiceAndNoneIsANodeOfAnother() {
        for (Role role : Role.values()) {
            List<String> paths = PathRows.of(role).stream().map(PathDefinition::path).toList();
            assertThat(paths).doesNotHaveDuplicates();
            assertThat(paths).noneMatch(path -> paths.stream().anyMatch(other -> other.startsWith(path + "/")));
        }
    }

    /** Paths of other services that the manual names: of ESS, the inverter, the notifications, and one that no known program reads. */
    private static final Set<String> OF_OTHERS = Set.of("/Mode", "/State", "/Ess/EnergyMeterInUse", "/Overrides/MaxDischargePower",
            "/Overrides/Setpoint", "/PowerGuard", "/Notifications/Inject");

    /** A path, or the beginning of several with dots after it; of commands, those that ask our service. */
    @Test
    void aPathThatAPageOfTheManualNamesIsServed() throws IOException {
        Pattern path = Pattern.compile("(?:`|victronenergy\\.grid\\S* )((?:/[A-Z0-9][A-Za-z0-9]*)+)(`|/\\.\\.\\.`| [GS]etValue)");
        List<String> served = PathRows.all().keySet().stream().map(text -> text + "/").toList();
        Set<String> pages = new HashSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/site/markdown"))) {
            for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
                path.matcher(Files.readString(page)).results().filter(found -> !OF_OTHERS.contains(found.group(1))).forEach(found -> {
                    String named = found.group(1) + "/";
                    assertThat(served).as("%s in %s", named, page)
                            .anyMatch(text -> found.group(2).contains("...") ? text.startsWith(named) : text.equals(named));
                    pages.add(page.getFileName().toString());
                });
            }
        }
        assertThat(pages).contains("gx-meter.md", "demand.md", "reference.md");
    }

    /** After a start of the driver the mean of a window is not known until the next one begins, an hour later for some tariffs. */
    @Test
    void theScreensPageOfTheDemandIsThereAlsoWhileTheWindowsMeanIsNotKnown() throws IOException {
        Demand demand = TestDemand.window(new Stamp(0, 0), Duration.ofMinutes(60), null, null, null);
        Map<String, Optional<?>> values = values(new Snapshots().demand(demand));
        Map<String, Optional<?>> without = values(new Snapshots());
        String page = Files.readString(Path.of("src/main/qml/P1State.qml"));
        List<String> shownBy = Pattern.compile("\"(/P1/(?:Demand|Peak)/\\w+)\"").matcher(page).results()
                .map(path -> path.group(1)).toList();

        assertThat(shownBy).anyMatch(path -> values.get(path).isPresent()).noneMatch(path -> without.get(path).isPresent());
    }

    @Test
    void onlyLoadsAndSolarInvertersHaveAPosition() {
        for (Role role : Role.values()) {
            List<String> paths = PathRows.of(role).stream().map(PathDefinition::path).toList();
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
    void paceIsGradedOnceItIsMeasured() {
        assertNumbers(values(new Snapshots().quality(new TelegramCounts(5, Map.of(), Map.of()))), "/P1/Line/", "Grade=-");
        assertNumbers(values(new Snapshots().quality(new TelegramCounts(4, Map.of(TelegramCounts.LINE_ENDS, 2L), Map.of()))), "/P1/Line/",
                "Grade=fit");
    }

    @Test
    void aDemandThatFitsNoNumberOfTheBusIsInvalid() {
        Demand huge = TestDemand.window(new Stamp(0, 0), Duration.ofMinutes(15), 4_000L, Long.MAX_VALUE, 18446744073709552L);
        assertNumbers(values(new Snapshots().demand(huge)), "/P1/Demand/", "Mean=4000000 Forecast=- Peak=-");
        assertNumbers(values(new Snapshots()), "/P1/Demand/", "Mean=- WindowEnds=-");
    }

    /** At 3,600 W, which are 1 Wh a second. */
    @ParameterizedTest
    @CsvSource({"AIDON, 1234.66", "DSMR5, 1234.56"})
    void countersThatComeOnceAnHourAreContinued(@ConvertWith(DialectName.class) Dialect dialect, BigDecimal shown) {
        Snapshot list = Snapshots.of("POWER_NET=3600 ENERGY_IMPORT=1234.56").dialect(dialect).take();
        Values withoutCounters = list.published().values().without(Set.of(Quantity.ENERGY_IMPORT));
        Ledger ledger = TestLedger.of(new MeterKey("E0012345"), Ledger.LedgerStore.NONE);
        Values values = list.published().values();
        for (int second = 0; second <= 100; second += 10) {
            values = published(ledger, list, second, second == 0 ? list.published().values() : withoutCounters);
        }
        assertThat(values.decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo(shown);
        assertThat(values.has(Quantity.ENERGY_EXPORT)).isFalse();

        Values afterGap = published(ledger, list, 100 + 91, withoutCounters);
        assertThat(afterGap.decimal(Quantity.ENERGY_IMPORT)).as("without power for more than 90 s").isEqualByComparingTo("1234.56");
    }

    private static Values published(Ledger ledger, Snapshot list, int second, Values sent) {
        Snapshot snapshot = Snapshots.like(list).sent(sent).valid(list.published().values())
                .at(new Stamp(list.arrival().machineTime().getEpochSecond() + second, 0)).take();
        return VenusOutput.withContinuedCounters(Snapshots.counted(ledger, snapshot)).published().values();
    }

    @Test
    void anErrorIsReportedWhereTheOwnerShouldDoSomething() {
        for (Condition state : Condition.all(Subject.ESS)) {
            assertThat(values(Snapshots.threePhase(), EnergyUse.NONE, Finding.of(state, "")).get("/Error/0/Id").get())
                    .isEqualTo(state.isWrong() ? "dbus-p1:w-" + state.indexInSubject() : "");
        }
    }

    @ParameterizedTest
    @CsvSource({"10, true", "1, false"})
    void aTelegramThatIsALittleEarlyRenewsTheStatistics(int interval, boolean renewed) {
        Snapshot snapshot = Snapshots.threePhase().interval(Duration.ofSeconds(interval)).take();
        PublishedCounts before = new PublishedCounts(null, TelegramCounts.NONE, "", System.nanoTime() - 8_100_000_000L);
        assertThat(before.renewed(snapshot, () -> null) != before).isEqualTo(renewed);
    }

    /** It follows a difference of more than a fifth, and is rounded to seconds but below one. */
    @ParameterizedTest
    @CsvSource({"1003 1130 9990 100, 1000 1000 10000 100", "10000 12000 8000 12001 9000, 10000 10000 10000 12000 9000", "949, 949",
        "950, 1000", "1490 1510 1490 1790, 1000 1000 1000 2000"})
    void theRefreshTimeDoesNotTremble(String intervals, String shown) {
        assertThat(Stream.of(intervals.split(" ")).map(millis -> values(new Snapshots().interval(Duration.ofMillis(Long.parseLong(millis))))
                .get("/RefreshTime").get().toString()).collect(Collectors.joining(" "))).isEqualTo(shown);
    }

    /**
     * Before the proof it is the dialect's, or the shortest gap as far as such meters have it; then, and after a change, what is proved.
     *
     * @param gaps  seconds between telegrams, and how many
     * @param shown each time that is shown, with the second from which on
     */
    @ParameterizedTest
    @CsvSource({"DSMR5, 60 x 9, 0: 1000 360: 60000", "DSMR4, 60 x 9, 0: 10000 360: 60000", "DSMR5, 30 x 9, 0: 1000 30: 10000 180: 30000",
        "DSMR5, 10 x 9, 0: 1000 10: 10000", "SML, 1 x 9, 0: 4000 5: 1000", "SML, 10 x 9, 0: 4000 10: 10000",
        "DSMR5, 1 x 9 10 x 15, 0: 1000 129: 10000", "DSMR4, 10 x 9 60 x 9, 0: 10000 450: 60000", "DSMR4, 10 x 9 1 x 9, 0: 10000 93: 1000"})
    void theRefreshTimeIsTheProvedInterval(@ConvertWith(DialectName.class) Dialect dialect, String gaps, String shown) {
        Guard guard = new Guard(new Guard.Options(null, StateStore.NONE, Origin.LINE, null));
        StringBuilder changes = new StringBuilder();
        long before = 0;
        int second = 0;
        String[] words = gaps.split(" x | ");
        for (int i = 0; i < words.length; i += 2) {
            for (int count = Integer.parseInt(words[i + 1]); count > 0; count--) {
                Snapshots.guarded(guard, Snapshots.threePhase().dialect(dialect).take().reading(), new MeterKey("house"),
                        Instant.ofEpochSecond(second), second * 1_000_000_000L).ifPresent(meterState::accept);
                long now = meterState.summary().refreshMillis();
                changes.append(now == before ? "" : " " + second + ": " + now);
                before = now;
                second += Integer.parseInt(words[i]);
            }
        }
        assertThat(changes.toString().strip()).isEqualTo(shown);
    }

    @Test
    void anotherPeakHasItsOwnTimeAndNoPeakHasNone() {
        assertThat(peakTime("PEAK_IMPORT=4300", 1_700_000_000)).isEqualTo(Optional.of("2023-11-14T23:13:20+01:00"));
        assertThat(peakTime("PEAK_IMPORT=4301", 1_700_000_900)).isEqualTo(Optional.of("2023-11-14T23:28:20+01:00"));
        assertThat(peakTime("VOLTAGE_L1=230", 1_700_000_900)).isEmpty();
        assertThat(peakTime("PEAK_IMPORT=4301", 1_700_001_800)).as("a new month's equal peak")
                .isEqualTo(Optional.of("2023-11-14T23:43:20+01:00"));
    }

    private Optional<?> peakTime(String peak, long time) {
        Details.RunningPeak at = new Details.RunningPeak(new Stamp(time, 3600), BigDecimal.ONE);
        return values(Snapshots.of(peak).details(new Details(null, null, null, null, at, at, null, null)))
                .get("/P1/Peak/ImportMonthTime");
    }

    @Test
    void anotherMeterShowsItsOwnNumber() {
        assertThat(values(new Snapshots()).get("/Serial")).isEqualTo(Optional.of("E0012345"));
        assertThat(values(new Snapshots().key("E0099")).get("/Serial")).isEqualTo(Optional.of("E0099"));
        assertThat(values(new Snapshots().number("  ")).get("/Serial")).as("blanks").isEmpty();
    }

    @Test
    void theDaysUseIsInKilowattHoursAndCubicMeters() {
        Map<String, Optional<?>> values = values(Snapshots.of("ENERGY_IMPORT=3.456").gas(1, "G1", 0, "10.250"), new EnergyUse(
                Map.of(EnergyUse.Counter.IMPORT, use(3_456, 2_456, 600), EnergyUse.Counter.GAS, use(10_250, 1_250, 500)), Map.of(),
                false, Set.of(), List.of(), null), Finding.of(Condition.ESS_UNKNOWN));
        assertNumbers(values, "/P1/", "Today/Import=246 Yesterday/Import=60 Today/Export=- Water/Today=-"
                + " Gas/Counter=10250000 Gas/Today=1250000 Gas/Yesterday=500000");
    }

    /** Victron's Modbus gateway makes 0 kWh of an absent counter, and Home Assistant a new meter of 0 kWh. */
    @Test
    void aCounterThatTheMeterDoesNotSendIsTheLastOne() {
        EnergyUse energy = new EnergyUse(Map.of(EnergyUse.Counter.IMPORT, use(3_456, 2_456, 600)), Map.of(), true, Set.of(), List.of(),
                null);
        assertNumbers(values(Snapshots.of("POWER_NET=500"), energy, Finding.of(Condition.ESS_UNKNOWN)), "/Ac/Energy/",
                "Forward=34560000 Reverse=-");
        assertNumbers(values(Snapshots.of("ENERGY_IMPORT=3.5"), energy, Finding.of(Condition.ESS_UNKNOWN)), "/Ac/Energy/",
                "Forward=35000000 Reverse=-");
    }

    /** The ledger goes on over an exchange: its last reading is the old meter's until the new one has sent its own. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLastCounterOfTheMeterBeforeIsNotThisOnes(boolean restarts) {
        StoredLines lines = new StoredLines();
        Ledger before = TestLedger.of(new MeterKey("house"), lines);
        Snapshots.accept(before, list("735999", 0, 0, "POWER_NET=500 ENERGY_IMPORT=40.123 ENERGY_EXPORT=7.001").take());
        before.end();
        Ledger now = restarts ? TestLedger.of(new MeterKey("house"), lines) : before;
        int index = restarts ? 0 : 1;
        for (String sent : List.of("POWER_NET=500 | Forward=- Reverse=-", "POWER_NET=500 ENERGY_IMPORT=2 | Forward=20000000 Reverse=-",
                "POWER_NET=500 | Forward=20000000 Reverse=-")) {
            String[] sides = sent.split(" \\| ");
            Snapshots list = list("111111", index, 600, sides[0]);
            assertNumbers(values(list, Snapshots.accept(now, list.take()), Finding.of(Condition.ESS_UNKNOWN)), "/Ac/Energy/", sides[1]);
        }
    }

    /** The list of a Norwegian meter. */
    private static Snapshots list(String number, int index, int second, String values) {
        return Snapshots.of(values).dialect(Dialect.AIDON).key("house").number(number).meterIndex(index)
                .at(new Stamp(1_792_800_000L + second, 0));
    }

    /** The day's use ended with the last reading; the counter is not known to be right any longer. */
    @Test
    void theCounterOfASilentGasMeterIsAbsentAsItsServiceIs() {
        Map<String, Optional<?>> values = values(Snapshots.of("ENERGY_IMPORT=3.456").silent(1, 3, "G1"), new EnergyUse(
                Map.of(EnergyUse.Counter.GAS, use(10_250, 1_250, 500)), Map.of(), false, Set.of(), List.of(), null),
                Finding.of(Condition.ESS_UNKNOWN));
        assertNumbers(values, "/P1/", "Gas/Counter=- Gas/Today=1250000");
    }

    private static Use use(long reading, long today, long yesterday) {
        return new Use(reading, today, yesterday, null, EnergyUse.MeterMatch.SAME);
    }

    /** The angles of the voltages of L2 and L3 to that of L1, and what is shown of them; other meters have none. */
    @ParameterizedTest
    @CsvSource({"SML, 120, 240, 0", "SML, 240, 120, 1", "SML, 0, 0, -", "D0, 120, 240, -"})
    void theSequenceOfThePhasesIsShown(@ConvertWith(DialectName.class) Dialect dialect, String second, String third, String shown) {
        assertNumbers(values(Snapshots.threePhase().dialect(dialect).registers(List.of(angle("1-0:81.7.1*255", second),
                angle("1-0:81.7.2*255", third)))), "/", "PhaseSequence=" + shown);
    }

    private static Register angle(String obis, String degrees) {
        return new Register(obis, AXdr.Type.UNSIGNED, degrees, 0, "deg", new BigDecimal(degrees), null);
    }

    @Test
    void theLinesQualityIsThere() {
        assertNumbers(values(new Snapshots().quality(TelegramCounts.NONE.plusIntact().plusRepaired("first line")
                .plusRejected(RejectCause.CRC).plusRejected(RejectCause.TRUNCATED))), "/P1/Telegrams/", "Good=2 Repaired=1 Rejected=2");
        assertThat(meterState.summary().counts().causes()).isEqualTo("crc=1 truncated=1");
    }
}
