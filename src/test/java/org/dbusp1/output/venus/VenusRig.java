package org.dbusp1.output.venus;

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
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.BusAddress;
import org.dbusp1.demand.DemandTracker.GuardStatus;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.Event;
import org.dbusp1.output.OutputSettings;
import org.dbusp1.output.PhaseOrder;
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
        output = new VenusOutput(settings(), Map.of(BusAddress.SESSION, bus.address()),
                (status, text) -> endings.add(status.code() + " " + text), new VenusOutput.Context(verdict,
                line, OutputSettings.none(), StateStore.NONE, Optional.empty(), heldLimit(), status -> { }), busLimit,
                Duration.ofSeconds(30), System::nanoTime);
        output.start();
        return output;
    }

    /** An output that gives a stopped bus up so soon. */
    VenusOutput start(Duration busLimit) {
        output = new VenusOutput(settings(), Map.of(BusAddress.SESSION, bus.address()),
                (status, line) -> endings.add(status.code() + " " + line), VenusRig.shared(verdict), busLimit,
                Duration.ofSeconds(30), System::nanoTime);
        output.start();
        return output;
    }

    VenusOutput start(VenusSettings settings) {
        output = create(settings);
        output.start();
        return output;
    }

    /** With choices that the owner can make on the screen. */
    VenusOutput start(OutputSettings choices) {
        return start(choices, EnumSet.allOf(Event.Kind.class));
    }

    /** With the kinds of events that are shown. */
    VenusOutput start(OutputSettings choices, Set<Event.Kind> notifications) {
        VenusSettings settings = new VenusSettings(BusAddress.AUTO, Optional.empty(), OptionalInt.empty(), PhaseOrder.STRAIGHT, false,
                "p1_ttyUSB0", "P1 ttyUSB0", "0.1.0", VenusSettings.Energy.METER, notifications);
        output = new VenusOutput(settings, Map.of(BusAddress.SESSION, bus.address()),
                (status, line) -> endings.add(status.code() + " " + line), shared(verdict, choices));
        output.start();
        return output;
    }

    /** With the store of the names of its settings. */
    VenusOutput start(StateStore names) {
        output = new VenusOutput(settings(), Map.of(BusAddress.SESSION, bus.address()),
                (status, line) -> endings.add(status.code() + " " + line), new VenusOutput.Context(verdict,
                Optional::empty, OutputSettings.none(), names, Optional.empty(), heldLimit(), status -> { }));
        output.start();
        return output;
    }

    /** With choices, the file of the owner's import limit, and the time that the guard of the peak leaves the owner alone. */
    VenusOutput start(OutputSettings choices, HeldLimitFile limit, Duration settling) {
        return start(choices, limit, settling, System::nanoTime);
    }

    /** With the clock of the guard of the peak, in nanoseconds. */
    VenusOutput start(OutputSettings choices, HeldLimitFile limit, Duration settling, LongSupplier guardClock) {
        output = new VenusOutput(settings(), Map.of(BusAddress.SESSION, bus.address()),
                (status, line) -> endings.add(status.code() + " " + line), new VenusOutput.Context(verdict,
                Optional::empty, choices, StateStore.NONE, Optional.empty(), limit,
                status -> guard = Optional.of(status)), Duration.ofSeconds(30), settling, guardClock);
        output.start();
        return output;
    }

    /** Another output on this bus. */
    VenusOutput create(VenusSettings settings) {
        return new VenusOutput(settings, Map.of(BusAddress.SESSION, bus.address()),
                (status, line) -> endings.add(status.code() + " " + line), VenusRig.shared(verdict));
    }

    VenusOutput output() {
        return output;
    }

    /** Publishes and waits until the service is there. */
    void publish(Snapshots snapshot) {
        publish(GRID, snapshot);
    }

    void publish(String name, Snapshots snapshot) {
        output.snapshot(snapshot.take());
        awaitName(name);
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
