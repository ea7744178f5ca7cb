package org.dbusp1.gx.service;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.LimiterFacts;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** ESS on a real bus, whose services answer, hang, change and leave; what follows from it is in {@link EssMonitorTest}. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class EssBusTest {
    private static final String INVERTER = "com.victronenergy.vebus.ttyS4";
    /** The time between two telegrams. Services answer in real time: long before the two seconds after which they count as hanging. */
    private static final int APART_MILLIS = 250;

    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final Map<String, Process> services = new HashMap<>();
    private Snapshots telegram = Snapshots.threePhase();

    @BeforeEach
    void prepare() {
        rig.addSetting(BusItemClient.WITHOUT_GRID_METER, "i", 0);
        rig.addSetting(BusItemClient.ESS_MODE, "i", 1);
        rig.addSetting(BusItemClient.AC_INPUT_1, "i", 1);
        rig.addSetting(BusItemClient.AC_INPUT_2, "i", 0);
    }

    private void service(String name, String... values) throws IOException {
        services.put(name, rig.service(name, values));
    }

    private void inverterArrives() throws IOException {
        service(INVERTER, "/Ac/ActiveIn/L1/P=100", "/Ac/ActiveIn/ActiveInput=0", "/Mode=3", "/State=3", "/Hub4/AssistantId=5");
    }

    private void systemcalcArrives() throws IOException {
        service(BusItemClient.SYSTEM, "/Ac/In/0/ServiceName=" + VenusRig.GRID, "/VebusService=" + INVERTER);
    }

    private boolean is(Condition verdict) {
        return rig.driver.board().ess().is(verdict);
    }

    /** Of a slow meter the next telegram is far away; what arrives on the bus meanwhile is seen by a timer. */
    @Test
    void afterTheFirstTelegramTheVerdictWaitsForNoOther() throws IOException {
        inverterArrives();
        rig.publish(Snapshots.threePhase());
        Await.await("a first round", () -> !is(Condition.ESS_UNKNOWN));
        systemcalcArrives();
        Await.await("the verdict", () -> is(Condition.ESS_USED));
    }

    @Test
    void servicesThatAnswerHangGoOnChangeAndLeave() throws IOException {
        AtomicLong millis = new AtomicLong();
        rig.clock = () -> TimeUnit.MILLISECONDS.toNanos(millis.get());
        systemcalcArrives();
        inverterArrives();
        rig.publish(Snapshots.threePhase());
        await(millis, "used, after the time in which systemcalc chooses", () -> millis.get() > 20_000 && is(Condition.ESS_USED));
        TestBus.signal(services.get(INVERTER), "STOP");
        await(millis, "the inverter's silence", () -> is(Condition.ESS_EXPECTED));
        // From here on the clock stands: what follows is new at once.
        rig.client.item(BusItemClient.SETTINGS, BusItemClient.WITHOUT_GRID_METER, "SetValue", "v:i", 1);
        Await.await("the verdict by the setting", () -> is(Condition.ESS_METERING_BY_INVERTER));
        rig.client.item(BusItemClient.SETTINGS, BusItemClient.WITHOUT_GRID_METER, "SetValue", "v:i", 0);
        TestBus.signal(services.get(INVERTER), "CONT");
        await(millis, "the inverter that goes on", () -> is(Condition.ESS_USED));
        services.get(BusItemClient.SYSTEM).destroyForcibly();
        Await.await("the verdict without systemcalc", () -> is(Condition.ESS_EXPECTED));
    }

    /** The override of ESS: what follows from it is in {@link PeakLimiterTest}. */
    @Test
    void aLimitIsReleasedByAnEssThatGoesOnAndByTheEndOfTheDriver() throws IOException {
        AtomicLong millis = new AtomicLong();
        rig.clock = () -> TimeUnit.MILLISECONDS.toNanos(millis.get());
        rig.choices = new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.LIMITER, true), null);
        telegram = AllowedImport.telegram(5_000, 2_400L);
        service(BusItemClient.SYSTEM, "/Ac/In/0/ServiceName=" + VenusRig.GRID, "/VebusService=" + INVERTER, "/Dc/Battery/Soc=20");
        service(INVERTER, "/Ac/ActiveIn/L1/P=0", "/Ac/Out/L1/P=0", "/Ac/Out/NominalInverterPower=2600", "/Ac/ActiveIn/ActiveInput=0",
                "/Mode=3", "/State=3", "/Hub4/AssistantId=5");
        service(BusItemClient.HUB4, LimiterFacts.OVERRIDE + "=-1");
        rig.publish(telegram);
        await(millis, "the limit", () -> isLimit(2_600));
        TestBus.signal(services.get(BusItemClient.HUB4), "STOP");
        await(millis, "its silence", () -> rig.value("/P1/Demand/LimiterState").equals("\"not_used\""));
        TestBus.signal(services.get(BusItemClient.HUB4), "CONT");
        await(millis, "the limit again, after its release", () -> isLimit(2_600));
        rig.output().close();
        Await.await("the release", () -> isLimit(-1));
    }

    private boolean isLimit(int watts) {
        return rig.client.shows(BusItemClient.HUB4, LimiterFacts.OVERRIDE, watts);
    }

    /** Time passes only with answers of systemcalc: on a busy machine more slowly, so that few services that answer count as hanging. */
    private void await(AtomicLong millis, String what, BooleanSupplier condition) {
        Await.await(what, () -> {
            millis.addAndGet(APART_MILLIS);
            rig.send(telegram.take());
            rig.client.value(BusItemClient.SYSTEM, "/Calls");
            return condition.getAsBoolean();
        });
    }
}
