package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
import org.dbusp1.gx.dbus.MemoryBus;
import org.dbusp1.gx.dbus.MemoryBus.AnswerMode;
import org.dbusp1.gx.ess.EssFacts;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ESS does with the meter, read from localsettings, systemcalc's paths, an inverter and other meters on a bus in memory. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class EssMonitorTest {
    private static final String OTHER = "com.victronenergy.grid.cgwacs_ttyUSB7_mb1";
    private static final Map<String, String> SERVICES = Map.of("systemcalc", EssFacts.SYSTEM, "ESS", EssFacts.HUB4,
            "inverter", "com.victronenergy.vebus.ttyS4", "RS system", "com.victronenergy.acsystem.socketcan_vecan0_sys0", "EM24", OTHER);
    /** The time between two telegrams. */
    private static final Duration APART = Duration.ofMillis(250);
    /** The longest time until a change is known: when systemcalc has had 15 s to choose, all is asked each 10 s. */
    private static final Duration MOST = Duration.ofSeconds(25);

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
    private static final Pattern SERVICE = Pattern.compile("(systemcalc|ESS|inverter|EM24) (hangs|goes on|leaves|answers .+)");
    private static final Pattern CHANGES = Pattern.compile("(.+) changes (\\d+) times( in a moment)?");
    private static final Pattern VERDICT = Pattern.compile("(\\w+?)(?:( at once)| within (\\d+) s)?");
    private static final Pattern NUMBER = Pattern.compile("(?<= )\\d+(?= |$)");
    private static final Pattern ASKED =
            Pattern.compile("(EM24|inverter|systemcalc) asked (?:(\\d+) times at (?:most|least)( since above)?|again)");

    private final MemoryRig rig = new MemoryRig();
    private Snapshots telegram = Snapshots.threePhase();
    private boolean sends;
    private Teller teller;
    /** The values that were read from a service when the row began. */
    private int askedAbove;

    @BeforeEach
    void prepare() {
        Map.of("inverter measures", 0, "ESS mode", 1, "AC input 1", 1, "AC input 2", 0, "set point", 0, "battery use", 0,
                "BatteryLife state", 10, "inverter power", -1, "import limit", -1)
                .forEach((name, value) -> rig.bus.set(BusItemClient.SETTINGS, FACTS.get(name).path(), value));
    }

    @AfterEach
    void end() {
        rig.close();
        assertThat(rig.endings).as("the driver goes on").isEmpty();
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(EssMonitorTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void judgesWhatEssDoes(Scenario scenario) {
        for (Row row : scenario.rows()) {
            askedAbove = row.expected().stream().filter(fact -> fact.endsWith(" since above"))
                    .mapToInt(fact -> asked(fact.split(" ")[0])).sum();
            if (!row.time().isEmpty()) {
                passes(row.time());
            }
            for (String event : row.events()) {
                happens(event);
                rig.settle();
            }
            row.expected().forEach(fact -> isTrue(row, fact));
        }
    }

    private void systemcalc(String choice) {
        service("systemcalc", "/Ac/In/0/ServiceName=" + choice, "/VebusService=" + SERVICES.get("inverter"),
                "/SystemState/PeakShaving=0", "/Ac/Grid/L1/Power=[]");
    }

    private void inverterArrives(String... more) {
        service("inverter", Stream.concat(Stream.of("/Ac/ActiveIn/L1/P=100", "/Ac/ActiveIn/L2/P=100", "/Ac/ActiveIn/L3/P=100",
                "/Ac/ActiveIn/ActiveInput=0", "/Mode=3", "/State=3", "/Ac/State/IgnoreAcIn1=0"), Stream.of(more)).toArray(String[]::new));
    }

    /** The teller's watcher knows whether ESS regulated by the meter. */
    private void starts() {
        rig.start();
        MapMemory memory = new MapMemory();
        Watches watches = new Watches(rig.driver.board(), () -> false, () -> null, () -> null, () -> null, memory, "cable", rig.bus::nanos);
        teller = new Teller(watches, rig.driver.board(), memory, "cable", rig.bus::nanos, InstantSource.system());
    }

    private void service(String name, String... values) {
        rig.bus.service(SERVICES.get(name), values);
    }

    private void happens(String event) {
        Matcher fact = FACT.matcher(event);
        Matcher service = SERVICE.matcher(event);
        Matcher changes = CHANGES.matcher(event);
        if (fact.matches()) {
            set(fact.group(1), fact.group(2));
        } else if (service.matches()) {
            happens(rig.bus.of(SERVICES.get(service.group(1))), service.group(2));
        } else if (changes.matches()) {
            for (int change = 1; change <= Integer.parseInt(changes.group(2)); change++) {
                if (changes.group(3) == null) {
                    passes(APART);
                }
                set(changes.group(1), String.valueOf(change % 2));
                rig.settle();
            }
        } else {
            happens(NUMBER.matcher(event).replaceFirst("_"), NUMBER.matcher(event).results().map(number -> number.group()).findFirst()
                    .orElse(""));
        }
    }

    private void happens(MemoryBus.Service service, String event) {
        switch (event) {
            case "leaves" -> service.leaves();
            case "hangs" -> service.answers(AnswerMode.HANGS);
            case "goes on", "answers at once" -> service.answers(AnswerMode.AT_ONCE);
            default -> service.answers(AnswerMode.valueOf(event.replace("answers ", "").replace(' ', '_').toUpperCase(Locale.ROOT)));
        }
    }

    private void happens(String event, String number) {
        switch (event) {
            case "driver starts" -> {
                starts();
                sends = true;
                passes(APART);
            }
            case "driver starts without the meter" -> starts();
            case "meter sends" -> {
                sends = true;
                passes(APART);
            }
            case "meter sends _ W" -> telegram = Snapshots.threePhase().with("POWER_NET=" + number);
            case "meter is silent" -> {
                rig.offline();
                sends = false;
            }
            case "localsettings leave" -> rig.bus.of(BusItemClient.SETTINGS).leaves();
            case "localsettings return" -> {
                rig.bus.service(BusItemClient.SETTINGS);
                prepare();
            }
            case "owner lets the meter follow the inverter" -> rig.choices =
                    new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.FOLLOW, true), null);
            case "owner has totals in thirds" -> rig.choices =
                    new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.THIRDS, true), null);
            case "systemcalc uses the meter" -> systemcalc(VenusRig.GRID);
            case "systemcalc uses EM24" -> systemcalc(OTHER);
            case "inverter arrives" -> inverterArrives("/Hub4/AssistantId=5");
            case "inverter arrives without an assistant" -> inverterArrives();
            case "meter sends only a total" -> {
                telegram = Snapshots.of("POWER_NET=1140 VOLTAGE_L1=230 VOLTAGE_L2=231 VOLTAGE_L3=229");
                sends = true;
                passes(APART);
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

    private void set(String name, String value) {
        DevicePath fact = FACTS.get(name);
        rig.bus.set(fact.service(), fact.path(), fact.type().equals("i") ? (Object) Integer.valueOf(value) : value);
    }

    /** Returns how many of its values were read so far. */
    private int asked(String service) {
        return rig.bus.of(SERVICES.get(service)).reads();
    }

    /** @param time as "5 min" or "14 s" */
    private void passes(String time) {
        long number = Long.parseLong(time.replaceAll("\\D", ""));
        Duration all = time.endsWith("min") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
        for (long end = rig.bus.nanos() + all.toNanos(); rig.bus.nanos() < end;) {
            passes(APART);
        }
    }

    /** Time passes, with a telegram if the meter sends, and the teller sees what is so then. */
    private void passes(Duration time) {
        rig.pass(time, sends ? telegram : null);
        teller.tick();
    }

    private void await(String what, BooleanSupplier condition) {
        rig.await(what, MOST, () -> passes(APART), condition);
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
                int times = Integer.parseInt(asked.group(2));
                assertThat(before).as(where).matches(count -> fact.contains(" at least") ? count >= times : count <= times);
            }
        } else if (fact.startsWith("power ")) {
            await(where, () -> rig.value("/Ac/Power").equals(number + ".0"));
        } else if (fact.startsWith("peak shaving ")) {
            await(where, () -> rig.value("/P1/Ess/PeakShaving").equals(number)
                    && rig.driver.board().ess().is(Finding.SHAVING) == number.equals("1"));
        } else if (fact.startsWith("named ")) {
            String name = fact.substring("named ".length());
            assertThat(Texts.in("en").text(rig.driver.board().ess())).as(where).contains(name);
            assertThat(rig.value("/P1/Ess/Detail")).as(where).isEqualTo(name);
        } else {
            isTrue(fact, where);
        }
    }

    private void isTrue(String fact, String where) {
        switch (fact) {
            case "meter off the bus" -> assertThat(rig.bus.driverOwns(VenusRig.GRID)).as(where).isFalse();
            case "a power cut" -> await(where, () -> rig.driver.board().ess().equals(Finding.of(Condition.ESS_GRID_LOST, "")));
            case "a power cut, on the generator" -> await(where,
                    () -> rig.driver.board().ess().equals(Finding.of(Condition.ESS_GRID_LOST, "generator")));
            case "gone, off the grid" -> await(where, () -> rig.driver.board().ess()
                    .equals(Finding.of(Condition.ESS_METER_GONE, "off_grid")));
            case "gone" -> await(where, () -> rig.driver.board().ess().equals(Finding.of(Condition.ESS_METER_GONE, "")));
            case "ESS regulates by the meter" -> await(where, () -> regulates(true));
            case "ESS does not regulate by the meter" -> await(where, () -> regulates(false));
            default -> isVerdict(fact, where);
        }
    }

    /** As the correction of the powers has it. */
    private boolean regulates(boolean expected) {
        return rig.driver.board().of(Subject.FOLLOW)
                .filter(follow -> (follow.condition() != Condition.FOLLOW_NOT_REGULATING) == expected).isPresent();
    }

    /** A verdict on the bus and for the other outputs. */
    private void isVerdict(String fact, String where) {
        Matcher verdict = VERDICT.matcher(fact);
        assertThat(verdict.matches()).as(where).isTrue();
        Condition state = Condition.of("ess." + verdict.group(1));
        if (verdict.group(2) == null) {
            Duration most = verdict.group(3) == null ? MOST : Duration.ofSeconds(Long.parseLong(verdict.group(3)));
            rig.await(where, most, () -> passes(APART), () -> rig.driver.board().ess().condition() == state);
        }
        assertThat(rig.driver.board().ess().condition()).as(where).isEqualTo(state);
        assertThat(rig.value("/P1/Ess/State")).as(where).isEqualTo(state.key());
        assertThat(rig.value("/P1/Ess/Text")).as(where).isEqualTo(Texts.in("en").text(rig.driver.board().ess()));
        assertThat(rig.value("/P1/Ess/Wrong")).as(where).isEqualTo(state.isWrong() ? "1" : "0");
    }
}
