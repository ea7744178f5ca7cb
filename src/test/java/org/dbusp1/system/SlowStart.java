package org.dbusp1.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.dbusp1.FreePort;
import org.dbusp1.OwnPlace;
import org.dbusp1.gx.service.BusClient;
import org.dbusp1.gx.service.TestBus;
import org.dbusp1.output.mqtt.Mosquitto;

/**
 * Starts of a driver that gets a share of one core, as a small device leaves it at its own start. The share is a quota
 * of a control group: cpu.cfs_quota_us of its first version, cpu.max of its second one.
 */
public final class SlowStart implements AutoCloseable {
    private static final int PERIOD_MICROS = 100_000;
    private static final Path FIRST_VERSION = Path.of("/sys/fs/cgroup/cpu");
    private static final Path SECOND_VERSION = Path.of("/sys/fs/cgroup");
    /** The kernel counts processor time in these. */
    private static final double TICKS_OF_SECOND = 100;
    private static final int LOOK_MILLIS = 50;
    private static final int IMPATIENT_MILLIS = 500;
    /** As a browser waits: each question that is given up costs the driver as much as one that it answers. */
    private static final int PATIENT_MILLIS = 30_000;
    static final String METER = "bench";
    static final String GRID = "com.victronenergy.grid.p1_ttyUSB0";

    /** The outputs that the driver has to serve. */
    public enum Outputs {
        /** Only the D-Bus. */
        ALONE,
        /** Every output that a GX device may have. */
        ALL}

    /**
     * The cost of a start.
     *
     * @param secondsToBus     until the meter was on the D-Bus; absent where it never was
     * @param processorSeconds of the driver until then
     * @param secondsToPage    until the page answered; absent where there is none, or it never did
     * @param status           of the process when it ended by itself; absent where it ran to the end
     * @param log              what it printed
     */
    public record Result(OptionalDouble secondsToBus, double processorSeconds, OptionalDouble secondsToPage,
                         Optional<Integer> status, String log) {
    }

    private final Path launcher;
    final Path directory;
    private final Path group;
    final TestBus bus = new TestBus();
    private final Mosquitto broker = Mosquitto.open();
    final BusClient client;
    final SendingMeter meter;

    /**
     * @param launcher  that of the source tree, or of a package
     * @param directory for the port and the states of the drivers
     */
    public SlowStart(Path launcher, Path directory) throws IOException {
        this.launcher = launcher;
        this.directory = directory;
        this.group = group("dbus-p1-" + ProcessHandle.current().pid());
        Files.createDirectory(group);
        bus.localsettings();
        client = bus.client();
        meter = new SendingMeter(directory.resolve("ttyUSB0"));
        meter.pauseMillis(1_000);
    }

    /** Returns why no such group can be made here; empty where one can. */
    public static Optional<String> obstacle() {
        Path group = group("dbus-p1-try-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(group);
            try {
                quota(group, 50);
                return Optional.empty();
            } finally {
                Files.delete(group);
            }
        } catch (IOException e) {
            return Optional.of("no control group with a share of the processor can be made here: " + e);
        }
    }

    private static Path group(String name) {
        return (Files.isDirectory(FIRST_VERSION) ? FIRST_VERSION : SECOND_VERSION).resolve(name);
    }

    void quota(int percent) throws IOException {
        quota(group, percent);
    }

    private static void quota(Path group, int percent) throws IOException {
        String micros = Integer.toString(percent * PERIOD_MICROS / 100);
        if (group.startsWith(FIRST_VERSION)) {
            Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
            Files.writeString(group.resolve("cpu.cfs_quota_us"), micros);
        } else {
            Files.writeString(group.resolve("cpu.max"), micros + " " + PERIOD_MICROS);
        }
    }

    /**
     * Starts a driver without a state and watches it.
     *
     * @param percent of one core
     * @param seconds for which it is watched
     */
    public Result run(int percent, Outputs outputs, int seconds) throws IOException, InterruptedException {
        quota(percent);
        Path place = Files.createTempDirectory(directory, "driver");
        Path log = place.resolve("driver.log");
        int page = FreePort.next();
        long begin = System.nanoTime();
        Process driver = start(outputs, place, log, page);
        OptionalDouble onBus = OptionalDouble.empty();
        OptionalDouble answered = OptionalDouble.empty();
        double used = 0;
        try {
            while (driver.isAlive() && since(begin) < seconds) {
                if (onBus.isEmpty() && !client.owner(GRID).isEmpty()) {
                    onBus = OptionalDouble.of(since(begin));
                    used = processorSeconds(driver);
                }
                if (outputs == Outputs.ALL && answered.isEmpty() && answers(page, onBus.isEmpty() ? IMPATIENT_MILLIS : PATIENT_MILLIS)) {
                    answered = OptionalDouble.of(since(begin));
                }
                driver.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
            Optional<Integer> status = driver.isAlive() ? Optional.empty() : Optional.of(driver.exitValue());
            return new Result(onBus, used, answered, status, Files.readString(log));
        } finally {
            end(driver);
        }
    }

    Process start(Outputs outputs, Path place, Path log, int page) throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "echo $$ >\"$0\" && exec \"$@\"",
                group.resolve("cgroup.procs").toString(), launcher.toString(), "run", "--venus.enabled=true",
                DriverProcess.emptyConfig(place), directory.resolve("ttyUSB0").toString()));
        if (outputs == Outputs.ALL) {
            words.addAll(List.of("--http.enabled=true", "--http.port=" + page,
                    "--history.enabled=true", "--history.publish=true", "--mqtt.profile=native",
                    "--mqtt.url=tcp://127.0.0.1:" + broker.port(), "--csv.enabled=true", "--csv.layout=full",
                    "--tcp.enabled=true", "--tcp.port=" + FreePort.next(), "--demand.tariff=flanders", "--demand.limit-w=4000",
                    "--meter.id=" + METER));
        }
        ProcessBuilder builder = OwnPlace.program(place, words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("DBUS_SESSION_BUS_ADDRESS", bus.address());
        return builder.start();
    }

    void end(Process driver) throws IOException, InterruptedException {
        quota(100);
        driver.destroy();
        if (!driver.waitFor(10, TimeUnit.SECONDS)) {
            driver.destroyForcibly().waitFor();
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** User and system time, as proc(5) has them after the name of the process. */
    static double processorSeconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_OF_SECOND;
    }

    static boolean answers(int port, int patienceMillis) {
        return get(port, "/api/now", patienceMillis) == HttpURLConnection.HTTP_OK;
    }

    /** Returns the status of an answer, which is read to its end; -1 where there is none. */
    static int get(int port, String path, int patienceMillis) {
        try {
            HttpURLConnection question = (HttpURLConnection) new URL("http://127.0.0.1:" + port + path).openConnection();
            question.setConnectTimeout(patienceMillis);
            question.setReadTimeout(patienceMillis);
            try (InputStream answer = question.getInputStream()) {
                answer.readAllBytes();
            }
            return question.getResponseCode();
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        meter.close();
        broker.close();
        bus.close();
        Files.delete(group);
    }
}
