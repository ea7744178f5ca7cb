package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Snapshots;
import org.dbusp1.app.report.Teller;
import org.dbusp1.app.report.Watches;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Why ESS regulates nothing, or not all, by a meter that it has: on the bus, and on the page Notifications, with Victron's localsettings
 * and dbus-systemcalc-py from clones that the variable PEERS names. The driver's clock is the test's.
 */
@Tag(Beside.TAG)
@Tag("server")
@Tag("slow")
class EssVerdictSystemcalcTest {
    private static final TelegramCounts MEASURED = new TelegramCounts(6, Map.of(), Map.of());
    private static final String SYSTEM = "com.victronenergy.system";
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final String OTHER = "com.victronenergy.grid.cgwacs_ttyUSB7_mb1";
    private static final String SOLAR = "com.victronenergy.pvinverter.pv_1";
    private static final String PLATFORM = "com.victronenergy.platform";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path directory;
    private VenusRig rig;
    private String peers;
    private final AtomicLong seconds = new AtomicLong();
    private final AtomicLong waited = new AtomicLong();
    private Snapshots telegram = Snapshots.threePhase().quality(MEASURED).meterIndex(0);
    private boolean sends = true;
    private Watches watches;
    private Teller events;

    @BeforeEach
    void prepare() throws Exception {
        assumeTrue(Beside.peers("dbus-systemcalc-py", "localsettings").isPresent(), "PEERS names no clones of Victron's programs");
        peers = Beside.peers("dbus-systemcalc-py", "localsettings").get().toString();
        rig = new VenusRig();
        rig.clock = () -> TimeUnit.SECONDS.toNanos(seconds.get() + waited.get());
        rig.choices = new OwnerChoices(new MapMemory(), () -> "ttyUSB0", Map.of(Switch.NOTIFICATIONS, true, Switch.THIRDS, false), null);
        rig.bus.systemcalc(rig.client, Path.of(peers), directory.resolve("device"));
        rig.bus.python("platform_double.py");
        rig.awaitName(PLATFORM);
    }

    @AfterEach
    void end() throws Exception {
        if (rig != null) {
            rig.close();
        }
    }

    private void service(String name, int instance, String... paths) throws IOException {
        List<String> words = new ArrayList<>(List.of("service", peers, name, Integer.toString(instance)));
        words.addAll(List.of(paths));
        rig.bus.python("victron_device.py", words.toArray(String[]::new));
        rig.awaitName(name);
    }

    /** A Quattro with the grid on its first input and a generator on the second, and the path of its assistant, with or without a value. */
    private void arrives(String assistant) throws IOException {
        service(VEBUS, 276, "/Mode=3", "/State=3", "/Ac/NumberOfPhases=3", "/Ac/NumberOfAcInputs=2", "/Ac/ActiveIn/ActiveInput=0",
                "/Ac/ActiveIn/Connected=1", "/Ac/ActiveIn/L1/P=0.0", "/Ac/ActiveIn/L2/P=0.0", "/Ac/ActiveIn/L3/P=0.0",
                "/Ac/State/AcIn1Available=1", "/Ac/State/IgnoreAcIn1=0", "/Ac/State/IgnoreAcIn2=0", assistant,
                "/Dc/0/Voltage=51.8", "/Dc/0/Current=1.2", "/Dc/0/Power=62.0");
        set(BusItemClient.AC_INPUT_2, 2);
        Await.await("the inverter in systemcalc", () -> rig.client.value(SYSTEM, "/VebusService").asText().equals(VEBUS));
    }

    private void startUsed() throws IOException {
        arrives("/Hub4/AssistantId=5");
        start();
        await(Condition.ESS_USED);
    }

    private void start() {
        rig.start();
        rig.publish(telegram);
        MapMemory memory = new MapMemory();
        LongSupplier clock = () -> TimeUnit.SECONDS.toNanos(seconds.get());
        watches = new Watches(rig.driver.board(), () -> false, () -> null, () -> null, memory, "ttyUSB0", clock);
        events = new Teller(watches, rig.driver.board(), memory, "ttyUSB0", clock, InstantSource.system());
        events.reportTo(List.of(rig.output()));
    }

    private void set(String path, int value) {
        assertThat(rig.client.addSetting(path, "i", value)).isTrue();
        rig.client.item(BusItemClient.SETTINGS, path, "SetValue", "v:i", value);
    }

    private void inverter(String path, int value) {
        rig.client.item(VEBUS, path, "SetValue", "v:i", value);
    }

    /** One second of the meter, the driver and its events. */
    private void second() {
        seconds.incrementAndGet();
        if (sends) {
            Snapshot next = telegram.take();
            rig.send(next);
            watches.snapshot(next);
        }
        events.tick();
    }

    private void await(String what, BooleanSupplier condition) {
        Await.await(what, PATIENCE, () -> {
            second();
            return condition.getAsBoolean();
        });
    }

    /** Waits for a verdict of the driver and on the bus, with the number of the error, and texts in all languages. */
    private void await(Condition state) {
        await(state.id(), () -> rig.driver.board().ess().condition() == state
                && rig.value("/P1/Ess/State").equals('"' + state.key() + '"'));
        assertThat(rig.value("/Error/0/Id")).isEqualTo(state.isWrong() ? "\"dbus-p1:w-" + state.indexInSubject() + '"' : "\"\"");
        Finding status = rig.driver.board().ess();
        assertThat(Texts.LANGUAGES.stream().map(language -> Texts.in(language).text(status))).doesNotHaveDuplicates();
    }

    private String notifications() {
        return rig.client.value(PLATFORM, "/Notifications/List").asText();
    }

    private void awaitNotified(String text) {
        await(text, () -> notifications().contains(text));
    }

    /** What the owner has set is said, without a notification; back again it is used. */
    @ParameterizedTest
    @CsvSource({"/Settings/CGwacs/BatteryUse, 1, 0, ESS_CRITICAL_LOADS", "/Settings/CGwacs/BatteryLife/State, 9, 10, ESS_KEEPS_CHARGED",
        "/Settings/CGwacs/MaxDischargePower, 0, -1, ESS_NO_DISCHARGE"})
    void theOwnersSettingsAreSaid(String setting, int value, int usual, Condition state) throws Exception {
        startUsed();
        set(setting, value);
        await(state);
        set(setting, usual);
        await(Condition.ESS_USED);
        assertThat(notifications()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource({"/Mode, 4, 3, ESS_INVERTER_OFF", "/Ac/ActiveIn/ActiveInput, 240, 0, ESS_NOT_CONNECTED",
        "/Ac/ActiveIn/ActiveInput, 1, 0, ESS_ON_GENERATOR", "/Mode, 1, 3, ESS_NOT_NOW", "/Mode, 2, 3, ESS_NOT_NOW",
        "/Mode, 251, 3, ESS_NOT_NOW", "/State, 1, 3, ESS_NOT_NOW", "/State, 2, 3, ESS_NOT_NOW", "/State, 249, 3, ESS_NOT_NOW"})
    void theInvertersStateIsSaid(String path, int value, int usual, Condition state) throws Exception {
        startUsed();
        inverter(path, value);
        await(state);
        inverter(path, usual);
        await(Condition.ESS_USED);
        assertThat(notifications()).isEqualTo("[]");
    }

    /** Systemcalc has chosen another grid meter, by which nothing regulates yet. */
    @Test
    void withoutAnInverterNothingIsSaidToUseAnotherMeter() throws Exception {
        service(OTHER, 30, "/CustomName=Roof", "/Ac/L1/Power=300.0");
        Await.await("systemcalc's choice", () -> rig.client.value(SYSTEM, "/Ac/In/0/ServiceName").asText().equals(OTHER));
        Set<Condition> told = EnumSet.noneOf(Condition.class);
        start();
        await("the minute", () -> {
            told.add(rig.driver.board().ess().condition());
            return told.contains(Condition.ESS_NO_INVERTER);
        });
        assertThat(told).contains(Condition.ESS_EXPECTED).doesNotContain(Condition.ESS_RESERVE, Condition.ESS_NOT_CHOSEN);
        arrives("/Hub4/AssistantId=5");
        await(Condition.ESS_RESERVE);
    }

    /** ESS lets an inverter rest in any of them. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 244, 246, 252, 260, 777})
    void aStateThatIsNotOneOfStandingStillProvesNothingAgainstIt(int state) throws Exception {
        startUsed();
        inverter("/State", state);
        for (int i = 0; i < 90; i++) {
            second();
        }
        await(Condition.ESS_USED);
        assertThat(rig.client.value(VEBUS, "/State").asInt()).isEqualTo(state);
    }

    /** What is absent is told after a minute; who acts by the verdict stops at once, and goes on when it is there again. */
    @ParameterizedTest
    @CsvSource({"/State, 3, unread", "/Mode, 3, unread", "/Hub4/AssistantId, 5, unread", "/Connected, 1, disconnected"})
    void whatIsAbsentIsToldAfterAMinute(String path, int usual, String detail) throws Exception {
        startUsed();
        if (path.equals("/Connected")) {
            inverter(path, 0);
        } else {
            rig.client.item(VEBUS, path, "SetValue", "v:ai", List.of());
        }
        long absent = seconds.get();
        await(Condition.ESS_NOT_NOW);
        assertThat(seconds.get() - absent).isGreaterThanOrEqualTo(60);
        assertThat(rig.driver.board().ess().detail()).isEqualTo(detail);
        inverter(path, usual);
        await(Condition.ESS_USED);
        assertThat(notifications()).isEqualTo("[]");
    }

    /** The owner has set AC input 1 to generator, or a switch before the inverter makes it one. */
    @Test
    void aGeneratorBehindTheInputOfTheGridIsNoWrongSetting() throws Exception {
        startUsed();
        set(BusItemClient.AC_INPUT_1, 2);
        await(Condition.ESS_ON_GENERATOR);
        set(BusItemClient.AC_INPUT_1, 1);
        await(Condition.ESS_USED);
        assertThat(notifications()).isEqualTo("[]");
    }

    /** One input is a Multi's: what the setting of the second says counts for nothing. */
    @Test
    void anInputThatTheInverterHasNotIsNotAskedFor() throws Exception {
        arrives("/Hub4/AssistantId=5");
        inverter("/Ac/NumberOfAcInputs", 1);
        set(BusItemClient.AC_INPUT_1, 0);
        set(BusItemClient.AC_INPUT_2, 1);
        start();
        await(Condition.ESS_INPUT_NOT_GRID);
    }

    @Test
    void aMultiRsSaysWhetherItUsesAMeter() throws Exception {
        service("com.victronenergy.acsystem.rs_1", 5, "/Ac/NumberOfAcInputs=1", "/Ac/In/1/Type=1", "/Ac/ActiveIn/ActiveInput=0",
                "/Ac/ActiveIn/L1/P=0.0", "/State=252", "/Mode=3", "/Settings/Ess/Mode=1");
        service("com.victronenergy.multi.rs_1", 6, "/Ess/EnergyMeterInUse=0");
        set("/Settings/CGwacs/RunWithoutGridMeter", 1); // of an earlier inverter on VE.Bus
        start();
        await(Condition.ESS_NOT_IN_USE);
        rig.client.item("com.victronenergy.multi.rs_1", "/Ess/EnergyMeterInUse", "SetValue", "v:i", 1);
        await(Condition.ESS_USED);
    }

    @Test
    void aLimitForEachPhaseIsSaidOfATotal() throws Exception {
        startUsed();
        set("/Settings/CGwacs/AcInputLimit", 25);
        telegram = Snapshots.of("POWER_NET=1140 VOLTAGE_L1=230 VOLTAGE_L2=231 VOLTAGE_L3=229").quality(MEASURED).meterIndex(0);
        await(Condition.ESS_IMPORT_LIMIT);
        assertThat(rig.value("/P1/Ess/Text")).contains("ESS limits although no phase has too much");
    }

    /**
     * The table of the manual's chapter Troubleshooting: systemcalc takes no phase's consumption below 0. A third is the power of a phase
     * for ESS, also with individual phases, but no phase is seen that has too much.
     */
    @ParameterizedTest
    @CsvSource({"-3000, 0, 1200, 2400, 600", "2700, 600, 0, 2100, 900"})
    void systemcalcsConsumptionIsThatOfTheHouseWithThirdsOfTheTotal(int meter, int inverter, int solar, int withL1, int house)
            throws Exception {
        arrives("/Hub4/AssistantId=5");
        for (int phase = 1; phase <= 3; phase++) {
            rig.client.item(VEBUS, "/Ac/ActiveIn/L" + phase + "/P", "SetValue", "v:d", (double) inverter);
        }
        service(SOLAR, 60, "/Position=0", "/Ac/L1/Power=" + solar + ".0", "/Ac/L2/Power=" + solar + ".0", "/Ac/L3/Power=" + solar + ".0");
        telegram = Snapshots.of("POWER_NET=" + meter).quality(MEASURED).meterIndex(0);
        start();
        await(Condition.ESS_USED);
        await("consumption " + withL1, () -> consumption() == withL1);
        assertThat(rig.setValue("/P1/TotalInThirds", "v:i", 1)).isZero();
        await("consumption " + house, () -> consumption() == house);
        rig.assertShown(SYSTEM, "/Ac/Grid/L1/Power=" + meter / 3 + ".0, /Ac/Grid/L3/Power=" + meter / 3 + ".0, /Ac/Grid/NumberOfPhases=3");

        set(BusItemClient.ESS_MODE, 2);
        set("/Settings/CGwacs/AcInputLimit", 25);
        await(Condition.ESS_IMPORT_LIMIT);
        assertThat(rig.driver.board().ess().detail()).isEqualTo("thirds");
        assertThat(rig.value("/P1/Ess/Text")).contains("ESS does not limit although a phase may have too much");
        set("/Settings/CGwacs/AcInputLimit", -1);
        await(Condition.ESS_USED);
    }

    private double consumption() {
        return IntStream.rangeClosed(1, 3)
                .mapToDouble(phase -> rig.client.value(SYSTEM, "/Ac/Consumption/L" + phase + "/Power").asDouble()).sum();
    }

    @Test
    void anInverterWithoutAnAssistantIsSaidAndNotifiedOnce() throws Exception {
        arrives("/Hub4/AssistantId");
        start();
        await(Condition.ESS_EXPECTED);
        await(Condition.ESS_NO_ASSISTANT);
        awaitNotified("or leave it, if you want no ESS.");
        inverter("/Hub4/AssistantId", 5);
        await(Condition.ESS_USED);
        awaitNotified("ESS can use this meter again.");
    }

    @Test
    void anotherMeterThatSendsNothingIsSaidAndNotified() throws Exception {
        startUsed();
        service(OTHER, 30, "/CustomName=Roof", "/Ac/L1/Power");
        await(Condition.ESS_RESERVE);
        await(Condition.ESS_OTHER_METER_DEAD);
        assertThat(rig.driver.board().ess().detail()).isEqualTo("Roof (/dev/ttyUSB7)");
        awaitNotified("the GX device uses Roof (/dev/ttyUSB7), which sends none, and not this meter. Remove that meter");
        assertThat(notifications()).doesNotContain("\"1\\t");
    }

    /** Systemcalc asks the inverter on VE.Bus. */
    @Test
    void aMultiRsBesideAMultiPlusIsNotAsked() throws Exception {
        service("com.victronenergy.acsystem.rs_1", 5, "/Ac/NumberOfAcInputs=1", "/Ac/In/1/Type=2", "/Ac/ActiveIn/ActiveInput=0",
                "/State=3", "/Mode=4", "/Settings/Ess/Mode=3");
        startUsed();
        assertThat(rig.client.value(SYSTEM, "/Ac/In/0/ServiceName").asText()).isEqualTo(VenusRig.GRID);
        set(BusItemClient.ESS_MODE, 3);
        await(Condition.ESS_EXTERNAL_CONTROL);
    }

    /** The grid fails, and the meter with it; the grid is back, and the meter is not. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3 | 2 | The inverter/charger has no grid, and the meter sends nothing: perhaps a power cut.
            2 | 0 | The meter sends nothing. Check the cable and the P1 port""")
    void aPowerCutIsNoAlarmUntilTheGridIsBack(int mode, int severity, String text) throws Exception {
        startUsed();
        for (int i = 0; i < 120; i++) {
            second();
        }
        sends = false;
        rig.output().offline();
        watches.offline();
        rig.awaitNoName(VenusRig.GRID);
        inverter("/Mode", mode);
        inverter("/State", 9);
        inverter("/Ac/ActiveIn/ActiveInput", 240);
        // The bus is asked as time goes on; the clock of the events stands meanwhile.
        Await.await("what the inverter reports", () -> waited.incrementAndGet() > 0 && rig.driver.board().ess().ess() == EssUse.OFF_GRID);
        for (int i = 0; i < 60; i++) {
            assertThat(notifications()).isEqualTo("[]");
            second();
        }
        second();
        Await.await(text, () -> notifications().contains(severity + "\\tP1 smart meter\\t" + text));
        inverter("/Ac/ActiveIn/ActiveInput", 0);
        Await.await("the grid", () -> waited.incrementAndGet() > 0
                && rig.driver.board().ess().equals(Finding.of(Condition.ESS_METER_GONE, "")));
        for (int i = 0; i < 299; i++) {
            second();
        }
        assertThat(notifications()).doesNotContain("\"1\\t");
        second();
        second();
        Await.await("the alarm", () -> notifications().contains("1\\tP1 smart meter\\tThe meter sends nothing."));
        sends = true;
        awaitNotified("The meter sends again.");
    }
}
