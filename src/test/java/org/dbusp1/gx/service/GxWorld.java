package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Scenario.Time;
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
import org.dbusp1.gx.ess.follow.MovingInverter;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;

/**
 * A GX device on a bus in memory, in simulated time, with a driver: plays the scenarios of ESS, of the peak limiter and of the follower.
 * EssMonitorTest.scenario explains the words of the rows.
 */
public final class GxWorld implements AutoCloseable {
    private static final List<String> INVERTERS = List.of("com.victronenergy.vebus.ttyS4", "com.victronenergy.vebus.ttyS5");
    private static final Map<String, String> SERVICES = Map.of("localsettings", BusItemClient.SETTINGS, "systemcalc", BusItemClient.SYSTEM,
            "ESS", BusItemClient.HUB4, "inverter", INVERTERS.get(0), "other inverter", INVERTERS.get(1),
            "RS system", "com.victronenergy.acsystem.socketcan_vecan0_sys0", "EM24", "com.victronenergy.grid.cgwacs_ttyUSB7_mb1",
            "PV inverter", "com.victronenergy.pvinverter.roof",
            "battery", "com.victronenergy.battery.socketcan_can0", "meter", VenusRig.GRID);
    private static final String PV_INVERTERS = "PV inverters";
    /** With so many more answers are awaited at once than the bus permits. */
    private static final int PV_INVERTER_COUNT = 20;

    /** The name, service, path, type, and value on arrival. A path without a name is on the bus, but no row names it. */
    private static final List<Fact> FACTS = """
            inverter measures             | localsettings | /Settings/CGwacs/RunWithoutGridMeter         | i | 0
            ESS mode                      | localsettings | /Settings/CGwacs/Hub4Mode                    | i | 1
            AC input 1                    | localsettings | /Settings/SystemSetup/AcInput1               | i | 1
            AC input 2                    | localsettings | /Settings/SystemSetup/AcInput2               | i | 0
            set point                     | localsettings | /Settings/CGwacs/AcPowerSetPoint             | i | 0
            battery use                   | localsettings | /Settings/CGwacs/BatteryUse                  | i | 0
            BatteryLife state             | localsettings | /Settings/CGwacs/BatteryLife/State           | i | 10
                                          | localsettings | /Settings/CGwacs/BatteryLife/MinimumSocLimit | d | 20
            maximum inverter power        | localsettings | /Settings/CGwacs/MaxDischargePower           | i | -1
            import limit                  | localsettings | /Settings/CGwacs/AcInputLimit                | i | -1
            Dynamic ESS mode              | localsettings | /Settings/DynamicEss/Mode                    | i | 0
            meter's wiring                | localsettings | /Settings/Devices/p1_E0012345/Phases         | s | absent
            meter's role                  | localsettings | /Settings/Devices/p1_E0012345/ClassAndVrmInstance | s | absent
            systemcalc's choice           | systemcalc    | /Ac/In/0/ServiceName                         | n | meter
            systemcalc's inverter         | systemcalc    | /VebusService                                | n | inverter
            systemcalc's battery          | systemcalc    | /ActiveBmsService                            | n | none
            peak shaving                  | systemcalc    | /SystemState/PeakShaving                     | i | 0
            grid power                    | systemcalc    | /Ac/Grid/L1/Power                            | i | none
            battery charge                | systemcalc    | /Dc/Battery/Soc                              | i | 40
            schedule                      | systemcalc    | /Control/ScheduledCharge                     | i | 0
            Dynamic ESS                   | systemcalc    | /DynamicEss/Active                           | i | 0
            load shedding                 | systemcalc    | /LoadShedding/Active                         | i | 0
            limit                         | ESS           | /Overrides/MaxDischargePower                 | d | -1
            ESS's set point               | ESS           | /Overrides/Setpoint                          | i | 0
                                          | ESS           | /Overrides/ForceCharge                       | i | 0
            ESS's alarm                   | ESS           | /Alarms/NoGridMeter                          | i | 0
            inverter's AC-in power        | inverter      | /Ac/ActiveIn/L1/P                            | i | 0
            inverter's AC-out power       | inverter      | /Ac/Out/L1/P                                 | i | 0
            inverter's rating             | inverter      | /Ac/Out/NominalInverterPower                 | i | 2600
            inverter's active input       | inverter      | /Ac/ActiveIn/ActiveInput                     | i | 0
            inverter's connection         | inverter      | /Ac/ActiveIn/Connected                       | i | 1
            inverter's mode               | inverter      | /Mode                                        | i | 3
            inverter's state              | inverter      | /State                                       | i | 3
            inverter's assistant          | inverter      | /Hub4/AssistantId                            | i | 5
            AC input 1 ignored            | inverter      | /Ac/State/IgnoreAcIn1                        | i | 0
            AC input 2 ignored            | inverter      | /Ac/State/IgnoreAcIn2                        | i | absent
                                          | battery       | /Info/MaxChargeCurrent                       | i | 200
            RS system's mode              | RS system     | /Settings/Ess/Mode                           | i | 1
                                          | RS system     | /Ac/ActiveIn/ActiveInput                     | i | 0
                                          | RS system     | /Mode                                        | i | 3
                                          | RS system     | /State                                       | i | 252
                                          | RS system     | /Ess/EnergyMeterInUse                        | i | 1
                                          | RS system     | /Ac/ActiveIn/L1/P                            | i | 100
                                          | RS system     | /Ac/In/1/Type                                | i | 1
                                          | RS system     | /Ac/In/2/Type                                | i | 0
            EM24's instance               | EM24          | /DeviceInstance                              | i | 30
                                          | EM24          | /ProductName                                 | s | EM24
                                          | EM24          | /CustomName                                  | s |
                                          | EM24          | /Mgmt/Connection                             | s | /dev/ttyUSB7
            PV inverter's place           | PV inverter   | /Position                                    | i | 0
                                          | PV inverter   | /Ac/L1/Power                                 | i | 700
            power                         | meter         | /Ac/Power                                    | i |
            asked                         | meter         | /P1/Demand/LimiterAsked                      | i |
            given                         | meter         | /P1/Demand/LimiterGiven                      | i |
            other                         | meter         | /P1/Demand/LimiterOther                      | i |
            shown peak shaving            | meter         | /P1/Ess/PeakShaving                          | i |
            """.lines().map(Fact::parse).toList();

    private record Fact(String name, String service, String path, String type, String first) {
        private static Fact parse(String line) {
            String[] cells = line.split("\\|", -1);
            return new Fact(cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
        }

        /** Returns the value that a cell has in words. */
        private Object value(String words) {
            return switch (words) {
                case "none" -> List.of();
                case "a list" -> List.of(7);
                default -> type.equals("n") ? SERVICES.getOrDefault(words, words) : type.equals("s") || words.equals("text") ? words
                        : type.equals("i") ? (Object) Integer.valueOf(words) : Double.valueOf(words);
            };
        }
    }

    /** What a meter sends besides its total. */
    private enum SentPowers {
        THREE_PHASES, ONE_PHASE, ONLY_A_TOTAL, NONE
    }

    private static final Map<Subject, String> STATES = Map.of(Subject.ESS, "/P1/Ess/State", Subject.LIMITER, "/P1/Demand/LimiterState",
            Subject.FOLLOW, "/P1/Follow/State");

    private static final Pattern SERVICE = Pattern.compile("(" + String.join("|", SERVICES.keySet()) + '|' + PV_INVERTERS
            + ") (hang|go(?:es)? on|leave|answer|arrive)s?( .+)?");
    private static final Pattern ARRIVAL = Pattern.compile("(?: on (three phases))?(?: with (.+?))?( and hangs?)?");
    private static final Pattern FACT = Pattern.compile("(.+?) = (.+?)(?: until (.+))?");
    private static final Pattern CHANGES = Pattern.compile("(.+) changes (\\d+) times( in a moment)?");
    private static final Pattern OWNER = Pattern.compile("owner switches the (limiter|follower|thirds) (on|off)");
    private static final Pattern NUMBER = Pattern.compile("(?<= )-?\\d+(?:\\.\\d+)?(?= |$)|^\\d+(?= )");
    private static final Pattern COUNT = Pattern.compile("(.+) (asked|written|owes) (?:again|(\\d+) (?:times|answers) at (most|least))");
    private static final Pattern TURNS = Pattern.compile("(.+) = (\\d+) and (\\d+) in turns for (.+)");
    private static final Pattern STATE = Pattern.compile("(?:(\\w+): )?(\\w+)(?: (.+))?");
    private static final Pattern EXPECTED = Pattern.compile("(still |never )?(.+?)( at once)?( since above)?(?: within (.+?))?");

    /** The longest time until what is expected is so, unless a row says it. */
    private static final Duration MOST = Duration.ofSeconds(20);
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** Of a meter that sends more seldom than each second; the follower's inverters are asked as often. */
    private static final Duration SHORT_STEP = Duration.ofMillis(500);
    /** Of long times: less than the limiter's period. */
    private static final Duration LONG_STEP = Duration.ofSeconds(2);
    private static final Duration LONG_TIME = Duration.ofMinutes(5);
    /** Where the moves of the inverter begin. */
    private static final double FIRST_SECOND = 1_000;
    /** The largest difference between the shown and the present power of a meter whose inverter is followed. */
    private static final double RIGHT_WATTS = 250;

    private final Subject subject;
    private final MemoryRig rig = new MemoryRig();
    private final Map<Switch, Boolean> switches = new EnumMap<>(Switch.class);
    private final MapMemory memory = new MapMemory();
    private final MapMemory chosen = new MapMemory();
    private @Nullable Teller teller;
    private boolean sends;
    private SentPowers powers = SentPowers.THREE_PHASES;
    private List<Long> watts = List.of(1_140L);
    private int turn;
    private @Nullable Long allowed;
    private Duration apart = SECOND;
    /** How many of ten telegrams are lost. */
    private int lost;
    private final Random random = new Random(7);
    /** Whether the meter shows an inverter that moves by itself, whether that reports its power, and the part of it that it reports. */
    private boolean moves;
    private boolean reports;
    private double reported = 1;
    /** The total of the last telegram, and the meter's power on the bus as of the row above. */
    private long sent;
    private @Nullable Object powerAbove;
    /** What was counted when the row began. */
    private final Map<String, Integer> countedAbove = new HashMap<>();

    private GxWorld(Subject subject) {
        this.subject = subject;
        arrives("localsettings", "");
    }

    /** @param subject whose states the rows name without saying whose they are */
    public static void play(Scenario scenario, Subject subject) throws IOException {
        try (GxWorld world = new GxWorld(subject)) {
            for (Row row : scenario.rows()) {
                world.play(row);
                assertThat(world.rig.bus.has(BusItemClient.SETTINGS) ? world.rig.bus.of(BusItemClient.SETTINGS).written() : List.of())
                        .as("settings of the owner that are written in %s", row).isEmpty();
            }
            assertThat(world.rig.endings).as("the driver goes on").isEmpty();
        }
    }

    private void play(Row row) throws IOException {
        countedAbove.clear();
        SERVICES.forEach((name, service) -> Stream.of("asked", "written").filter(what -> rig.bus.has(service))
                .forEach(what -> countedAbove.put(name + ' ' + what, count(name, what))));
        rig.findings.clear();
        List<Matcher> expected = row.expected().stream().map(EXPECTED::matcher).filter(Matcher::matches).toList();
        Time time = Time.parse(row.time().isEmpty() ? "0 s" : row.time());
        passTo(time.from(now()), () -> expected.stream().filter(fact -> fact.group(4) != null && !COUNT.matcher(fact.group(2)).matches())
                .forEach(fact -> assertThat(is(fact.group(2))).as("%s in %s at %s", fact.group(), row, now()).isTrue()));
        for (String event : row.events()) {
            happens(event);
            rig.settle();
        }
        expected.forEach(fact -> expect(fact, fact.group() + " in " + row, time.isAfter() ? MOST : Duration.ZERO));
        powerAbove = value("power");
    }

    private Duration now() {
        return Duration.ofNanos(rig.bus.nanos());
    }

    private Duration step() {
        return apart.compareTo(SECOND) > 0 ? SHORT_STEP : apart;
    }

    /** For long times telegrams are no less than two seconds apart. */
    private void passTo(Duration end, Runnable always) {
        Duration step = end.minus(now()).compareTo(LONG_TIME) > 0 && apart.compareTo(SECOND) <= 0 ? LONG_STEP : step();
        while (now().compareTo(end) < 0) {
            pass(step);
            always.run();
        }
    }

    /** Time passes, with a telegram if one is due. */
    private void pass(Duration time) {
        Duration then = now().plus(time);
        if (reports) {
            INVERTERS.stream().filter(rig.bus::has).forEach(inverter -> rig.bus.set(inverter, "/Ac/ActiveIn/L1/P", reported * acIn(then)));
        }
        if (apart.compareTo(time) <= 0) {
            rig.pass(time, isSent() ? telegram() : null);
        } else {
            rig.pass(time, null);
            if (then.toMillis() % apart.toMillis() == 0 && isSent()) {
                rig.pass(Duration.ZERO, telegram());
            }
        }
        if (teller != null) {
            teller.tick();
        }
    }

    private boolean isSent() {
        return sends && (lost == 0 || random.nextInt(10) >= lost);
    }

    private double acIn(Duration at) {
        return MovingInverter.acIn(FIRST_SECOND + at.toMillis() / 1_000.0);
    }

    /** Those that are sent in turns are each sent twice. */
    private Snapshots telegram() {
        sent = moves ? Math.round(MovingInverter.HOUSE + acIn(now())) : watts.get(turn++ / 2 % watts.size());
        Snapshots telegram = switch (powers) {
            case THREE_PHASES -> Snapshots.threePhase().with(Quantity.POWER_NET, String.valueOf(sent));
            case ONE_PHASE -> AllowedImport.telegram(sent, allowed);
            case ONLY_A_TOTAL -> Snapshots.of("VOLTAGE_L1=230 VOLTAGE_L2=231 VOLTAGE_L3=229 POWER_NET=" + sent);
            case NONE -> Snapshots.onePhase().valid(Snapshots.of("VOLTAGE_L1=230").take().published().values());
        };
        telegram = allowed == null ? telegram : telegram.demand(AllowedImport.window(allowed));
        return apart.compareTo(SECOND) > 0 ? telegram.interval(apart) : telegram;
    }

    private static Fact fact(String name) {
        return FACTS.stream().filter(fact -> fact.name.equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(name));
    }

    private void set(Fact fact, String value) {
        rig.bus.set(Objects.requireNonNull(SERVICES.get(fact.service)), fact.path, fact.value(value));
    }

    private void happens(String event) throws IOException {
        Matcher service = SERVICE.matcher(event);
        Matcher fact = FACT.matcher(event);
        Matcher changes = CHANGES.matcher(event);
        Matcher owner = OWNER.matcher(event);
        if (service.matches()) {
            happens(service);
        } else if (fact.matches()) {
            happens(fact(fact.group(1)), fact.group(2), fact.group(3));
        } else if (changes.matches()) {
            for (int change = 1; change <= Integer.parseInt(changes.group(2)); change++) {
                if (changes.group(3) == null) {
                    pass(step());
                }
                set(fact(changes.group(1)), String.valueOf(change % 2));
                rig.settle();
            }
        } else if (owner.matches()) {
            switchTo(id(owner.group(1)), owner.group(2).equals("on"));
        } else {
            happens(NUMBER.matcher(event).replaceAll("_"), NUMBER.matcher(event).results().map(MatchResult::group).toList());
        }
    }

    private static List<String> services(String name) {
        return !name.equals(PV_INVERTERS) ? List.of(Objects.requireNonNull(SERVICES.get(name))) : IntStream.range(0, PV_INVERTER_COUNT)
                .mapToObj(number -> SERVICES.get("PV inverter") + number).toList();
    }

    private void happens(Matcher event) {
        String name = event.group(1);
        String words = Objects.requireNonNullElse(event.group(3), "");
        switch (event.group(2)) {
            case "arrive" -> arrives(name, words);
            case "leave" -> services(name).forEach(service -> rig.bus.of(service).leaves());
            case "hang" -> services(name).forEach(service -> rig.bus.of(service).answers(AnswerMode.HANGS));
            case "answer" -> services(name).forEach(service -> rig.bus.of(service)
                    .answers(AnswerMode.valueOf(words.strip().replace(' ', '_').toUpperCase(Locale.ROOT))));
            default -> services(name).forEach(service -> rig.bus.of(service).answers(AnswerMode.AT_ONCE));
        }
    }

    /** @param how as " on three phases with mode = 4, state = 3 and hangs" */
    private void arrives(String name, String how) {
        Matcher words = ARRIVAL.matcher(how);
        assertThat(words.matches()).as(how).isTrue();
        String like = name.replace("other inverter", "inverter").replace(PV_INVERTERS, "PV inverter");
        Map<String, String> items = new LinkedHashMap<>();
        FACTS.stream().filter(fact -> fact.service.equals(like) && !fact.first.equals("absent"))
                .forEach(fact -> items.put(fact.path, item(fact, fact.first)));
        if (words.group(1) != null) {
            items.putAll(Map.of("/Ac/ActiveIn/L2/P", "0", "/Ac/ActiveIn/L3/P", "0"));
        }
        for (String with : words.group(2) == null ? new String[0] : words.group(2).split(", ")) {
            String[] pair = with.split(" = ");
            List<String> names = List.of(pair[0], like + "'s " + pair[0]);
            Fact fact = FACTS.stream().filter(candidate -> candidate.service.equals(like) && names.contains(candidate.name)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(with));
            items.put(fact.path, item(fact, pair[1]));
        }
        services(name).forEach(service -> rig.bus.service(service,
                items.entrySet().stream().map(item -> item.getKey() + '=' + item.getValue()).toArray(String[]::new))
                .answers(words.group(3) == null ? AnswerMode.AT_ONCE : AnswerMode.HANGS));
        Stream.of("asked", "written").forEach(what -> countedAbove.put(name + ' ' + what, 0));
    }

    /** Returns a value as a service of the bus in memory takes it. */
    private static String item(Fact fact, String words) {
        String value = words.replaceFirst(" (for ever|refusing writes|without answers to writes|after a lost call)$", "");
        String oddity = words.equals(value) ? "" : words.endsWith("ever") ? "=" : words.endsWith("refusing writes") ? "!"
                : words.endsWith("writes") ? "~" : "?";
        return oddity + (value.equals("none") ? "[]" : fact.type.equals("n") ? fact.value(value) : value);
    }

    /** @param until while this is not so, the value is set again wherever it is another one */
    private void happens(Fact fact, String value, @Nullable String until) {
        if (until == null) {
            set(fact, value);
            return;
        }
        await(until, MOST, () -> {
            if (!fact.value(value).equals(rig.bus.value(SERVICES.get(fact.service), fact.path))) {
                set(fact, value);
            }
            return is(until);
        });
    }

    /** Returns the name of a constant. */
    private static String id(String word) {
        return word.replace("follower", "follow").toUpperCase(Locale.ROOT);
    }

    private void switchTo(String which, boolean on) {
        if (teller == null) {
            switches.put(Switch.valueOf(which), on);
            chosen.remember(Switch.valueOf(which).key() + " cable", on ? OwnerChoices.ON : OwnerChoices.OFF);
        } else {
            assertThat(rig.bus.write(VenusRig.GRID, Choice.valueOf(which).path(), on ? 1 : 0)).isZero();
        }
    }

    private void happens(String event, List<String> numbers) throws IOException {
        switch (event) {
            case "driver starts" -> starts(true);
            case "driver starts without the meter" -> starts(false);
            case "driver restarts" -> {
                rig.stop();
                rig.bus.awaitEnd();
                runs();
            }
            case "owner has never switched the limiter" -> {
                switches.put(Switch.LIMITER, false);
                chosen.kept.remove("limiter cable");
            }
            case "driver ends" -> {
                rig.stop();
                sends = false;
            }
            case "driver ends in a turn" -> {
                // What ESS has is read before the end, and answered with the release.
                MemoryBus.Service ess = rig.bus.of(BusItemClient.HUB4);
                ess.holds(fact("limit").path);
                await("a turn", MOST, () -> ess.owed() > 0);
                rig.stop();
                rig.bus.awaitEnd();
                sends = false;
            }
            case "driver stands still for _ s" -> rig.bus.pass(Time.length(numbers.get(0) + " s"));
            case "meter sends" -> sends(() -> { });
            case "meter sends _ W" -> sends(() -> watts = List.of(Long.valueOf(numbers.get(0))));
            case "meter sends _ W and _ W in turns" -> sends(() -> watts = numbers.stream().map(Long::valueOf).toList());
            case "meter sends only a total" -> sends(() -> powers = SentPowers.ONLY_A_TOTAL);
            case "meter sends three phases" -> sends(() -> powers = SentPowers.THREE_PHASES);
            case "meter sends one phase" -> sends(() -> powers = SentPowers.ONE_PHASE);
            case "meter sends no power" -> sends(() -> powers = SentPowers.NONE);
            case "a telegram arrives" -> rig.pass(Duration.ZERO, telegram());
            case "a telegram arrives as the clock is set on by _ s" -> rig.pass(Duration.ZERO,
                    telegram().arrival(Instant.now().minusSeconds(Long.parseLong(numbers.get(0)))));
            case "a telegram without its phase arrives" -> rig.pass(Duration.ZERO, Snapshots.of("POWER_NET=" + sent + " VOLTAGE_L1=230")
                    .valid(telegram().take().published().values()));
            case "telegrams pause" -> sends = false;
            case "meter is silent" -> {
                rig.offline();
                sends = false;
            }
            case "telegrams _ s apart" -> apart = Time.length(numbers.get(0) + " s");
            case "_ of ten telegrams are lost" -> lost = Integer.parseInt(numbers.get(0));
            case "window allows _ W" -> allowed = Long.valueOf(numbers.get(0));
            case "window allows all" -> allowed = null;
            case "inverter moves" -> {
                moves = true;
                reports = true;
            }
            case "inverter's reports stay" -> reports = false;
            case "inverter reports _ x its power" -> reported = Double.parseDouble(numbers.get(0));
            default -> throw new IllegalArgumentException(event);
        }
    }

    private void starts(boolean sending) {
        rig.choices = new OwnerChoices(chosen, () -> "cable", Map.copyOf(switches), null);
        runs();
        sends = sending;
        if (sending) {
            pass(step());
        }
    }

    /** The teller's watcher knows whether ESS regulated by the meter. */
    private void runs() {
        rig.start();
        Watches watches = new Watches(rig.driver.board(), () -> false, () -> null, () -> null, memory, "cable", rig.bus::nanos);
        teller = new Teller(watches, rig.driver.board(), memory, "cable", rig.bus::nanos, InstantSource.system());
    }

    /** From now on the meter sends this; its first telegram after a silence does not wait. */
    private void sends(Runnable what) {
        what.run();
        if (teller != null && !sends) {
            sends = true;
            pass(step());
        }
    }

    private int count(String service, String what) {
        MemoryBus.Service counted = rig.bus.of(Objects.requireNonNull(SERVICES.get(service)));
        return what.equals("asked") ? counted.reads() : what.equals("written") ? counted.writes() : counted.owed();
    }

    /** Time passes until it is so. */
    private void await(String what, Duration most, BooleanSupplier condition) {
        rig.await(what, most, () -> pass(step()), condition);
    }

    /** @param most the longest time until it is so, unless the row says another */
    private void expect(Matcher expected, String where, Duration most) {
        String fact = expected.group(2);
        boolean isNow = expected.group(1) != null || expected.group(3) != null || expected.group(4) != null;
        Duration within = expected.group(5) != null ? Time.length(expected.group(5)) : isNow ? Duration.ZERO : most;
        Matcher count = COUNT.matcher(fact);
        Matcher turns = TURNS.matcher(fact);
        if ("never ".equals(expected.group(1))) {
            assertThat(rig.findings).as(where).noneMatch(found -> isFound(found, fact));
        } else if (count.matches()) {
            expectCount(count, where, expected.group(4) != null, expected.group(5) == null ? Duration.ZERO : within);
        } else if (turns.matches()) {
            for (Duration end = now().plus(Time.length(turns.group(4))); now().compareTo(end) < 0;) {
                await(where, most, () -> equal(value(turns.group(1)), turns.group(2)));
                await(where, most, () -> equal(value(turns.group(1)), turns.group(3)));
            }
        } else {
            holds(where, within, () -> is(fact));
        }
    }

    private void holds(String where, Duration within, BooleanSupplier condition) {
        if (within.isZero()) {
            assertThat(condition.getAsBoolean()).as(where).isTrue();
        } else {
            await(where, within, condition);
        }
    }

    private void expectCount(Matcher count, String where, boolean sinceAbove, Duration within) {
        int now = count(count.group(1), count.group(2));
        int above = sinceAbove ? countedAbove.getOrDefault(count.group(1) + ' ' + count.group(2), 0) : 0;
        if (count.group(3) == null) {
            await(where, MOST, () -> count(count.group(1), count.group(2)) > now);
        } else {
            int times = Integer.parseInt(count.group(3));
            holds(where, within, () -> {
                int counted = count(count.group(1), count.group(2)) - above;
                return count.group(4).equals("most") ? counted <= times : counted >= times;
            });
        }
    }

    private @Nullable Object value(String name) {
        if (name.equals("moves")) {
            return rig.driver.board().of(Subject.FOLLOW).map(found -> found.number(name)).orElse(null);
        }
        Fact fact = fact(name);
        return rig.bus.value(Objects.requireNonNull(SERVICES.get(fact.service)), fact.path);
    }

    /** @param words a number, two with .. in between, or none */
    private static boolean equal(@Nullable Object value, String words) {
        if (!(value instanceof Number number) || words.equals("none")) {
            return words.equals(value == null || value instanceof List<?> ? "none" : value.toString());
        }
        String[] bounds = words.split("\\.\\.");
        return number.doubleValue() >= Double.parseDouble(bounds[0])
                && number.doubleValue() <= Double.parseDouble(bounds[bounds.length - 1]);
    }

    private boolean is(String fact) {
        Matcher value = FACT.matcher(fact);
        if (value.matches()) {
            return equal(value(value.group(1)), value.group(2));
        }
        return switch (fact) {
            case "meter off the bus" -> !rig.bus.driverOwns(VenusRig.GRID);
            case "nothing found" -> rig.driver.board().of(subject).isEmpty();
            case "power as sent" -> equal(value("power"), String.valueOf(sent));
            case "power as above" -> Objects.equals(value("power"), powerAbove) && !is("power as sent");
            case "power right" -> Math.abs(MovingInverter.between(sent, number("set point"), MovingInverter.HOUSE + acIn(now()))
                    - number("power")) <= RIGHT_WATTS;
            default -> fact.startsWith("named ") ? isNamed(fact.substring("named ".length()))
                    : Stream.of(fact.split(" or ")).anyMatch(this::isState);
        };
    }

    private double number(String name) {
        return ((Number) Objects.requireNonNull(value(name), name)).doubleValue();
    }

    private boolean isNamed(String name) {
        return Texts.in(Texts.ENGLISH).text(rig.driver.board().ess()).contains(name) && rig.value("/P1/Ess/Detail").equals(name);
    }

    private static Condition condition(Subject of, String state) {
        return Condition.of(of.name().toLowerCase(Locale.ROOT) + '.' + state);
    }

    private boolean isFound(Finding found, String words) {
        Matcher state = STATE.matcher(words);
        return state.matches() && found.is(condition(subject, state.group(2)))
                && (state.group(3) == null || found.detail().equals(state.group(3)));
    }

    /** The state is that of the outputs, and while the meter is on the bus, it is on the bus too. */
    private boolean isState(String words) {
        Matcher state = STATE.matcher(words);
        assertThat(state.matches()).as(words).isTrue();
        Subject of = state.group(1) == null ? subject : Subject.valueOf(id(state.group(1)));
        Condition condition = condition(of, state.group(2));
        String detail = Objects.requireNonNullElse(state.group(3), "");
        Finding found = of == Subject.ESS ? rig.driver.board().ess() : rig.driver.board().of(of).orElse(null);
        if (found == null || found.condition() != condition) {
            return false;
        }
        if (!rig.bus.driverOwns(VenusRig.GRID)) {
            return found.equals(Finding.of(condition, detail));
        }
        assertThat(rig.value(Objects.requireNonNull(STATES.get(of)))).as(words).isEqualTo(condition.key());
        if (of == Subject.ESS) {
            assertThat(rig.value("/P1/Ess/Text")).as(words).isEqualTo(Texts.in(Texts.ENGLISH).text(found));
            assertThat(rig.value("/P1/Ess/Wrong")).as(words).isEqualTo(found.isWrong() ? "1" : "0");
            assertThat(rig.value("/P1/Ess/PeakShaving")).as(words).isEqualTo(found.is(Finding.SHAVING) ? "1" : "0");
        }
        return detail.isEmpty() || found.detail().equals(detail);
    }

    @Override
    public void close() {
        rig.close();
    }
}
