package org.dbusp1.system.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.dbusp1.gx.service.TestBus;

/**
 * Judges everything that an independent client sees on the bus by what the meter sent: at each moment a service shows all
 * values of one telegram, none older than the one before, sent at most ten seconds ago; or it shows none.
 */
public final class BusWitness implements AutoCloseable {
    /** The driver takes values away 5 s after the last telegram, and looks every second; the rest is for a busy machine. */
    private static final long OLDEST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String GRID = "com.victronenergy.grid.";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The paths that may change without the meter's values: counters of the driver, and the interval that it measured. */
    private static final Set<String> COUNTERS = Set.of("/P1/Telegrams/Good", "/P1/Telegrams/Repaired", "/P1/Telegrams/Rejected",
            "/P1/Today/Import", "/P1/Today/Export", "/P1/Gas/Today", "/P1/Gas/Counter",
            "/P1/Yesterday/Import", "/P1/Yesterday/Export", "/P1/Gas/Yesterday");
    /** Those of them that begin anew when the day of the meter's clock does. */
    private static final Set<String> OF_A_DAY = Set.of("/P1/Today/Import", "/P1/Today/Export", "/P1/Gas/Today");
    /** What the screen says of all that the driver watches. */
    private static final String SCREEN = "/P1/Screen/";
    /** What no P1 meter has: each of its telegrams has all its powers. */
    private static final String STAND_IN = "/P1/Grid/StandIn";
    private static final Set<String> FREE = Set.of("/RefreshTime", "/Connected", "/P1/Telegrams/Causes", "/P1/Line/Grade",
            "/P1/Ess/State", "/P1/Ess/Wrong", "/P1/Ess/Text", "/P1/Ess/Detail", "/P1/Ess/PeakShaving",
            "/P1/Outputs/Notifications", "/P1/BlackBox/Save");

    private final FastMeter meter;
    private final Faults faults;
    private final Process process;
    /** Paths and values of each service that is on the bus. */
    private final Map<String, Map<String, JsonNode>> shown = new HashMap<>();
    private final Map<String, Map<String, JsonNode>> fixed = new HashMap<>();
    /** The first telegram that the service may show now, by service. */
    private final Map<String, Integer> first = new HashMap<>();
    /** The day in which a path began anew. */
    private final Map<String, LocalDate> days = new HashMap<>();
    private volatile boolean closed;
    private int newest = -1;
    private long observations;
    private long oldestNanos;
    private long excusedUntil = Long.MIN_VALUE;

    public BusWitness(TestBus bus, FastMeter meter, Faults faults) throws IOException {
        this.meter = meter;
        this.faults = faults;
        process = bus.python("bus_witness.py");
        Thread reader = new Thread(this::read, "witness");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                see(JSON.readTree(line));
            }
            if (!closed) {
                faults.add("bus", "the client on the bus has ended");
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            faults.add("bus", e.toString());
        }
    }

    private synchronized void see(JsonNode line) {
        String service = line.get("service").asText();
        if (line.has("gone")) {
            shown.remove(service);
            return;
        }
        if (line.has("fault")) {
            faults.add(service, line.get("fault").asText());
            return;
        }
        Map<String, JsonNode> items = shown.computeIfAbsent(service, name -> new TreeMap<>());
        line.get("items").properties().forEach(item -> items.put(item.getKey(), item.getValue()));
        observations++;
        Set<String> ofTheMeter = values(service, meter.get(0)).keySet();
        items.forEach((path, value) -> {
            if (!ofTheMeter.contains(path)) {
                other(service, path, value);
            }
        });
        if (items.get("/Connected").asInt() == 1) {
            compare(service, items, line.get("at").asLong());
        } else if (ofTheMeter.stream().anyMatch(path -> !items.get(path).isNull())) {
            faults.add(service, "not connected, but shows " + items);
        }
    }

    /** Checks a path that the meter's telegrams do not change. */
    private void other(String service, String path, JsonNode value) {
        JsonNode before = fixed.computeIfAbsent(service, name -> new HashMap<>()).put(path, value);
        boolean right = before == null || before.equals(value) || FREE.contains(path) || path.startsWith(SCREEN)
                || COUNTERS.contains(path) && (value.isNull() || value.asDouble() >= before.asDouble())
                || OF_A_DAY.contains(path) && isNewDay(path);
        if (!right || path.equals(STAND_IN) && !value.isNull()) {
            faults.add(service, path + " was " + before + " and is " + value);
        }
    }

    /** Returns whether the meter's clock has passed midnight since the path began anew. */
    private boolean isNewDay(String path) {
        LocalDate day = meter.get(meter.count() - 1).time().toLocalDate();
        return !day.equals(Optional.ofNullable(days.put(path, day)).orElse(meter.get(0).time().toLocalDate()));
    }

    private static Map<String, BigDecimal> values(String service, SentTelegram telegram) {
        return service.startsWith(GRID) ? telegram.bus() : Map.of("/Aggregate", telegram.gas(), "/Count", telegram.gas().movePointRight(3));
    }

    private void compare(String service, Map<String, JsonNode> items, long at) {
        List<SentTelegram> sent = meter.all();
        int from = first.getOrDefault(service, 0);
        int last = sent.size() - 1;
        while (last >= from && !matches(values(service, sent.get(last)), items)) {
            last--;
        }
        if (last < from) {
            faults.add(service, "shows what the meter did not send, or not since telegram " + from + ": " + items
                    + "; the last telegram: " + sent.get(sent.size() - 1));
            return;
        }
        // Of several telegrams with these values the first may be meant, or the last.
        while (!matches(values(service, sent.get(from)), items)) {
            from++;
        }
        first.put(service, from);
        long age = at - sent.get(last).nanos();
        if (at >= excusedUntil) {
            oldestNanos = Math.max(oldestNanos, age);
            if (age > OLDEST_NANOS) {
                faults.add(service, "shows values of " + age / 1_000_000 + " ms ago: telegram " + last + " of " + sent.size());
            }
        }
        if (service.startsWith(GRID)) {
            newest = Math.max(newest, last);
        }
    }

    private static boolean matches(Map<String, BigDecimal> expected, Map<String, JsonNode> items) {
        return expected.entrySet().stream().allMatch(value -> {
            JsonNode item = items.get(value.getKey());
            return item != null && item.isNumber() && item.decimalValue().compareTo(value.getValue()) == 0;
        });
    }

    /** Returns whether the bus shows this telegram or a newer one. */
    public synchronized boolean shows(int telegram) {
        return newest >= telegram && shown.keySet().stream().anyMatch(name -> name.startsWith(GRID));
    }

    /** Returns whether the grid service is off the bus. */
    public synchronized boolean isGone() {
        return shown.keySet().stream().noneMatch(name -> name.startsWith(GRID));
    }

    /** The driver is stopped until {@link #goesOn}: nobody can take its values away. */
    public synchronized void standsStill() {
        excusedUntil = Long.MAX_VALUE;
    }

    /** The driver runs again; it has two seconds to notice. */
    public synchronized void goesOn() {
        excusedUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    }

    /** Returns whether values must be fresh now. */
    public synchronized boolean isJudging() {
        return System.nanoTime() >= excusedUntil;
    }

    /** Figures for the log of the run. */
    public synchronized String figures() {
        return observations + " states seen on the bus, the oldest value " + oldestNanos / 1_000_000 + " ms";
    }

    @Override
    public void close() {
        closed = true;
        process.destroyForcibly();
    }
}
