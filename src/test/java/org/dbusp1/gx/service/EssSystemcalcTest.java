package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.TelegramCounts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each case of ESS with the meter, with Victron's localsettings and dbus-systemcalc-py from clones that the variable PEERS names. */
@Tag(Beside.TAG)
@Tag("server")
@Tag("slow")
class EssSystemcalcTest {
    private static final Texts ENGLISH = Texts.in(Texts.ENGLISH);
    private static final TelegramCounts MEASURED = new TelegramCounts(6, Map.of(), Map.of());
    private static final String SYSTEM = "com.victronenergy.system";
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final String OTHER = "com.victronenergy.grid.cgwacs_ttyUSB7_mb1";
    private static final int PHASES = 3;

    @TempDir
    private Path directory;
    private VenusRig rig;
    private String peers;

    @BeforeEach
    void prepare() throws Exception {
        assumeTrue(Beside.peers("dbus-systemcalc-py", "localsettings").isPresent(), "PEERS names no clones of Victron's programs");
        peers = Beside.peers("dbus-systemcalc-py", "localsettings").get().toString();
        rig = new VenusRig();
        rig.bus.systemcalc(rig.client, Path.of(peers), directory.resolve("device"));
    }

    @AfterEach
    void end() throws Exception {
        if (rig != null) {
            rig.close();
        }
    }

    private Process service(String name, int instance, String... paths) throws IOException {
        List<String> words = new ArrayList<>(List.of("service", peers, name, Integer.toString(instance)));
        words.addAll(List.of(paths));
        Process service = rig.bus.python("victron_device.py", words.toArray(String[]::new));
        rig.awaitName(name);
        return service;
    }

    private void inverter() throws IOException {
        service(VEBUS, 276, "/Mode=3", "/State=3", "/Ac/NumberOfPhases=3", "/Ac/NumberOfAcInputs=1", "/Ac/ActiveIn/ActiveInput=0",
                "/Ac/ActiveIn/Connected=1", "/Ac/ActiveIn/L1/P=0.0", "/Ac/ActiveIn/L2/P=0.0",
                "/Ac/ActiveIn/L3/P=0.0", "/Ac/State/AcIn1Available=1",
                "/Ac/Control/IgnoreAcIn1=0", "/Hub4/AssistantId=5", "/Dc/0/Voltage=51.8", "/Dc/0/Current=1.2", "/Dc/0/Power=62.0");
        Await.await("the inverter in systemcalc", () -> rig.client.value(SYSTEM, "/VebusService").asText().equals(VEBUS));
    }

    private void start() {
        rig.start();
        rig.publish(Snapshots.threePhase());
    }

    private void startUsed() throws IOException {
        inverter();
        start();
        await(Condition.ESS_USED, "ESS uses this meter", "");
    }

    private void set(String path, int value) {
        rig.client.item(BusItemClient.SETTINGS, path, "SetValue", "v:i", value);
    }

    /** Waits until systemcalc has really chosen the service; it takes a second or two. */
    private void awaitChosen(String service) {
        Await.await(service + " chosen", () -> chosen().equals(service));
    }

    private String chosen() {
        return rig.client.value(SYSTEM, "/Ac/In/0/ServiceName").asText();
    }

    /** Telegrams come until the verdict is this one, with its sentence and what to do. */
    private void await(Condition state, String sentence, String remedy) {
        rig.awaitWith(Snapshots.threePhase().quality(MEASURED), state.toString(), () -> rig.driver.board().ess().condition() == state);
        assertThat(ENGLISH.text(rig.driver.board().ess())).contains(sentence);
        assertThat(ENGLISH.remedy(rig.driver.board().ess())).contains(remedy);
    }

    /** Also while it is the only meter: systemcalc shows no grid by it, and a meter that is in reserve is used. */
    @Test
    void aMeterOfHeatIsNotTheInput() throws Exception {
        inverter();
        rig.start();
        Snapshots heat = new Snapshots().mbus(1, 4, "H1", 1_772_453_400, "469.835", "GJ").quality(MEASURED);
        rig.awaitWith(heat, "the heat meter", () -> rig.driver.board().ess().condition() == Condition.ESS_NO_POWER);
        assertThat(chosen()).isNotEqualTo(VenusRig.GRID);

        service(OTHER, 45, "/Ac/L1/Power=250.0");
        awaitChosen(OTHER);
        rig.awaitWith(heat, "the heat meter next to it", () -> rig.driver.board().ess().condition() == Condition.ESS_HEAT_METER);
        assertThat(rig.client.value(SYSTEM, "/Ac/Grid/L1/Power").asDouble()).isEqualTo(250);
    }

    @Test
    void theMeterIsUsedUntilTheSettingsSayOtherwise() throws Exception {
        startUsed();
        awaitChosen(VenusRig.GRID);

        set("/Settings/CGwacs/RunWithoutGridMeter", 1);
        await(Condition.ESS_METERING_BY_INVERTER, "Grid metering is Inverter/Charger", "External meter");
        set("/Settings/CGwacs/RunWithoutGridMeter", 0);
        await(Condition.ESS_USED, "ESS uses this meter", "");

        set("/Settings/SystemSetup/AcInput1", 2);
        await(Condition.ESS_INPUT_NOT_GRID, "no AC input is Grid", "AC System");
        awaitChosen(VEBUS);
        set("/Settings/SystemSetup/AcInput1", 3);
        awaitChosen(VenusRig.GRID);
        await(Condition.ESS_USED, "ESS uses this meter", "");
    }

    /** ESS regulates nothing, or each phase by its own power, which a meter with a total only does not have. */
    @Test
    void theModeOfEssIsPartOfTheVerdict() throws Exception {
        startUsed();
        set(BusItemClient.ESS_MODE, 3);
        await(Condition.ESS_EXTERNAL_CONTROL, "External control", "choose Optimized");
        set(BusItemClient.ESS_MODE, 2);
        await(Condition.ESS_USED, "ESS uses this meter", "");
        rig.awaitWith(Snapshots.of("POWER_NET=1140 VOLTAGE_L1=230 VOLTAGE_L2=231 VOLTAGE_L3=229").quality(MEASURED), "a total only",
                () -> rig.driver.board().ess().condition() == Condition.ESS_INDIVIDUAL_PHASE);
        assertThat(ENGLISH.remedy(rig.driver.board().ess())).contains("Total of all phases");
    }

    /** Programs that protect a fuse read these currents over the GX device: by the sign of the total L1 would seem to feed in. */
    @Test
    void withoutPowersOfPhasesTheCurrentsAreAmounts() throws Exception {
        startUsed();
        rig.awaitWith(Snapshots.of("POWER_NET=-120 CURRENT_L1=27.6 CURRENT_L2=13.9 CURRENT_L3=14.2").quality(MEASURED), "the total",
                () -> rig.client.value(SYSTEM, "/Ac/Grid/L1/Power").asDouble() == -120);
        for (String path : List.of("L1=27.6", "L2=13.9", "L3=14.2")) {
            String[] phase = path.split("=");
            double amperes = Double.parseDouble(phase[1]);
            assertThat(rig.client.value(VenusRig.GRID, "/Ac/" + phase[0] + "/Current").asDouble()).isEqualTo(amperes);
            Await.await(path + " A in systemcalc", () ->
                    rig.client.value(SYSTEM, "/Ac/Grid/" + phase[0] + "/Current").asDouble() == amperes);
        }
    }

    @Test
    void anotherMeterWithALowerInstanceIsPreferredUntilItLeaves() throws Exception {
        startUsed();
        Process other = service(OTHER, 30, "/CustomName=Roof", "/Ac/L1/Power=10.0");
        await(Condition.ESS_RESERVE, "In reserve: ESS uses Roof (/dev/ttyUSB7)", "a higher instance");
        awaitChosen(OTHER);
        other.destroyForcibly();
        await(Condition.ESS_USED, "ESS uses this meter", "");
        awaitChosen(VenusRig.GRID);
    }

    @Test
    void anotherMeterThatComesLaterWithTheSameInstanceIsAConflictToo() throws Exception {
        startUsed();
        service(OTHER, 40, "/CustomName=", "/Ac/L1/Power=10.0");
        await(Condition.ESS_SAME_INSTANCE, "EM24 (/dev/ttyUSB7)", "another instance");
        awaitChosen(VenusRig.GRID);
    }

    @Test
    void anotherRoleIsNotChosenAndTheRoleGridIsAgain() throws Exception {
        startUsed();
        assertThat(rig.setValue("/Role", "v:s", "pvinverter")).isZero();
        rig.awaitName("com.victronenergy.pvinverter.p1_ttyUSB0");
        await(Condition.ESS_OTHER_ROLE, "because of its role: PV inverter", "choose Grid");
        awaitChosen(VEBUS);
        assertThat(rig.client.item("com.victronenergy.pvinverter.p1_ttyUSB0", "/Role", "SetValue", "v:s", "grid").get(1).asInt()).isZero();
        rig.awaitName(VenusRig.GRID);
        await(Condition.ESS_USED, "ESS uses this meter", "");
    }

    @Test
    void withoutAnInverterNothingRegulates() {
        AtomicLong ahead = new AtomicLong();
        rig.clock = () -> System.nanoTime() + ahead.get();
        start();
        await(Condition.ESS_EXPECTED, "ESS can use this meter", "");
        ahead.set(Duration.ofMinutes(1).toNanos());
        await(Condition.ESS_NO_INVERTER, "No inverter/charger is connected", "");
        awaitChosen(VenusRig.GRID);
    }

    /** A Multi RS has the types of its inputs itself: the settings of the GX device do not count. */
    @Test
    void theInputsOfAMultiRsAreItsOwn() throws Exception {
        String multi = "com.victronenergy.acsystem.rs_1";
        service(multi, 5, "/Ac/NumberOfAcInputs=1", "/Ac/In/1/Type=2", "/Ac/ActiveIn/ActiveInput=0",
                "/Ac/ActiveIn/L1/P=0.0", "/State=3", "/Mode=3", "/Ess/EnergyMeterInUse=1");
        start();
        await(Condition.ESS_INPUT_NOT_GRID, "no AC input of the inverter/charger is Grid", "VictronConnect");
        awaitChosen(multi);
        rig.client.item(multi, "/Ac/In/1/Type", "SetValue", "v:i", 1);
        await(Condition.ESS_USED, "ESS uses this meter", "");
        awaitChosen(VenusRig.GRID);
    }

    /** The inverter's L1 and L2 are on the meter's L2 and L1: for minutes, each step of one is seen on the other. */
    @Test
    @Tag("long")
    void exchangedPhasesAreDoubtedAfterMinutes() throws Exception {
        startUsed();
        long end = System.nanoTime() + Duration.ofMinutes(8).toNanos();
        for (int step = 0; rig.driver.board().ess().condition() != Condition.ESS_PHASE_ORDER; step++) {
            assertThat(System.nanoTime()).as("minutes of agreeing data").isLessThan(end);
            double[] watts = new double[PHASES];
            watts[step % PHASES] = 1500;
            for (int phase = 0; phase < PHASES; phase++) {
                rig.client.item(VEBUS, "/Ac/ActiveIn/L" + (phase + 1) + "/P", "SetValue", "v:d", watts[phase]);
            }
            Snapshots meter = Snapshots.threePhase().with(Quantity.POWER_NET, "2640")
                    .with(Quantity.POWER_L1, Double.toString(1000 + watts[1]))
                    .with(Quantity.POWER_L2, Double.toString(640 + watts[0])).with(Quantity.POWER_L3, Double.toString(-500 + watts[2]));
            long hold = System.nanoTime() + Duration.ofSeconds(11).toNanos();
            while (System.nanoTime() < hold) {
                rig.send(meter.take());
                Thread.sleep(500);
            }
        }
        assertThat(ENGLISH.text(rig.driver.board().ess())).contains("another order than the inverter's");
        assertThat(ENGLISH.remedy(rig.driver.board().ess())).contains("L2,L1,L3");
        assertThat(rig.value("/P1/Phases")).as("the order is not changed by itself").isEqualTo("\"L1,L2,L3\"");
    }
}
