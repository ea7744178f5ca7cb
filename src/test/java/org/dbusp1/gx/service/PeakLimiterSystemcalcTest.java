package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.LimiterFacts;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.metering.ImportLimit.Basis;
import org.dbusp1.metering.demand.MeteredHouse;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The peak limiter with Victron's localsettings and dbus-systemcalc-py, whose own delegates write the same override.
 * A model of ESS regulates to 0 W: an inverter of 5 kW that gives at most what the override lets it. The variable PEERS names
 * the clones of Victron's programs.
 */
@Tag(Beside.TAG)
@Tag("quiet")
@Tag("slow")
@Tag("server")
class PeakLimiterSystemcalcTest {
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final Duration SYSTEMCALC = Duration.ofSeconds(60);
    /** For two minutes the forecast is above the limit. */
    private static final Duration NOT_ENOUGH = SYSTEMCALC.plusMinutes(2);
    /** The delegates of systemcalc write each five seconds. */
    private static final Duration LOOK = Duration.ofSeconds(8);
    private static final double INVERTER = 5_000;
    private static final String CHARGER = "com.victronenergy.solarcharger.ttyO1";
    private static final double BATTERY_VOLTS = 52;
    private static final long ALLOWED = 2_400;

    @TempDir
    private Path directory;
    private final VenusRig rig = new VenusRig();
    private String there;
    private Process inverter;
    private double given;
    /** The most that the inverter can give. */
    private double rating = INVERTER;
    /** What the solar charger could give, in watts. The battery takes nothing of it. */
    private double sun;
    /** Returns the meter's telegram with an import in watts. */
    private LongFunction<Snapshots> meter = watts -> AllowedImport.telegram(watts, ALLOWED);
    private SettingsWitness witness;

    @BeforeEach
    void prepare() throws IOException {
        witness = new SettingsWitness(rig.bus);
        Optional<Path> peers = Beside.peers("dbus-systemcalc-py", "localsettings");
        assumeTrue(peers.isPresent(), "PEERS names no clones of Victron's programs");
        there = peers.orElseThrow().toString();
        rig.startSystem(there, directory.resolve("device"));
        startInverter();
        for (Map.Entry<String, Integer> setting : Map.of("BatteryLife/State", 10, "BatteryLife/MinimumSocLimit", 20).entrySet()) {
            rig.addSetting("/Settings/CGwacs/" + setting.getKey(), "i", setting.getValue());
            set(BusItemClient.SETTINGS, "/Settings/CGwacs/" + setting.getKey(), setting.getValue());
        }
        Await.await("the charge", () -> rig.client.value(BusItemClient.SYSTEM, "/Dc/Battery/Soc").asDouble(-1) == 40);
        rig.choices = new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.LIMITER, true), null);
        rig.start();
        rig.publish(AllowedImport.telegram(500, ALLOWED));
    }

    private void startInverter() throws IOException {
        inverter = rig.bus.python("victron_device.py", "service", there, VEBUS, "276", "/Mode=3", "/State=3", "/Ac/NumberOfPhases=1",
                "/Ac/NumberOfAcInputs=1", "/Ac/ActiveIn/ActiveInput=0", "/Ac/ActiveIn/Connected=1", "/Ac/ActiveIn/L1/P=0.0",
                "/Ac/Out/L1/P=0.0", "/Ac/State/AcIn1Available=1", "/Ac/Control/IgnoreAcIn1=0",
                "/Ac/Out/NominalInverterPower=" + INVERTER,
                "/Hub4/AssistantId=5", "/Hub4/Sustain=0", "/VebusMainState=9", "/Dc/0/Voltage=52.0", "/Dc/0/Current=0.0",
                "/Dc/0/Power=0.0");
        Await.await("the inverter in systemcalc", () -> !rig.client.owner(VEBUS).isEmpty() // systemcalc may know only the one before
                && rig.client.value(BusItemClient.SYSTEM, "/VebusService").asText().equals(VEBUS));
    }

    @AfterEach
    void end() {
        try (SettingsWitness watched = witness) {
            watched.assertNoSettingOfTheOwnerWasWritten(process -> process == -1 || process == ProcessHandle.current().pid());
        } finally {
            rig.close();
        }
    }

    private void set(String service, String path, Object value) {
        rig.client.item(service, path, "SetValue", "v:" + (value instanceof Double ? "d" : "i"), value);
    }

    /** In watts; -1 also while ESS has no valid value. */
    private double override() {
        return rig.client.value(BusItemClient.HUB4, LimiterFacts.OVERRIDE).asDouble(-1);
    }

    private String state() {
        return rig.value("/P1/Demand/LimiterState").replace("\"", "");
    }

    /** A moment of the house: ESS gives what the load needs and the override lets it, and the meter shows the rest. */
    private double draw(double load) {
        double most = override();
        given = Math.max(0, Math.min(load, most < 0 ? rating : Math.min(rating, most)));
        double solar = Math.min(sun, given * 1.05);
        set(VEBUS, "/Ac/Out/L1/P", given);
        set(VenusRig.BATTERY, "/Dc/0/Power", solar - given * 1.05);
        set(VEBUS, "/Dc/0/Power", -given * 1.05);
        if (sun > 0) {
            set(CHARGER, "/Dc/0/Current", solar / BATTERY_VOLTS);
        }
        double grid = load - given;
        rig.send(meter.apply(Math.round(grid)).take());
        return grid;
    }

    private void await(String state, double load) {
        await(state, load, SYSTEMCALC);
    }

    private void await(String state, double load, Duration limit) {
        List<String> seen = new ArrayList<>();
        try {
            Await.await("the state " + state, limit, () -> {
                draw(load);
                seen.add(state());
                return state().equals(state);
            });
        } catch (AssertionError e) {
            List<String> facts = Stream.of("/DynamicEss/Active", "/Control/ScheduledCharge", "/LoadShedding/Active", "/VebusService",
                    "/Dc/Battery/Soc").map(path -> path + "=" + rig.client.value(BusItemClient.SYSTEM, path)).toList();
            List<String> overrides = Stream.of(LimiterFacts.OVERRIDE, "/Overrides/ForceCharge", "/Overrides/Setpoint")
                    .map(path -> path + "=" + rig.client.value(BusItemClient.HUB4, path)).toList();
            throw new AssertionError(e.getMessage() + ", last " + seen.subList(Math.max(0, seen.size() - 10), seen.size()) + " with "
                    + overrides + " and " + facts, e);
        }
    }

    /** Another one of systemcalc's delegates has the battery; afterwards nothing of the limiter is left until it acts again. */
    private void yieldsTo(Runnable begins, Runnable ends) {
        await("limiting", 5_000);
        begins.run();
        await("yielding", 5_000);
        List<Double> seen = new ArrayList<>();
        long began = System.nanoTime();
        while (System.nanoTime() - began < LOOK.toNanos()) {
            draw(5_000);
            seen.add(override());
        }
        assertThat(seen).as("what is the delegate's, or nobody's").doesNotContain(2_600.0);
        ends.run();
        await("limiting", 5_000);
    }

    @Test
    void theImportIsKeptAndTheLimiterYieldsToSchedulesDynamicEssAndLoadShedding() {
        await("holding", 2_000);
        Await.await("a battery that is kept", SYSTEMCALC, () -> draw(2_000) > 1_900);
        await("limiting", 5_000);
        Await.await("the import", SYSTEMCALC, () -> Math.abs(draw(5_000) - ALLOWED) < 10);

        yieldsTo(() -> {
            set(BusItemClient.SETTINGS, "/Settings/CGwacs/BatteryLife/Schedule/Charge/0/Soc", 90);
            set(BusItemClient.SETTINGS, "/Settings/CGwacs/BatteryLife/Schedule/Charge/0/Start", 0);
            set(BusItemClient.SETTINGS, "/Settings/CGwacs/BatteryLife/Schedule/Charge/0/Duration", 86_399);
            set(BusItemClient.SETTINGS, "/Settings/CGwacs/BatteryLife/Schedule/Charge/0/Day", 7);
        }, () -> set(BusItemClient.SETTINGS, "/Settings/CGwacs/BatteryLife/Schedule/Charge/0/Day", -7));
        yieldsTo(() -> set(BusItemClient.SETTINGS, "/Settings/DynamicEss/Mode", 1),
                () -> set(BusItemClient.SETTINGS, "/Settings/DynamicEss/Mode", 0));
        int soon = (int) (System.currentTimeMillis() / 1000) + 1_800;
        yieldsTo(() -> {
            set(BusItemClient.SETTINGS, "/Settings/LoadSheddingApi/MinSoc", 90);
            set(BusItemClient.SETTINGS, "/Settings/LoadSheddingApi/Schedule/0/Start", soon);
            set(BusItemClient.SETTINGS, "/Settings/LoadSheddingApi/Schedule/0/Duration", 3_600);
            set(BusItemClient.SETTINGS, "/Settings/LoadSheddingApi/Mode", 1);
        }, () -> set(BusItemClient.SETTINGS, "/Settings/LoadSheddingApi/Schedule/0/Start", 0)); // Mode 0 leaves ForceCharge as it is

        rig.output().close();
        Await.await("the release", () -> override() == -1);
    }

    private void owner(String setting, int value) {
        set(BusItemClient.SETTINGS, "/Settings/CGwacs/" + setting, value);
    }

    /** What the owner changes, or the battery's charge, leads to this state, and nothing of the limiter is left. */
    private void leadsTo(String state) {
        await(state, 5_000);
        Await.await("the release", () -> override() == -1);
    }

    @Test
    void theLimiterFollowsTheChargeAndTheModeOfEss() {
        await("limiting", 5_000);
        set(VenusRig.BATTERY, "/Soc", 53.0);
        leadsTo("above_reserve");
        set(VenusRig.BATTERY, "/Soc", 50.0);
        await("limiting", 5_000);
        set(VenusRig.BATTERY, "/Soc", 20.0);
        leadsTo("battery_empty");
        set(VenusRig.BATTERY, "/Soc", 40.0);
        await("limiting", 5_000);
        owner("Hub4Mode", 3);
        leadsTo("not_used");
        owner("Hub4Mode", 2);
        await("limiting", 5_000);
        owner("BatteryLife/State", 9);
        leadsTo("not_used");
        owner("BatteryLife/State", 10);
        await("limiting", 5_000);
    }

    @Test
    void anInverterThatLeavesOrHangsMakesItImpossibleUntilItIsBack() throws IOException {
        await("limiting", 5_000);
        inverter.destroyForcibly().onExit().join();
        Await.await("the state", SYSTEMCALC, () -> {
            rig.send(AllowedImport.telegram(5_000, ALLOWED).take());
            return state().equals("not_used") && override() == -1;
        });
        startInverter();
        await("limiting", 5_000);
        TestBus.signal(inverter, "STOP");
        Await.await("the state", SYSTEMCALC, () -> {
            rig.send(AllowedImport.telegram(5_000, ALLOWED).take());
            return state().equals("not_used") && override() == -1;
        });
        TestBus.signal(inverter, "CONT");
        await("limiting", 5_000);
    }

    /** Its value is not valid after a start: nobody has written another. */
    @Test
    void essThatRestartsThreeTimesIsNoOtherProgramAndGetsTheLimitAgain() throws IOException {
        await("limiting", 5_000);
        for (int start = 1; start <= 3; start++) {
            rig.ess.destroyForcibly().onExit().join();
            rig.awaitNoName(BusItemClient.HUB4);
            rig.startEss(there, LimiterFacts.OVERRIDE);
            rig.awaitName(BusItemClient.HUB4);
            Await.await("the limit after start " + start, SYSTEMCALC, () -> {
                draw(5_000);
                return override() > 0;
            });
            await("limiting", 5_000);
            Await.await("the import", SYSTEMCALC, () -> Math.abs(draw(5_000) - ALLOWED) < 10);
        }
        assertThat(rig.limiterStates).doesNotContain(Condition.LIMITER_OTHER_PROGRAM);
    }

    /** A hot inverter gives a fifth of what it can: the limiter says what is missing, and that ESS obeys. */
    @Test
    void anInverterThatDeratesInTheMiddleOfAWindowIsNotEnough() {
        await("limiting", 5_000);
        rating = 1_000;
        meter = watts -> AllowedImport.telegram(watts, ALLOWED).demand(new Demand(new Stamp(0, 3_600), Duration.ofMinutes(15), 3_000L, null,
                null, List.of(), null, new ImportLimit(ALLOWED, Basis.LIMIT, false, watts > ALLOWED ? watts - ALLOWED : null, false, null)));
        await("not_enough", 5_000, NOT_ENOUGH);
        rig.assertShown(VenusRig.GRID, "/P1/Demand/LimiterMissing=1600.0, /P1/Demand/LimiterWrong=1");
        assertThat(override()).as("no more than it can give when it is cold").isBetween(2_600.0, INVERTER);

        rating = INVERTER;
        await("limiting", 5_000);
        Await.await("the import", SYSTEMCALC, () -> Math.abs(draw(5_000) - ALLOWED) < 10);
        assertThat(rig.limiterStates).doesNotContain(Condition.LIMITER_NOT_USED);
    }

    /** A cold battery takes no current, so the charger gives no more than the inverter, which gives no more than the limit. */
    @Test
    void aCloudAtABatteryThatTakesNoCurrentHoldsTheSunDownForNoMoreThanSomeWrites() throws IOException {
        sun = 300;
        rig.bus.python("victron_device.py", "service", there, CHARGER, "258", "/State=3", "/Mode=1", "/Dc/0/Voltage=" + BATTERY_VOLTS,
                "/Dc/0/Current=0.0", "/Load/I");
        rig.awaitName(CHARGER);
        set(VenusRig.BATTERY, "/Info/MaxChargeCurrent", 0.0);
        set(VenusRig.BATTERY, "/Info/MaxChargeVoltage", 55.2);
        Await.await("the BMS", SYSTEMCALC,
                () -> rig.client.value(BusItemClient.SYSTEM, "/ActiveBmsService").asText().equals(VenusRig.BATTERY));
        await("holding", 2_200);
        // 300 W of sun: the limit leads by 15 % and 100 W.
        Await.await("the limit under the cloud", SYSTEMCALC, () -> {
            draw(2_200);
            return Math.abs(override() - 445) < 10;
        });

        sun = 2_000;
        Set<Double> written = new LinkedHashSet<>();
        Await.await("the sun", SYSTEMCALC.multipliedBy(3), () -> {
            draw(2_200);
            written.add(override());
            return given * 1.05 >= sun;
        });
        assertThat(written).hasSizeLessThan(15);

        set(VenusRig.BATTERY, "/Info/MaxChargeCurrent", 100.0);
        Await.await("a battery that takes the sun has the limit of the sun", SYSTEMCALC, () -> {
            draw(2_200);
            return Math.abs(override() - sun) < 10;
        });
    }

    /** Sollentuna counts 7 to 19 on working days: the reserve is kept for the next morning, and given away before a weekend. */
    @Test
    void fridayEveningFreesTheBatteryAndAnotherEveningKeepsItWithSollentuna() {
        MeteredHouse house = MeteredHouse.limited("sollentuna", ALLOWED);
        clockPasses(house, "2026-01-22T17:59:50+01:00", "2026-01-22T18:30:00+01:00");
        await("limiting", 5_000);
        clockPasses(house, "2026-01-22T18:30:10+01:00", "2026-01-22T19:00:10+01:00");
        await("holding", 5_000);
        Await.await("a battery that is kept", SYSTEMCALC, () -> draw(5_000) > 4_990);

        clockPasses(house, "2026-01-23T06:59:50+01:00", "2026-01-23T07:30:00+01:00");
        await("limiting", 5_000);
        clockPasses(house, "2026-01-23T17:59:50+01:00", "2026-01-23T19:00:10+01:00");
        await("ready", 5_000);
        Await.await("a battery that is free", SYSTEMCALC, () -> override() == -1 && draw(5_000) == 0);

        clockPasses(house, "2026-01-25T06:29:50+01:00", "2026-01-25T06:59:50+01:00");
        await("ready", 5_000);
        clockPasses(house, "2026-01-25T07:00:00+01:00", "2026-01-25T07:00:10+01:00");
        await("holding", 5_000);
    }

    /** Until this moment the house has drawn a little less than its limit; the telegrams that follow are of this moment. */
    private void clockPasses(MeteredHouse house, String from, String until) {
        Demand demand = house.draw(from, until, ALLOWED - 100);
        meter = watts -> AllowedImport.telegram(watts, null).demand(demand);
    }
}
