package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.gx.service.BusClient;
import org.dbusp1.gx.service.TestBus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The house's meter and that of the solar panels change places, under Victron's systemcalc and localsettings: {@code $PEERS} names
 * their clones. A supervisor starts each driver again, and an observer looks at the bus all the time.
 */
@Tag(Beside.TAG)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExchangedCablesIT {
    private static final String SETTINGS = "com.victronenergy.settings";
    private static final String SYSTEM = "com.victronenergy.system";
    private static final String HOUSE = "E0047000";
    private static final String SOLAR = "E0031000";
    private static final String HOUSE_DIGITS = "4530303437303030";
    private static final String SOLAR_DIGITS = "4530303331303030";
    private static final String NOTIFICATIONS = "/P1/Outputs/Notifications";
    private static final int HOUSE_WATTS = 700;
    private static final int SOLAR_WATTS = 300;

    @TempDir
    private Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestBus bus;
    private BusClient client;
    private SendingMeter first;
    private SendingMeter second;
    private final Set<String> wrong = new ConcurrentSkipListSet<>();
    private final Map<String, List<DriverProcess>> drivers = new TreeMap<>();
    private volatile boolean ended;
    /** Whether drivers that have ended are started again. */
    private volatile boolean supervised = true;

    @BeforeEach
    void prepare() throws Exception {
        Path peers = Beside.peers("dbus-systemcalc-py", "localsettings", "velib_python").orElse(null);
        assumeTrue(peers != null, "PEERS names no clones of Victron's programs");
        bus = new TestBus();
        open.add(bus);
        client = bus.client();
        bus.systemcalc(client, peers, directory.resolve("device"));
        first = new SendingMeter(directory.resolve("ttyUSB0"), HOUSE_DIGITS, HOUSE_WATTS);
        second = new SendingMeter(directory.resolve("ttyUSB1"), SOLAR_DIGITS, SOLAR_WATTS);
        open.add(0, first);
        open.add(0, second);
        start("ttyUSB0");
        await("the house's meter, which gets the first instance", () -> shown("/P1/MeterKey").size() == 1);
        start("ttyUSB1");
        await("both meters", () -> shown("/P1/MeterKey").size() == 2);
        assertThat(client.item(SETTINGS, "/Settings/Devices/p1_" + SOLAR + "/ClassAndVrmInstance", "SetValue", "v:s", "pvinverter:43")
                .get(1).asInt()).isZero();
        await("the solar meter in its role", () -> shown("/P1/MeterKey").equals(Map.of("grid.p1_ttyUSB0", HOUSE,
                "pvinverter.p1_ttyUSB1", SOLAR)));
        thread("supervisor", this::supervise);
        BusClient observer = bus.client();
        thread("observer", () -> observe(observer));
    }

    private void thread(String name, Runnable pass) {
        Thread thread = new Thread(() -> {
            while (!ended) {
                pass.run();
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void start(String port) {
        try {
            DriverProcess driver = new DriverProcess(directory, bus.address(), DriverProcess.emptyConfig(directory), "--wait",
                    directory.resolve(port).toString());
            // An exchange ends it, and it is started again.
            driver.mayEnd();
            drivers.computeIfAbsent(port, key -> new ArrayList<>()).add(driver);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void supervise() {
        if (supervised) {
            Stream.of("ttyUSB0", "ttyUSB1").filter(port -> !driver(port).runs()).forEach(this::start);
        }
        try {
            driver("ttyUSB0").process().waitFor(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            ended = true;
        }
    }

    private synchronized String log(String port) {
        StringBuilder log = new StringBuilder();
        drivers.get(port).forEach(driver -> log.append(driver.output()));
        return log.toString();
    }

    private synchronized DriverProcess driver(String port) {
        return drivers.get(port).get(drivers.get(port).size() - 1);
    }

    /** Notes a meter under the key, the role or the instance of the other, and one that is there twice. */
    private void observe(BusClient observer) {
        Map<String, String> services = new TreeMap<>();
        for (String name : observer.names("com.victronenergy.")) {
            JsonNode answer = name.contains(".p1_") ? observer.call(name, "/", "com.victronenergy.BusItem", "GetItems") : null;
            if (answer == null || answer.has("error")) {
                continue;
            }
            JsonNode items = answer.get("answer").get(0).get(1);
            String serial = text(items, "/Serial");
            boolean house = serial.equals(HOUSE);
            String seen = name + " " + serial + " " + text(items, "/P1/MeterKey") + " " + text(items, "/DeviceInstance");
            if (!seen.matches(house ? ".*\\.grid\\.p1_ttyUSB\\d " + HOUSE + " " + HOUSE + " 40"
                    : ".*\\.pvinverter\\.p1_ttyUSB\\d " + SOLAR + " " + SOLAR + " 43")) {
                wrong.add(seen);
            }
            String other = services.put(serial, name);
            if (other != null && !observer.owner(other).isEmpty() && !observer.owner(name).isEmpty()) {
                wrong.add(serial + " twice: " + other + " " + name);
            }
        }
    }

    private static String text(JsonNode items, String path) {
        return items.path(path).path(1).path("Value").path(1).asText("none");
    }

    /** Returns a path of each meter on the bus, by class and port. */
    private Map<String, String> shown(String path) {
        Map<String, String> shown = new TreeMap<>();
        for (String name : client.names("com.victronenergy.")) {
            if (name.contains(".p1_")) {
                client.shown(name, path).ifPresent(value -> shown.put(name.substring("com.victronenergy.".length()), value.asText()));
            }
        }
        return shown;
    }

    private void exchange() {
        first.become(SOLAR_DIGITS, SOLAR_WATTS);
        second.become(HOUSE_DIGITS, HOUSE_WATTS);
    }

    private void awaitExchanged() {
        await("each meter with its own role on its new cable", () -> shown("/P1/MeterKey").equals(Map.of("pvinverter.p1_ttyUSB0", SOLAR,
                "grid.p1_ttyUSB1", HOUSE)));
        await("the house's power in systemcalc", () -> client.shows(SYSTEM, "/Ac/Grid/L1/Power", HOUSE_WATTS));
        assertThat(wrong).isEmpty();
    }

    @AfterEach
    void end() throws Exception {
        ended = true;
        drivers.values().forEach(all -> all.forEach(DriverProcess::close));
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    /** The ends at the meters are exchanged while both drivers run. */
    @Test
    void nameRoleInstanceAndSwitchesFollowTheMeter() throws Exception {
        client.item("com.victronenergy.pvinverter.p1_ttyUSB1", NOTIFICATIONS, "SetValue", "v:i", 0);
        first.silent();
        second.silent();
        await("both are lost", () -> shown("/P1/MeterKey").isEmpty());
        exchange();
        first.speaking();
        second.speaking();
        awaitExchanged();

        assertThat(shown(NOTIFICATIONS)).isEqualTo(Map.of("pvinverter.p1_ttyUSB0", "0", "grid.p1_ttyUSB1", "1"));
        assertThat(log("ttyUSB0").lines().filter(line -> line.contains("the meter " + SOLAR + " is on ttyUSB0 now"))).singleElement()
                .asString().endsWith(": the driver ends and is started again as this meter; name, role, instance and history follow it");
        assertThat(log("ttyUSB1")).contains("the meter " + HOUSE + " is on ttyUSB1 now:");
        assertThat(drivers.values()).as("each ends once").allSatisfy(all -> assertThat(all).hasSize(2));
        assertThat(state("events.properties")).as("the log says it, and no event").doesNotContain("exchange");
    }

    private String state(String name) {
        try {
            Path file = directory.resolve("state").resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** One driver is killed in between, as by a power cut: what is in the file then is true. */
    @Test
    void cablesAreExchangedWhileTheDeviceIsOffAndADriverIsKilledAtItsStart() throws Exception {
        supervised = false;
        // A pty keeps what nobody has read; a serial port that is off does not.
        first.silent();
        second.silent();
        await("both are lost", () -> shown("/P1/MeterKey").isEmpty());
        driver("ttyUSB0").signal("KILL");
        driver("ttyUSB1").signal("KILL");
        driver("ttyUSB0").status();
        driver("ttyUSB1").status();
        exchange();
        first.speaking();
        second.speaking();
        start("ttyUSB0");
        assertThat(driver("ttyUSB0").status()).isEqualTo(66);
        start("ttyUSB1");
        await("its first telegram", () -> log("ttyUSB1").contains(" on "));
        driver("ttyUSB1").signal("KILL");
        supervised = true;
        awaitExchanged();
    }

    /** As after a new SD card: settings.xml is empty, and the state directory is there. */
    @Test
    void settingsThatTheDeviceLostAreGivenBackAndAChangeOfTheOwnerStays() throws Exception {
        String device = "/Settings/Devices/p1_" + SOLAR;
        assertThat(client.item(SETTINGS, device + "/CustomName", "SetValue", "v:s", "Dak").get(1).asInt()).isZero();
        assertThat(client.item(SETTINGS, device + "/Phases", "SetValue", "v:s", "L2,L3,L1").get(1).asInt()).isZero();
        await("what is remembered", () -> state("settings.properties").contains("CustomName=Dak")
                && state("settings.properties").contains("Phases=L2,L3,L1"));
        supervised = false;
        driver("ttyUSB1").signal("TERM");
        driver("ttyUSB1").status();
        List<String> lost = Stream.of("ClassAndVrmInstance", "CustomName", "Phases", "Position").map(name -> device + "/" + name).toList();
        assertThat(client.call(SETTINGS, "/", "com.victronenergy.Settings", "RemoveSettings", "as", lost).has("error")).isFalse();
        start("ttyUSB1");
        await("the solar meter as it was", () -> client.shown("com.victronenergy.pvinverter.p1_ttyUSB1", "/CustomName")
                .filter(name -> name.asText().equals("Dak")).isPresent());
        assertThat(client.value(SETTINGS, device + "/Phases").asText()).isEqualTo("L2,L3,L1");
        assertThat(wrong).isEmpty();

        ended = true;
        client.item(SETTINGS, device + "/ClassAndVrmInstance", "SetValue", "v:s", "acload:50");
        await("the owner's choice", () -> shown("/P1/MeterKey").containsKey("acload.p1_ttyUSB1"));
        driver("ttyUSB1").signal("TERM");
        driver("ttyUSB1").status();
        start("ttyUSB1");
        await("the owner's choice again", () -> shown("/P1/MeterKey").containsKey("acload.p1_ttyUSB1"));
        assertThat(driver("ttyUSB1").output()).doesNotContain("had lost the settings");
    }

    /** A splitter: both cables bring the solar meter. */
    @Test
    void aMeterOnBothCablesIsPublishedOnceAndTheOtherDriverWaits() throws Exception {
        first.silent();
        await("the house's meter is lost", () -> !shown("/P1/MeterKey").containsValue(HOUSE));
        first.become(SOLAR_DIGITS, SOLAR_WATTS);
        first.speaking();
        await("the first driver waits", () -> log("ttyUSB0").contains("the meter " + SOLAR + " on ttyUSB0 is published by the driver of"
                + " ttyUSB1: this driver waits until that one no longer publishes it. Connect each cable to its own meter"));
        assertThat(shown("/P1/MeterKey")).isEqualTo(Map.of("pvinverter.p1_ttyUSB1", SOLAR));
        assertThat(drivers.values()).allSatisfy(all -> assertThat(all).hasSize(1));

        second.silent();
        await("the meter on its new cable", () -> shown("/P1/MeterKey").equals(Map.of("pvinverter.p1_ttyUSB0", SOLAR)));
        second.become(HOUSE_DIGITS, HOUSE_WATTS);
        second.speaking();
        awaitExchanged();
    }
}
