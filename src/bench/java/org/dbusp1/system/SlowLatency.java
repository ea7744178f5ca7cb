package org.dbusp1.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.FreePort;
import org.dbusp1.output.venus.TestBus;

/**
 * Times from the last byte of a telegram to the signal on the D-Bus, of a driver that gets a share of one core.
 *
 * @param telegrams    the telegrams of the measurement
 * @param missing      those whose value was not published: a newer one replaced it
 * @param medianMillis of the others
 * @param p99Millis    of the others
 * @param answers      of the web server
 * @param answerMillis median of an answer's time; not a number where there was none
 * @param percent      the processor time that was used, of one core
 */
public record SlowLatency(Load load, int telegrams, int missing, double medianMillis, double p99Millis, int answers,
                          double answerMillis, double percent) {
    /** Seconds after the start in which the driver does what it does once. */
    private static final int STEADY_SECONDS = 40;

    /** Work for the driver besides its meter. */
    public enum Load {
        /** No client asks for anything. */
        NONE("", 100),
        /** A page that is open: the values of this second, every second. */
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
     * Measures the time from the last byte of a telegram to the signal on the D-Bus, of a driver that has started with a
     * whole core and then gets a share of it.
     *
     * @param starts  where drivers start, and their meter
     * @param percent of one core
     * @param loads   the measurements, one after the other; loads other than NONE need the page
     * @param seconds of each
     */
    public static List<SlowLatency> measure(SlowStart starts, int percent, SlowStart.Outputs outputs, List<Load> loads,
            int seconds) throws IOException, InterruptedException, SQLException {
        Path state = Files.createTempDirectory(starts.directory, "state");
        int page = FreePort.next();
        Map<Integer, Long> sent = new ConcurrentHashMap<>();
        Map<Integer, Long> seen = new ConcurrentHashMap<>();
        watch(starts, seen);
        Process driver = starts.start(outputs, state, state.resolve("driver.log"), page);
        try {
            TestBus.await("the meter on the bus", () -> !starts.client.owner(SlowStart.GRID).isEmpty());
            if (outputs == SlowStart.Outputs.ALL) {
                TestBus.await("the page", () -> SlowStart.answers(page));
                aYear(state.resolve("history.db"));
            }
            starts.meter.count((watts, nanos) -> sent.put(watts, nanos));
            TimeUnit.SECONDS.sleep(STEADY_SECONDS);
            starts.quota(percent);
            List<SlowLatency> measured = new ArrayList<>();
            for (Load load : loads) {
                TimeUnit.SECONDS.sleep(STEADY_SECONDS / 4);
                double used = SlowStart.processorSeconds(driver);
                long begin = System.nanoTime();
                long end = begin + TimeUnit.SECONDS.toNanos(seconds);
                List<Double> answers = asked(load, page, end);
                double usedThen = SlowStart.processorSeconds(driver);
                // A telegram whose value comes late counts too.
                TimeUnit.SECONDS.sleep(STEADY_SECONDS / 4);
                List<Integer> telegrams = sent.keySet().stream()
                        .filter(watts -> sent.get(watts) >= begin && sent.get(watts) < end).sorted().toList();
                double[] millis = telegrams.stream().filter(seen::containsKey)
                        .mapToDouble(watts -> (seen.get(watts) - sent.get(watts)) / 1e6).sorted().toArray();
                measured.add(new SlowLatency(load, telegrams.size(), telegrams.size() - millis.length,
                        percentile(millis, 50), percentile(millis, 99), answers.size(),
                        percentile(answers.stream().mapToDouble(Double::doubleValue).sorted().toArray(), 50),
                        100 * (usedThen - used) / seconds));
            }
            return measured;
        } finally {
            starts.meter.watts(100);
            starts.end(driver);
        }
    }

    private static void watch(SlowStart starts, Map<Integer, Long> seen) throws IOException {
        Process witness = starts.bus.python("bus_witness.py");
        Thread reader = new Thread(() -> {
            Pattern power = Pattern.compile("\\{\"at\": (\\d+), \"service\": \"" + SlowStart.GRID + "\".*\"/Ac/Power\": ([0-9.]+)");
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
                    + "SELECT '" + SlowStart.METER + "', " + now + " - 3600 * n, 300 + n % 200, n % 900, -n % 900, 300 + n % 200, "
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
            if (load != Load.NONE && SlowStart.get(page, load.path(), 60_000) == HttpURLConnection.HTTP_OK) {
                answers.add((System.nanoTime() - begin) / 1e6);
            }
            TimeUnit.MILLISECONDS.sleep(load.pauseMillis);
        }
        return answers;
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) * percent / 100];
    }
}
