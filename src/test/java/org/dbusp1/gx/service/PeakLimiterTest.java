package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.state.WrittenMark;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.EssFacts;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The peak limiter limits what the inverters give by an override of ESS, and always releases it. */
@Tag("server")
@Execution(ExecutionMode.CONCURRENT)
class PeakLimiterTest {
    private static final String SLOW = "In an hour of all";
    private static final String VEBUS = "com.victronenergy.vebus.ttyS4";
    private static final Map<String, String> SERVICES = Map.of("inverter", VEBUS, "systemcalc", EssFacts.SYSTEM, "ESS", EssFacts.HUB4);
    private static final int NO_LIMIT = -1;

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
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private final OwnerChoices choices = new OwnerChoices(new MapMemory(), () -> "cable", Map.of(Switch.LIMITER, true), null);
    private final Map<String, String[]> paths = new HashMap<>();
    private final Map<String, Process> services = new HashMap<>();
    /** The driver's clock advances with the looks at the bus: a busy machine looks more seldom. */
    private final AtomicLong millis = new AtomicLong();
    private int apartMillis = 1_000;
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

    private void prepare() {
        rig.clock = () -> TimeUnit.MILLISECONDS.toNanos(millis.get());
        rig.choices = choices;
        rig.override = new WrittenMark(mark(), disk::execute);
        rig.addSetting(BusItemClient.ESS_MODE, "i", 1);
        rig.addSetting("/Settings/CGwacs/BatteryLife/State", "i", 10);
        rig.addSetting("/Settings/CGwacs/BatteryLife/MinimumSocLimit", "d", 20.0);
        rig.addSetting("/Settings/CGwacs/AlwaysPeakShave", "i", 0);
        rig.addSetting("/Settings/DynamicEss/Mode", "i", 0);
        paths.put(EssFacts.SYSTEM, new String[] {"/VebusService=" + VEBUS, "/Ac/In/0/ServiceName=" + VenusRig.GRID,
                "/Dc/Battery/Soc=40", "/Dc/Battery/Power=0", "/DynamicEss/Active=0", "/Control/ScheduledCharge=0", "/LoadShedding/Active=0", "/SystemState/PeakShaving=0"});
        paths.put(VEBUS, new String[] {"/Mode=3", "/State=3", "/Ac/ActiveIn/ActiveInput=0", "/Hub4/AssistantId=5",
                "/Ac/ActiveIn/L1/P=0", "/Ac/Out/L1/P=0", "/Ac/Out/NominalInverterPower=2600"});
        paths.put(EssFacts.HUB4, limit("-1"));
    }

    private static String[] limit(String value) {
        return new String[] {"/Overrides/MaxDischargePower=" + value, "/Overrides/ForceCharge=0", "/Overrides/Setpoint=0"};
    }

    private Path mark() {
        return directory.resolve("override.ttyUSB0");
    }

    private void start(boolean sending) throws IOException {
        for (String name : paths.keySet()) {
            start(name);
        }
        rig.start();
        sends = sending;
        if (sends) {
            rig.publish(telegrams.get(0));
        }
    }

    private void start(String service) throws IOException {
        services.put(service, rig.service(service, paths.get(service)));
    }

    static Stream<Scenario> quick() throws IOException {
        return Scenario.of(PeakLimiterTest.class).filter(scenario -> !scenario.name().startsWith(SLOW));
    }

    static Stream<Scenario> slow() throws IOException {
        return Scenario.of(PeakLimiterTest.class).filter(scenario -> scenario.name().startsWith(SLOW));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quick")
    void limitsThePeak(Scenario scenario) throws IOException {
        prepare();
        run(scenario);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slow")
    @Tag("slow")
    void writesNoSettingOfTheOwner(Scenario scenario) throws IOException {
        prepare();
        try (SettingsWitness witness = new SettingsWitness(rig.bus)) {
            run(scenario);
            witness.assertNoSettingOfTheOwnerWasWritten(process -> process == -1 || process == ProcessHandle.current().pid());
        }
    }

    private void run(Scenario scenario) throws IOException {
        for (Row row : scenario.rows()) {
            boolean counts = row.expected().stream().anyMatch(fact -> WRITES.matcher(fact).matches());
            writesAbove = counts && !services.isEmpty() ? writes() : 0;
            rig.limiterStates.clear();
            if (!row.time().isEmpty()) {
                pass(Integer.parseInt(row.time().replace(" s", "")) * 1_000L);
            }
            for (String event : row.events()) {
                happens(event);
            }
            long began = millis.get();
            for (String fact : row.expected()) {
                isTrue(row, fact, began);
            }
        }
        assertThat(rig.endings).as("the driver goes on").isEmpty();
    }

    /** In fifty steps or more, of five to twenty seconds, so that services answer between most of them. */
    private void pass(long time) {
        long until = millis.get() + time;
        long step = Math.min(20_000, Math.max(5_000, time / 50));
        Await.await(time + " ms", () -> {
            millis.addAndGet(sends ? step : time);
            send();
            return millis.get() >= until;
        });
    }

    private void send() {
        if (sends) {
            rig.output().snapshot(telegrams.get(sent++ / 2 % telegrams.size()).take());
        }
    }

    /** Telegrams come until it is so. */
    private void await(Object what, BooleanSupplier condition) {
        Await.await(what.toString(), () -> {
            millis.addAndGet(sends ? apartMillis : 0);
            send();
            return condition.getAsBoolean();
        });
    }

    private void happens(String event) throws IOException {
        Matcher fact = FACT.matcher(event);
        Matcher service = SERVICE.matcher(event);
        Matcher other = OTHER_WRITES.matcher(event);
        if (fact.matches()) {
            FACTS.get(fact.group(1)).set(rig.client, fact.group(2));
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
                rig.output().close();
                sends = false;
            }
            case "meter is silent" -> {
                rig.output().offline();
                sends = false;
            }
            case "telegrams pause" -> sends = false;
            case "meter sends" -> sends = true;
            case "telegrams _ s apart" -> apartMillis = (int) (1_000 * Double.parseDouble(numbers.get(0)));
            case "import _ W, allowed _ W" ->
                    telegrams = List.of(allowed(numbers.get(0), Long.parseLong(numbers.get(1))));
            case "import _ W, all allowed" -> telegrams = List.of(allowed(numbers.get(0), null));
            case "import _ W and _ W in turns, allowed _ W" -> telegrams = numbers.subList(0, 2).stream()
                    .map(watts -> allowed(watts, Long.parseLong(numbers.get(2)))).toList();
            case "owner switches it off" -> turn(false);
            case "owner switches it on" -> turn(true);
            case "localsettings hangs" -> rig.signalSettings("STOP");
            case "localsettings goes on" -> rig.signalSettings("CONT");
            case "PV inverter on the grid hangs" -> TestBus.signal(
                    rig.service("com.victronenergy.pvinverter.roof", "/Position=0", "/Ac/L1/Power=700"), "STOP");
            case "PV inverters of one program hang" -> hangingPvInverters();
            case "inverter loses its first reads" -> paths.put(VEBUS, new String[] {"/Mode=3", "/State=3",
                    "/Ac/ActiveIn/ActiveInput=0", "/Hub4/AssistantId=?5", "/Ac/ActiveIn/L1/P=?0", "/Ac/Out/L1/P=?0", "/Ac/Out/NominalInverterPower=?2600"});
            case "ESS has the limit _" -> replaceEss(numbers.get(0));
            case "ESS keeps _ whatever is written" -> replaceEss("=" + numbers.get(0));
            case "ESS restarts" -> replaceEss("[]");
            case "ESS refuses each write" -> replaceEss("!-1");
            case "ESS does not answer its first calls" -> replaceEss("?-1");
            case "mark of a killed driver" -> Files.createFile(mark());
            default -> throw new IllegalArgumentException(event);
        }
    }

    private void hangingPvInverters() throws IOException {
        List<String> names = IntStream.range(0, 12).mapToObj(number -> "com.victronenergy.pvinverter.roof" + number).toList();
        Process program = rig.bus.python("other_service.py", String.join(",", names), "/Position=0", "/Ac/L1/Power=700");
        names.forEach(rig::awaitName);
        TestBus.signal(program, "STOP");
    }

    private void happens(String service, String event) throws IOException {
        switch (event) {
            case "hangs" -> TestBus.signal(services.get(service), "STOP");
            case "goes on" -> TestBus.signal(services.get(service), "CONT");
            case "leaves" -> services.get(service).destroyForcibly().onExit().join();
            default -> start(service);
        }
    }

    private void turn(boolean on) {
        if (services.isEmpty()) {
            choices.set(Switch.LIMITER.key(), Snapshots.threePhase().take().key(), on ? OwnerChoices.ON : OwnerChoices.OFF);
        } else {
            assertThat(rig.setValue("/P1/Demand/Limiter", "v:i", on ? 1 : 0)).isZero();
        }
    }

    /** @param value of the override, as the service of the test understands it */
    private void replaceEss(String value) throws IOException {
        paths.put(EssFacts.HUB4, limit(value));
        writesAbove = 0;
        if (!services.isEmpty()) {
            happens(EssFacts.HUB4, "leaves");
            start(EssFacts.HUB4);
        }
    }

    /**
     * Another program writes a value, once or until the limiter has noticed it. One that equals the value before, and is written before
     * the limiter has read its own back, is as if ESS had not taken that.
     */
    private void otherWrites(String value, boolean untilNoticed) {
        DevicePath override = new DevicePath(EssFacts.HUB4, EssFacts.OVERRIDE, switch (value) {
            case "text" -> "s";
            case "a list" -> "ai";
            default -> "d";
        });
        Object written = value.equals("a list") ? List.of(7) : value;
        if (!untilNoticed) {
            override.set(rig.client, written);
            return;
        }
        await("the other program being noticed", () -> {
            if (!override.type().equals("d") || Double.compare(override(), Double.parseDouble(value)) != 0) {
                override.set(rig.client, written);
            }
            return shows("State", "\"other_program\"");
        });
    }

    private double override() {
        return rig.client.value(EssFacts.HUB4, EssFacts.OVERRIDE).asDouble();
    }

    private int writes() {
        return rig.client.value(EssFacts.HUB4, "/Writes").asInt();
    }

    /** @param name of a path of the limiter */
    private boolean shows(String name, String json) {
        return rig.value("/P1/Demand/Limiter" + name).equals(json);
    }

    private boolean isMarkEmpty() {
        return Files.notExists(mark());
    }

    /** Waits until it is true. @param began when the row's events had happened, in milliseconds */
    private void isTrue(Row row, String fact, long began) {
        String where = fact + " in " + row;
        Matcher limit = LIMIT.matcher(fact);
        Matcher turns = TURNS.matcher(fact);
        Matcher writes = WRITES.matcher(fact);
        String watts = fact.replaceAll("\\D", "");
        if (limit.matches()) {
            isLimit(where, limit, began);
        } else if (turns.matches()) {
            long until = millis.get() + Long.parseLong(turns.group(3)) * 1_000;
            while (millis.get() < until) {
                await(where, () -> override() == Double.parseDouble(turns.group(1)));
                await(where, () -> override() == Double.parseDouble(turns.group(2)));
            }
        } else if (writes.matches()) {
            int count = Integer.parseInt(writes.group(1));
            if (count == 0) {
                assertThat(writes()).as(where).isEqualTo(writesAbove);
            }
            await(where, () -> writes() - writesAbove >= count);
            assertThat(millis.get() - began).as(where).isGreaterThanOrEqualTo(writes.group(2) == null ? 0
                    : 1_000 * Long.parseLong(writes.group(2)));
        } else if (fact.startsWith("never ")) {
            assertThat(rig.limiterStates).as(where).doesNotContain(Condition.of("limiter." + fact.substring("never ".length())));
        } else if (fact.equals("empty mark")) {
            await(where, this::isMarkEmpty);
        } else if (fact.equals("nothing found")) {
            await(where, () -> rig.driver.board().of(Subject.LIMITER).isEmpty());
        } else if (fact.equals("no meter on the bus")) {
            assertThat(rig.client.names("com.victronenergy.grid")).as(where).isEmpty();
        } else if (fact.startsWith("asks ")) {
            await(where, () -> shows("Asked", watts + ".0"));
        } else if (fact.startsWith("gives ")) {
            await(where, () -> shows("Given", watts + ".0"));
        } else if (fact.startsWith("other ")) {
            await(where, () -> shows("Other", watts.isEmpty() ? "null" : watts + ".0"));
        } else {
            Condition state = Condition.of("limiter." + fact);
            await(where, () -> shows("State", '"' + state.key() + '"'));
        }
    }

    private void isLimit(String where, Matcher limit, long began) {
        double least = limit.group(2) == null ? NO_LIMIT : Double.parseDouble(limit.group(2));
        if (limit.group(1) == null) {
            await(where, () -> override() == least);
            assertThat(millis.get() - began).as(where)
                    .isLessThan(limit.group(4) == null ? Long.MAX_VALUE : 1_000 * Long.parseLong(limit.group(4)));
        } else {
            assertThat(override()).as(where).isBetween(least, limit.group(3) == null ? least : Double.parseDouble(limit.group(3)));
        }
    }
}
