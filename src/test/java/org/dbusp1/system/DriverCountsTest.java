package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.FreePort;
import org.dbusp1.output.mqtt.Mosquitto;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a driver costs in the steady state, by what can be counted: counts show what hides in the noise of a processor's time. What is
 * the same in each run has as its bound little more than the measured figure, what time decides twice that. They are those of Java 17:
 * whoever adds to them says in the change what for.
 */
@Tag("slow")
@Tag("long")
@Timeout(value = 1_200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class DriverCountsTest {
    /** A second each. */
    private static final int TELEGRAMS_BEFORE = 150;
    private static final int TELEGRAMS_COUNTED = 240;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    /** The system's names of the JVM's own threads, which are cut after 15 characters. */
    private static final List<String> OF_THE_VM = List.of("VM Thread", "VM Periodic Tas", "Monitor Deflati", "C1 CompilerThre",
            "Sweeper thread", "Native Heap Tri", "Service Thread", "Signal Dispatch", "Reference Handl", "Finalizer", "Common-Cleaner");
    private static final Pattern CLASS = Pattern.compile("(?m) source: (.*)$");
    private static final Pattern COLLECTION = Pattern.compile("\\[(\\d+)ns] GC\\(\\d+\\) DefNew: .* Eden: (\\d+)K\\(");
    private static final Pattern FULL_COLLECTION = Pattern.compile("\\[(\\d+)ns] GC\\(\\d+\\) Pause Full");
    private static final Pattern SAFEPOINT = Pattern.compile("\\[(\\d+)ns] Safepoint \"(\\w+)\"");
    private static final int KIB = 1_024;

    @TempDir
    private Path directory;
    @RegisterExtension
    private final GxDevice gx = new GxDevice(() -> directory);

    /** When the meter sent each telegram, by System.nanoTime, which the VM's log has too. */
    private final NavigableSet<Long> sent = new ConcurrentSkipListSet<>();
    private final List<Socket> clients = new ArrayList<>();
    /** Why connections ended; judged before the driver ends. */
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    /** Which outputs a driver has, and the most that it may cost. */
    private enum Kind {
        BUS_ALONE(2_930, 520, 66_000, 4, 26, List.of("C1 CompilerThre", "Common-Cleaner", "D-Bus", "Finalizer", "Monitor Deflati",
                "Native Heap Tri", "Reference Handl", "Service Thread", "Signal Dispatch", "Sweeper thread", "VM Periodic Tas", "VM Thread",
                "files", "java", "java", "messages", "reader"),
                Map.ofEntries(Map.entry("C1 CompilerThre", 400), Map.entry("Common-Cleaner", 8), Map.entry("Finalizer", 2),
                        Map.entry("Monitor Deflati", 22), Map.entry("Native Heap Tri", 150), Map.entry("Reference Handl", 4),
                        Map.entry("Service Thread", 72), Map.entry("Signal Dispatch", 2), Map.entry("Sweeper thread", 2),
                        Map.entry("VM Periodic Tas", 96), Map.entry("VM Thread", 42))),
        EVERYTHING(5_050, 2_540, 148_000, 4, 68, List.of("C1 CompilerThre", "Common-Cleaner", "D-Bus", "Finalizer", "Monitor Deflati",
                "Native Heap Tri", "Reference Handl", "RxCachedWorkerP", "Service Thread", "Signal Dispatch", "Sweeper thread",
                "VM Periodic Tas", "VM Thread", "csv ttyUSB0", "files", "history ttyUSB0", "http", "http ttyUSB0", "java", "java",
                "messages", "mqtt network", "mqtt ttyUSB0", "reader", "servers", "tcp ttyUSB0"),
                Map.ofEntries(Map.entry("C1 CompilerThre", 480), Map.entry("Common-Cleaner", 18), Map.entry("Finalizer", 2),
                        Map.entry("Monitor Deflati", 24), Map.entry("Native Heap Tri", 150), Map.entry("Reference Handl", 10),
                        Map.entry("Service Thread", 72), Map.entry("Signal Dispatch", 2), Map.entry("Sweeper thread", 2),
                        Map.entry("VM Periodic Tas", 96), Map.entry("VM Thread", 106)));

        private final int classes;
        private final int notArchived;
        private final int bytes;
        private final int fullCollections;
        private final int safepoints;
        private final List<String> threads;
        private final Map<String, Integer> wakeUps;

        /**
         * @param classes that are loaded; on a busy machine, where threads come in another order and values late, up to 40 more
         * @param notArchived those of them that come from jars and modules, not from the archive of classes of the tests
         * @param bytes allocated for a telegram
         * @param fullCollections while the telegrams are counted
         * @param safepoints while the telegrams are counted
         * @param threads names as the system has them, without their numbers
         * @param wakeUps of the VM's threads while the telegrams are counted
         */
        Kind(int classes, int notArchived, int bytes, int fullCollections, int safepoints, List<String> threads,
                Map<String, Integer> wakeUps) {
            this.classes = classes;
            this.notArchived = notArchived;
            this.bytes = bytes;
            this.fullCollections = fullCollections;
            this.safepoints = safepoints;
            this.threads = threads;
            this.wakeUps = wakeUps;
        }
    }

    /** The threads of a process. @param wakeUps since their start, by name */
    private record Threads(List<String> names, Map<String, Integer> wakeUps) {
        static Threads of(DriverProcess driver) throws IOException {
            List<String> names = new ArrayList<>();
            Map<String, Integer> wakeUps = new TreeMap<>();
            try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(driver.process().pid()), "task"))) {
                for (Path task : tasks.toList()) {
                    try {
                        List<String> status = Files.readAllLines(task.resolve("status"));
                        String name = field(status, "Name").replaceFirst("[ -]\\d.*", "");
                        names.add(name);
                        wakeUps.merge(name, Integer.parseInt(field(status, "voluntary_ctxt_switches")), Integer::sum);
                    } catch (NoSuchFileException e) {
                        // The thread ended meanwhile.
                        continue;
                    }
                }
            }
            names.sort(null);
            return new Threads(names, wakeUps);
        }

        private static String field(List<String> status, String name) {
            String start = name + ":";
            return status.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow().substring(start.length()).strip();
        }

        Map<String, Integer> since(Threads earlier) {
            Map<String, Integer> more = new TreeMap<>();
            OF_THE_VM.forEach(name -> more.put(name, wakeUps.getOrDefault(name, 0) - earlier.wakeUps.getOrDefault(name, 0)));
            return more;
        }
    }

    private String[] options(Kind kind, int broker, int page, int raw) {
        return kind == Kind.BUS_ALONE ? new String[] {"--meter.id=house"} : new String[] {"--meter.id=house",
            "--mqtt.url=tcp://127.0.0.1:" + broker, "--mqtt.ha.discovery=true", "--http.enabled=true", "--http.port=" + page,
            "--history.enabled=true", "--csv.enabled=true", "--csv.dir=" + directory.resolve("csv"), "--tcp.enabled=true",
            "--tcp.port=" + raw, "--demand.tariff=ellevio"};
    }

    /** A client that reads what comes; the outputs start after the bus. */
    private void connect(int port, String request) throws IOException {
        await("a connection with port " + port, () -> {
            try {
                return clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                return false;
            }
        });
        Socket socket = clients.get(clients.size() - 1);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream answer = socket.getInputStream();
        Thread reader = new Thread(() -> {
            try {
                answer.transferTo(OutputStream.nullOutputStream());
                lost.add("the driver ended a connection with port " + port);
            } catch (IOException e) {
                lost.add("a connection with port " + port + ": " + e);
            }
        }, "client");
        reader.setDaemon(true);
        reader.start();
    }

    private void awaitTelegrams(DriverProcess driver, int count) {
        await("telegram " + count, LONGEST, () -> {
            assertThat(driver.runs()).as(driver.output()).isTrue();
            return sent.size() >= count;
        });
    }

    @ParameterizedTest
    @EnumSource
    void costsNoMoreThanItDid(Kind kind) throws Exception {
        Path classes = directory.resolve("classes");
        Path collections = directory.resolve("collections");
        Path safepoints = directory.resolve("safepoints");
        int page = FreePort.next();
        int raw = FreePort.next();
        try (Mosquitto broker = Mosquitto.quiet("allow_anonymous true");
                DriverProcess driver = gx.shown(Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes + " -Xlog:gc*:file="
                        + collections + ":timenanos -Xlog:safepoint:file=" + safepoints + ":timenanos"),
                        options(kind, broker.port(), page, raw))) {
            if (kind == Kind.EVERYTHING) {
                connect(page, "GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                connect(raw, "");
            }
            gx.meter().pauseMillis(TimeUnit.SECONDS.toMillis(1));
            gx.meter().count((watts, nanos) -> sent.add(nanos));
            awaitTelegrams(driver, TELEGRAMS_BEFORE);
            long begin = System.nanoTime();
            Threads first = Threads.of(driver);
            awaitTelegrams(driver, TELEGRAMS_BEFORE + TELEGRAMS_COUNTED);
            Threads last = Threads.of(driver);
            long end = System.nanoTime();
            assertThat(lost).isEmpty();

            List<String> sources = CLASS.matcher(Files.readString(classes)).results().map(found -> found.group(1)).toList();
            long notArchived = sources.stream().filter(source -> !source.startsWith("shared objects file")).count();
            long bytes = bytesOfTelegram(within(COLLECTION, collections, begin, end));
            int full = within(FULL_COLLECTION, collections, begin, end).size();
            Map<String, Long> stops = within(SAFEPOINT, safepoints, begin, end).stream()
                    .collect(Collectors.groupingBy(found -> found.group(2), TreeMap::new, Collectors.counting()));
            Map<String, Integer> wakeUps = last.since(first);
            String all = String.format(Locale.ROOT, "counts of a driver, %s: %d classes, %d of them not from the archive;"
                    + " %d bytes a telegram; in %d s %d full collections, safepoints %s, wake-ups %s; %d threads %s%n",
                    kind, sources.size(), notArchived, bytes, TimeUnit.NANOSECONDS.toSeconds(end - begin), full, stops, wakeUps,
                    last.names().size(), last.names());
            System.out.print(all);
            assertThat(last.names()).as(all).isEqualTo(kind.threads);
            assertThat(sources).as(all).hasSizeLessThanOrEqualTo(kind.classes);
            assertThat(notArchived).as(all).isLessThanOrEqualTo(kind.notArchived);
            assertThat(bytes).as(all).isLessThanOrEqualTo(kind.bytes);
            assertThat(full).as(all).isLessThanOrEqualTo(kind.fullCollections);
            assertThat(stops.values().stream().mapToLong(Long::longValue).sum()).as(all).isLessThanOrEqualTo(kind.safepoints);
            assertThat(wakeUps).as(all).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(kind.wakeUps.get(name)));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static List<MatchResult> within(Pattern line, Path log, long begin, long end) throws IOException {
        return line.matcher(Files.readString(log)).results().filter(found -> Long.parseLong(found.group(1)) - begin >= 0
                && Long.parseLong(found.group(1)) - end <= 0).toList();
    }

    /** Each collection empties the young generation's Eden: what it held was allocated since the one before. */
    private long bytesOfTelegram(List<MatchResult> collections) {
        assertThat(collections).hasSizeGreaterThan(2);
        long first = Long.parseLong(collections.get(0).group(1));
        long last = Long.parseLong(collections.get(collections.size() - 1).group(1));
        long kib = collections.stream().skip(1).mapToLong(found -> Long.parseLong(found.group(2))).sum();
        return kib * KIB / sent.subSet(first, last).size();
    }
}
