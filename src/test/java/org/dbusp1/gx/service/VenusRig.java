package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.ExitStatus.ExitRequest;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.dbus.BusConnection.BusAddress;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.Board;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An output on a separate bus, with localsettings and an independent client. As an extension of a test it is closed
 * after each.
 */
public final class VenusRig implements AutoCloseable, AfterEachCallback {
    static final String GRID = "com.victronenergy.grid.p1_ttyUSB0";
    /** Searches for another meter. */
    @Nullable MeterSearch search;
    static final String BATTERY = "com.victronenergy.battery.ttyO2";
    static final String SETTING = "/Settings/Devices/p1_E0012345/";

    /** What tests that ended have left as it was at first: a daemon and two programs in Python take longer to start than most tests. */
    private static final Deque<Surroundings> IDLE = new ConcurrentLinkedDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> IDLE.forEach(idle -> idle.bus.close())));
    }

    /** A bus with a client and localsettings, and no other program. */
    private record Surroundings(TestBus bus, BusClient client, Process localsettings, List<Process> programs) {
        static Surroundings started() {
            try {
                TestBus bus = new TestBus();
                BusClient client = bus.client();
                Process localsettings = bus.localsettings();
                Await.await("localsettings", () -> !client.owner(BusItemClient.SETTINGS).isEmpty());
                return new Surroundings(bus, client, localsettings, bus.programs());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends the other programs and removes all settings. @return whether all is as at first */
        boolean restore() {
            bus.endOthersThan(programs);
            if (bus.isDisturbed() || !localsettings.isAlive()) {
                return false;
            }
            // Before the settings are removed: a driver might still add one.
            Await.await("the end of all others", () -> client.names(":1.").size() == programs.size());
            if (client.call(BusItemClient.SETTINGS, "/", "test.Settings", "Clear").has("error")) {
                return false;
            }
            client.forgetSignals();
            return true;
        }

    }

    final TestBus bus;
    public final BusClient client;
    public volatile DriverState driver = new DriverState(OwnerChoices.none());
    /** The state of the peak limiter, as the demand gets it. */
    volatile Optional<Finding> limiter = Optional.empty();
    /** The states of the limiter so far, each once. */
    final Set<Condition> limiterStates = ConcurrentHashMap.newKeySet();
    final List<String> endings = new CopyOnWriteArrayList<>();
    /** The choices that the owner can make on the screen. */
    OwnerChoices choices = OwnerChoices.none();
    /** The charge up to which the battery is kept for peaks; absent: 30 above the minimum. */
    @Nullable Integer reserve;
    StateStore names = StateStore.NONE;
    StateStore remembered = StateStore.NONE;
    /** The line's settings; the output's loop hangs for as long as they are not known. */
    Supplier<@Nullable String> line = () -> null;
    Duration busLimit = Duration.ofSeconds(30);
    LongSupplier clock = System::nanoTime;
    private final Optional<Surroundings> reusable;
    private Process localsettings;
    /** Hub4control of a system. */
    Process ess;
    private VenusOutput output;
    private Messages messages = new Messages();

    /** Without localsettings so far. */
    VenusRig() {
        this("");
    }

    /** Without localsettings so far, on a bus with such rules. */
    VenusRig(String policy) {
        try {
            reusable = Optional.empty();
            bus = new TestBus(policy);
            client = bus.client();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private VenusRig(Surroundings surroundings) {
        reusable = Optional.of(surroundings);
        bus = surroundings.bus;
        client = surroundings.client;
        localsettings = surroundings.localsettings;
    }

    /** With localsettings, and without an output so far. */
    public static VenusRig withSettings() {
        return new VenusRig(Optional.ofNullable(IDLE.poll()).orElseGet(Surroundings::started));
    }

    /** Localsettings, and the output with these settings. */
    static VenusRig started(VenusConfig settings) {
        VenusRig rig = withSettings();
        rig.start(settings);
        return rig;
    }

    static VenusRig started() {
        return started(settings());
    }

    static VenusConfig settings() {
        return settings(null, null, PhaseOrder.STRAIGHT, false);
    }

    static VenusConfig settings(@Nullable Role role, @Nullable Integer position, PhaseOrder phases, boolean gasmeter) {
        return new VenusConfig(role, position, phases, gasmeter, "p1_ttyUSB0", "P1 ttyUSB0", "0.1.0");
    }

    void startSettings() throws IOException {
        localsettings = bus.localsettings();
        Await.await("localsettings", () -> !client.owner(BusItemClient.SETTINGS).isEmpty());
    }

    void stopSettings() {
        localsettings.destroy();
        Await.await("localsettings' end", () -> client.owner(BusItemClient.SETTINGS).isEmpty() && !localsettings.isAlive());
    }

    /** Stops and continues localsettings: they stay on the bus and do not answer. */
    void signalSettings(String name) throws IOException {
        TestBus.signal(localsettings, name);
    }

    /**
     * Starts Victron's systemcalc, with an ESS without a limit and a battery of 40 %.
     *
     * @param peers the clones of Victron's programs
     * @param own   the folder of systemcalc's device
     */
    void startSystem(String peers, Path own) throws IOException {
        bus.systemcalc(client, Path.of(peers), own);
        startEss(peers, "/Overrides/MaxDischargePower=-1.0");
        // Without a voltage to charge with, the battery has no BMS.
        bus.python("victron_device.py", "service", peers, BATTERY, "288", "/Soc=40.0", "/Dc/0/Voltage=52.0", "/Dc/0/Current=0.0",
                "/Dc/0/Power=0.0", "/Info/MaxChargeVoltage", "/Info/MaxChargeCurrent", "/Info/MaxDischargeCurrent",
                "/Info/BatteryLowVoltage");
    }

    /** @param override path and value of the override; the path alone: it has no value, as after a start of hub4control */
    void startEss(String peers, String override) throws IOException {
        ess = bus.python("victron_device.py", "service", peers, BusItemClient.HUB4, "0", override,
                "/Overrides/ForceCharge=0", "/Overrides/Setpoint=0", "/Overrides/FeedInExcess=0", "/IsPeakShaving=0",
                "/Alarms/NoGridMeter=0");
    }

    public VenusOutput start() {
        return start(settings());
    }

    VenusOutput start(VenusConfig settings) {
        messages = new Messages();
        output = create(settings, Map.of(BusAddress.SESSION, bus.address()), this::ended);
        output.start();
        return output;
    }

    /** The usual output with localsettings, and its meter on the bus. */
    void run() throws IOException {
        if (localsettings == null) {
            startSettings();
        }
        start();
        publish(Snapshots.threePhase());
    }

    /** Another output. */
    VenusOutput create(VenusConfig settings, Map<String, String> environment, ExitRequest exit) {
        driver = new DriverState(choices, new Board() {
            @Override
            public synchronized void found(Finding present) {
                super.found(present);
                if (present.condition().subject() == Subject.LIMITER) {
                    limiter = Optional.of(present);
                    limiterStates.add(present.condition());
                }
            }

            @Override
            public synchronized void nothing(Subject subject) {
                super.nothing(subject);
                limiter = subject == Subject.LIMITER ? Optional.empty() : limiter;
            }
        });
        ServiceParts services = new ServiceParts(names,
                remembered, null, search);
        return new VenusOutput(settings, environment, exit, driver, line, services,
                new Reserve(reserve, 30), busLimit, clock, System::nanoTime);
    }

    private void ended(ExitStatus status, String text) {
        endings.add(status.code() + " " + text);
    }

    VenusOutput output() {
        return output;
    }

    /** The meter is silent: waits until its service is gone. */
    void lose() {
        output.offline();
        awaitNoName(GRID);
    }

    /** Ends the output, and waits until its service is gone. */
    void stop(String name) {
        output.close();
        awaitNoName(name);
    }

    /** Publishes and waits until the service is there; by the usual output, where none was started. */
    void publish(Snapshots snapshot) {
        publish(GRID, snapshot);
    }

    /** Gives the output a message after those before. */
    void send(Snapshot snapshot) {
        output.snapshot(messages.after(snapshot));
    }

    void publish(String name, Snapshots snapshot) {
        if (output == null) {
            start();
        }
        send(snapshot.take());
        awaitName(name);
    }

    /** Publishes telegrams until the condition holds. */
    void awaitWithTelegrams(String what, BooleanSupplier condition) {
        awaitWith(Snapshots.threePhase(), what, condition);
    }

    /** Publishes this telegram again and again until the condition holds. */
    void awaitWith(Snapshots telegram, String what, BooleanSupplier condition) {
        Await.await(what, () -> {
            send(telegram.take());
            return condition.getAsBoolean();
        });
    }

    /** Starts another program's service with these paths and values, as {@code /DeviceInstance=30}. */
    Process service(String name, String... values) throws IOException {
        Process service = bus.python("other_service.py", Stream.concat(Stream.of(name), Stream.of(values)).toArray(String[]::new));
        awaitName(name);
        return service;
    }

    /** Adds to the bus what proves that ESS regulates by the grid meter. */
    void essRegulates() throws IOException {
        service("com.victronenergy.vebus.ttyS4", "/Mode=3", "/State=3", "/Ac/ActiveIn/ActiveInput=0", "/Hub4/AssistantId=5");
        service("com.victronenergy.system", "/Ac/In/0/ServiceName=" + GRID, "/VebusService=com.victronenergy.vebus.ttyS4");
    }

    void awaitName(String name) {
        Await.await(name + " on the bus", () -> !client.owner(name).isEmpty());
    }

    void awaitNoName(String name) {
        Await.await(name + " off the bus", () -> client.owner(name).isEmpty());
    }

    /** Waits until a path of the grid service has a value, as JSON prints it. */
    void awaitValue(String path, String json) {
        Await.await(path + " = " + json, () -> client.shows(GRID, path, json));
    }

    /** Forgets the signals so far; the first verdict of ESS, which comes by a timer, is one of them. */
    void forgetSignals() {
        Await.await("the first verdict of ESS", () -> !value("/P1/Ess/State").equals("\"unknown\""));
        client.forgetSignals();
    }

    String value(String path) {
        return client.value(GRID, path).toString();
    }

    /** Fails unless a service shows all these values, as {@code /Ac/Power=7.0, /CustomName=roof}; null where one is invalid. */
    void assertShown(String service, String values) {
        for (String value : values.split(", (?=/)")) {
            String path = value.substring(0, value.indexOf('='));
            assertThat(path + "=" + client.value(service, path).asText()).isEqualTo(value);
        }
    }

    int setValue(String path, String type, Object value) {
        return client.item(GRID, path, "SetValue", type, value).get(1).asInt();
    }

    String setting(String name) {
        return client.item(BusItemClient.SETTINGS, SETTING + name, "GetValue").get(1).asText();
    }

    void addSetting(String path, String type, Object value) {
        assertThat(client.addSetting(path, type, value)).as(path).isTrue();
    }

    void changeSetting(String name, String type, Object value) {
        client.item(BusItemClient.SETTINGS, SETTING + name, "SetValue", "v:" + type, value);
    }

    @Override
    public void close() {
        if (output != null) {
            output.close();
        }
        if (reusable.filter(Surroundings::restore).isPresent()) {
            IDLE.add(reusable.get());
        } else {
            bus.close();
        }
    }

    @Override
    public void afterEach(ExtensionContext test) {
        close();
    }
}
