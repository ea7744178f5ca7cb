package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.FreePort;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.driver.TestDriver;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A line that invents new numbers, codes, texts, units, tariffs and channels in each telegram: nothing that the outputs besides the
 * D-Bus store grows with it.
 */
@Timeout(600)
class BoundedMemoryTest {
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuMMddHHmmss");
    /** No bound of the driver is larger: the page keeps an hour of seconds. */
    private static final int LARGEST = 4_000;

    @TempDir
    private Path root;

    private static String hex(String text) {
        return HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Every seventh is damaged. @param second after noon, by the clock @param version of DSMR @param number of the devices */
    private static String telegram(int i, long second, int version, int number) {
        String clock = CLOCK.format(NOON.plusSeconds(second).atOffset(ZoneOffset.ofHours(1))) + "W";
        StringBuilder lines = new StringBuilder("/ISK5\\2M550T-" + i + "\r\n\r\n1-3:0.2.8(" + version + ")\r\n0-0:1.0.0(" + clock + ")\r\n"
                + "0-0:96.1.1(" + hex("E1") + ")\r\n");
        lines.append(TestTelegram.energy("1.8.1", i)).append("\r\n");
        lines.append(String.format("0-0:96.14.0(%04d)\r\n", i % 10_000));
        lines.append(TestTelegram.power("1.7.0", i % 1_000)).append("\r\n");
        lines.append(String.format("%d-%d:%d.%d.%d(%d*u%d)\r\n", i % 200, i % 7, i % 251, i % 13, i % 11, i, i));
        lines.append("0-0:96.13.0(").append(hex("text " + i)).append(")\r\n");
        for (int channel = 1; channel <= 4; channel++) {
            int type = List.of(3, 7, 4, i % 40).get(channel - 1);
            lines.append(String.format("0-%d:24.1.0(%03d)\r\n0-%d:96.1.0(%s)\r\n0-%d:24.2.1(%s)(%09.3f*%s)\r\n", channel, type,
                    channel, hex("G" + channel + "." + number), channel, clock, i / 1_000.0, i % 2 == 0 ? "m3" : "u" + i % 5_000));
        }
        String telegram = TestTelegram.sealed(lines + "!");
        return i % 7 == 0 ? telegram.replace("1-0:1.7.0(00", "1-0:1.7.0(0?") : telegram;
    }

    private List<Output> outputs(String... options) throws Exception {
        Config config = TestConfig.options(root, options);
        return new WantedOutputs(config,
                new OutputContext(root, TestConfig.meter(config), new DriverState(OwnerChoices.none()),
                        () -> null, new ServerPorts(StateStore.NONE, "cable"), InstallationSecret.fixed(),
                                (file, about) -> StateStore.NONE))
                .create("bounded", QuickQueue.NO_EXIT);
    }

    /** Returns how many elements each collection, map and array has that an object of ours reaches, by the field that holds it. */
    private static Map<String, Integer> sizes(List<Object> start) throws IllegalAccessException {
        Map<String, Integer> sizes = new TreeMap<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> waiting = new ArrayDeque<>();
        start.forEach(item -> look("", item, sizes, waiting));
        while (!waiting.isEmpty()) {
            Object one = waiting.remove();
            if (one instanceof Class || !one.getClass().getName().startsWith("org.dbusp1.") || !seen.add(one)) {
                continue;
            }
            for (Class<?> type = one.getClass(); type != Object.class && type != null; type = type.getSuperclass()) {
                for (Field field : type.getName().startsWith("org.dbusp1.") ? type.getDeclaredFields() : new Field[0]) {
                    if (!field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        Object value = field.get(Modifier.isStatic(field.getModifiers()) ? null : one);
                        look(type.getSimpleName() + "." + field.getName(), value, sizes, waiting);
                    }
                }
            }
        }
        return sizes;
    }

    private static void look(String where, Object value, Map<String, Integer> sizes, Deque<Object> waiting) {
        Collection<?> within = value instanceof Collection<?> collection ? List.copyOf(withoutNull(collection))
                : value instanceof Map<?, ?> map ? withoutNull(List.of(map.keySet(), map.values()))
                : value instanceof Object[] array ? withoutNull(Arrays.asList(array))
                : value instanceof Optional<?> optional ? optional.stream().toList()
                : value instanceof AtomicReference<?> reference ? Optional.ofNullable(reference.get()).stream().toList()
                : null;
        if (value instanceof Collection<?> collection) {
            sizes.merge(where, collection.size(), Math::max);
        } else if (value instanceof Map<?, ?> map) {
            sizes.merge(where, map.size(), Math::max);
        }
        if (within == null) {
            Optional.ofNullable(value).ifPresent(waiting::add);
        } else {
            within.forEach(item -> look(where, item, sizes, waiting));
        }
    }

    /** Others may change it meanwhile. */
    private static List<Object> withoutNull(Collection<?> collection) {
        while (true) {
            try {
                List<Object> all = new ArrayList<>();
                for (Object each : collection) {
                    if (each != null) {
                        all.add(each);
                    }
                }
                return all;
            } catch (java.util.ConcurrentModificationException e) {
                Thread.onSpinWait();
            }
        }
    }

    /** @param step seconds from one telegram to the next, by the clock @param exchange telegrams after which the devices are others */
    private void run(int telegrams, int step, int exchange, String... options) throws Exception {
        List<Output> outputs = outputs(options);
        outputs.forEach(Output::start);
        outputs.forEach(output -> Await.await("the start of an output", output::isReady));
        ReplaySource none = new ReplaySource(root.resolve("none"), Speed.MAX);
        MeterPipeline chain = new MeterPipeline(TestDriver.parts(none, TestDriver.keys(new MeterKey("house"), root)), outputs);
        for (int i = 0; i < telegrams; i++) {
            byte[] bytes = telegram(i, Math.max(1, (long) i * step), step > 1 ? 42 : 50, i / exchange).getBytes(StandardCharsets.ISO_8859_1);
            chain.accept(bytes, bytes.length, System.nanoTime());
        }
        Map<String, Integer> sizes = sizes(List.of(chain, outputs));
        System.out.println("collections after " + telegrams + " telegrams, the largest: " + sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed()).limit(20).toList());
        outputs.forEach(Output::close);
        WrittenFiles.await("bounded");
        assertThat(sizes).as("the walk reached the outputs").hasSizeGreaterThan(60);
        assertThat(sizes.entrySet()).allSatisfy(entry -> assertThat(entry.getValue()).as(entry.getKey()).isLessThan(LARGEST));
    }

    private static String[] all() throws IOException {
        return new String[] {"http.enabled=true", "http.port=" + FreePort.next(),
            "history.enabled=true", "csv.enabled=true", "csv.layout=full", "tcp.enabled=true", "tcp.port=" + FreePort.next(),
            "modbus.enabled=true", "modbus.port=" + FreePort.next(),
            "mqtt.url=tcp://127.0.0.1:" + FreePort.next(), "demand.tariff=flanders"};
    }

    @Test
    void nothingGrowsWithWhatALineMakesUp() throws Exception {
        run(5_000, 1, 1, all());
        run(5_000, 0, 1, all());
    }

    /** @param most rows or bytes after so many days of a line that makes up all that it can */
    private record Bound(String what, long most) {
    }

    /**
     * All that grows with what a line sends and outlives a message, with its bound over days. What is only in memory has less than
     * {@link #LARGEST} elements after any time; the lines of the ledger are in {@code LedgerFilesTest}, the days of a clock that jumps in
     * {@code LedgerTest}, mDNS in {@code BoundedMdnsTest}.
     */
    private static List<Bound> bounds(long days) {
        return List.of(
                // Deleted after 31 days.
                new Bound("p1_minutes", days * 1_440 + 1),
                new Bound("p1_quarters", days * 96 + 1),
                new Bound("p1_hours", days * 24 + 1),
                new Bound("p1_days", days + 1),
                new Bound("p1_peaks", 2),
                // A minute of four channels; after 31 days an hour.
                new Bound("p1_mbus", days * 1_440 * 4 + 4),
                // A day of four channels and seven media.
                new Bound("p1_mbus_days", (days + 1) * 4 * 7),
                // A hundred a day of each counter and of outages; 31 exchanges of each of five channels.
                new Bound("p1_events", (days + 1) * 100 * 10 + 5 * 31),
                new Bound("p1_meters", 1),
                // 32 of each channel, ever.
                new Bound("p1_devices", 5 * 32),
                // csv.max-mb, and a line.
                new Bound("csv", 1_010_000));
    }

    private Map<String, Long> stored(List<Bound> bounds) throws Exception {
        Map<String, Long> stored = new TreeMap<>();
        try (Connection history = DriverManager.getConnection("jdbc:sqlite:" + root.resolve("history.db"));
                Statement statement = history.createStatement()) {
            for (Bound bound : bounds) {
                if (bound.what.startsWith("p1_")) {
                    try (ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM " + bound.what)) {
                        stored.put(bound.what, count.getLong(1));
                    }
                }
            }
        }
        try (Stream<Path> files = Files.list(root.resolve("csv"))) {
            stored.put("csv", files.mapToLong(file -> file.toFile().length()).sum());
        }
        return stored;
    }

    /** Other devices each three minutes, other counters, tariffs, media and units in each telegram. */
    @Test
    void nothingThatIsStoredGrowsWithoutABoundOverADay() throws Exception {
        storesWithinBounds(1);
    }

    @Tag("slow")
    @Test
    void nothingThatIsStoredGrowsWithoutABoundOverAWeek() throws Exception {
        storesWithinBounds(7);
    }

    private void storesWithinBounds(int days) throws Exception {
        run(days * 1_440 * 3, 20, 9, "history.enabled=true", "csv.enabled=true", "csv.layout=full", "csv.max-mb=1");
        List<Bound> bounds = bounds(days);
        Map<String, Long> stored = stored(bounds);
        System.out.println("stored after " + days + " days: " + stored);
        assertThat(bounds).allSatisfy(bound -> assertThat(stored.get(bound.what)).as(bound.what).isLessThanOrEqualTo(bound.most));
        // The line does fill them.
        assertThat(stored.get("p1_devices")).isEqualTo(1 + 4 * 32);
        assertThat(stored.get("p1_events")).isGreaterThan(4 * 31 + 20L * days);
        assertThat(stored.get("p1_minutes")).isGreaterThan(days * 1_000L);
    }

    @Tag("slow")
    @Test
    void nothingGrowsWithAHundredThousandTelegrams() throws Exception {
        run(100_000, 1, 1, all());
    }
}
