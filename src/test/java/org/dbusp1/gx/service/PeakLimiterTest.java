package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.state.WrittenMark;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.dbus.MemoryBus.AnswerMode;
import org.dbusp1.gx.ess.EssFacts;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The peak limiter limits what the inverters give by an override of ESS on a bus in memory, and always releases it. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class PeakLimiterTest {
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final Map<String, String> SERVICES = Map.of("inverter", VEBUS, "systemcalc", EssFacts.SYSTEM, "ESS", EssFacts.HUB4);
    private static final int NO_LIMIT = -1;
    private static final Duration SECOND = Duration.ofSeconds(1);
    /** The longest time until a change is known, unless a row says it. */
    private static final Duration MOST = Duration.ofSeconds(20);

    private static final Map<String, DevicePath> FACTS = Map.ofEntries(
            Map.entry("battery charge", new DevicePath(EssFacts.SYSTEM, "/Dc/Battery/Soc", "i")),
            Map.entry("schedule", new DevicePath(EssFacts.SYSTEM, "/Control/ScheduledCharge", "i")),
            Map.entry("Dynamic ESS", new DevicePath(EssFacts.SYSTEM, "/DynamicEss/Active", "i")),
            Map.entry("set point of another program", new DevicePath(EssFacts.HUB4, "/Overrides/Setpoint", "i")),
            Map.entry("load shedding", new DevicePath(EssFacts.SYSTEM, "/LoadShedding/Active", "i")),
            Map.entry("inverter's name", new DevicePath(EssFacts.SYSTEM, "/VebusService", "s")),
            Map.entry("inverter's power", new DevicePath(VEBUS, "/Ac/Out/L1/P", "i")),
            Map.entry("ESS mode", new DevicePath(BusItemClient.SETTINGS, BusItemClient.ESS_MODE, "i")),
            Map.entry("BatteryLife state", new DevicePath(BusItemClient.SETTINGS, "/Settings/CGwacs/BatteryLife/State", "i")),
            Map.entry("Dynamic ESS mode", new DevicePath(BusItemClient.SETTINGS, "/Settings/DynamicEss/Mode", "i")));
    private static final Pattern FACT = Pattern.compile("(.+) = (.+)");
    private static final Pattern SERVICE = Pattern.compile("(inverter|systemcalc|ESS) (hangs|goes on|leaves|returns)");
    private static final Pattern NUMBER = Pattern.compile("(?<= )-?\\d+(?:\\.\\d+)?(?= |$)");
    private static final Pattern OTHER_WRITES = Pattern.compile("another program writes (.+?)( until it is noticed)?");
    private static final Pattern LIMIT = Pattern.compile("(still )?(?:no limit|limit (\\d+)(?:\\.\\.(\\d+))?)(?: within (\\d+) s)?");
    private static final Pattern TURNS = Pattern.compile("limit (\\d+) and (\\d+) in turns for (\\d+) s");
    private static final Pattern WRITES = Pattern.compile("(\\d+) writes(?: in more than (\\d+) s)?");

    @TempDir
    private Path directory;
    private final MemoryRig rig = new MemoryRig();
    private final OwnerChoices choices = new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.LIMITER, true), null);
    private final Map<String, String[]> paths = new HashMap<>();
    private Duration apart = SECOND;
    private boolean isStarted;
    private List<Snapshots> telegrams = List.of(allowed("5000", 2_400L));
    private int sent;
    private boolean sends;
    /** The writes to the override when the row began. */
    private int writesAbove;
    private final HangingDisk disk = new HangingDisk();

    /** A disk whose tasks wait while it hangs. */
    private static final class HangingDisk {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean hangs;

        synchronized void execute(Runnable task) {
            waiting.add(task);
            runWaiting();
        }

        synchronized void hang(boolean begins) {
            hangs = begins;
            runWaiting();
        }

        private void runWaiting() {
            while (!hangs && !waiting.isEmpty()) {
                waiting.remove().run();
            }
        }
    }

    private static Snapshots allowed(String watts, @Nullable Long allowed) {
        return Snapshots.allowed(Long.parseLong(watts), allowed);
    }

    @BeforeEach
    void prepare() {
        rig.choices = choices;
        rig.override = new WrittenMark(mark(), disk::execute);
        setting(BusItemClient.ESS_MODE, 1);
        setting("/Settings/CGwacs/BatteryLife/State", 10);
        setting("/Settings/CGwacs/BatteryLife/MinimumSocLimit", 20.0);
        setting("/Settings/CGwacs/AlwaysPeakShave", 0);
        setting("/Settings/DynamicEss/Mode", 0);
        paths.put(EssFacts.SYSTEM, new String[] {"/VebusService=" + VEBUS, "/Ac/In/0/ServiceName=" + VenusRig.GRID,
                "/Dc/Battery/Soc=40", "/Dc/Battery/Power=0", "/DynamicEss/Active=0", "/Control/ScheduledCharge=0",
                "/LoadShedding/Active=0", "/SystemState/PeakShaving=0"});
        paths.put(VEBUS, new String[] {"/Mode=3", "/State=3", "/Ac/ActiveIn/ActiveInput=0", "/Hub4/AssistantId=5",
                "/Ac/ActiveIn/L1/P=0", "/Ac/Out/L1/P=0", "/Ac/Out/NominalInverterPower=2600"});
        paths.put(EssFacts.HUB4, limit("-1"));
    }

    private void setting(String path, Object value) {
        rig.bus.set(BusItemClient.SETTINGS, path, value);
    }

    private static String[] limit(String value) {
        return new String[] {"/Overrides/MaxDischargePower=" + value, "/Overrides/ForceCharge=0", "/Overrides/Setpoint=0"};
    }

    private Path mark() {
        return directory.resolve("override.ttyUSB0");
    }

    private void start(boolean sending) {
        paths.keySet().forEach(this::start);
        rig.start();
        isStarted = true;
        sends = sending;
        passes(Duration.ZERO);
    }

    private void start(String service) {
        rig.bus.service(service, paths.get(service));
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(PeakLimiterTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void limitsThePeak(Scenario scenario) throws IOException {
        for (Row row : scenario.rows()) {
            boolean counts = row.expected().stream().anyMatch(fact -> WRITES.matcher(fact).matches());
            writesAbove = counts && isStarted ? writes() : 0;
            rig.limiterStates.clear();
            if (!row.time().isEmpty()) {
                pass(Duration.ofSeconds(Long.parseLong(row.time().replace(" s", ""))));
            }
            for (String event : row.events()) {
                happens(event);
                rig.settle();
            }
            long began = rig.bus.nanos();
            for (String fact : row.expected()) {
                isTrue(row, fact, began);
            }
        }
        assertThat(rig.endings).as("the driver goes on").isEmpty();
        assertThat(rig.bus.of(BusItemClient.SETTINGS).written()).as("settings of the owner that are written").isEmpty();
    }

    @AfterEach
    void end() {
        rig.close();
    }

    /** An hour has a telegram a second. */
    private void pass(Duration time) {
        Duration step = apart.compareTo(SECOND) < 0 && time.compareTo(Duration.ofMinutes(5)) > 0 ? SECOND : apart;
        for (long end = rig.bus.nanos() + time.toNanos(); rig.bus.nanos() < end;) {
            passes(step);
        }
    }

    private void passes(Duration time) {
        rig.pass(time, sends ? telegrams.get(sent++ / 2 % telegrams.size()) : null);
    }

    /** Time passes, with telegrams if the meter sends, until it is so. */
    private void await(Object what, BooleanSupplier condition) {
        await(what, MOST, condition);
    }

    private void await(Object what, Duration most, BooleanSupplier condition) {
        rig.await(what.toString(), most, () -> passes(apart), condition);
    }

    private long millisSince(long began) {
        return Duration.ofNanos(rig.bus.nanos() - began).toMillis();
    }

    private void happens(String event) throws IOException {
        Matcher fact = FACT.matcher(event);
        Matcher service = SERVICE.matcher(event);
        Matcher other = OTHER_WRITES.matcher(event);
        if (fact.matches()) {
            DevicePath path = FACTS.get(fact.group(1));
            rig.bus.set(path.service(), path.path(), path.type().equals("i") ? (Object) Integer.valueOf(fact.group(2)) : fact.group(2));
        } else if (service.matches()) {
            happens(SERVICES.get(service.group(1)), service.group(2));
        } else if (other.matches()) {
            otherWrites(other.group(1), other.group(2) != null);
        } else {
            happens(NUMBER.matcher(event).replaceAll("_"), NUMBER.matcher(event).results().map(number -> number.group()).toList());
        }
    }

    private void happens(String event, List<String> numbers) throws IOException {
        switch (event) {
            case "disk hangs" -> disk.hang(true);
            case "disk answers" -> disk.hang(false);
            case "mark cannot be written" -> {
                Files.deleteIfExists(mark());
                Files.createDirectories(mark().resolve("in the way"));
            }
            case "mark can be written" -> {
                Files.delete(mark().resolve("in the way"));
                Files.delete(mark());
            }
            case "driver starts" -> start(true);
            case "driver starts, without a telegram" -> start(false);
            case "driver ends" -> {
                rig.stop();
                sends = false;
            }
            case "meter is silent" -> {
                rig.offline();
                sends = false;
            }
            case "telegrams pause" -> sends = false;
            case "meter sends" -> sends = true;
            case "telegrams _ s apart" -> apart = Duration.ofMillis((long) (1_000 * Double.parseDouble(numbers.get(0))));
            case "import _ W, allowed _ W" ->
                    telegrams = List.of(allowed(numbers.get(0), Long.parseLong(numbers.get(1))));
            case "import _ W, all allowed" -> telegrams = List.of(allowed(numbers.get(0), null));
            case "import _ W and _ W in turns, allowed _ W" -> telegrams = numbers.subList(0, 2).stream()
                    .map(watts -> allowed(watts, Long.parseLong(numbers.get(2)))).toList();
            case "owner switches it off" -> turn(false);
            case "owner switches it on" -> turn(true);
            case "localsettings hangs" -> rig.bus.of(BusItemClient.SETTINGS).answers(AnswerMode.HANGS);
            case "localsettings goes on" -> rig.bus.of(BusItemClient.SETTINGS).answers(AnswerMode.AT_ONCE);
            case "PV inverter on the grid hangs" -> pvInverterHangs("");
            case "PV inverters of one program hang" -> IntStream.range(0, 12).forEach(number -> pvInverterHangs(String.valueOf(number)));
            case "inverter loses its first reads" -> paths.put(VEBUS, new String[] {"/Mode=3", "/State=3",
                    "/Ac/ActiveIn/ActiveInput=0", "/Hub4/AssistantId=?5", "/Ac/ActiveIn/L1/P=?0", "/Ac/Out/L1/P=?0",
                    "/Ac/Out/NominalInverterPower=?2600"});
            case "ESS has the limit _" -> replaceEss(numbers.get(0));
            case "ESS keeps _ whatever is written" -> replaceEss("=" + numbers.get(0));
            case "ESS drops the limit while the driver stands still for _ s" -> {
                rig.bus.set(EssFacts.HUB4, EssFacts.OVERRIDE, (double) NO_LIMIT);
                rig.bus.pass(Duration.ofSeconds(Long.parseLong(numbers.get(0))));
            }
            case "ESS restarts" -> replaceEss("[]");
            case "ESS refuses each write" -> replaceEss("!-1");
            case "ESS does not answer its first calls" -> replaceEss("?-1");
            case "mark of a killed driver" -> Files.createFile(mark());
            default -> throw new IllegalArgumentException(event);
        }
    }

    private void pvInverterHangs(String number) {
        rig.bus.service("com.victronenergy.pvinverter.roof" + number, "/Position=0", "/Ac/L1/Power=700").answers(AnswerMode.HANGS);
    }

    private void happens(String service, String event) {
        switch (event) {
            case "hangs" -> rig.bus.of(service).answers(AnswerMode.HANGS);
            case "goes on" -> rig.bus.of(service).answers(AnswerMode.AT_ONCE);
            case "leaves" -> rig.bus.of(service).leaves();
            default -> start(service);
        }
    }

    private void turn(boolean on) {
        if (!isStarted) {
            choices.set(Switch.LIMITER.key(), Snapshots.threePhase().take().key(), on ? OwnerChoices.ON : OwnerChoices.OFF);
        } else {
            assertThat(rig.bus.write(VenusRig.GRID, "/P1/Demand/Limiter", on ? 1 : 0)).isZero();
        }
    }

    /** @param value of the override, as the service of the test understands it */
    private void replaceEss(String value) {
        paths.put(EssFacts.HUB4, limit(value));
        writesAbove = 0;
        if (isStarted) {
            happens(EssFacts.HUB4, "leaves");
            start(EssFacts.HUB4);
        }
    }

    /**
     * Another program writes a value, once or until the limiter has noticed it. One that equals the value before, and is written before
     * the limiter has read its own back, is as if ESS had not taken that.
     */
    private void otherWrites(String value, boolean untilNoticed) {
        Object written = switch (value) {
            case "text" -> value;
            case "a list" -> List.of(7);
            default -> Double.valueOf(value);
        };
        if (!untilNoticed) {
            rig.bus.set(EssFacts.HUB4, EssFacts.OVERRIDE, written);
            return;
        }
        await("the other program being noticed", () -> {
            if (!written.equals(rig.bus.value(EssFacts.HUB4, EssFacts.OVERRIDE))) {
                rig.bus.set(EssFacts.HUB4, EssFacts.OVERRIDE, written);
            }
            return shows("State", "other_program");
        });
    }

    private double override() {
        return rig.bus.value(EssFacts.HUB4, EssFacts.OVERRIDE) instanceof Number watts ? watts.doubleValue() : Double.NaN;
    }

    private int writes() {
        return rig.bus.of(EssFacts.HUB4).writes();
    }

    /** @param name of a path of the limiter */
    private boolean shows(String name, String value) {
        return rig.value("/P1/Demand/Limiter" + name).equals(value);
    }

    private boolean isMarkEmpty() {
        return Files.notExists(mark());
    }

    /** Waits until it is true. @param began when the row's events had happened */
    private void isTrue(Row row, String fact, long began) {
        String where = fact + " in " + row;
        Matcher limit = LIMIT.matcher(fact);
        Matcher turns = TURNS.matcher(fact);
        Matcher writes = WRITES.matcher(fact);
        String watts = fact.replaceAll("\\D", "");
        if (limit.matches()) {
            isLimit(where, limit);
        } else if (turns.matches()) {
            long until = rig.bus.nanos() + Duration.ofSeconds(Long.parseLong(turns.group(3))).toNanos();
            while (rig.bus.nanos() < until) {
                await(where, () -> override() == Double.parseDouble(turns.group(1)));
                await(where, () -> override() == Double.parseDouble(turns.group(2)));
            }
        } else if (writes.matches()) {
            int count = Integer.parseInt(writes.group(1));
            if (count == 0) {
                assertThat(writes()).as(where).isEqualTo(writesAbove);
            }
            await(where, () -> writes() - writesAbove >= count);
            assertThat(millisSince(began)).as(where).isGreaterThanOrEqualTo(writes.group(2) == null ? 0
                    : 1_000 * Long.parseLong(writes.group(2)));
        } else if (fact.startsWith("never ")) {
            assertThat(rig.limiterStates).as(where).doesNotContain(Condition.of("limiter." + fact.substring("never ".length())));
        } else if (fact.equals("empty mark")) {
            await(where, this::isMarkEmpty);
        } else if (fact.equals("nothing found")) {
            await(where, () -> rig.driver.board().of(Subject.LIMITER).isEmpty());
        } else if (fact.equals("no meter on the bus")) {
            assertThat(rig.bus.driverOwns(VenusRig.GRID)).as(where).isFalse();
        } else if (fact.startsWith("asks ")) {
            await(where, () -> shows("Asked", watts + ".0"));
        } else if (fact.startsWith("gives ")) {
            await(where, () -> shows("Given", watts + ".0"));
        } else if (fact.startsWith("other ")) {
            await(where, () -> shows("Other", watts.isEmpty() ? "null" : watts + ".0"));
        } else {
            Condition state = Condition.of("limiter." + fact);
            await(where, () -> shows("State", state.key()));
        }
    }

    private void isLimit(String where, Matcher limit) {
        double least = limit.group(2) == null ? NO_LIMIT : Double.parseDouble(limit.group(2));
        if (limit.group(1) == null) {
            await(where, limit.group(4) == null ? MOST : Duration.ofSeconds(Long.parseLong(limit.group(4))), () -> override() == least);
        } else {
            assertThat(override()).as(where).isBetween(least, limit.group(3) == null ? least : Double.parseDouble(limit.group(3)));
        }
    }
}
