package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.Snapshots;
import org.dbusp1.ess.EssFacts;
import org.dbusp1.feedback.OwnerSwitches;
import org.dbusp1.feedback.OwnerSwitches.Switch;
import org.dbusp1.output.MapMemory;
import org.dbusp1.problem.Condition;
import org.dbusp1.process.ProcessId;
import org.dbusp1.state.OverrideMark;
import org.dbusp1.venus.LocalSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The peak limiter limits what the inverters give by an override of ESS, and always releases it. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class PeakLimiterTest {
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final Snapshots PEAK = Snapshots.allowed(5_000, OptionalLong.of(2_400));
    /** Services answer in real time: in so many looks for a second of the test's clock they do long before they count as hanging. */
    private static final int LOOKS_PER_SECOND = 10;

    @TempDir
    private Path directory;
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final OwnerSwitches choices = new OwnerSwitches(new MapMemory(), "cable", Map.of(Switch.LIMITER, true), OptionalLong.empty());
    private final AtomicLong second = new AtomicLong();
    private final Map<String, String[]> paths = new HashMap<>();
    private final Map<String, Process> services = new HashMap<>();

    private Path file() {
        return directory.resolve("override.properties");
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
        paths.put(VEBUS, new String[] {"/Hub4/AssistantId=5", "/Ac/ActiveIn/L1/P=0", "/Ac/Out/L1/P=0",
                "/Ac/Out/NominalInverterPower=2600"});
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
        rig.override = new OverrideMark(file(), Runnable::run);
        rig.start();
    }

    private void startShaving() throws IOException {
        ess(-1);
        start();
        await(2_600, PEAK);
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
            return rig.value("/P1/Demand/LimiterState").equals('"' + state + '"');
        });
    }

    /**
     * Another program writes a value until the limiter has noticed it. One that equals the value before, and is written before the limiter
     * has read its own back, is as if ESS had not taken that.
     */
    private void awaitOtherProgram(double value) {
        rig.awaitWith(PEAK, "the state other_program", () -> {
            second.incrementAndGet();
            if (override() != value) {
                set(EssFacts.HUB4, EssFacts.OVERRIDE, value);
            }
            return rig.value("/P1/Demand/LimiterState").equals("\"other_program\"");
        });
    }

    @Test
    void theInvertersGiveWhatTheWindowDoesNotAllow() throws IOException {
        startShaving();
        rig.awaitValue("/P1/Demand/LimiterState", "\"asked\"");
        rig.awaitValue("/P1/Demand/LimiterAsked", "2600.0");
        set(VEBUS, "/Ac/Out/L1/P", 2_600);
        set(EssFacts.SYSTEM, "/Dc/Battery/Power", -2_800);
        rig.awaitWith(Snapshots.allowed(2_400, OptionalLong.of(2_400)), "a sign", () -> {
            second.incrementAndGet();
            return rig.value("/P1/Demand/LimiterState").equals("\"limiting\"");
        });
        rig.awaitValue("/P1/Demand/LimiterGiven", "2600.0");
        assertThat(override()).isBetween(2_600.0, 2_601.0);
        await(-1, Snapshots.allowed(2_400, OptionalLong.empty()));
        TestBus.await("no file", () -> text().isEmpty());
    }

    private String text() {
        try {
            return Files.readString(file()).replaceAll("(?s).*\noverride=(.*)\n", "$1");
        } catch (IOException e) {
            throw new AssertionError(e);
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
    void itIsReleasedWhenTheOwnerSwitchesTheLimiterOff() throws IOException {
        startShaving();
        assertThat(rig.setValue("/P1/Demand/Limiter", "v:i", 0)).isZero();
        awaitReleased();
    }

    @ParameterizedTest
    @CsvSource({"/Dc/Battery/Soc, 60, ready", "/Dc/Battery/Soc, 20, battery_empty", "/Control/ScheduledCharge, 1, yielding",
            "/DynamicEss/Active, 1, yielding", "/LoadShedding/Active, 1, yielding"})
    void itIsReleasedWhereTheBatteryIsNotTheLimiters(String path, int value, String state) throws IOException {
        startShaving();
        set(EssFacts.SYSTEM, path, value);
        await(-1, PEAK);
        awaitState(state);
    }

    @ParameterizedTest
    @CsvSource({"2600, 2600, -1", "2500, 2600, -1", "700, 2600, 700"})
    void aDriverThatWasKilledHasLeftTheOverrideAndTheNextReleasesItUnlessAnotherProgramHasIt(int left, int written, int expected)
            throws IOException {
        choices.turn(Switch.LIMITER, false);
        Files.writeString(file(), "# x\noverride=2500.0," + written + ".0,1@1\n");
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
                return rig.value("/P1/Demand/LimiterState").equals("\"other_program\"");
            });
            set(EssFacts.HUB4, EssFacts.OVERRIDE, -1.0);
            long until = second.get() + 500;
            rig.awaitWith(PEAK, "ten minutes", () -> second.addAndGet(20) >= until);
            awaitState("other_program");
            assertThat(override()).as("less than ten minutes later").isEqualTo(-1);
            if (time < 2) {
                await(2_600, PEAK);
            }
        }
        long until = second.get() + 3_600;
        rig.awaitWith(PEAK, "an hour", () -> second.addAndGet(100) >= until);
        assertThat(override()).isEqualTo(-1);
        awaitState("other_program");
        rig.setValue("/P1/Demand/Limiter", "v:i", 0);
        rig.setValue("/P1/Demand/Limiter", "v:i", 1);
        await(2_600, PEAK);
    }

    private void startWithForeign(double value) throws IOException {
        startShaving();
        set(EssFacts.HUB4, EssFacts.OVERRIDE, value);
        awaitState("other_program");
    }

    private void pass(int seconds) {
        long until = second.get() + seconds;
        rig.awaitWith(PEAK, seconds + " s", () -> second.addAndGet(5) >= until);
    }

    @Test
    void aValueThatAnotherProgramWroteOnceIsLeftAloneForAsLongAsItStays() throws IOException {
        startWithForeign(700.0);
        rig.awaitValue("/P1/Demand/LimiterOther", "700.0");
        assertThat(rig.value("/P1/Demand/LimiterOtherSince")).matches("\"20.*Z\"");
        int before = writes();
        pass(3_600);
        assertThat(writes()).as("writes").isEqualTo(before);
        awaitState("other_program");
        set(EssFacts.HUB4, EssFacts.OVERRIDE, -1.0);
        await(2_600, PEAK);
        assertThat(rig.value("/P1/Demand/LimiterOther")).as("while the limiter acts").isEqualTo("null");
    }

    @Test
    void theTenMinutesCountFromTheLastChangeOfTheValue() throws IOException {
        startWithForeign(700.0);
        pass(500);
        set(EssFacts.HUB4, EssFacts.OVERRIDE, -1.0);
        pass(60);
        assertThat(override()).as("560 s after the change").isEqualTo(-1);
        await(2_600, PEAK);
    }

    @Test
    void switchingOffAndOnReplacesTheValueOfAnotherProgramUntilThatWritesAgain() throws IOException {
        startWithForeign(700.0);
        rig.setValue("/P1/Demand/Limiter", "v:i", 0);
        awaitState("off");
        rig.setValue("/P1/Demand/Limiter", "v:i", 1);
        await(2_600, PEAK);
        awaitOtherProgram(700);
        rig.setValue("/P1/Demand/Limiter", "v:i", 0);
        awaitState("off");
        assertThat(override()).isEqualTo(700);
    }

    @Test
    void aProgramThatWritesBackWhatStoodBeforeIsAnotherProgram() throws IOException {
        startShaving();
        await(2_601, PEAK);
        awaitOtherProgram(2_600);
        assertThat(override()).isEqualTo(2_600);
    }

    /** The reserve of two drivers with a limiter. */
    @Test
    void anotherDriverKeepsTheOverrideWhileItRuns() throws IOException {
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            ess(700);
            ProcessId holder = ProcessId.of(other.pid());
            Files.writeString(file(), "# x\noverride=-1.0,700.0," + holder.pid() + "@" + holder.startTicks() + "\n");
            start();
            rig.publish(PEAK);
            awaitState("another_driver");
            pass(60);
            assertThat(override()).isEqualTo(700);
            set(EssFacts.HUB4, EssFacts.OVERRIDE, 701.0);
            pass(60);
            awaitState("another_driver");
            Files.writeString(file(), "# x\noverride=700.0,701.0," + holder.pid() + "@" + holder.startTicks() + "\n");
        } finally {
            other.destroyForcibly().onExit().join();
        }
        long began = second.get();
        await(2_600, PEAK);
        assertThat(second.get() - began).as("seconds").isLessThan(60);
        assertThat(rig.limiterStates).doesNotContain(Condition.LIMITER_OTHER_PROGRAM);
    }

    @Test
    void aCallThatIsNeverAnsweredIsMadeAgainAfterTenSeconds() throws IOException {
        ess(-1);
        replaceOverride("?-1");
        start();
        rig.publish(PEAK);
        rig.awaitWith(PEAK, "a second write", () -> second.incrementAndGet() > 0 && writes() > 1);
        awaitState("asked");
    }

    /** A telegram each second of the test's clock, which advances by a part of it with each look: a busy machine looks more seldom. */
    @Test
    void theStateOfBeforeAGapIsShownUntilTheFactsOfEssAreKnown() throws IOException {
        ess(-1);
        AtomicLong looks = new AtomicLong();
        rig.clock = () -> TimeUnit.SECONDS.toNanos(second.get()) + TimeUnit.SECONDS.toNanos(looks.get()) / LOOKS_PER_SECOND;
        start();
        awaitEachSecond(looks);
        rig.awaitValue("/P1/Demand/LimiterState", "\"asked\"");
        rig.limiterStates.clear();
        rig.output().offline();
        awaitReleased();
        second.addAndGet(60);
        awaitEachSecond(looks);
        assertThat(rig.limiterStates).doesNotContain(Condition.LIMITER_IMPOSSIBLE);
    }

    private void awaitEachSecond(AtomicLong looks) {
        TestBus.await("the override", () -> {
            if (looks.getAndIncrement() % LOOKS_PER_SECOND == 0) {
                rig.output().snapshot(PEAK.take());
            }
            return override() == 2_600;
        });
    }

    @Test
    void localsettingsThatHangReleaseIt() throws IOException {
        startShaving();
        rig.signalSettings("STOP");
        await(-1, PEAK);
        rig.signalSettings("CONT");
        await(2_600, PEAK);
    }

    /** Each service without which the limiter knows too little hangs, leaves, and comes back. */
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

    /** The bus ends the connection of a program that calls such a name. */
    @ParameterizedTest
    @ValueSource(strings = {"com.victronenergy.vebus.", "no name", "com..x"})
    void anInverterWhoseNameIsNoneMakesItImpossibleAndLeavesTheMeterOnTheBus(String name) throws IOException {
        startShaving();
        rig.client.item(EssFacts.SYSTEM, "/VebusService", "SetValue", "v:s", name);
        await(-1, PEAK);
        awaitState("impossible");
        rig.client.item(EssFacts.SYSTEM, "/VebusService", "SetValue", "v:s", VEBUS);
        await(2_600, PEAK);
        assertThat(rig.endings).isEmpty();
    }

    @Test
    void aPvInverterThatHangsKeepsNoPeakFromBeingLimited() throws IOException {
        ess(-1);
        TestBus.signal(rig.service("com.victronenergy.pvinverter.roof", "/Position=0", "/Ac/L1/Power=700"), "STOP");
        start();
        await(2_600, PEAK);
    }

    /** Each value that another program may have left in the override. */
    @ParameterizedTest
    @CsvSource({"d, NaN", "d, Infinity", "d, -0.0", "d, 1e300", "s, text", "ai, 7"})
    void whatIsNoLimitOfOursIsNeverWrittenOver(String type, String value) throws IOException {
        startShaving();
        rig.client.item(EssFacts.HUB4, EssFacts.OVERRIDE, "SetValue", "v:" + type, type.equals("ai") ? List.of(7) : value);
        awaitState("other_program");
        int before = writes();
        long until = second.get() + 500;
        rig.awaitWith(PEAK, "500 s", () -> second.addAndGet(10) >= until);
        assertThat(writes()).as("writes").isEqualTo(before);
    }

    /** Replaces the part of ESS that has the override. */
    private void replaceOverride(String value) throws IOException {
        services.get(EssFacts.HUB4).destroyForcibly().onExit().join();
        paths.put(EssFacts.HUB4, new String[] {"/Overrides/MaxDischargePower=" + value, "/Overrides/ForceCharge=0"});
        service(EssFacts.HUB4);
    }

    /** Five times faster than real time: the inverter's reports, each half a second, are not too old. */
    private void startPaced() throws IOException {
        ess(-1);
        long began = System.nanoTime();
        rig.clock = () -> began + (System.nanoTime() - began) * 5;
        start();
        await(2_600, PEAK);
    }

    /** The answer is that it is written, but it stays. */
    @ParameterizedTest
    @ValueSource(strings = {"-1", "2600"})
    void aValueThatEssDoesNotTakeIsNotThatOfAnotherProgram(String stays) throws IOException {
        startPaced();
        replaceOverride("=" + stays);
        Snapshots less = Snapshots.allowed(4_000, OptionalLong.of(2_400));
        rig.awaitWith(less, "writes", () -> writes() > 3);
        assertThat(rig.limiterStates).doesNotContain(Condition.LIMITER_OTHER_PROGRAM);
    }

    /** A flow that writes -1 with each telegram: after the third time within an hour nothing is written. */
    @Test
    void aProgramThatRemovesTheLimitIsAnotherProgramToo() throws IOException {
        startPaced();
        rig.awaitWith(PEAK, "the other program", () -> {
            set(EssFacts.HUB4, EssFacts.OVERRIDE, -1.0);
            return rig.value("/P1/Demand/LimiterState").equals("\"other_program\"");
        });
        long until = rig.clock.getAsLong() + TimeUnit.SECONDS.toNanos(20);
        rig.awaitWith(PEAK, "four decisions", () -> rig.clock.getAsLong() >= until);
        assertThat(override()).isEqualTo(-1);
    }

    @Test
    void aWriteThatIsRefusedIsTriedAgainUntilItIsAccepted() throws IOException {
        ess(-1);
        replaceOverride("!-1");
        start();
        rig.publish(PEAK);
        awaitState("impossible");
        int before = writes();
        rig.awaitWith(PEAK, "another write", () -> second.incrementAndGet() > 0 && writes() > before);
        replaceOverride("-1");
        await(2_600, PEAK);
    }

    /** A limit is written at most twice a second, however many telegrams need another one. */
    @Test
    void limitsAreNotWrittenInAStorm() throws IOException {
        startPaced();
        int before = writes();
        long began = rig.clock.getAsLong();
        AtomicLong telegrams = new AtomicLong();
        TestBus.await("telegrams", () -> {
            rig.output().snapshot(Snapshots.allowed(3_000 + 2_000 * (telegrams.incrementAndGet() / 2 % 2), OptionalLong.of(2_400)).take());
            return writes() - before >= 5;
        });
        assertThat(TimeUnit.NANOSECONDS.toMillis(rig.clock.getAsLong() - began)).isGreaterThan(4 * 500);
        assertThat(telegrams.get()).as("many of them needed another limit").isGreaterThan(10);
    }

    private int writes() {
        return rig.client.value(EssFacts.HUB4, "/Writes").asInt();
    }

    private void awaitStateOf(Snapshots telegram, String state) {
        rig.awaitWith(telegram, "the state " + state, () -> {
            second.incrementAndGet();
            return rig.value("/P1/Demand/LimiterState").equals('"' + state + '"');
        });
    }

    private void owner(String path, Object value, String state) {
        set(LocalSettings.NAME, path, value);
        awaitState(state);
    }

    private void passHour() {
        long until = second.get() + 3_600;
        rig.awaitWith(PEAK, "an hour", () -> second.addAndGet(5) >= until);
    }

    /** The owner's changes, other programs, services that hang, a silent meter, the switch: with an hour between telegrams each second. */
    @Test
    @Tag("slow")
    void inAnHourOfAllThatMayHappenNoSettingOfTheOwnerIsWritten() throws IOException {
        ess(-1);
        try (SettingsWitness witness = new SettingsWitness(rig.bus)) {
            start();
            await(2_600, PEAK);
            awaitStateOf(Snapshots.allowed(1_000, OptionalLong.of(2_400)), "holding");
            owner(LocalSettings.ESS_MODE, 3, "external_control");
            owner(LocalSettings.ESS_MODE, 1, "asked");
            owner("/Settings/CGwacs/BatteryLife/State", 9, "keeps_charged");
            owner("/Settings/CGwacs/BatteryLife/State", 10, "asked");
            owner("/Settings/DynamicEss/Mode", 1, "yielding");
            owner("/Settings/DynamicEss/Mode", 0, "asked");
            for (String path : List.of("/Control/ScheduledCharge", "/LoadShedding/Active")) {
                set(EssFacts.SYSTEM, path, 1);
                awaitState("yielding");
                set(EssFacts.SYSTEM, path, 0);
            }
            set(EssFacts.SYSTEM, "/Dc/Battery/Soc", 20);
            awaitState("battery_empty");
            set(EssFacts.SYSTEM, "/Dc/Battery/Soc", 40);
            await(2_600, PEAK);
            awaitState("not_obeyed");
            passHour();
            await(2_600, PEAK);
            rig.signalSettings("STOP");
            await(-1, PEAK);
            rig.signalSettings("CONT");
            await(2_600, PEAK);
            rig.output().offline();
            awaitReleased();
            await(2_600, PEAK);
            set(EssFacts.HUB4, EssFacts.OVERRIDE, 700.0);
            awaitState("other_program");
            rig.setValue("/P1/Demand/Limiter", "v:i", 0);
            set(EssFacts.HUB4, EssFacts.OVERRIDE, -1.0);
            rig.setValue("/P1/Demand/Limiter", "v:i", 1);
            passHour();
            rig.output().close();
            awaitReleased();
            witness.assertNoSettingOfTheOwnerWasWritten(process -> process == -1 || process == ProcessHandle.current().pid());
        }
    }

    /** A service may drop a write of an equal value, so that it would be no sign of life. */
    @Test
    void aValueThatStaysIsWrittenInTurnsWithOneMoreForTenMinutes() throws IOException {
        startShaving();
        set(VEBUS, "/Ac/Out/L1/P", 0);
        Snapshots little = Snapshots.allowed(1_000, OptionalLong.of(2_400));
        await(1, little);
        long until = second.get() + 600;
        while (second.get() < until) {
            await(2, little);
            await(1, little);
        }
        assertThat(rig.value("/P1/Demand/LimiterState")).isEqualTo("\"holding\"");
    }
}
