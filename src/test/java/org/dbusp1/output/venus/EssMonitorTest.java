package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Snapshots;
import org.dbusp1.ess.EssFacts;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.feedback.OwnerChoices;
import org.dbusp1.feedback.OwnerChoices.Switch;
import org.dbusp1.output.MapMemory;
import org.dbusp1.problem.Condition;
import org.dbusp1.venus.BusItemClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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

    private static final Map<String, DevicePath> FACTS = Map.of(
            "inverter measures", new DevicePath(BusItemClient.SETTINGS, "/Settings/CGwacs/RunWithoutGridMeter", "i"),
            "ESS mode", new DevicePath(BusItemClient.SETTINGS, BusItemClient.ESS_MODE, "i"),
            "AC input 1", new DevicePath(BusItemClient.SETTINGS, "/Settings/SystemSetup/AcInput1", "i"),
            "AC input 2", new DevicePath(BusItemClient.SETTINGS, "/Settings/SystemSetup/AcInput2", "i"),
            "set point", new DevicePath(BusItemClient.SETTINGS, "/Settings/CGwacs/AcPowerSetPoint", "i"),
            "systemcalc's choice", new DevicePath(EssFacts.SYSTEM, "/Ac/In/0/ServiceName", "s"),
            "peak shaving", new DevicePath(EssFacts.SYSTEM, "/SystemState/PeakShaving", "i"),
            "ESS's alarm", new DevicePath(EssFacts.HUB4, "/Alarms/NoGridMeter", "i"),
            "EM24's instance", new DevicePath(OTHER, "/DeviceInstance", "i"));
    private static final Pattern FACT = Pattern.compile("(.+) = (.+)");
    private static final Pattern SERVICE = Pattern.compile("(systemcalc|ESS|inverter|EM24) (hangs|goes on)");
    private static final Pattern CHANGES = Pattern.compile("(.+) changes (\\d+) times( in a moment)?");
    private static final Pattern NUMBER = Pattern.compile("(?<= )\\d+(?= |$)");
    private static final Pattern ASKED = Pattern.compile("(EM24|inverter) asked (?:(\\d+) times at most( since above)?|again)");

    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final Map<String, Process> services = new HashMap<>();
    /** The driver's clock advances with the telegrams: a busy machine sends fewer. */
    private final AtomicLong millis = new AtomicLong();
    private Snapshots telegram = Snapshots.threePhase();
    private boolean sends;
    /** What EM24 was asked when the row began. */
    private int askedAbove;

    @BeforeEach
    void prepare() {
        rig.clock = () -> TimeUnit.MILLISECONDS.toNanos(millis.get());
        Map.of("inverter measures", 0, "ESS mode", 1, "AC input 1", 1, "AC input 2", 0, "set point", 0)
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
                rig.start();
                sends();
            }
            case "meter sends" -> sends();
            case "meter sends _ W" -> telegram = Snapshots.threePhase().with("POWER_NET=" + number);
            case "meter is silent" -> {
                rig.output().offline();
                sends = false;
            }
            case "localsettings leave" -> rig.stopSettings();
            case "owner lets the meter follow the inverter" -> rig.choices =
                    new OwnerChoices(new MapMemory(), "cable", Map.of(Switch.FOLLOW, true), null);
            case "systemcalc uses the meter" -> service("systemcalc", "/Ac/In/0/ServiceName=" + VenusRig.GRID,
                    "/SystemState/PeakShaving=0");
            case "inverter arrives" -> service("inverter", "/Ac/ActiveIn/L1/P=100", "/Ac/ActiveIn/L2/P=100", "/Ac/ActiveIn/L3/P=100");
            case "RS system arrives with mode _" -> service("RS system", "/Ac/ActiveIn/L1/P=100", "/Ac/In/1/Type=1", "/Ac/In/2/Type=0",
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

    /** Telegrams come until it is so. */
    private void await(String what, int apart, BooleanSupplier condition) {
        TestBus.await(what, () -> {
            if (sends) {
                millis.addAndGet(apart);
                rig.output().snapshot(telegram.take());
            }
            return condition.getAsBoolean();
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
            await(where, () -> rig.value("/P1/Ess/PeakShaving").equals(number) && rig.driver.ess().peakShaving() == number.equals("1"));
        } else if (fact.startsWith("named ")) {
            String name = fact.substring("named ".length());
            assertThat(rig.driver.ess().text()).as(where).contains(name);
            assertThat(rig.value("/P1/Ess/Detail")).as(where).isEqualTo('"' + name + '"');
        } else {
            isTrue(fact, where);
        }
    }

    private void isTrue(String fact, String where) {
        switch (fact) {
            case "meter off the bus" -> rig.awaitNoName(VenusRig.GRID);
            case "gone" -> await(where, () -> rig.driver.ess().equals(EssStatus.GONE));
            case "unknown at once" -> {
                rig.assertShown(VenusRig.GRID, "/P1/Ess/State=unknown, /P1/Ess/Wrong=0");
                assertThat(rig.driver.ess()).as(where).isEqualTo(EssStatus.UNKNOWN);
            }
            case "ESS regulates by the meter" -> await(where, () -> regulates(true));
            case "ESS does not regulate by the meter" -> await(where, () -> regulates(false));
            default -> isVerdict(Condition.of("ess." + fact), where);
        }
    }

    /** As the correction of the powers has it. */
    private boolean regulates(boolean expected) {
        return rig.driver.inverterFollower().filter(follow -> (follow.state() != Condition.FOLLOW_NOT_REGULATING) == expected).isPresent();
    }

    /** Waits for a verdict on the bus and for the other outputs. */
    private void isVerdict(Condition state, String where) {
        await(where, () -> rig.value("/P1/Ess/State").equals('"' + state.key() + '"') && rig.driver.ess().state() == state);
        assertThat(rig.value("/P1/Ess/Text")).as(where).isEqualTo('"' + rig.driver.ess().text() + '"');
        assertThat(rig.value("/P1/Ess/Remedy")).as(where).isEqualTo('"' + rig.driver.ess().remedy() + '"');
        assertThat(rig.value("/P1/Ess/Wrong")).as(where).isEqualTo(state.isWrong() ? "1" : "0");
    }
}
