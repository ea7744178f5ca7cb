package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Snapshots;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.feedback.OwnerSwitches;
import org.dbusp1.feedback.OwnerSwitches.Switch;
import org.dbusp1.output.MapMemory;
import org.dbusp1.problem.Condition;
import org.dbusp1.venus.LocalSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests what ESS does with the meter, read from a bus with localsettings, systemcalc's paths and other meters. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class EssMonitorTest {
    private static final String SYSTEM = "com.victronenergy.system";
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final String OTHER = "com.victronenergy.grid.cgwacs_ttyUSB7_mb1";

    /** How much faster than the clock the times of the output pass: ten seconds between two rounds of questions are one. */
    private static final int FASTER = 10;

    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    /** Where it is set, the time of the output stands still, and no round of questions begins. */
    private volatile OptionalLong stopped = OptionalLong.empty();

    @BeforeEach
    void prepare() {
        rig.clock = () -> stopped.orElseGet(() -> System.nanoTime() * FASTER);
        rig.addSetting("/Settings/SystemSetup/AcInput1", "i", 1);
        rig.addSetting("/Settings/SystemSetup/AcInput2", "i", 0);
        rig.addSetting("/Settings/CGwacs/RunWithoutGridMeter", "i", 0);
        rig.addSetting(LocalSettings.ESS_MODE, "i", 1);
    }

    /** Returns how many of its values were read so far. */
    private int calls(String service) {
        return rig.client.value(service, "/Calls").asInt();
    }

    private void system(String chosen) throws IOException {
        rig.service(SYSTEM, "/Ac/In/0/ServiceName=" + chosen);
    }

    private void set(String service, String path, String type, Object value) {
        rig.client.item(service, path, "SetValue", "v:" + type, value);
    }

    private void start() {
        rig.start();
        rig.publish(Snapshots.threePhase());
    }

    /** Starts the meter next to another one, whose higher instance changes nothing. @return the other one's process */
    private Process startBesideOther() throws IOException {
        Process other = rig.service(OTHER, "/DeviceInstance=50", "/ProductName=EM24");
        start();
        await(Condition.ESS_EXPECTED);
        return other;
    }

    /** Telegrams come until the verdict is this one, on the bus and for the other outputs. */
    private void await(Condition state) {
        rig.awaitWithTelegrams(state.toString(), () -> rig.value("/P1/Ess/State").equals('"' + state.key() + '"')
                && rig.driver.ess().state() == state);
        assertThat(rig.value("/P1/Ess/Text")).isEqualTo('"' + rig.driver.ess().text() + '"');
        assertThat(rig.value("/P1/Ess/Remedy")).isEqualTo('"' + rig.driver.ess().remedy() + '"');
        assertThat(rig.value("/P1/Ess/Wrong")).isEqualTo(state.isWrong() ? "1" : "0");
    }

    @Test
    void systemcalcsChoiceAndTheSettingsDecide() throws Exception {
        system(VenusRig.GRID);
        rig.service(VEBUS);
        start();
        await(Condition.ESS_USED);
        set(LocalSettings.NAME, "/Settings/CGwacs/RunWithoutGridMeter", "i", 1);
        await(Condition.ESS_METERING_BY_INVERTER);
        set(LocalSettings.NAME, "/Settings/CGwacs/RunWithoutGridMeter", "i", 0);
        await(Condition.ESS_USED);
        set(LocalSettings.NAME, LocalSettings.ESS_MODE, "i", 3);
        await(Condition.ESS_EXTERNAL_CONTROL);
        set(LocalSettings.NAME, LocalSettings.ESS_MODE, "i", 1);
        await(Condition.ESS_USED);
        set(SYSTEM, "/Ac/In/0/ServiceName", "s", VEBUS);
        set(LocalSettings.NAME, "/Settings/SystemSetup/AcInput1", "i", 2);
        await(Condition.ESS_INPUT_NOT_GRID);
    }

    /** The alarm counts when ESS had time to see the meter; a hub4 that hangs hides no verdict. */
    @Test
    void whatEssItselfReportsIsPartOfTheVerdict() throws Exception {
        rig.service(SYSTEM, "/Ac/In/0/ServiceName=" + VenusRig.GRID, "/SystemState/PeakShaving=0");
        rig.service(VEBUS);
        Process hub4 = rig.service("com.victronenergy.hub4", "/Alarms/NoGridMeter=2");
        start();
        await(Condition.ESS_NOT_SEEN);
        assertThat(rig.value("/P1/Ess/PeakShaving")).isEqualTo("0");
        set("com.victronenergy.hub4", "/Alarms/NoGridMeter", "i", 0);
        await(Condition.ESS_USED);
        TestBus.signal(hub4, "STOP");
        set(SYSTEM, "/SystemState/PeakShaving", "i", 1);
        rig.awaitWithTelegrams("the shaving", () -> rig.value("/P1/Ess/PeakShaving").equals("1")
                && rig.driver.ess().state() == Condition.ESS_USED && rig.driver.ess().peakShaving());
    }

    @Test
    void withoutSystemcalcTheSettingsAndInstancesDecide() throws Exception {
        start();
        await(Condition.ESS_EXPECTED);
        rig.service(OTHER, "/DeviceInstance=30", "/ProductName=EM24", "/CustomName=", "/Mgmt/ProcessName=dbus-cgwacs",
                "/Mgmt/Connection=/dev/ttyUSB7");
        await(Condition.ESS_RESERVE);
        assertThat(rig.driver.ess().text()).contains("EM24 (/dev/ttyUSB7)");
        assertThat(rig.value("/P1/Ess/Detail")).isEqualTo("\"EM24 (/dev/ttyUSB7)\"");
        set(OTHER, "/DeviceInstance", "i", 40);
        set(LocalSettings.NAME, "/Settings/SystemSetup/AcInput2", "i", 1);
        await(Condition.ESS_SAME_INSTANCE);
    }

    @Test
    void aMeterThatIsGoneIsReportedToTheOtherOutputs() throws Exception {
        start();
        await(Condition.ESS_EXPECTED);
        rig.output().offline();
        TestBus.await("the verdict", () -> rig.driver.ess().equals(EssStatus.GONE));
        rig.awaitNoName(VenusRig.GRID);
        rig.publish(Snapshots.threePhase());
        await(Condition.ESS_EXPECTED);
    }

    /** It is back before anything was asked of the bus. */
    @Test
    void aMeterThatIsBackWhileLocalsettingsAreAwayIsNotCalledGone() throws Exception {
        start();
        await(Condition.ESS_EXPECTED);
        rig.stopSettings();
        rig.lose();
        rig.publish(Snapshots.threePhase());
        rig.assertShown(VenusRig.GRID, "/P1/Ess/State=unknown, /P1/Ess/Wrong=0");
        assertThat(rig.driver.ess()).isEqualTo(EssStatus.UNKNOWN);
    }

    /** Telegrams go on: what ESS does is not known, and nothing acts by what it did. */
    @Test
    void whileLocalsettingsAreAwayNothingRegulatesAndNothingIsCorrected() throws Exception {
        rig.choices = new OwnerSwitches(new MapMemory(), "cable", Map.of(Switch.FOLLOW, true), OptionalLong.empty());
        system(VenusRig.GRID);
        rig.service(VEBUS);
        start();
        await(Condition.ESS_USED);
        rig.awaitWithTelegrams("a meter that ESS regulates by", () -> rig.driver.follow()
                .filter(follow -> follow.state() != Condition.FOLLOW_NOT_REGULATING).isPresent());
        rig.stopSettings();
        rig.awaitWithTelegrams("nothing that regulates", () -> rig.driver.ess().state() == Condition.ESS_UNKNOWN
                && rig.driver.follow().filter(follow -> follow.state() == Condition.FOLLOW_NOT_REGULATING).isPresent());
        await(Condition.ESS_UNKNOWN);
    }

    /** As a program that regulates does every few seconds. */
    @Test
    void settingsBesideThoseThatDecideAreNoReasonToAsk() throws Exception {
        rig.addSetting("/Settings/CGwacs/AcPowerSetPoint", "i", 0);
        startBesideOther();
        int before = calls(OTHER);
        long began = System.nanoTime();
        for (int watts = 1; watts <= 50; watts++) {
            set(LocalSettings.NAME, "/Settings/CGwacs/AcPowerSetPoint", "i", watts);
            rig.output().snapshot(Snapshots.threePhase().take());
        }
        int most = mostCalls(4, began);
        assertThat(calls(OTHER) - before).isLessThanOrEqualTo(most);
        set(LocalSettings.NAME, "/Settings/CGwacs/RunWithoutGridMeter", "i", 1);
        await(Condition.ESS_METERING_BY_INVERTER);
    }

    /** Returns the calls of some rounds and of one more for each two seconds of the output, however long this machine took. */
    private static int mostCalls(int rounds, long began) {
        return 5 * (int) (rounds + FASTER * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) / 2_000);
    }

    /** The bus answers for it when it leaves and not before: each call costs memory here and in the bus. */
    @Test
    @Tag("seconds")
    void aMeterThatHangsIsAskedOnceHoweverManyRoundsFollow() throws Exception {
        Process other = startBesideOther();
        long began = System.nanoTime();
        int before = calls(OTHER);
        TestBus.signal(other, "STOP");
        int most = mostCalls(2, began);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; System.nanoTime() < end; i++) {
            set(LocalSettings.NAME, "/Settings/SystemSetup/AcInput2", "i", i % 2);
            rig.output().snapshot(Snapshots.threePhase().take());
            Thread.sleep(20);
        }
        TestBus.signal(other, "CONT");
        assertThat(calls(OTHER) - before).isLessThanOrEqualTo(most);
    }

    @Test
    @Tag("seconds")
    void whileAnotherMeterHangsTheVerdictIsNotKnownAndThenItIsAskedAgain() throws Exception {
        Process other = startBesideOther();
        TestBus.signal(other, "STOP");
        set(LocalSettings.NAME, "/Settings/CGwacs/RunWithoutGridMeter", "i", 1);
        await(Condition.ESS_UNKNOWN);
        rig.output().snapshot(Snapshots.threePhase().with("POWER_NET=77").take());
        rig.awaitValue("/Ac/Power", "77.0");
        TestBus.signal(other, "CONT");
        await(Condition.ESS_METERING_BY_INVERTER);
        set(OTHER, "/DeviceInstance", "i", 40);
        set(LocalSettings.NAME, "/Settings/CGwacs/RunWithoutGridMeter", "i", 0);
        await(Condition.ESS_SAME_INSTANCE);
    }

    @Test
    @Tag("seconds")
    void anInverterThatHangsCostsTheComparisonOfPhasesAlone() throws Exception {
        Process inverter = rig.service(VEBUS, "/Ac/ActiveIn/L1/P=100", "/Ac/ActiveIn/L2/P=100", "/Ac/ActiveIn/L3/P=100");
        TestBus.signal(inverter, "STOP");
        start();
        for (int i = 0; i < 5; i++) {
            set(LocalSettings.NAME, "/Settings/CGwacs/RunWithoutGridMeter", "i", 1);
            await(Condition.ESS_METERING_BY_INVERTER);
            set(LocalSettings.NAME, "/Settings/CGwacs/RunWithoutGridMeter", "i", 0);
            await(Condition.ESS_EXPECTED);
        }
        TestBus.signal(inverter, "CONT");
        int calls = calls(VEBUS);
        assertThat(calls).isLessThanOrEqualTo(6);
        rig.awaitWithTelegrams("the inverter being asked again", () -> calls(VEBUS) > calls);
    }
}
