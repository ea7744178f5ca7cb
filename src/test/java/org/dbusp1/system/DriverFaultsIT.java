package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;
import static org.dbusp1.system.GxDevice.GRID;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.FreePort;
import org.dbusp1.OwnPlace;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests what owners' machines do to a driver over the years. After each: the right values, the same instance, and neither
 * threads nor descriptors left over.
 */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class DriverFaultsIT {

    @TempDir
    Path directory;

    @RegisterExtension
    private final GxDevice gx = new GxDevice(() -> directory);

    /** Threads and descriptors of a process. */
    private record Held(long threads, long descriptors) {
        private static Held by(DriverProcess driver) {
            return new Held(count(driver, "task"), count(driver, "fd"));
        }

        /** Also what the outputs hold, which begin after the service: until two looks are the same. */
        private static Held ofAll(DriverProcess driver) throws InterruptedException {
            Held before = by(driver);
            TimeUnit.SECONDS.sleep(1);
            Held now = by(driver);
            return now.descriptors == before.descriptors ? now : ofAll(driver);
        }

        private static long count(DriverProcess driver, String what) {
            try (Stream<Path> entries = Files.list(Path.of("/proc", "" + driver.process().pid(), what))) {
                return entries.count();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The service shows a new value, as instance and with no more than it held before. */
    private void expectAllWell(DriverProcess driver, int watts, int instance, Held before) {
        gx.meter().watts(watts);
        await("the right value", () -> gx.shows(watts));
        assertThat(gx.instance()).isEqualTo(instance);
        await(() -> "nothing left over of " + before + ", but " + Held.by(driver), () -> {
            Held now = Held.by(driver);
            // Compiler and reply threads of the virtual machine and of D-Bus come and go.
            return now.threads <= before.threads + 3 && now.descriptors <= before.descriptors + 1;
        });
    }

    private void pullAndPlugIn(DriverProcess driver, int times) throws IOException, InterruptedException {
        await("the service", () -> gx.shows(100));
        int instance = gx.instance();
        Held before = Held.ofAll(driver);
        for (int i = 1; i <= times; i++) {
            gx.meter().pull();
            await("the service's end", () -> !gx.onBus());
            gx.meter().plugIn();
            int watts = 100 + i;
            gx.meter().watts(watts);
            await("the service after the cable was pulled", () -> gx.shows(watts));
        }
        expectAllWell(driver, 999, instance, before);
    }

    /** One driver has all three: each start costs as much as a fault. */
    @Test
    void theDriverOutlivesCableAndLocalsettingsAndIsStartedAgainWithTheBus() throws Exception {
        int instance;
        Held before;
        try (DriverProcess driver = gx.driver()) {
            pullAndPlugIn(driver, 2);
            instance = gx.instance();
            before = Held.by(driver);
            restartLocalsettings(driver);
            expectAllWell(driver, 200, instance, before);
            gx.bus().kill();
            assertThat(driver.status()).isEqualTo(ExitStatus.UNAVAILABLE.code());
            assertThat(driver.output()).contains("D-Bus").doesNotContain("\tat ");
        }
        gx.restartBus();
        try (DriverProcess driver = gx.driver()) {
            expectAllWell(driver, 321, instance, before);
        }
    }

    @Tag("slow")
    @Test
    void theCableIsPulledFiftyTimes() throws Exception {
        try (DriverProcess driver = gx.driver()) {
            pullAndPlugIn(driver, 50);
        }
    }

    private void restartLocalsettings(DriverProcess driver) throws Exception {
        gx.localsettings().destroyForcibly().waitFor();
        gx.meter().watts(150);
        await("the service without localsettings", () -> gx.shows(150));
        await("a line about it", () -> driver.output().contains("has left D-Bus"));
        assertThat(driver.output()).as("of a meter that is registered").doesNotContain("the meter is registered as soon as");
        gx.bus().localsettings();
    }

    @Test
    void localsettingsComesLate() throws Exception {
        gx.localsettings().destroyForcibly().waitFor();
        try (DriverProcess driver = gx.driver()) {
            await("its first telegram", () -> driver.output().contains("DSMR 5"));
            assertThat(gx.onBus()).isFalse();
            await("the line for the owner of a PC", () -> driver.output().contains("set venus.enabled=false"));
            gx.bus().localsettings();
            await("the service", () -> gx.shows(100));
        }
    }

    @Test
    void nothingComesFromThePort() throws Exception {
        gx.meter().silent();
        gx.meter().pull();
        gx.meter().plugIn();
        // It waits for twenty seconds.
        try (DriverProcess driver = gx.driver(FakeTime.from(Instant.now(), 3))) {
            await("one line", () -> driver.output().contains("dbus-p1 check shows"));
            gx.meter().speaking();
            await("the service", () -> gx.shows(100));
            assertThat(driver.output().split("dbus-p1 check shows", -1)).as("reported once").hasSize(2);
        }
    }

    /** The quiet time at the start passes first, then the minute in which the end of the silence proves itself. */
    @Test
    @Tag("slow")
    void theMeterSendsNothingAndTheScreenShowsThatOnceAndOnceItsEnd() throws Exception {
        gx.meter().silent();
        gx.bus().python("platform_double.py");
        await("the platform", () -> !gx.client().owner("com.victronenergy.platform").isEmpty());
        try (DriverProcess driver = gx.driver()) {
            Supplier<String> shown = () -> gx.client().value("com.victronenergy.platform", "/Notifications/List").asText();
            await("the warning", Duration.ofSeconds(200), () -> shown.get().contains("The meter sends nothing."));
            gx.meter().speaking();
            await("the information", Duration.ofSeconds(120), () -> shown.get().contains("The meter sends again."));
            assertThat(shown.get().split("P1 smart meter", -1)).as(shown.get()).hasSize(3);
            assertThat(driver.runs()).isTrue();
        }
    }

    @Tag("slow")
    @Test
    void theClockIsSetByADayForthAndBack() throws Exception {
        Path offset = Files.writeString(directory.resolve("offset"), "+0\n");
        try (DriverProcess driver = gx.shown(FakeTime.wallClock(offset))) {
            int instance = gx.instance();
            String owner = gx.client().owner(GRID);
            Held before = Held.ofAll(driver);
            // As a real one: several telegrams with one time that a busy machine passes on at once would seem to be stored.
            gx.meter().pauseMillis(1_000);
            int watts = 500;
            for (String step : new String[] {"+1d", "-1d", "+0"}) {
                Files.writeString(offset, step + "\n");
                // Longer than the cache of the pretended time and than the oldest age a value may have.
                for (int i = 0; i < 7; i++) {
                    TimeUnit.SECONDS.sleep(1);
                    int now = watts++;
                    gx.meter().watts(now);
                    await("the value after the clock was set by " + step, () -> gx.shows(now));
                }
            }
            assertThat(gx.client().owner(GRID)).as(driver.output()).isEqualTo(owner);
            expectAllWell(driver, 77, instance, before);
        }
    }

    /** Neither the state nor, for a while, the report for check and status. */
    @Test
    void theDirectoriesCannotBeWritten() throws Exception {
        Path run = Files.createFile(directory.resolve("run"));
        expectSaidOnceWhereTheStateCannotBeWritten(List.of("lines", "devices"), driver -> {
            await("the warning", () -> driver.output().contains("the report for dbus-p1 check cannot be written"));
            Files.delete(run);
            await("the report", () -> Files.isDirectory(run) && !reports(run).isEmpty());
        });
    }

    /** What the driver could not write is tried again each minute; of the meters the first time is no warning of the file. */
    @Tag("slow")
    @Test
    void theStateCannotBeWrittenForMinutes() throws Exception {
        expectSaidOnceWhereTheStateCannotBeWritten(List.of("meters", "lines", "devices"), driver -> TimeUnit.SECONDS.sleep(70));
    }

    private interface Step {
        void with(DriverProcess driver) throws Exception;
    }

    private void expectSaidOnceWhereTheStateCannotBeWritten(List<String> files, Step meanwhile) throws Exception {
        Path notADirectory = Files.createFile(directory.resolve("state"));
        try (DriverProcess driver = gx.shown()) {
            expectAllWell(driver, 44, gx.instance(), Held.ofAll(driver));
            meanwhile.with(driver);
            for (String name : files) {
                String warning = "cannot write " + notADirectory.resolve(name + ".properties");
                await(warning, Duration.ofMinutes(3), () -> driver.output().contains(warning));
                assertThat(driver.output().lines().filter(line -> line.contains(warning))).as(name).hasSize(1);
            }
        }
    }

    @Tag("slow")
    @Test
    void theProcessIsStoppedForAMinute() throws Exception {
        try (DriverProcess driver = gx.shown()) {
            int instance = gx.instance();
            Held before = Held.ofAll(driver);
            driver.signal("STOP");
            TimeUnit.SECONDS.sleep(60);
            driver.signal("CONT");
            expectAllWell(driver, 654, instance, before);
            assertThat(driver.runs()).isTrue();
        }
    }

    @Tag("slow")
    @Test
    void bothCoresAreBusyForTwoMinutesAndNothingGoesStale() throws Exception {
        gx.meter().pauseMillis(1_000);
        int cores = Runtime.getRuntime().availableProcessors();
        Process[] others = new Process[2 * cores];
        try (DriverProcess driver = gx.shown()) {
            String owner = gx.client().owner(GRID);
            for (int i = 0; i < others.length; i++) {
                others[i] = new ProcessBuilder("yes").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            }
            for (int i = 0; i < 24; i++) {
                TimeUnit.SECONDS.sleep(5);
                assertThat(gx.client().owner(GRID)).as(driver.output()).isEqualTo(owner);
            }
            assertThat(driver.runs()).isTrue();
            assertThat(driver.output()).doesNotContain("no good telegram");
        } finally {
            for (Process other : others) {
                if (other != null) {
                    other.destroyForcibly();
                }
            }
        }
    }

    private static List<String> withDescriptors(int limit) {
        return List.of("sh", "-c", "ulimit -n " + limit + "; exec \"$@\"", "sh");
    }

    /** Fewer than 12, and the launcher's shell cannot start. */
    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18, 24})
    void withTooFewFileDescriptorsItSaysSoInOneLineAndEnds(int limit) throws Exception {
        expectTooFewDescriptors(limit);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {13, 14, 16, 17, 19, 20, 21, 22, 23})
    void withEachOtherNumberOfTooFewItIsTheSame(int limit) throws Exception {
        expectTooFewDescriptors(limit);
    }

    /** It has opened neither port nor bus. */
    private void expectTooFewDescriptors(int limit) throws Exception {
        try (DriverProcess driver = new DriverProcess(withDescriptors(limit), directory, "unix:path=/nowhere", Map.of(),
                directory.resolve("ttyUSB0").toString())) {
            assertThat(driver.status()).as(driver.output()).isEqualTo(ExitStatus.FAULT.code());
            assertThat(driver.output()).isEqualTo("dbus-p1: too many open files: this process, or the machine, has too few file"
                    + " descriptors left; raise its limit (ulimit -n), or end the programs that hold them\n");
        }
    }

    /** Of the limits that the start does not refuse, nearly the lowest. */
    @Test
    void theFileDescriptorsThatTheStartAsksForAreEnough() throws Exception {
        try (DriverProcess driver = gx.driver(withDescriptors(32), Map.of())) {
            await("the service", () -> gx.shows(100));
            gx.meter().silent();
            await("the end of the values", () -> !gx.onBus());
            assertThat(driver.output()).doesNotContain("Too many open files");
        }
    }

    /** Java says why itself. */
    @Test
    void withTooLittleMemoryItEndsWithAStatusOfItsOwn() throws Exception {
        ProcessBuilder driver = OwnPlace.program(directory, Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@venus/driver.jvm", "-Xmn512k", "-Xms2m", "-Xmx4m", "-cp", "target/lib/*", "org.dbusp1.Main", "run",
                DriverProcess.emptyConfig(directory), "simulate:dsmr50", "--venus.enabled=false", "--http.enabled=true", "--http.port=" + FreePort.next());
        Ended ended = Ended.of(driver);
        assertThat(ended.output().lines()).last().asString().startsWith("Terminating due to java.lang.OutOfMemoryError");
        assertThat(ended.status()).isEqualTo(ExitStatus.NO_MEMORY.code());
    }

    @Test
    void theStateIsDamaged() throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        Files.writeString(state.resolve("meters.properties"), "ttyUSB0=\n\1\2=\n");
        assertThat(new ProcessBuilder("mkfifo", state.resolve("lines.properties").toString()).start().waitFor()).isZero();
        try (RandomAccessFile huge = new RandomAccessFile(state.resolve("devices.properties").toFile(), "rw")) {
            huge.setLength(1L << 30);
        }
        Files.createDirectory(state.resolve("peaks.properties"));
        Files.writeString(state.resolve("history.db"), "no database");
        try (DriverProcess driver = gx.shown("--demand.tariff=flanders", "--history.enabled=true")) {
            expectAllWell(driver, 45, gx.instance(), Held.ofAll(driver));
            for (String name : List.of("the entry of ttyUSB0", "meters.properties: the entry of ?", "lines.properties",
                    "devices.properties")) {
                assertThat(driver.output().lines().filter(line -> line.contains(name))).as(name).hasSize(1);
            }
            // A directory cannot be written either.
            assertThat(driver.output().lines().filter(line -> line.contains("peaks.properties"))).hasSizeLessThanOrEqualTo(2);
            assertThat(driver.output()).contains("meters.properties: the entry of ttyUSB0 is damaged")
                    .contains("cannot read " + state.resolve("peaks.properties"));
        }
    }

    private static List<Path> reports(Path run) {
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(file -> file.toString().endsWith(".status")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
