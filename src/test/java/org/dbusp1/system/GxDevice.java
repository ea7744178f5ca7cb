package org.dbusp1.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.gx.service.BusClient;
import org.dbusp1.gx.service.TestBus;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The parts of a GX device that a driver needs while a test runs: a bus with localsettings and a client, and a meter that sends
 * on a port. Both begin when a test first asks for something of them.
 */
final class GxDevice implements AfterEachCallback {
    static final String GRID = "com.victronenergy.grid.p1_ttyUSB0";

    private final Supplier<Path> directory;
    private TestBus bus;
    private SendingMeter meter;
    private Process localsettings;
    private final List<DriverProcess> drivers = new ArrayList<>();
    private BusClient client;

    /** @param directory for the port, the state and the reports of its drivers; asked for when a test begins */
    GxDevice(Supplier<Path> directory) {
        this.directory = directory;
    }

    private void connect(TestBus started) {
        try {
            localsettings = started.localsettings();
            client = started.client();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the bus and localsettings again, after the bus was killed. */
    void restartBus() throws IOException {
        bus.start();
        connect(bus);
    }

    DriverProcess driver(String... more) throws IOException {
        return driver(Map.of(), more);
    }

    /** @param environment variables besides the usual ones */
    DriverProcess driver(Map<String, String> environment, String... more) throws IOException {
        return driver(List.of(), environment, more);
    }

    /** Starts a driver, and waits until its service shows the power with which the meter begins. */
    DriverProcess shown(String... more) throws IOException {
        return shown(Map.of(), more);
    }

    DriverProcess shown(Map<String, String> environment, String... more) throws IOException {
        return shown(List.of(), environment, more);
    }

    DriverProcess shown(List<String> starter, Map<String, String> environment, String... more) throws IOException {
        DriverProcess driver = driver(starter, environment, more);
        Await.await("the service", () -> shows(100));
        return driver;
    }

    /** @param starter the program that becomes the driver; empty for none */
    DriverProcess driver(List<String> starter, Map<String, String> environment, String... more) throws IOException {
        String[] arguments = Stream.concat(Stream.of(port().toString()), Stream.of(more)).toArray(String[]::new);
        DriverProcess driver = new DriverProcess(starter, directory.get(), bus().address(), environment, arguments);
        drivers.add(driver);
        return driver;
    }

    /**
     * ESS with a battery that is half full, as far as the peak limiter looks at it. Nothing regulates.
     *
     * @param state the state of BatteryLife; 9: keep batteries charged, 10: optimised
     * @return the inverter
     */
    Process ess(int state) throws IOException {
        String name = "com.victronenergy.vebus.ttyS4";
        Map<String, Object> settings = Map.of("Hub4Mode", 1, "BatteryLife/State", state, "BatteryLife/MinimumSocLimit", 30);
        settings.forEach((path, value) -> Await.await(path, () -> client().addSetting("/Settings/CGwacs/" + path, "i", value)));
        bus.python("other_service.py", "com.victronenergy.system", "/VebusService=" + name, "/Ac/In/0/ServiceName=" + GRID,
                "/Dc/Battery/Soc=50", "/Dc/Battery/Power=-1000");
        Process inverter = bus.python("other_service.py", name, "/Hub4/AssistantId=5", "/Hub4/L1/OverruledShoreLimit=-1",
                "/Ac/ActiveIn/L1/P=0", "/Ac/Out/L1/P=0", "/Ac/ActiveIn/ActiveInput=0", "/Mode=3", "/State=3");
        bus.python("other_service.py", "com.victronenergy.hub4", "/Overrides/MaxDischargePower=-1", "/Overrides/ForceCharge=0");
        Await.await("ESS", () -> !client().owner("com.victronenergy.hub4").isEmpty() && !client().owner(name).isEmpty()
                && !client().owner("com.victronenergy.system").isEmpty());
        return inverter;
    }

    TestBus bus() {
        if (bus == null) {
            bus = new TestBus();
            connect(bus);
        }
        return bus;
    }

    Process localsettings() {
        bus();
        return localsettings;
    }

    BusClient client() {
        bus();
        return client;
    }

    SendingMeter meter() {
        port();
        return meter;
    }

    /** Returns the port of the meter. */
    Path port() {
        Path port = directory.get().resolve("ttyUSB0");
        if (meter == null) {
            try {
                meter = new SendingMeter(port);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return port;
    }

    /** Returns whether the grid meter is on the bus. */
    boolean onBus() {
        return !client().owner(GRID).isEmpty();
    }

    /** Returns whether the grid meter is on the bus with this power on L1. */
    boolean shows(int watts) {
        return shows("L1", watts);
    }

    boolean shows(String phase, int watts) {
        return client().shows(GRID, "/Ac/" + phase + "/Power", watts);
    }

    /** Returns its instance; on a busy machine the meter may pause so long that the service is away for a moment. */
    int instance() {
        List<Integer> found = new ArrayList<>();
        Await.await("the instance", () -> client().shown(GRID, "/DeviceInstance").map(JsonNode::asInt).map(found::add).isPresent());
        return found.get(0);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        drivers.forEach(DriverProcess::close);
        if (meter != null) {
            meter.close();
        }
        if (bus != null) {
            bus.close();
        }
    }
}
