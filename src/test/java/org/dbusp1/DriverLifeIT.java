package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.output.venus.TestBus.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.output.venus.BusClient;
import org.dbusp1.output.venus.TestBus;
import org.dbusp1.process.ExitStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens when: each fault that a driver has to live with, caused to the whole of it, on a real pty and bus. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DriverLifeIT {
    private static final String GRID = "com.victronenergy.grid.p1_ttyUSB0";

    @TempDir
    Path directory;
    private TestBus bus;
    private BusClient client;
    private SendingMeter meter;
    private Path port;

    @BeforeEach
    void begin() throws IOException {
        port = directory.resolve("ttyUSB0");
        bus = new TestBus();
        bus.localsettings();
        client = bus.client();
        meter = new SendingMeter(port);
    }

    @AfterEach
    void end() throws IOException {
        meter.close();
        bus.close();
    }

    private DriverProcess driver(String... more) throws IOException {
        String[] arguments = Stream.concat(Stream.of("--serial", port.toString()),
                Stream.of(more)).toArray(String[]::new);
        return new DriverProcess(directory, bus.address(), arguments);
    }

    private boolean onBus() {
        return !client.owner(GRID).isEmpty();
    }

    private boolean shows(int watts) {
        return client.shows(GRID, "/Ac/L1/Power", watts);
    }

    /** Each of these is a good part of what the driver needs of a small device's memory, and comes in unnoticed. */
    @Test
    void doesWithoutTheHeavyPartsOfJava() throws Exception {
        Path loaded = directory.resolve("classes.log");
        try (DriverProcess driver = new DriverProcess(directory, bus.address(),
                Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded), "--serial", port.toString())) {
            await("the service", () -> shows(100));
            meter.watts(250);
            await("the next telegram", () -> shows(250));
            driver.signal("TERM");
            driver.status();
        }
        String classes = Files.readString(loaded);
        List<String> heavy = List.of(
                "java.lang.runtime.ObjectMethods ", // equals and hashCode of records
                "sun.util.locale.provider.LocaleProviderAdapter ", // names of time zones, String.format
                "org.freedesktop.dbus.connections.impl.DBusConnection ", "com.fasterxml.jackson", "io.netty");
        assertThat(heavy.stream().filter(classes::contains)).isEmpty();
        assertThat(classes.contains("org.dbusp1.output.venus.BusSocket ")).isTrue();
    }

    @Test
    void leavesTheBusWhenTheTelegramsStopAndComesBackUnderTheSameInstance() throws Exception {
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            int instance = client.value(GRID, "/DeviceInstance").asInt();
            client.forgetSignals();

            meter.silent();
            await("the service's end", () -> !onBus());
            assertThat(client.signals("ItemsChanged")).last().satisfies(signal ->
                    assertThat(signal.toString()).contains("/Ac/L1/Power").contains("/Connected"));

            meter.watts(250);
            meter.speaking();
            await("the service", () -> shows(250));
            assertThat(client.value(GRID, "/DeviceInstance").asInt()).isEqualTo(instance);
            assertThat(driver.runs()).isTrue();
        }
    }

    @Test
    void leavesTheBusAtOnceWhenTheCableIsPulledAndComesBackWithIt() throws Exception {
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            int instance = client.value(GRID, "/DeviceInstance").asInt();

            long pulled = System.nanoTime();
            meter.pull();
            await("the service's end", () -> !onBus());
            // Well before the telegrams' silence alone would have ended it.
            assertThat(System.nanoTime() - pulled).isLessThan(TimeUnit.SECONDS.toNanos(4));

            meter.watts(333);
            meter.plugIn();
            await("the service", () -> shows(333));
            assertThat(client.value(GRID, "/DeviceInstance").asInt()).isEqualTo(instance);
            assertThat(driver.runs()).isTrue();
        }
    }

    @Test
    void endsWhenTheBusGoesAway() throws Exception {
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            long killed = System.nanoTime();
            bus.kill();
            assertThat(driver.status()).isEqualTo(ExitStatus.UNAVAILABLE.code());
            assertThat(System.nanoTime() - killed).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(driver.output()).contains("D-Bus").doesNotContain("\tat ");
        }
    }

    @Test
    void endsWhereThereIsNoBus() throws Exception {
        try (DriverProcess driver = new DriverProcess(directory, "unix:path=" + directory.resolve("nothing"),
                "--serial", port.toString())) {
            assertThat(driver.status()).isEqualTo(ExitStatus.UNAVAILABLE.code());
            assertThat(driver.output().lines().filter(line -> line.startsWith("dbus-p1:")))
                    .singleElement().asString().contains("no D-Bus");
        }
    }

    @Test
    void aSecondDriverOfTheSameNameEndsAndDisturbsNobody() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other")).resolve("ttyUSB0");
        try (DriverProcess first = driver(); SendingMeter namesake = new SendingMeter(other)) {
            await("the service", () -> shows(100));
            String owner = client.owner(GRID);
            namesake.watts(7);
            try (DriverProcess second = new DriverProcess(directory, bus.address(), "--serial", other.toString())) {
                assertThat(second.status()).isEqualTo(ExitStatus.BUSY.code());
                assertThat(second.output()).contains(GRID).doesNotContain("\tat ");
            }
            assertThat(client.owner(GRID)).isEqualTo(owner);
            assertThat(first.runs()).isTrue();
        }
    }

    @Test
    void aPortInUseIsSaidAndLeftAlone() throws Exception {
        try (DriverProcess first = driver()) {
            await("the service", () -> shows(100));
            try (DriverProcess second = driver()) {
                assertThat(second.status()).isEqualTo(ExitStatus.BUSY.code());
                assertThat(second.output()).contains("in use");
            }
            meter.watts(50);
            await("the next value", () -> shows(50));
            assertThat(first.runs()).isTrue();
        }
    }

    @Test
    void toldToStopItLeavesInOrder() throws Exception {
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            client.forgetSignals();
            long told = System.nanoTime();
            driver.signal("TERM");
            assertThat(driver.status()).isZero();
            assertThat(System.nanoTime() - told).isLessThan(TimeUnit.SECONDS.toNanos(2));
            assertThat(onBus()).isFalse();
        }
        try (DriverProcess next = driver()) {
            await("the service", () -> shows(100));
            assertThat(next.runs()).isTrue();
        }
    }

    @Test
    void aPortThatIsNotThereEndsItUnlessItIsToldToWait() throws Exception {
        meter.pull();
        try (DriverProcess driver = driver()) {
            assertThat(driver.status()).isEqualTo(ExitStatus.ABSENT.code());
            assertThat(driver.output().lines()).singleElement().asString().contains(port.toString());
        }
        try (DriverProcess driver = driver("--wait")) {
            await("its word", () -> driver.output().contains("waiting for it"));
            meter.plugIn();
            await("the service", () -> shows(100));
        }
    }

    @Test
    void aProbeEndsWithoutATelegram() throws Exception {
        meter.pull();
        meter.silent();
        meter.plugIn();
        try (DriverProcess driver = driver("--probe", "2")) {
            assertThat(driver.status()).isEqualTo(ExitStatus.NOT_FOUND.code());
        }
    }

    @Test
    void aBusThatDoesNotReadForAWhileLosesNothingButTime() throws Exception {
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            bus.signal("STOP");
            meter.watts(400);
            // Some telegrams that nobody takes; the wait is the fault itself.
            TimeUnit.SECONDS.sleep(3);
            bus.signal("CONT");
            await("the newest value", () -> shows(400));
            assertThat(driver.runs()).isTrue();
        }
    }

    @Test
    void aDriverThatWasStoppedForAWhileGoesOnWithRightValues() throws Exception {
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            driver.signal("STOP");
            meter.watts(1234);
            TimeUnit.SECONDS.sleep(7);
            driver.signal("CONT");
            await("the newest value", () -> shows(1234));
            assertThat(driver.runs()).isTrue();
        }
    }

    @Test
    void telegramsThatWaitedWhileTheDriverWasStoppedProveNothing() throws Exception {
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            driver.signal("STOP");
            client.forgetSignals();
            // Some telegrams wait in the buffer of the port; then the meter is silent. The waits are the fault itself.
            meter.watts(500);
            TimeUnit.MILLISECONDS.sleep(900);
            meter.silent();
            TimeUnit.SECONDS.sleep(8);
            driver.signal("CONT");
            await("the service's end", () -> !onBus());
            assertThat(client.signals("ItemsChanged")).noneMatch(signal -> signal.toString().contains("500"));
            assertThat(client.signals("ItemsChanged")).last().asString().contains("/Connected");
            meter.watts(250);
            meter.speaking();
            await("the service", () -> shows(250));
        }
    }

    @Test
    void badTelegramsAloneAreAsGoodAsNone() throws Exception {
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            meter.corrupt();
            await("the service's end", () -> !onBus());
            assertThat(driver.runs()).isTrue();
            assertThat(driver.output().lines().toList()).hasSizeLessThan(10);
        }
    }

    @Test
    void refusedTelegramsAreInAFileThatSurvivesAKill() throws Exception {
        Path refused = directory.resolve("run").resolve("telegrams.ttyUSB0.txt");
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            meter.corrupt();
            await("the file", () -> Files.exists(refused));
            driver.signal("KILL");
            driver.status();
            assertThat(Files.readString(refused)).contains("crc: its checksum does not match").contains("  |/")
                    .endsWith("|\n");
        }
    }

    @Test
    void nothingIsLeftBehindInTheStateDirectoryButFactsOfCablesAndMeters() throws Exception {
        try (DriverProcess driver = driver()) {
            await("the service", () -> shows(100));
            driver.signal("TERM");
            assertThat(driver.status()).isZero();
            assertThat(driver.output()).doesNotContain("WARN");
        }
        try (var files = Files.list(directory.resolve("state"))) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .isSubsetOf(List.of("meters.properties", "lines.properties", "devices.properties"));
        }
    }
}
