package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.OutputSettings;
import org.dbusp1.output.OutputSettings.Switch;
import org.dbusp1.process.ProcessId;
import org.dbusp1.state.Disk;
import org.dbusp1.state.FileStateStore;
import org.dbusp1.state.HeldLimitFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guard of the peak writes the import limit of ESS, and the owner's comes back whatever happens. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class PeakGuardTest {
    private static final String LIMIT = LocalSettings.AC_INPUT_LIMIT;
    private static final String SYSTEM = EssFacts.SYSTEM;
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final Snapshots TWELVE = Snapshots.limited(OptionalInt.of(12));

    @TempDir
    private Path directory;
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final OutputSettings choices = new OutputSettings(new MapMemory(), "cable", Map.of(Switch.GUARD, true), OptionalLong.empty());

    private Disk disk = Runnable::run;
    private String[] system = {"/Dc/Battery/Soc=80"};

    private Path file() {
        return directory.resolve("import-limit.properties");
    }

    private void start(double own) {
        rig.addSetting(LIMIT, "d", own);
        start();
    }

    private void start() {
        ess();
        rig.choices = choices;
        rig.limit = new HeldLimitFile(file(), disk);
        rig.start();
    }

    /** ESS keeps the battery charged, and its inverter gives power. */
    private void ess() {
        try {
            rig.addSetting(LocalSettings.ESS_MODE, "i", 1);
            rig.addSetting("/Settings/CGwacs/BatteryLife/State", "i", 9);
            rig.service(SYSTEM, Stream.concat(Stream.of("/VebusService=" + VEBUS,
                    "/Ac/In/0/ServiceName=" + VenusRig.GRID, "/Dc/Battery/Power=-1000"),
                    Stream.of(system)).toArray(String[]::new));
            rig.service(VEBUS, "/Hub4/AssistantId=5", "/Hub4/L1/OverruledShoreLimit=-1", "/Ac/ActiveIn/L1/P=0", "/Ac/Out/L1/P=900");
            rig.service(EssFacts.HUB4, "/Overrides/MaxDischargePower=-1", "/Overrides/ForceCharge=0", "/Alarms/NoGridMeter=0");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Starts, and waits until 12 A are the limit. */
    private void startLimiting(double own) {
        start(own);
        publish(12);
        await(12, OptionalInt.of(12));
    }

    private void publish(int amperes) {
        rig.publish(Snapshots.limited(OptionalInt.of(amperes)));
    }

    private double limit() {
        return rig.client.value(LocalSettings.NAME, LIMIT).asDouble();
    }

    private void set(double value) {
        assertThat(rig.client.item(LocalSettings.NAME, LIMIT, "SetValue", "v:d", value).get(1).asInt()).isZero();
    }

    /** Sends telegrams until the setting has a value: the guard acts from the second on. */
    private void await(double value, OptionalInt amperes) {
        rig.awaitWith(Snapshots.limited(amperes), "the limit " + value, () -> limit() == value);
    }

    private void awaitLimit(double value) {
        TestBus.await("the limit " + value, () -> limit() == value);
    }

    private void awaitFile(String text) {
        TestBus.await("the file " + text, () -> kept().equals(text));
    }

    /** Returns the three limits that the file has. */
    private String kept() {
        try {
            return Files.exists(file()) ? Files.readString(file()).replaceAll("(?s).*\nlimit=([^,]*,?[^,]*,?[^,]*).*\n", "$1") : "none";
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Writes what a driver left that was killed before the machine was started again. */
    private void left(String limits) throws IOException {
        Files.writeString(file(), "# x\nlimit=" + limits + ",another-boot,1\n");
    }

    private static String boot() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    }

    /** Returns what the disk gets first: the guard acts from the second telegram on. */
    private Runnable firstTask(Queue<Runnable> tasks) {
        rig.awaitWith(TWELVE, "a task of the disk", () -> !tasks.isEmpty());
        return tasks.remove();
    }

    private void awaitState(String state) {
        rig.awaitWith(TWELVE, "the state " + state, () -> rig.value("/P1/Demand/GuardState").equals('"' + state + '"'));
    }

    @Test
    void theLimitIsWrittenFollowedAndTakenBackWhenNoneIsNeeded() {
        startLimiting(-1);
        assertThat(kept()).isEqualTo("-1.0,-1.0,12.0");
        rig.awaitValue("/P1/Demand/GuardState", "\"limiting\"");
        await(14, OptionalInt.of(14));
        assertThat(kept()).isEqualTo("-1.0,12.0,14.0");
        await(-1, OptionalInt.empty());
        rig.awaitValue("/P1/Demand/GuardState", "\"ready\"");
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "12, 12", "25.5, 12", "0, 0", "-1, 12"})
    void theOwnersLimitIsNeverExceeded(double own, double expected) {
        start(own);
        publish(12);
        await(expected, OptionalInt.of(12));
        awaitState("limiting");
        await(own < 0 || own > 20 ? 20 : own, OptionalInt.of(20));
        await(own, OptionalInt.empty());
    }

    @Test
    void itIsOffUntilTheOwnerSwitchesItOnAndOffGivesTheLimitBack() {
        AtomicLong seconds = new AtomicLong();
        rig.clock = () -> TimeUnit.SECONDS.toNanos(seconds.get());
        choices.turn(Switch.GUARD, false);
        start(16);
        publish(12);
        awaitState("off");
        assertThat(limit()).isEqualTo(16);
        assertThat(kept()).isEqualTo("none");
        assertThat(rig.setValue("/P1/Demand/Guard", "v:i", 1)).isZero();
        await(12, OptionalInt.of(12));
        assertThat(rig.setValue("/P1/Demand/Guard", "v:i", 0)).isZero();
        awaitLimit(16);
        rig.awaitValue("/P1/Demand/GuardState", "\"off\"");
        assertThat(kept()).as("while localsettings have not written their file").isEqualTo("16.0,16.0,12.0");
        rig.awaitWith(TWELVE, "the end of the file", () -> {
            seconds.addAndGet(2);
            return kept().isEmpty();
        });
    }

    @Test
    void theOwnersLimitIsOnTheDiskBeforeTheSettingChanges() throws InterruptedException {
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        disk = tasks::add;
        start(16);
        publish(12);
        Runnable work = firstTask(tasks);
        publish(13);
        rig.awaitValue("/P1/Demand/ImportLimit", "13");
        assertThat(limit()).as("while the disk has not written").isEqualTo(16);
        work.run();
        Runnable ofThirteen = tasks.poll(TestBus.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        assertThat(limit()).as("12 is no longer needed").isEqualTo(16);
        ofThirteen.run();
        awaitLimit(13);
    }

    @Test
    void aSilentMeterGivesTheLimitBackAlsoWhileTheDiskHangs() {
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        disk = tasks::add;
        start(16);
        publish(12);
        firstTask(tasks).run();
        awaitLimit(12);
        publish(10);
        TestBus.await("a task of the disk", () -> !tasks.isEmpty());
        rig.output().offline();
        awaitLimit(16);
    }

    @Test
    void anOrderlyEndGivesTheLimitBack() throws IOException {
        startLimiting(16);
        String settings = identity();
        rig.output().close();
        awaitLimit(16);
        awaitFile("16.0,16.0,12.0");
        assertThat(Files.readString(file())).endsWith("," + settings.replace(":", "\\:") + ",0\n");
    }

    /** Localsettings save two seconds after a change: a power cut before that undoes it, and ends them. */
    @Test
    void aPowerCutAfterAnOrderlyEndDoesNotMakeTheLimitOfTheDriverTheOwners() throws IOException {
        startLimiting(16);
        rig.output().close();
        awaitLimit(16);
        awaitFile("16.0,16.0,12.0");
        rig.stopSettings();
        rig.startSettings();
        rig.addSetting(LIMIT, "d", 12.0);
        set(12);
        choices.turn(Switch.GUARD, false);
        start();
        awaitLimit(16);
        awaitFile("");
    }

    @Test
    void whatTheOwnerSetsAfterAnOrderlyEndIsTheOwnersAlsoIfItIsTheLastLimitOfTheDriver() {
        startLimiting(16);
        rig.output().close();
        awaitLimit(16);
        set(12);
        choices.turn(Switch.GUARD, false);
        start();
        awaitFile("");
        assertThat(limit()).isEqualTo(12);
    }

    @Test
    void aGuardThatOnlyStandsReadyKeepsNoOldLimit() throws IOException {
        AtomicLong seconds = new AtomicLong();
        rig.clock = () -> TimeUnit.SECONDS.toNanos(seconds.get());
        startLimiting(25);
        await(25, OptionalInt.empty());
        rig.awaitWith(Snapshots.limited(OptionalInt.empty()), "the end of the file", () -> {
            seconds.addAndGet(2);
            return kept().isEmpty();
        });
        set(12);
        // What a driver that was killed now would leave.
        assertThat(kept()).isEmpty();
    }

    @Test
    void aDriverThatWasKilledWhileThisOneRanHasKeptTheLimitOfTheOwner() throws IOException {
        start(10);
        rig.publish(Snapshots.limited(OptionalInt.empty()));
        rig.awaitWith(Snapshots.limited(OptionalInt.empty()), "the guard", () -> rig.value("/P1/Demand/GuardState").equals("\"ready\""));
        left("16.0,16.0,10.0");
        await(8, OptionalInt.of(8));
        assertThat(kept()).isEqualTo("16.0,10.0,8.0");
        await(16, OptionalInt.empty());
    }

    @Test
    void aStateDirectoryThatCannotBeWrittenIsReportedAndTheLimitOfTheOwnerIsGivenBack() throws IOException {
        left("16.0,14.0,12.0");
        Files.createDirectories(directory.resolve(".import-limit.properties.new/file"));
        start(12);
        awaitLimit(16);
        publish(9);
        awaitState("cannot keep");
        assertThat(limit()).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource({"12, 16", "14, 16", "16, 16", "20, 20"})
    void aDriverThatWasKilledHasLeftTheLimitAndTheNextGivesItBackUnlessSomebodySetAnother(double left,
            double expected) throws IOException {
        choices.turn(Switch.GUARD, false);
        left("16.0,14.0,12.0");
        start(left);
        awaitLimit(expected);
        awaitFile("");
        assertThat(rig.client.names("com.victronenergy.grid")).as("before the first telegram").isEmpty();
    }

    @Test
    void aDamagedFileIsNoLimit() throws IOException {
        Files.writeString(file(), "limit=16.0,x\n");
        startLimiting(20);
        await(20, OptionalInt.empty());
    }

    @Test
    void aChangeByTheOwnerIsTheNewLimitOfTheOwner() {
        rig.settling = Duration.ofMillis(300);
        startLimiting(-1);
        set(20);
        await(12, OptionalInt.of(12));
        awaitFile("20.0,20.0,12.0");
        set(8);
        await(8, OptionalInt.of(12));
        await(8, OptionalInt.empty());
    }

    @Test
    void theOwnerIsLeftAloneForAWhileAfterAChange() {
        startLimiting(-1);
        for (double clicked = 20; clicked < 30; clicked++) {
            set(clicked);
            publish(12);
        }
        awaitState("limiting");
        assertThat(limit()).isEqualTo(29);
    }

    @Test
    void aSecondGuardMakesThisOneStopUntilItIsSwitchedOnAgain() {
        rig.settling = Duration.ofMillis(50);
        start(-1);
        publish(12);
        for (int i = 0; i < 3; i++) {
            await(12, OptionalInt.of(12));
            set(20 + i);
        }
        awaitState("other program");
        awaitFile("");
        publish(10);
        publish(9);
        rig.awaitValue("/P1/Demand/ImportLimit", "9");
        assertThat(limit()).isEqualTo(22);
        rig.setValue("/P1/Demand/Guard", "v:i", 0);
        rig.setValue("/P1/Demand/Guard", "v:i", 1);
        await(12, OptionalInt.of(12));
        await(22, OptionalInt.empty());
    }

    @Test
    void anotherDriverThatHoldsTheLimitKeepsItUntilItEnds() throws IOException {
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(file(), "# x\nlimit=16.0,16.0,10.0," + boot() + "," + other.pid() + "@"
                    + ProcessId.of(other.pid()).startTicks() + "\n");
            start(10);
            publish(8);
            rig.awaitWith(Snapshots.limited(OptionalInt.of(8)), "an obstacle",
                    () -> rig.value("/P1/Demand/GuardState").equals("\"impossible\""));
            assertThat(limit()).isEqualTo(10);
            assertThat(kept()).isEqualTo("16.0,16.0,10.0");
        } finally {
            other.destroyForcibly().onExit().join();
        }
        assertThat(new HeldLimitFile(file(), disk).takeOver().orElseThrow().own()).isEqualTo(16);
    }

    /** A limit that changes each minute is 60 writes, and then one each ten minutes; the state tells that the others are not made. */
    @Test
    void aLimitThatChangesTooOftenIsNoLongerWrittenAndTheStateTellsIt() {
        AtomicLong seconds = new AtomicLong();
        rig.clock = () -> TimeUnit.SECONDS.toNanos(seconds.get());
        startLimiting(-1);
        int amperes = 12;
        while (!rig.value("/P1/Demand/GuardState").equals("\"no writes left\"")) {
            assertThat(seconds.addAndGet(60)).isLessThan(7_200);
            amperes = amperes == 12 ? 13 : 12;
            double wanted = amperes;
            rig.awaitWith(Snapshots.limited(OptionalInt.of(amperes)), "the limit " + wanted,
                    () -> limit() == wanted || rig.value("/P1/Demand/GuardState").equals("\"no writes left\""));
        }
        double last = limit();
        publish(10);
        rig.awaitValue("/P1/Demand/ImportLimit", "10");
        assertThat(limit()).isEqualTo(last);
        seconds.addAndGet(1_240);
        await(10, OptionalInt.of(10));
        await(-1, OptionalInt.empty());
    }

    @Test
    void localsettingsThatAreRestartedAreWrittenAgain() throws IOException {
        startLimiting(16);
        rig.stopSettings();
        rig.startSettings();
        await(12, OptionalInt.of(12));
        await(13, OptionalInt.of(13));
        await(16, OptionalInt.empty());
    }

    @Test
    void aServiceThatIsNoInverterIsNotAskedForOne() {
        startLimiting(16);
        rig.client.item(SYSTEM, EssFacts.VEBUS, "SetValue", "v:s", EssFacts.HUB4);
        await(16, OptionalInt.of(12));
        awaitState("impossible");
    }

    @Test
    void withoutTheSettingNothingIsMade() {
        start();
        publish(12);
        awaitState("impossible");
        assertThat(rig.client.error(LocalSettings.NAME, LIMIT, "com.victronenergy.BusItem", "GetValue")).contains("UnknownObject");
    }

    @Test
    void aMeterThatIsNoGridMeterLimitsNothing() {
        startLimiting(16);
        assertThat(rig.setValue("/Role", "v:s", "acload")).isZero();
        await(16, OptionalInt.of(12));
        rig.awaitName("com.victronenergy.acload.p1_ttyUSB0");
        assertThat(limit()).isEqualTo(16);
    }

    /** ESS has no grid meter, although the GX device has chosen this one: then its limit is that of another meter. */
    @Test
    void aMeterThatEssDoesNotSeeLimitsNothing() throws IOException {
        rig.clock = () -> 10 * System.nanoTime(); // the questions about ESS are put every two seconds and more
        start(-1);
        await(12, OptionalInt.of(12));
        rig.awaitWith(TWELVE, "a limit", () -> rig.guard.orElseThrow().state() == GuardState.LIMITING);

        rig.client.item("com.victronenergy.hub4", "/Alarms/NoGridMeter", "SetValue", "v:i", 2);

        await(-1, OptionalInt.of(12));
        rig.awaitWith(TWELVE, "no limit", () -> rig.guard.orElseThrow().state() == GuardState.IMPOSSIBLE);
    }

    @Test
    void anEmptyBatteryIsReported() throws IOException {
        rig.addSetting("/Settings/CGwacs/AlwaysPeakShave", "i", 0);
        rig.addSetting("/Settings/CGwacs/BatteryLife/MinimumSocLimit", "d", 20.0);
        system = new String[] {"/Dc/Battery/Soc=18"};
        start(-1);
        publish(12);
        awaitState("battery empty");
        assertThat(limit()).as("nothing is written for nothing").isEqualTo(-1);

        rig.output().offline();
        TestBus.await("the meter has left", () -> rig.client.owner(VenusRig.GRID).isEmpty());
        rig.guardStates.clear();
        rig.awaitWith(TWELVE, "the meter again", () -> rig.guardStates.contains(GuardState.BATTERY_EMPTY));
        assertThat(rig.guardStates).as("a window counts as limited").doesNotContain(GuardState.LIMITING);
    }

    /** What venus/disable and venus/uninstall do when the driver has ended, however it ended; without a limit where no driver held one. */
    @ParameterizedTest
    @CsvSource({"'16.5,14.0,12.0,BOOT,9', 12, 16.5", "'16.5,14.0,12.0,BOOT,9', 14, 16.5", "'16.5,14.0,12.0,BOOT,9', 16.5, 16.5",
        "'16.5,14.0,12.0,BOOT,9', 20, 20", "'16.5,12.0,16.5,other,0', 12, 16.5", "'16.5,12.0,16.5,PRESENT,0', 12, 12",
        "'', 12, 12", ", 12, 12"})
    void disableGivesTheLimitOfAKilledDriverBackUnlessSomebodyElseSetAnother(String limit, double left, double expected) throws Exception {
        if (limit != null) {
            new FileStateStore(file(), "x").remember("limit", limit.replace("BOOT", boot()).replace("PRESENT", identity()));
        }
        rig.addSetting(LIMIT, "d", left);
        restoreLimit(rig.bus.address(), LocalSettings.NAME, LIMIT);
        assertThat(limit()).isEqualTo(expected);
        assertThat(kept()).isIn("none", "");
    }

    @ParameterizedTest
    @CsvSource({"1800, -1", "2400, -1", "700, 700", "-1, -1"})
    void disableReleasesTheOverrideOfAKilledDriverUnlessAnotherProgramHasIt(double left, double expected) throws Exception {
        new FileStateStore(file(), "x").remember("limit", "-1.0,1800.0,2400.0," + boot() + ",9");
        rig.service(EssFacts.HUB4, "/Overrides/MaxDischargePower=" + left);
        restoreLimit(rig.bus.address(), EssFacts.HUB4, EssFacts.OVERRIDE);
        assertThat(rig.client.value(EssFacts.HUB4, EssFacts.OVERRIDE).asDouble()).isEqualTo(expected);
        assertThat(kept()).isIn("none", "");
    }

    @Test
    void disableReportsALimitThatItCannotGiveBack() throws Exception {
        left("16.5,14.0,12.0");
        assertThat(restoreLimit("unix:path=" + directory.resolve("none"), LocalSettings.NAME, LIMIT)).contains("set it to 16.5 ");
        assertThat(file()).exists();
    }

    private String identity() {
        return rig.client.call("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId").get("answer").get(0).get(1).asText()
                + rig.client.owner(LocalSettings.NAME);
    }

    /** Returns what the script prints. */
    private String restoreLimit(String bus, String service, String path) throws Exception {
        ProcessBuilder script = new ProcessBuilder("sh", "-eu", "-c", "me=disable; . venus/gx/lib/bus.sh; restore_limit " + file()
                + " " + service + " " + path);
        script.environment().put("DBUS_SESSION_BUS_ADDRESS", bus);
        Process ended = script.redirectErrorStream(true).start();
        String printed = new String(ended.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ended.waitFor()).as(printed).isZero();
        return printed;
    }
}
