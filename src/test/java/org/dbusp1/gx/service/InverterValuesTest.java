package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.SingleBus;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.BusImage;
import org.dbusp1.gx.ess.BusImage.Use;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.InverterValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What inverters report, read from services on a real bus. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class InverterValuesTest {
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final String SECOND = "com.victronenergy.vebus.ttyS5";
    private static final String ACTIVE_INPUT = "/Ac/ActiveIn/ActiveInput";

    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final List<InverterPower> reports = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new EventLoop(() -> { }, faults::add);
    private volatile Optional<BusItemClient> link = Optional.empty();
    private BusImage image;

    @BeforeEach
    void connect() throws Exception {
        rig.addSetting("/Settings/SystemSetup/AcInput1", "i", 1);
        rig.addSetting("/Settings/SystemSetup/AcInput2", "i", 2);
        BusItemClient.Events events = (BusItemClient.Events) Proxy.newProxyInstance(BusItemClient.Events.class.getClassLoader(),
                new Class<?>[] {BusItemClient.Events.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("presenceChanged")) { // the connection is open
                        image.every(Use.VERDICT, Duration.ofSeconds(10));
                        image.every(Use.FOLLOW, Duration.ofMillis(500));
                    }
                    return null;
                });
        String socket = rig.bus.address().substring("unix:path=".length());
        loop.start();
        loop.post(() -> {
            BusItemClient there = new BusItemClient(loop, socket, Duration.ofSeconds(10), System::nanoTime, events);
            link = Optional.of(there);
            image = new BusImage(loop, new SingleBus(there), System::nanoTime);
            image.answered(Use.FOLLOW, () -> {
                InverterPower power = new InverterValues(image, Use.FOLLOW).power();
                if (power != null) {
                    reports.add(power);
                }
            });
        });
    }

    @AfterEach
    void end() {
        loop.post(() -> link.ifPresent(BusItemClient::close));
        loop.end();
        assertThat(faults).isEmpty();
    }

    private static String[] paths(int watts) {
        return new String[] {"/Ac/ActiveIn/L1/P=" + watts, "/Ac/ActiveIn/Connected=1", ACTIVE_INPUT + "=0",
            "/Ac/Out/NominalInverterPower=4000"};
    }

    private void await(String what, Predicate<InverterPower> expected) {
        reports.clear();
        Await.await(what, () -> reports.stream().anyMatch(expected));
    }

    private void set(String service, String path, int value) {
        rig.client.item(service, path, "SetValue", "v:i", value);
    }

    @Test
    void invertersAreAddedByPhaseAndSoArePvInvertersOnTheirInput() throws Exception {
        await("no inverter", power -> !power.isUsable());
        rig.service(VEBUS, paths(-1_200));
        await("its power", power -> power.isUsable() && power.onGrid() && power.acIn().l1() == -1_200 && !power.acIn().knows(2)
                && power.rating() == 4_000);
        Process second = rig.service(SECOND, "/Ac/ActiveIn/L1/P=300", "/Ac/ActiveIn/L2/P=-50", "/Ac/ActiveIn/Connected=1",
                ACTIVE_INPUT + "=0", "/Ac/Out/NominalInverterPower=3000");
        rig.service("com.victronenergy.pvinverter.roof", "/Position=2", "/Ac/L1/Power=700");
        rig.service("com.victronenergy.pvinverter.shed", "/Position=1", "/Ac/L1/Power=5000");
        await("all", power -> power.acIn().l1() == -900 && power.acIn().l2() == -50 && power.pv().l1() == 700 && power.rating() == 7_000
                && power.services().equals(VEBUS + " L1, " + SECOND + " L1 L2"));
        second.destroyForcibly();
        await("the first alone", power -> power.services().equals(VEBUS + " L1") && power.acIn().l1() == -1_200);
    }

    @Test
    void aGeneratorAndAnInputThatIsCutOffAreNotTheGrid() throws Exception {
        rig.service(VEBUS, paths(500));
        await("the grid", power -> power.isUsable() && power.onGrid());
        set(VEBUS, ACTIVE_INPUT, 1);
        await("the generator", power -> power.isUsable() && !power.onGrid());
        set(VEBUS, ACTIVE_INPUT, 240);
        await("nothing", power -> power.isUsable() && !power.onGrid());
        set(VEBUS, ACTIVE_INPUT, 0);
        set(VEBUS, "/Ac/ActiveIn/Connected", 0);
        await("an open relay", power -> power.isUsable() && !power.onGrid());
    }

    @Test
    void aPvInverterThatHangsLeavesTheInvertersKnownAndItsOwnPowerNot() throws Exception {
        rig.service(VEBUS, paths(-1_200));
        Process roof = rig.service("com.victronenergy.pvinverter.roof", "/Position=0", "/Ac/L1/Power=700");
        await("both", power -> power.acIn().l1() == -1_200 && power.pv().l1() == 700);
        TestBus.signal(roof, "STOP");
        set(VEBUS, "/Ac/ActiveIn/L1/P", 300);
        await("the inverter alone", power -> power.acIn().l1() == 300 && !power.pv().knowsAny());
        TestBus.signal(roof, "CONT");
        await("both again", power -> power.acIn().l1() == 300 && power.pv().l1() == 700);
    }

    @Test
    void withoutTheRatingOfOneInverterThatOfAllIsNotKnown() throws Exception {
        rig.service(VEBUS, paths(-1_200));
        await("the rating", power -> power.rating() == 4_000);
        rig.service(SECOND, "/Ac/ActiveIn/L1/P=300", "/Ac/ActiveIn/Connected=1", ACTIVE_INPUT + "=0");
        await("both", power -> power.acIn().l1() == -900 && power.rating() == 0);
    }

    /** What the others report is not the whole. */
    @Test
    void whileAnInverterHangsNothingIsReported() throws Exception {
        rig.service(VEBUS, paths(-1_200));
        Process second = rig.service(SECOND, paths(-300));
        await("both", power -> power.acIn().l1() == -1_500);
        TestBus.signal(second, "STOP");
        set(VEBUS, "/Ac/ActiveIn/L1/P", 900);
        long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        Await.await("some periods", () -> System.nanoTime() - until >= 0);
        TestBus.signal(second, "CONT");
        Await.await("both again", () -> reports.stream().anyMatch(power -> power.acIn().l1() == 600));
        assertThat(reports).noneMatch(power -> power.acIn().l1() == 900);
    }

    /** Each unit reports its inputs, and one more service repeats those of all; gui-v2, multirs-smart.json: a unit has ratings by phase. */
    @Test
    void theUnitsOfAMultiRsAreCountedOnce() throws Exception {
        String[] paths = {ACTIVE_INPUT + "=1", "/Ac/In/1/L1/P=9", "/Ac/In/2/L1/P=-800", "/Ac/In/1/Type=2", "/Ac/In/2/Type=1"};
        rig.service("com.victronenergy.acsystem.rs", paths);
        await("the system", power -> power.onGrid() && power.acIn().l1() == -800 && power.rating() == 0);
        rig.service("com.victronenergy.multi.one", Stream.concat(Stream.of(paths), Stream.of("/Ac/Out/L1/NominalInverterPower=5100"))
                .toArray(String[]::new));
        await("its unit", power -> power.isUsable() && power.services().startsWith("com.victronenergy.multi")
                && power.acIn().l1() == -800 && power.rating() == 5_100);
        rig.service("com.victronenergy.multi.two", ACTIVE_INPUT + "=1", "/Ac/In/2/L3/P=300", "/Ac/In/2/Type=1",
                "/Ac/Out/L3/NominalInverterPower=5100");
        await("both units", power -> power.acIn().l3() == 300 && power.rating() == 10_200);
    }
}
