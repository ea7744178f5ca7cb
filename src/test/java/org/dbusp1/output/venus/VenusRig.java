package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.BusAddress;
import org.dbusp1.demand.DemandTracker.GuardStatus;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.Event;
import org.dbusp1.output.OutputSettings;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.state.HeldLimitFile;
import org.dbusp1.state.StateStore;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
* An output on a separate bus, with localsettings and an independent client beside it. As an extension of a test it is closed
 * after each.
 */
final class VenusRig implements AutoCloseable, AfterEachCallback {
    static final String GRID = "com.victronenergy.grid.p1_ttyUSB0";
    static final String SETTING = "/Settings/Devices/p1_E0012345/";

    private static final Duration SETTLING = Duration.ofSeconds(30);

    final TestBus bus = new TestBus();
    final BusClient client;
    final EssVerdict.Latest verdict = new EssVerdict.Latest();
    /** The state of the guard of the peak, as the demand gets it. */
    volatile Optional<GuardStatus> guard = Optional.empty();
    final List<String> endings = new CopyOnWriteArrayList<>();
    private Process localsettings;
    private VenusOutput output;

    VenusRig() throws IOException {
        client = bus.client();
    }

    /** With localsettings, and without an output so far. */
    static VenusRig withSettings() {
        try {
            VenusRig rig = new VenusRig();
            rig.startSettings();
            return rig;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Localsettings, and the output with these settings. */
    static VenusRig started(VenusSettings settings) {
        VenusRig rig = withSettings();
        rig.start(settings);
        return rig;
    }

    static VenusRig started() {
        return started(settings());
    }

    static VenusSettings settings() {
        return settings(Optional.empty(), OptionalInt.empty(), PhaseOrder.STRAIGHT, false);
    }

    static VenusSettings settings(Optional<Role> role, OptionalInt position, PhaseOrder phases, boolean gasmeter) {
        return new VenusSettings(BusAddress.AUTO, role, position, phases, gasmeter, "p1_ttyUSB0", "P1 ttyUSB0",
                "0.1.0", VenusSettings.Energy.METER, EnumSet.allOf(Event.Kind.class));
    }

    /** Returns a file that is not there; nothing is written to it before the guard is switched on. */
    private static HeldLimitFile heldLimit() {
        return new HeldLimitFile(Path.of("target/no-held-limit/import-limit.properties"), Runnable::run);
    }

    /** Returns what an output shares, with these choices. */
    static VenusOutput.Context shared(EssVerdict.Latest verdict, OutputSettings choices) {
        return new VenusOutput.Context(verdict, Optional::empty, choices, StateStore.NONE, Optional.empty(), heldLimit(), status -> { });
    }

    static VenusOutput.Context shared(EssVerdict.Latest verdict) {
        return shared(verdict, OutputSettings.none());
    }

    void startSettings() throws IOException {
        localsettings = bus.localsettings();
        TestBus.await("localsettings", () -> !client.owner(LocalSettings.NAME).isEmpty());
    }

    void stopSettings() {
        localsettings.destroy();
        TestBus.await("localsettings' end", () -> client.owner(LocalSettings.NAME).isEmpty());
    }

    /** Stops and continues localsettings: they stay on the bus and answer nobody. */
    void signalSettings(String name) throws IOException {
        TestBus.signal(localsettings, name);
    }

    /** An output whose loop hangs for as long as this line's settings are not known. */
    VenusOutput startHanging(Supplier<Optional<String>> line, Duration busLimit) {
        return start(shared(line, OutputSettings.none(), StateStore.NONE, heldLimit()), busLimit, SETTLING, System::nanoTime);
    }

    /** An output that gives a stopped bus up so soon. */
    VenusOutput start(Duration busLimit) {
        return startHanging(Optional::empty, busLimit);
    }

    VenusOutput start(VenusSettings settings) {
        output = create(settings, shared(verdict));
        output.start();
        return output;
    }

    /** With choices that the owner can make on the screen. */
    VenusOutput start(OutputSettings choices) {
        return start(choices, heldLimit(), SETTLING);
    }

    /** With the kinds of events that are shown. */
    VenusOutput start(OutputSettings choices, Set<Event.Kind> notifications) {
        VenusSettings all = settings();
        output = create(new VenusSettings(all.bus(), all.role(), all.position(), all.phases(), all.gasmeter(), all.suffix(),
                all.connection(), all.version(), all.energy(), notifications), shared(verdict, choices));
        output.start();
        return output;
    }

    /** With the store of the names of its settings. */
    VenusOutput start(StateStore names) {
        return start(shared(Optional::empty, OutputSettings.none(), names, heldLimit()), Duration.ofSeconds(30), SETTLING,
                System::nanoTime);
    }

    /** With choices, the file of the owner's import limit, and the time that the guard of the peak leaves the owner alone. */
    VenusOutput start(OutputSettings choices, HeldLimitFile limit, Duration settling) {
        return start(choices, limit, settling, System::nanoTime);
    }

    /** With the clock of the guard of the peak, in nanoseconds. */
    VenusOutput start(OutputSettings choices, HeldLimitFile limit, Duration settling, LongSupplier guardClock) {
        return start(shared(Optional::empty, choices, StateStore.NONE, limit), Duration.ofSeconds(30), settling, guardClock);
    }

    private VenusOutput start(VenusOutput.Context driver, Duration busLimit, Duration settling, LongSupplier guardClock) {
        output = new VenusOutput(settings(), Map.of(BusAddress.SESSION, bus.address()), this::ended, driver, busLimit, settling,
                guardClock);
        output.start();
        return output;
    }

    /** The usual output with localsettings, and its meter on the bus. */
    void run() throws IOException {
        if (localsettings == null) {
            startSettings();
        }
        start(settings());
        publish(Snapshots.threePhase());
    }

    /** Another output on this bus. */
    private VenusOutput create(VenusSettings settings, VenusOutput.Context driver) {
        return new VenusOutput(settings, Map.of(BusAddress.SESSION, bus.address()), this::ended, driver);
    }

    private void ended(ExitStatus status, String line) {
        endings.add(status.code() + " " + line);
    }

    private VenusOutput.Context shared(Supplier<Optional<String>> line, OutputSettings choices, StateStore names, HeldLimitFile limit) {
        return new VenusOutput.Context(verdict, line, choices, names, Optional.empty(), limit, status -> guard = Optional.of(status));
    }

    VenusOutput output() {
        return output;
    }

    /** Publishes and waits until the service is there; by the usual output, where none was started. */
    void publish(Snapshots snapshot) {
        publish(GRID, snapshot);
    }

    void publish(String name, Snapshots snapshot) {
        if (output == null) {
            start(settings());
        }
        output.snapshot(snapshot.take());
        awaitName(name);
    }

    /** Telegrams come until the condition holds. */
    void awaitWithTelegrams(String what, BooleanSupplier condition) {
        TestBus.await(what, () -> {
            output.snapshot(Snapshots.threePhase().take());
            return condition.getAsBoolean();
        });
    }

    void awaitName(String name) {
        TestBus.await(name + " on the bus", () -> !client.owner(name).isEmpty());
    }

    void awaitNoName(String name) {
        TestBus.await(name + " off the bus", () -> client.owner(name).isEmpty());
    }

    /** Waits until a path of the grid service has a value, as JSON prints it. */
    void awaitValue(String path, String json) {
        TestBus.await(path + " = " + json, () -> client.value(GRID, path).toString().equals(json));
    }

    String value(String path) {
        return client.value(GRID, path).toString();
    }

    int setValue(String path, String type, Object value) {
        return client.item(GRID, path, "SetValue", type, value).get(1).asInt();
    }

    String setting(String name) {
        return client.item(LocalSettings.NAME, SETTING + name, "GetValue").get(1).asText();
    }

    void addSetting(String path, String type, Object value) {
        assertThat(client.addSetting(path, type, value)).as(path).isTrue();
    }

    void changeSetting(String name, String type, Object value) {
        client.item(LocalSettings.NAME, SETTING + name, "SetValue", "v:" + type, value);
    }

    @Override
    public void close() throws IOException {
        if (output != null) {
            output.close();
        }
        bus.close();
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        close();
    }
}
