package org.dbusp1.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.FreePort;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.venus.BusClient;
import org.dbusp1.output.venus.TestBus;

/**
 * Starts and latencies of a driver that gets a share of one core, as a small device leaves it at its own start. The share is a quota
 * of a control group: cpu.cfs_quota_us of its first version, cpu.max of its second one.
 */
public final class SlowStart implements AutoCloseable {
    private static final int PERIOD_MICROS = 100_000;
    private static final Path FIRST_VERSION = Path.of("/sys/fs/cgroup/cpu");
    private static final Path SECOND_VERSION = Path.of("/sys/fs/cgroup");
    /** The kernel counts processor time in these. */
    private static final double TICKS_OF_SECOND = 100;
    private static final int LOOK_MILLIS = 50;
    /** Seconds after the start in which the driver does what it does once. */
    private static final int STEADY_SECONDS = 40;
    private static final String METER = "bench";
    private static final String GRID = "com.victronenergy.grid.p1_ttyUSB0";

    /** The outputs that the driver has to serve. */
    public enum Outputs {
        /** The D-Bus alone. */
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

    /** Work for the driver beside its meter. */
    public enum Load {
        /** Nobody asks for anything. */
        NONE("", 100),
        /** A page that is open: the values of this second, each second. */
        PAGE("/api/now", 1_000),
        /** The hours of a year of the history, again and again without a pause. */
        HISTORY("/api/history?table=hours", 0);

        private final String path;
        private final int pauseMillis;

        Load(String path, int pauseMillis) {
            this.path = path;
            this.pauseMillis = pauseMillis;
        }

        private String path() {
            LocalDate today = LocalDate.now();
            return this == HISTORY ? path + "&from=" + today.minusYears(1) + "&to=" + today : path;
        }
    }

    /**
     * Times from the last byte of a telegram to the signal on the D-Bus.
     *
     * @param telegrams    the telegrams of the measurement
     * @param missing      those whose value was not published: a newer one replaced it
     * @param medianMillis of the others
     * @param p99Millis    of the others
     * @param answers      of the web server
     * @param answerMillis median of an answer's time; not a number where there was none
     * @param percent      the processor time that was used, of one core
     */
    public record Latencies(Load load, int telegrams, int missing, double medianMillis, double p99Millis, int answers,
                            double answerMillis, double percent) {
    }

    private final Path launcher;
    private final Path directory;
    private final Path group;
    private final TestBus bus = new TestBus();
    private final Mosquitto broker = Mosquitto.open();
    private final BusClient client;
    private final SendingMeter meter;

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
        } catch (IOException refused) {
            return Optional.of("no control group with a share of the processor can be made here: " + refused);
        }
    }

    private static Path group(String name) {
        return (Files.isDirectory(FIRST_VERSION) ? FIRST_VERSION : SECOND_VERSION).resolve(name);
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
        quota(group, percent);
        Path state = Files.createTempDirectory(directory, "state");
        Path log = state.resolve("driver.log");
        int page = FreePort.next();
        long begin = System.nanoTime();
        Process driver = start(outputs, state, log, page);
        OptionalDouble onBus = OptionalDouble.empty();
        OptionalDouble answered = OptionalDouble.empty();
        double used = 0;
        try {
            while (driver.isAlive() && since(begin) < seconds) {
                if (onBus.isEmpty() && !client.owner(GRID).isEmpty()) {
                    onBus = OptionalDouble.of(since(begin));
                    used = processorSeconds(driver);
                }
                if (outputs == Outputs.ALL && answered.isEmpty() && answers(page)) {
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

    private Process start(Outputs outputs, Path state, Path log, int page) throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "echo $$ >\"$0\" && exec \"$@\"",
                group.resolve("cgroup.procs").toString(), launcher.toString(), "run", "--config", "/dev/null",
                "--serial", directory.resolve("ttyUSB0").toString()));
        if (outputs == Outputs.ALL) {
            words.addAll(List.of("--http.enabled=true", "--http.port=" + page,
                    "--history.enabled=true", "--history.publish=true", "--mqtt.enabled=true",
                    "--mqtt.url=tcp://127.0.0.1:" + broker.port(), "--csv.enabled=true", "--csv.layout=full",
                    "--tcp.enabled=true", "--tcp.port=" + FreePort.next(), "--demand.window=15", "--demand.limit-w=4000",
                    "--log.telegrams=all", "--meter.id=" + METER));
        }
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("DBUS_SESSION_BUS_ADDRESS", bus.address());
        builder.environment().put("STATE_DIRECTORY", state.toString());
        builder.environment().put("RUNTIME_DIRECTORY", state.resolve("run").toString());
        return builder.start();
    }

    private void end(Process driver) throws IOException, InterruptedException {
        quota(group, 100);
        driver.destroy();
        if (!driver.waitFor(10, TimeUnit.SECONDS)) {
            driver.destroyForcibly().waitFor();
        }
    }

    /**
     * Measures the time from the last byte of a telegram to the signal on the D-Bus, of a driver that has started with a
     * whole core and then gets a share of it.
     *
     * @param percent of one core
     * @param loads   the measurements, one after the other; loads other than NONE need the page
     * @param seconds of each
     */
    public List<Latencies> latencies(int percent, Outputs outputs, List<Load> loads, int seconds)
            throws IOException, InterruptedException, SQLException {
        Path state = Files.createTempDirectory(directory, "state");
        int page = FreePort.next();
        Map<Integer, Long> sent = new ConcurrentHashMap<>();
        Map<Integer, Long> seen = new ConcurrentHashMap<>();
        watch(seen);
        Process driver = start(outputs, state, state.resolve("driver.log"), page);
        try {
            TestBus.await("the meter on the bus", () -> !client.owner(GRID).isEmpty());
            if (outputs == Outputs.ALL) {
                TestBus.await("the page", () -> answers(page));
                aYear(state.resolve("history.db"));
            }
            meter.count((watts, nanos) -> sent.put(watts, nanos));
            TimeUnit.SECONDS.sleep(STEADY_SECONDS);
            quota(group, percent);
            List<Latencies> measured = new ArrayList<>();
            for (Load load : loads) {
                TimeUnit.SECONDS.sleep(STEADY_SECONDS / 4);
                double used = processorSeconds(driver);
                long begin = System.nanoTime();
                long end = begin + TimeUnit.SECONDS.toNanos(seconds);
                List<Double> answers = asked(load, page, end);
                double usedThen = processorSeconds(driver);
                // A telegram whose value comes late counts too.
                TimeUnit.SECONDS.sleep(STEADY_SECONDS / 4);
                List<Integer> telegrams = sent.keySet().stream()
                        .filter(watts -> sent.get(watts) >= begin && sent.get(watts) < end).sorted().toList();
                double[] millis = telegrams.stream().filter(seen::containsKey)
                        .mapToDouble(watts -> (seen.get(watts) - sent.get(watts)) / 1e6).sorted().toArray();
                measured.add(new Latencies(load, telegrams.size(), telegrams.size() - millis.length,
                        percentile(millis, 50), percentile(millis, 99), answers.size(),
                        percentile(answers.stream().mapToDouble(Double::doubleValue).sorted().toArray(), 50),
                        100 * (usedThen - used) / seconds));
            }
            return measured;
        } finally {
            meter.watts(100);
            end(driver);
        }
    }

    private void watch(Map<Integer, Long> seen) throws IOException {
        Process witness = bus.python("bus_witness.py");
        Thread reader = new Thread(() -> {
            Pattern power = Pattern.compile("\\{\"at\": (\\d+), \"service\": \"" + GRID + "\".*\"/Ac/Power\": ([0-9.]+)");
            new BufferedReader(new InputStreamReader(witness.getInputStream(), StandardCharsets.UTF_8)).lines()
                    .map(power::matcher).filter(Matcher::find)
                    .forEach(found -> seen.putIfAbsent((int) Double.parseDouble(found.group(2)), Long.parseLong(found.group(1))));
        }, "witness");
        reader.setDaemon(true);
        reader.start();
    }

    /** Adds the hours of a year, as a driver of some age has them. */
    private static void aYear(Path history) throws SQLException {
        long now = System.currentTimeMillis() / 1_000 / 3_600 * 3_600;
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + history + "?busy_timeout=60000");
             Statement statement = database.createStatement()) {
            TestBus.await("the tables of the history", () -> hasHours(statement));
            statement.executeUpdate("WITH RECURSIVE h(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM h WHERE n < 8760) "
                    + "INSERT OR REPLACE INTO p1_hours (meter, ts, imp_wh, exp_wh, p_min_w, p_max_w, u_min, u_max, n) "
                    + "SELECT '" + METER + "', " + now + " - 3600 * n, 300 + n % 200, n % 900, -n % 900, 300 + n % 200, "
                    + "228.1, 236.4, 3600 FROM h");
        }
    }

    private static boolean hasHours(Statement statement) {
        try {
            return statement.execute("SELECT count(*) FROM p1_hours");
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Asks until a time, and returns the milliseconds of each answer. */
    private static List<Double> asked(Load load, int page, long end) throws InterruptedException {
        List<Double> answers = new ArrayList<>();
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            if (load != Load.NONE && get(page, load.path(), 60_000) == HttpURLConnection.HTTP_OK) {
                answers.add((System.nanoTime() - begin) / 1e6);
            }
            TimeUnit.MILLISECONDS.sleep(load.pauseMillis);
        }
        return answers;
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) * percent / 100];
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** User and system time, as proc(5) has them behind the name of the process. */
    private static double processorSeconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_OF_SECOND;
    }

    private static boolean answers(int port) {
        return get(port, Load.PAGE.path(), 500) == HttpURLConnection.HTTP_OK;
    }

    /** Returns the status of an answer, which is read to its end; -1 where there is none. */
    private static int get(int port, String path, int patienceMillis) {
        try {
            HttpURLConnection question = (HttpURLConnection) new URL("http://127.0.0.1:" + port + path).openConnection();
            question.setConnectTimeout(patienceMillis);
            question.setReadTimeout(patienceMillis);
            try (InputStream answer = question.getInputStream()) {
                answer.readAllBytes();
            }
            return question.getResponseCode();
        } catch (IOException notYet) {
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
