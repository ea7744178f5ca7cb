package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.Values;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.OutputSettings;
import org.dbusp1.output.OutputSettings.Switch;
import org.dbusp1.state.HeldLimitFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard of the peak limits what the inverters give by an override of ESS, and releases it whatever happens. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class PeakGuardWattsTest {
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final Snapshots PEAK = Snapshots.allowed(5_000, OptionalLong.of(2_400));

    @TempDir
    private Path directory;
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final OutputSettings choices = new OutputSettings(new MapMemory(), "cable", Map.of(Switch.GUARD, true), OptionalLong.empty());
    private final AtomicLong second = new AtomicLong();
    private final Map<String, String[]> paths = new HashMap<>();
    private final Map<String, Process> services = new HashMap<>();

    private Path file() {
        return directory.resolve("discharge-limit.properties");
    }

    private void ess(int override) throws IOException {
        rig.clock = () -> TimeUnit.SECONDS.toNanos(second.get());
        rig.addSetting(LocalSettings.ESS_MODE, "i", 1);
        rig.addSetting("/Settings/CGwacs/BatteryLife/State", "i", 10);
        rig.addSetting("/Settings/CGwacs/BatteryLife/MinimumSocLimit", "d", 20.0);
        rig.addSetting("/Settings/CGwacs/AlwaysPeakShave", "i", 0);
        rig.addSetting("/Settings/DynamicEss/Mode", "i", 0);
        paths.put(EssFacts.SYSTEM, new String[] {"/VebusService=" + VEBUS, "/Dc/Battery/Soc=40", "/Dc/Battery/Power=0",
                "/DynamicEss/Active=0", "/Control/ScheduledCharge=0", "/LoadShedding/Active=0", "/SystemState/PeakShaving=0"});
        paths.put(VEBUS, new String[] {"/Hub4/AssistantId=5", "/Ac/ActiveIn/L1/P=0", "/Ac/Out/L1/P=0"});
        paths.put(EssFacts.HUB4, new String[] {"/Overrides/MaxDischargePower=" + override, "/Overrides/ForceCharge=0"});
        for (String name : paths.keySet()) {
            service(name);
        }
    }

    private void service(String name) throws IOException {
        services.put(name, rig.service(name, paths.get(name)));
    }

    private void start() {
        rig.choices = choices;
        rig.override = new HeldLimitFile(file(), Runnable::run);
        rig.start();
    }

    private void startShaving() throws IOException {
        ess(-1);
        start();
        await(2_600, PEAK);
    }

    /** The meter's 5 kW are of three seconds before: then the inverter gave nothing, and now it gives what was asked for. */
    @Test
    void whatTheInvertersGaveIsThatOfTheMomentOfTheTelegram() {
        PeakGuard guard = guard(true, true);
        for (int now = 1; now <= 12; now++) {
            PhaseWatts gives = new PhaseWatts(now < 10 ? 0 : 2_600, Double.NaN, Double.NaN);
            guard.inverters(new InverterPower("x", "", true, PhaseWatts.ZERO, PhaseWatts.ZERO, gives, 5_000, seconds(now)));
        }
        ImportLimit allowed = PEAK.take().demand().orElseThrow().importLimit();
        Values measured = PEAK.take().values();
        assertThat(guard.need(allowed, measured, seconds(12), new TelegramAge(seconds(3), 0)).over()).isEqualTo(2_600);
        assertThat(guard.need(allowed, measured, seconds(12), TelegramAge.NONE).over()).isEqualTo(5_200);
        assertThat(guard.need(allowed, measured, seconds(22), TelegramAge.NONE).given()).as("of inverters that are silent").isEmpty();
    }

    private PeakGuard guard(boolean watts, boolean on) {
        return new PeakGuard(new EventLoop(() -> { }, fault -> { }), Optional::empty, Optional::empty, () -> on,
                new VenusOutput.GuardOptions(watts, OptionalInt.empty(), rig.limit, rig.override), Duration.ZERO, () -> 0, () -> { });
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private double override() {
        return rig.client.value(EssFacts.HUB4, EssFacts.OVERRIDE).asDouble();
    }

    private void set(String service, String path, Object value) {
        rig.client.item(service, path, "SetValue", "v:" + (value instanceof Double ? "d" : "i"), value);
    }

    /** Telegrams come, each a second later, until the override has a value. */
    private void await(double value, Snapshots telegram) {
        rig.awaitWith(telegram, "the override " + value, () -> {
            second.incrementAndGet();
            return override() == value;
        });
    }

    private void awaitReleased() {
        TestBus.await("the release", () -> override() == -1);
    }

    private void awaitState(String state) {
        rig.awaitWith(PEAK, "the state " + state, () -> {
            second.incrementAndGet();
            return rig.value("/P1/Demand/GuardState").equals('"' + state + '"');
        });
    }

    @Test
    void theInvertersGiveWhatTheWindowDoesNotAllow() throws IOException {
        startShaving();
        rig.awaitValue("/P1/Demand/GuardState", "\"asked\"");
        rig.awaitValue("/P1/Demand/GuardAsked", "2600.0");
        set(VEBUS, "/Ac/Out/L1/P", 2_600);
        set(EssFacts.SYSTEM, "/Dc/Battery/Power", -2_800);
        rig.awaitWith(Snapshots.allowed(2_400, OptionalLong.of(2_400)), "a sign", () -> {
            second.incrementAndGet();
            return rig.value("/P1/Demand/GuardState").equals("\"limiting\"");
        });
        rig.awaitValue("/P1/Demand/GuardGiven", "2600.0");
        assertThat(override()).isEqualTo(2_600);
        await(-1, Snapshots.allowed(2_400, OptionalLong.empty()));
        TestBus.await("no file", () -> text().isEmpty());
    }

    private String text() {
        try {
            return Files.readString(file()).replaceAll("(?s).*\nlimit=(.*)\n", "$1");
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void itIsReleasedWhenTheMeterIsSilentAndAtTheEnd() throws IOException {
        startShaving();
        rig.output().offline();
        awaitReleased();
        await(2_600, PEAK);
        rig.output().close();
        awaitReleased();
    }

    @Test
    void itIsReleasedWhenTheOwnerSwitchesTheGuardOff() throws IOException {
        startShaving();
        assertThat(rig.setValue("/P1/Demand/Guard", "v:i", 0)).isZero();
        awaitReleased();
    }

    @ParameterizedTest
    @CsvSource({"/Dc/Battery/Soc, 60, ready", "/Dc/Battery/Soc, 20, battery empty", "/Control/ScheduledCharge, 1, yielding",
            "/DynamicEss/Active, 1, yielding", "/LoadShedding/Active, 1, yielding"})
    void itIsReleasedWhereTheBatteryIsNotTheGuards(String path, int value, String state) throws IOException {
        startShaving();
        set(EssFacts.SYSTEM, path, value);
        await(-1, PEAK);
        awaitState(state);
    }

    @ParameterizedTest
    @CsvSource({"2600, 2600, -1", "2500, 2600, -1", "700, 2600, 700"})
    void aDriverThatWasKilledHasLeftTheOverrideAndTheNextReleasesItUnlessAnotherProgramHasIt(int left, int written, int expected)
            throws IOException {
        choices.turn(Switch.GUARD, false);
        Files.writeString(file(), "# x\nlimit=-1.0,2500.0," + written + ".0,before,1\n");
        ess(left);
        start();
        TestBus.await("no file", () -> text().isEmpty());
        assertThat(override()).isEqualTo(expected);
        assertThat(rig.client.names("com.victronenergy.grid")).as("before the first telegram").isEmpty();
    }

    @Test
    void anotherWriterIsLeftAloneForTenMinutesAndTheThirdTimeForGood() throws IOException {
        startShaving();
        set(EssFacts.SYSTEM, "/Dc/Battery/Power", -2_800);
        for (int time = 0; time < 3; time++) {
            rig.awaitWith(PEAK, "the other program", () -> {
                set(EssFacts.HUB4, EssFacts.OVERRIDE, 700.0);
                second.incrementAndGet();
                return rig.value("/P1/Demand/GuardState").equals("\"other program\"");
            });
            set(EssFacts.HUB4, EssFacts.OVERRIDE, -1.0);
            long until = second.get() + 500;
            rig.awaitWith(PEAK, "ten minutes", () -> second.addAndGet(20) >= until);
            assertThat(override()).as("less than ten minutes later").isEqualTo(-1);
            if (time < 2) {
                await(2_600, PEAK);
            }
        }
        long until = second.get() + 3_600;
        rig.awaitWith(PEAK, "an hour", () -> second.addAndGet(100) >= until);
        assertThat(override()).isEqualTo(-1);
        awaitState("other program");
        rig.setValue("/P1/Demand/Guard", "v:i", 0);
        rig.setValue("/P1/Demand/Guard", "v:i", 1);
        await(2_600, PEAK);
    }

    @Test
    void localsettingsThatHangReleaseIt() throws IOException {
        startShaving();
        rig.signalSettings("STOP");
        await(-1, PEAK);
        rig.signalSettings("CONT");
        await(2_600, PEAK);
    }

    /** Each service without which the guard knows too little hangs, leaves, and comes back. */
    @ParameterizedTest
    @ValueSource(strings = {VEBUS, EssFacts.SYSTEM})
    void aServiceThatHangsOrLeavesMakesItImpossibleUntilItIsBack(String name) throws IOException {
        startShaving();
        TestBus.signal(services.get(name), "STOP");
        await(-1, PEAK);
        awaitState("impossible");
        TestBus.signal(services.get(name), "CONT");
        await(2_600, PEAK);
        services.get(name).destroyForcibly();
        await(-1, PEAK);
        awaitState("impossible");
        service(name);
        await(2_600, PEAK);
    }

    @Test
    void thePartOfEssThatHasTheOverrideHangsAndGetsItsReleaseWhenItGoesOn() throws IOException {
        startShaving();
        TestBus.signal(services.get(EssFacts.HUB4), "STOP");
        awaitState("impossible");
        TestBus.signal(services.get(EssFacts.HUB4), "CONT");
        awaitReleased();
        await(2_600, PEAK);
    }

    /** What ESS does is read each five seconds; what the inverters give is for the limit in watts alone. */
    @Test
    void theInvertersAreFollowedInWattsAlone() {
        assertThat(guard(true, true).followsInverters()).isTrue();
        assertThat(guard(false, true).followsInverters()).isFalse();
        assertThat(guard(true, false).followsInverters()).isFalse();
    }

    @Test
    void aPvInverterThatHangsKeepsNoPeakFromBeingLimited() throws IOException {
        ess(-1);
        TestBus.signal(rig.service("com.victronenergy.pvinverter.roof", "/Position=0", "/Ac/L1/Power=700"), "STOP");
        start();
        await(2_600, PEAK);
    }

    @Test
    void nothingIsWrittenToTheSettings() throws IOException {
        rig.addSetting(LocalSettings.AC_INPUT_LIMIT, "d", 16.0);
        startShaving();
        assertThat(rig.client.value(LocalSettings.NAME, LocalSettings.AC_INPUT_LIMIT).asDouble()).isEqualTo(16);
    }
}
