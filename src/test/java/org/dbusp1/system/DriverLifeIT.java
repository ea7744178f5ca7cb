package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;
import static org.dbusp1.system.GxDevice.GRID;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Causes each fault that a driver has to survive to a whole driver, on a real pty and bus. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class DriverLifeIT {

    @TempDir
    Path directory;

    @RegisterExtension
    private final GxDevice gx = new GxDevice(() -> directory);

    @Test
    void leavesTheBusWhenTheTelegramsStop() throws Exception {
        try (DriverProcess driver = gx.shown()) {
            gx.client().forgetSignals();
            endOfService();
            assertThat(gx.client().signals("ItemsChanged")).last().satisfies(signal ->
                    assertThat(signal.toString()).contains("/Ac/L1/Power").contains("/Connected"));
            assertThat(driver.runs()).isTrue();
        }
    }

    @Test
    void comesBackUnderTheSameInstance() throws Exception {
        try (DriverProcess driver = gx.shown()) {
            int instance = gx.instance();
            endOfService();
            serviceAgain();
            assertThat(gx.instance()).isEqualTo(instance);
            assertThat(driver.runs()).isTrue();
        }
    }

    private void endOfService() throws Exception {
        gx.meter().silent();
        await("the service's end", () -> !gx.onBus());
    }

    private void serviceAgain() throws Exception {
        gx.meter().watts(250);
        gx.meter().speaking();
        await("the service", () -> gx.shows(250));
    }

    /**
     * Each of these is a good part of what the driver needs of a small device's memory, and comes in unnoticed: at the start, when the
     * meter is lost, or with the next report.
     */
    @Test
    void doesWithoutTheHeavyPartsOfJava() throws Exception {
        Path loaded = directory.resolve("classes.log");
        try (DriverProcess driver = gx.shown(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded))) {
            endOfService();
            serviceAgain();
            gx.meter().connectGas();
            await("the gas meter", () -> !gx.client().owner("com.victronenergy.pulsemeter.p1_ttyUSB0_gas").isEmpty());
            driver.signal("TERM");
            driver.status();
        }
        String classes = Files.readString(loaded);
        List<String> heavy = List.of("java.lang.runtime.ObjectMethods ", // equals and hashCode of records
                "sun.util.locale.provider.LocaleProviderAdapter ", // names of time zones, String.format
                "org.freedesktop.dbus.connections.impl.DBusConnection ", "com.fasterxml.jackson", "io.netty",
                "com.hivemq", "io.reactivex", "org.jctools", "mqtt.MqttConnection", "org.dbusp1.output.server.Listener ",
                "org.sqlite", "org.mariadb", "org.postgresql", " java.sql.");
        assertThat(heavy.stream().filter(classes::contains)).isEmpty();
        assertThat(OutputRegistry.outputs()).allSatisfy(off -> {
            String ofPackage = Pattern.quote(off.factory().getClass().getPackageName()) + "\\.\\w+";
            assertThat(classes).containsPattern(ofPackage + "Config ").doesNotContainPattern(ofPackage + "Output ");
        });
        assertThat(classes.contains("org.dbusp1.gx.dbus.BusConnection ")).isTrue();
    }

    @Test
    void aTapOnTheScreenCopiesTheBlackBoxWithoutTheNumberOfTheMeter() throws Exception {
        try (DriverProcess driver = gx.shown()) {
            gx.meter().watts(250);
            await("the next telegram", () -> gx.shows(250));
            // The bus is told first, and the black box after it.
            gx.meter().watts(260);
            await("the telegram after it", () -> gx.shows(260));
            assertThat(gx.client().item(GRID, "/P1/BlackBox/Save", "SetValue", "v:i", 2).get(1).asInt()).isEqualTo(2);
            assertThat(gx.client().item(GRID, "/P1/BlackBox/Save", "SetValue", "v:i", 1).get(1).asInt()).isZero();
            await("the copy", () -> gx.client().items(GRID).has("/P1/BlackBox/File"));

            Path copy = Path.of(gx.client().value(GRID, "/P1/BlackBox/File").asText());
            assertThat(copy).startsWith(directory).content(StandardCharsets.ISO_8859_1)
                    .contains("# dbus-p1 black box, ", "published 250 W", "1-0:1.7.0(00.250*kW)")
                    .doesNotContain("4530303437303030", "E0047000", "0047");
            assertThat(driver.runs()).isTrue();
            stopInOrder(driver);
        }
        assertThat(files("run")).noneMatch(file -> file.endsWith(".status"));
        assertThat(files("state")).as("no half-written file, and nothing of an output that is off")
                .noneMatch(file -> file.endsWith(".new") || file.endsWith(".db") || file.endsWith(".secret") || file.equals("csv"));
        try (DriverProcess next = gx.driver()) {
            await("the service again", () -> gx.shows(260));
            assertThat(next.runs()).isTrue();
        }
    }

    private void stopInOrder(DriverProcess driver) throws Exception {
        await("the report for check", () -> !files("run").isEmpty());
        int before = driver.output().length();
        driver.signal("TERM");
        assertThat(driver.status()).isZero();
        assertThat(gx.onBus()).isFalse();
        assertThat(driver.output().substring(before)).doesNotContain("WARN");
    }

    /** It waits for one in made time. */
    @Test
    void endsWhereThereIsNoBus() throws Exception {
        try (DriverProcess driver = new DriverProcess(directory, "unix:path=" + directory.resolve("nothing"), FakeTime.from(Instant.now(), 3),
                DriverProcess.emptyConfig(directory), gx.port().toString())) {
            assertThat(driver.status()).isEqualTo(ExitStatus.UNAVAILABLE.code());
            assertThat(driver.output().lines().filter(line -> line.startsWith("dbus-p1:"))).singleElement().asString().contains("no D-Bus");
        }
    }

    @Test
    void aPortOrANameInUseIsReportedAndLeftAlone() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other")).resolve("ttyUSB0");
        try (DriverProcess first = gx.shown(); SendingMeter namesake = new SendingMeter(other, "4530303437303031", 7)) {
            try (DriverProcess second = gx.driver()) {
                assertThat(second.status()).isEqualTo(ExitStatus.BUSY.code());
                assertThat(second.output().lines()).singleElement().asString().contains("in use");
            }
            gx.meter().watts(50);
            await("the next value", () -> gx.shows(50));

            String owner = gx.client().owner(GRID);
            try (DriverProcess second = new DriverProcess(other.getParent(), gx.bus().address(), other.toString())) {
                assertThat(second.status()).isEqualTo(ExitStatus.BUSY.code());
                assertThat(second.output()).doesNotContain("\tat ");
                assertThat(second.output().lines().filter(line -> line.startsWith("dbus-p1:"))).singleElement().asString().contains(GRID);
            }
            assertThat(gx.client().owner(GRID)).isEqualTo(owner);
            assertThat(first.runs()).isTrue();
        }
    }

    @Test
    void aPortThatIsNotThereEndsItUnlessItIsSetToWait() throws Exception {
        gx.meter().pull();
        try (DriverProcess driver = gx.driver()) {
            assertThat(driver.status()).isEqualTo(ExitStatus.ABSENT.code());
            assertThat(driver.output().lines()).singleElement().asString().contains(gx.port().toString());
        }
        // Only a path below /dev is that of a port while it is absent.
        Path cable = Files.createTempDirectory(Path.of("/dev/shm"), "p1").resolve("ttyUSB0");
        try (DriverProcess driver = new DriverProcess(cable.getParent(), gx.bus().address(), cable.toString(), "--wait")) {
            await("its word", () -> driver.output().contains("waiting for it"));
            gx.meter().plugIn();
            Files.createSymbolicLink(cable, gx.port());
            await("the service", () -> gx.shows(100));
        } finally {
            new ProcessBuilder("rm", "-r", cable.getParent().toString()).start().waitFor();
        }
    }

    @Test
    void aProbeEndsWithoutATelegram() throws Exception {
        gx.meter().pull();
        gx.meter().silent();
        gx.meter().plugIn();
        try (DriverProcess driver = gx.driver("--probe", "2")) {
            assertThat(driver.status()).isEqualTo(ExitStatus.NOT_FOUND.code());
        }
    }

    @Tag("slow")
    @Test
    void whatWaitedWhileTheDriverWasStoppedProvesNothing() throws Exception {
        try (DriverProcess driver = gx.shown()) {
            driver.signal("STOP");
            gx.meter().watts(1234);
            TimeUnit.SECONDS.sleep(7);
            driver.signal("CONT");
            await("the newest value", () -> gx.shows(1234));
            assertThat(driver.runs()).isTrue();

            driver.signal("STOP");
            gx.client().forgetSignals();
            // Some telegrams wait in the buffer of the port; then the meter is silent. The waits are the fault itself.
            gx.meter().watts(500);
            TimeUnit.MILLISECONDS.sleep(900);
            gx.meter().silent();
            TimeUnit.SECONDS.sleep(8);
            driver.signal("CONT");
            await("the service's end", () -> !gx.onBus());
            assertThat(gx.client().signals("ItemsChanged")).noneMatch(signal -> signal.toString().contains("500"));
            assertThat(gx.client().signals("ItemsChanged")).last().asString().contains("/Connected");
            gx.meter().watts(250);
            gx.meter().speaking();
            await("the service", () -> gx.shows(250));
        }
    }

    @Test
    void aBusThatDoesNotReadForAWhileLosesNothingButTime() throws Exception {
        try (DriverProcess driver = gx.shown()) {
            gx.bus().signal("STOP");
            gx.meter().watts(400);
            // Some telegrams that nobody takes; the wait is the fault itself.
            TimeUnit.SECONDS.sleep(3);
            gx.bus().signal("CONT");
            await("the newest value", () -> gx.shows(400));
            assertThat(driver.runs()).isTrue();

            gx.meter().corrupt();
            await("the service's end", () -> !gx.onBus());
            assertThat(driver.runs()).isTrue();
            assertThat(driver.output().lines().toList()).hasSizeLessThan(10);
            await("the report", () -> report().contains("its checksum does not match"));
            // The last are in a report that survives a kill.
            driver.signal("KILL");
            driver.status();
            assertThat(report()).containsPattern("\nrejected\t\\S+Z  its checksum does not match; [0-9]{3,} bytes\nrejected\t00000000  2f ");
        }
    }

    /** Returns the report of the driver for other programs; empty while there is none. */
    private String report() {
        Optional<String> report = files("run").stream().filter(file -> file.endsWith(".status")).findFirst();
        try {
            return report.isPresent() ? Files.readString(directory.resolve("run").resolve(report.get())) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the names of the files in one of the driver's directories. */
    private List<String> files(String name) {
        String[] names = directory.resolve(name).toFile().list();
        return names == null ? List.of() : List.of(names);
    }
}
