package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Snapshots;
import org.dbusp1.app.report.Teller;
import org.dbusp1.app.report.Watches;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.EssFacts;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what ESS does with the meter, read from a bus with localsettings, systemcalc's paths and other meters. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class EssMonitorTest {
    private static final String OTHER = "com.victronenergy.grid.cgwacs_ttyUSB7_mb1";
    private static final Map<String, String> SERVICES = Map.of("systemcalc", EssFacts.SYSTEM, "ESS", EssFacts.HUB4,
            "inverter", "com.victronenergy.vebus.ttyS4", "RS system", "com.victronenergy.acsystem.socketcan_vecan0_sys0", "EM24", OTHER);
    /** The time between two telegrams. Services answer in real time: long before the two seconds after which they count as hanging. */
    private static final int APART_MILLIS = 250;
    /** The time between two telegrams while minutes pass: less than a round. */
    private static final int MINUTES_APART_MILLIS = 1_000;

    private static final Map<String, DevicePath> FACTS = Map.ofEntries(
            setting("inverter measures", "/Settings/CGwacs/RunWithoutGridMeter"), setting("ESS mode", BusItemClient.ESS_MODE),
            setting("AC input 1", "/Settings/SystemSetup/AcInput1"), setting("AC input 2", "/Settings/SystemSetup/AcInput2"),
            setting("set point", "/Settings/CGwacs/AcPowerSetPoint"), setting("battery use", "/Settings/CGwacs/BatteryUse"),
            setting("BatteryLife state", "/Settings/CGwacs/BatteryLife/State"),
            setting("inverter power", "/Settings/CGwacs/MaxDischargePower"), setting("import limit", "/Settings/CGwacs/AcInputLimit"),
            Map.entry("systemcalc's choice", new DevicePath(EssFacts.SYSTEM, "/Ac/In/0/ServiceName", "s")),
            Map.entry("systemcalc's inverter", new DevicePath(EssFacts.SYSTEM, "/VebusService", "s")),
            Map.entry("peak shaving", new DevicePath(EssFacts.SYSTEM, "/SystemState/PeakShaving", "i")),
            Map.entry("grid power", new DevicePath(EssFacts.SYSTEM, "/Ac/Grid/L1/Power", "i")),
            Map.entry("ESS's alarm", new DevicePath(EssFacts.HUB4, "/Alarms/NoGridMeter", "i")),
            Map.entry("EM24's instance", new DevicePath(OTHER, "/DeviceInstance", "i")),
            inverter("active input", "/Ac/ActiveIn/ActiveInput"), inverter("inverter's mode", "/Mode"),
            inverter("inverter's state", "/State"), inverter("AC input 1 ignored", "/Ac/State/IgnoreAcIn1"));

    private static Map.Entry<String, DevicePath> setting(String name, String path) {
        return Map.entry(name, new DevicePath(BusItemClient.SETTINGS, path, "i"));
    }

    private static Map.Entry<String, DevicePath> inverter(String name, String path) {
        return Map.entry(name, new DevicePath("com.victronenergy.vebus.ttyS4", path, "i"));
    }

    private static final Pattern FACT = Pattern.compile("(.+) = (.+)");
    private static final Pattern SERVICE = Pattern.compile("(systemcalc|ESS|inverter|EM24) (hangs|goes on)");
    private static final Pattern CHANGES = Pattern.compile("(.+) changes (\\d+) times( in a moment)?");
    private static final Pattern NUMBER = Pattern.compile("(?<= )\\d+(?= |$)");
    private static final Pattern ASKED = Pattern.compile("(EM24|inverter|systemcalc) asked (?:(\\d+) times at most( since above)?|again)");

    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final Map<String, Process> services = new HashMap<>();
    /** The driver's clock advances with the looks at the bus, and so do the telegrams: a busy machine sends fewer. */
    private final AtomicLong millis = new AtomicLong();
    private Snapshots telegram = Snapshots.threePhase();
    private boolean sends;
    private Teller teller;
    /** What EM24 was asked when the row began. */
    private int askedAbove;

    @BeforeEach
    void prepare() {
        rig.clock = () -> TimeUnit.MILLISECONDS.toNanos(millis.get());
        Map.of("inverter measures", 0, "ESS mode", 1, "AC input 1", 1, "AC input 2", 0, "set point", 0, "battery use", 0,
                "BatteryLife state", 10, "inverter power", -1, "import limit", -1)
                .forEach((name, value) -> rig.addSetting(FACTS.get(name).path(), "i", value));
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(EssMonitorTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void judgesWhatEssDoes(Scenario scenario) throws IOException {
        for (Row row : scenario.rows()) {
            askedAbove = row.expected().stream().anyMatch(fact -> fact.endsWith(" since above")) ? asked("EM24") : 0;
            for (String event : row.events()) {
                happens(event);
            }
            row.expected().forEach(fact -> isTrue(row, fact));
        }
    }

    private void systemcalc(String choice, String inverter) throws IOException {
        service("systemcalc", "/Ac/In/0/ServiceName=" + choice, inverter, "/SystemState/PeakShaving=0", "/Ac/Grid/L1/Power=");
    }

    private void inverterArrives(String... more) throws IOException {
        service("inverter", Stream.concat(Stream.of("/Ac/ActiveIn/L1/P=100", "/Ac/ActiveIn/L2/P=100", "/Ac/ActiveIn/L3/P=100",
                "/Ac/ActiveIn/ActiveInput=0", "/Mode=3", "/State=3", "/Ac/State/IgnoreAcIn1=0"), Stream.of(more)).toArray(String[]::new));
    }

    /** Of a slow meter the next telegram is far away; what arrives on the bus meanwhile is seen by a timer. */
    @Test
    void afterTheFirstTelegramTheVerdictWaitsForNoOther() throws IOException {
        rig.clock = System::nanoTime;
        inverterArrives("/Hub4/AssistantId=5");
        starts();
        rig.publish(telegram);
        Await.await("a first round", () -> rig.driver.board().ess().condition() != Condition.ESS_UNKNOWN);
        systemcalc(VenusRig.GRID, "/VebusService=" + SERVICES.get("inverter"));
        Await.await("the verdict", () -> rig.driver.board().ess().is(Condition.ESS_USED));
    }

    /** It is known by the answers that it owes: nothing else of it is asked, and the clock may stand. */
    @Test
    void afterAServiceHasHungTheNextVerdictDoesNotWaitForItAgain() throws Exception {
        systemcalc(VenusRig.GRID, "/VebusService=" + SERVICES.get("inverter"));
        inverterArrives("/Hub4/AssistantId=5");
        starts();
        sends();
        await("used", () -> rig.driver.board().ess().is(Condition.ESS_USED));
        // Each look at systemcalc takes longer than its answer to the driver.
        await("ten seconds between two looks", () -> asked("systemcalc") > 0 && millis.get() > 20_000);
        TestBus.signal(services.get("inverter"), "STOP");
        await("the inverter's silence", () -> asked("systemcalc") > 0 && rig.driver.board().ess().is(Condition.ESS_EXPECTED));
        set("inverter measures", 1);
        Await.await("the next verdict", () -> rig.driver.board().ess().is(Condition.ESS_METERING_BY_INVERTER));
    }

    /** The next look is seconds away, and the clock stands. */
    @Test
    void theVerdictIsNewAtOnceWhenAServiceThatItNeedsHasLeft() throws Exception {
        systemcalc(VenusRig.GRID, "/VebusService=" + SERVICES.get("inverter"));
        inverterArrives("/Hub4/AssistantId=5");
        starts();
        sends();
        await("ten seconds between two looks", () -> asked("systemcalc") > 0 && millis.get() > 20_000);
        int before = asked("systemcalc");
        await("a look", () -> asked("systemcalc") > before);
        assertThat(rig.driver.board().ess().condition()).isEqualTo(Condition.ESS_USED);
        services.get("systemcalc").destroyForcibly();
        Await.await("the verdict without systemcalc", () -> rig.driver.board().ess().is(Condition.ESS_EXPECTED));
    }

    /** The teller's watcher knows whether ESS regulated by the meter. */
    private void starts() {
        rig.start();
        MapMemory memory = new MapMemory();
        Watches watches = new Watches(rig.driver.board(), () -> false, () -> null, () -> null, () -> null, memory, "cable", rig.clock);
        teller = new Teller(watches, rig.driver.board(), memory, "cable", rig.clock, InstantSource.system());
    }

    private void service(String name, String... values) throws IOException {
        services.put(name, rig.service(SERVICES.get(name), values));
    }

    private void happens(String event) throws IOException {
        Matcher fact = FACT.matcher(event);
        Matcher service = SERVICE.matcher(event);
        Matcher changes = CHANGES.matcher(event);
        if (fact.matches()) {
            set(fact.group(1), fact.group(2));
        } else if (service.matches()) {
            TestBus.signal(services.get(service.group(1)), service.group(2).equals("hangs") ? "STOP" : "CONT");
        } else if (changes.matches()) {
            AtomicInteger count = new AtomicInteger();
            await(event, changes.group(3) == null ? APART_MILLIS : 0, () -> {
                set(changes.group(1), count.incrementAndGet() % 2);
                return count.get() == Integer.parseInt(changes.group(2));
            });
        } else {
            happens(NUMBER.matcher(event).replaceFirst("_"), NUMBER.matcher(event).results().map(number -> number.group()).findFirst()
                    .orElse(""));
        }
    }

    private void happens(String event, String number) throws IOException {
        switch (event) {
            case "driver starts" -> {
                starts();
                sends();
            }
            case "driver starts without the meter" -> starts();
            case "meter sends" -> sends();
            case "meter sends _ W" -> telegram = Snapshots.threePhase().with("POWER_NET=" + number);
            case "meter is silent" -> {
                rig.output().offline();
                sends = false;
            }
            case "localsettings leave" -> rig.stopSettings();
            case "owner lets the meter follow the inverter" -> rig.choices =
                    new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.FOLLOW, true), null);
            case "owner has totals in thirds" -> rig.choices =
                    new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.THIRDS, true), null);
            case "systemcalc uses the meter" -> systemcalc(VenusRig.GRID, "/VebusService=" + SERVICES.get("inverter"));
            case "systemcalc uses EM24" -> systemcalc(OTHER, "/VebusService=" + SERVICES.get("inverter"));
            case "systemcalc uses the meter with the inverter" -> systemcalc(VenusRig.GRID, "/VebusService=" + SERVICES.get("inverter"));
            case "inverter arrives" -> inverterArrives("/Hub4/AssistantId=5");
            case "inverter arrives without an assistant" -> inverterArrives();
            case "meter sends only a total" -> {
                telegram = Snapshots.of("POWER_NET=1140 VOLTAGE_L1=230 VOLTAGE_L2=231 VOLTAGE_L3=229");
                sends();
            }
            case "clock advances _ minutes" -> {
                long end = millis.get() + TimeUnit.MINUTES.toMillis(Long.parseLong(number));
                Await.await(event, Duration.ofMinutes(5), () -> {
                    millis.addAndGet(MINUTES_APART_MILLIS);
                    rig.output().snapshot(telegram.take());
                    return millis.get() >= end;
                });
            }
            case "RS system arrives with mode _" -> service("RS system", "/Ac/ActiveIn/ActiveInput=0", "/Mode=3", "/State=252",
                    "/Ess/EnergyMeterInUse=1", "/Ac/ActiveIn/L1/P=100", "/Ac/In/1/Type=1", "/Ac/In/2/Type=0",
                    "/Settings/Ess/Mode=" + number);
            case "ESS arrives with alarm _" -> service("ESS", "/Alarms/NoGridMeter=" + number);
            case "EM24 arrives with instance _" -> service("EM24", "/DeviceInstance=" + number, "/ProductName=EM24", "/CustomName=",
                    "/Mgmt/ProcessName=dbus-cgwacs", "/Mgmt/Connection=/dev/ttyUSB7");
            default -> throw new IllegalArgumentException(event);
        }
    }

    private void sends() {
        sends = true;
        rig.publish(telegram);
    }

    private void set(String name, Object value) {
        FACTS.get(name).set(rig.client, value);
    }

    /** Returns how many of its values were read so far. */
    private int asked(String service) {
        return rig.client.value(SERVICES.get(service), "/Calls").asInt();
    }

    private void await(String what, BooleanSupplier condition) {
        await(what, APART_MILLIS, condition);
    }

    /** Time passes until it is so, with telegrams if the meter sends. */
    private void await(String what, int apart, BooleanSupplier condition) {
        Await.await(what, () -> {
            millis.addAndGet(apart);
            if (sends) {
                rig.output().snapshot(telegram.take());
            }
            boolean isMet = condition.getAsBoolean();
            if (sends) {
                teller.tick(); // after the look: the watches know each verdict that a row awaits, as by their own timer
            }
            return isMet;
        });
    }

    /** Waits until it is true. */
    private void isTrue(Row row, String fact) {
        String where = fact + " in " + row;
        Matcher asked = ASKED.matcher(fact);
        String number = fact.replaceAll("\\D", "");
        if (asked.matches()) {
            int before = asked(asked.group(1)) - (asked.group(3) == null ? 0 : askedAbove);
            if (asked.group(2) == null) {
                await(where, () -> asked(asked.group(1)) > before);
            } else {
                assertThat(before).as(where).isLessThanOrEqualTo(Integer.parseInt(asked.group(2)));
            }
        } else if (fact.startsWith("power ")) {
            await(where, () -> rig.value("/Ac/Power").equals(number + ".0"));
        } else if (fact.startsWith("peak shaving ")) {
            await(where, () -> rig.value("/P1/Ess/PeakShaving").equals(number)
                    && rig.driver.board().ess().is(Finding.SHAVING) == number.equals("1"));
        } else if (fact.startsWith("named ")) {
            String name = fact.substring("named ".length());
            assertThat(Texts.in("en").text(rig.driver.board().ess())).as(where).contains(name);
            assertThat(rig.value("/P1/Ess/Detail")).as(where).isEqualTo('"' + name + '"');
        } else {
            isTrue(fact, where);
        }
    }

    private void isTrue(String fact, String where) {
        switch (fact) {
            case "meter off the bus" -> rig.awaitNoName(VenusRig.GRID);
            case "a power cut" -> await(where, () -> rig.driver.board().ess().equals(Finding.of(Condition.ESS_GRID_LOST, "")));
            case "a power cut, on the generator" -> await(where,
                    () -> rig.driver.board().ess().equals(Finding.of(Condition.ESS_GRID_LOST, "generator")));
            case "gone, off the grid" -> await(where, () -> rig.driver.board().ess()
                    .equals(Finding.of(Condition.ESS_METER_GONE, "off_grid")));
            case "gone" -> await(where, () -> rig.driver.board().ess().equals(Finding.of(Condition.ESS_METER_GONE, "")));
            case "unknown at once" -> {
                rig.assertShown(VenusRig.GRID, "/P1/Ess/State=unknown, /P1/Ess/Wrong=0");
                assertThat(rig.driver.board().ess()).as(where).isEqualTo(Finding.of(Condition.ESS_UNKNOWN));
            }
            case "ESS regulates by the meter" -> await(where, () -> regulates(true));
            case "ESS does not regulate by the meter" -> await(where, () -> regulates(false));
            default -> isVerdict(Condition.of("ess." + fact), where);
        }
    }

    /** As the correction of the powers has it. */
    private boolean regulates(boolean expected) {
        return Optional.ofNullable(rig.driver.board().of(Subject.FOLLOW).orElse(null))
                .filter(follow -> (follow.condition() != Condition.FOLLOW_NOT_REGULATING) == expected).isPresent();
    }

    /** Waits for a verdict on the bus and for the other outputs. */
    private void isVerdict(Condition state, String where) {
        await(where, () -> rig.value("/P1/Ess/State").equals('"' + state.key() + '"') && rig.driver.board().ess().condition() == state);
        assertThat(rig.value("/P1/Ess/Text")).as(where).isEqualTo('"' + Texts.in("en").text(rig.driver.board().ess()) + '"');
        assertThat(rig.value("/P1/Ess/Wrong")).as(where).isEqualTo(state.isWrong() ? "1" : "0");
    }
}
