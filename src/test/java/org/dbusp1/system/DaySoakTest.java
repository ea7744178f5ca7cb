package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.dbusp1.Await;
import org.dbusp1.FreePort;
import org.dbusp1.gx.service.TestBus;
import org.dbusp1.output.history.Servers;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.Subscriber;
import org.dbusp1.system.soak.BusWitness;
import org.dbusp1.system.soak.Clients;
import org.dbusp1.system.soak.FastMeter;
import org.dbusp1.system.soak.Faults;
import org.dbusp1.system.soak.Footprint;
import org.dbusp1.system.soak.Kept;
import org.dbusp1.system.soak.SentTelegram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day of the meter's clock in minutes: the driver as a separate process with every output on, against real servers
 * and clients that come and go at random. Independent clients judge each value by what the meter sent; afterwards
 * nothing is lost that was promised, and memory, threads and descriptors are as before.
 */
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaySoakTest {
    /** Those of the web server, 32, and of the MQTT client's library. */
    private static final int POOL_THREADS = 40;
    private static final int A_DAY = 25 * 3_600 / FastMeter.STEP;
    private static final int SHORT = 600;
    private static final int FAST_MILLIS = 25;
    /** Four minutes for a day: a database that is away for one misses fewer minutes of the meter's than the history holds. */
    private static final int SLOW_MILLIS = 150;
    /** System property with another seed than the usual. */
    private static final String SEED = "soak.seed";
    private static final int LINE_ONE_IN = 7;
    private static final long MEBIBYTE_IN_KIB = 1 << 10;
    private static final long CATCH_UP_NANOS = TimeUnit.SECONDS.toNanos(180);

    @TempDir
    private Path directory;

    private Random random;
    private FastMeter meter;
    private TestBus bus;
    private Process localsettings;
    private Mosquitto broker;
    private Optional<Servers.Server> database = Optional.empty();
    private DriverProcess driver;
    private BusWitness witness;
    private Clients clients;
    private Faults faults;
    /** The programs that are stopped or away, and how each comes back. */
    private final Map<Peer, Step> away = new EnumMap<>(Peer.class);
    private volatile String happening = "start";

    private enum Peer { BROKER, DATABASE, LOCALSETTINGS, LOG, CLIENTS }

    /** Something that is done to the driver's surroundings. */
    private interface Step {
        void run() throws Exception;
    }

    @Tag("slow")
    @Test
    void someHundredTelegramsWhileServersComeAndGo() throws Exception {
        soak(Long.getLong(SEED, 20_261_120), SHORT, 3, false);
    }

    @Tag("slow")
    @Tag("long")
    @Test
    void aDayOfTelegramsWhileServersComeAndGo() throws Exception {
        soak(Long.getLong(SEED, 11), A_DAY, 12, true);
    }

    private long logReader() throws IOException {
        return Long.parseLong(Files.readString(directory.resolve("log.pid")));
    }

    private void soak(long seed, int telegrams, int samples, boolean server) throws Exception {
        Path port = directory.resolve("ttyUSB0");
        int raw = FreePort.next();
        int web = FreePort.next();
        random = new Random(seed);
        faults = new Faults(() -> "seed " + seed + ", telegram " + meter.count() + " of " + telegrams + ", " + happening);
        if (server) {
            database = Optional.of(Servers.postgresql());
        }
        String url = server ? database.get().freshUrl() : "sqlite:" + directory.resolve("history.db");
        List<String> arguments = new ArrayList<>(List.of(port.toString(), "--log.level=debug",
                "--mqtt.interval-seconds=0", "--mqtt.ha.discovery=true",
                "--http.enabled=true", "--http.port=" + web, "--tcp.enabled=true", "--tcp.port=" + raw,
                "--csv.enabled=true", "--csv.layout=full", "--history.enabled=true", "--history.url=" + url));
        if (server) {
            arguments.add("--history.user=p1");
        }
        try (TestBus ofTheTest = new TestBus(); Mosquitto mosquitto = Mosquitto.open();
                FastMeter fast = new FastMeter(port, seed, server ? SLOW_MILLIS : FAST_MILLIS);
                BusWitness onTheBus = new BusWitness(ofTheTest, fast, faults)) {
            meter = fast;
            bus = ofTheTest;
            broker = mosquitto;
            witness = onTheBus;
            localsettings = bus.localsettings();
            arguments.add("--mqtt.url=tcp://127.0.0.1:" + broker.port());
            try (Subscriber subscriber = Subscriber.on(broker, "#");
                    DriverProcess process = new DriverProcess(List.of("/usr/bin/python3", "src/test/python/stalled_log.py",
                            directory.resolve("log").toString()), directory, bus.address(), Map.of(), arguments.toArray(String[]::new));
                    Clients all = new Clients(meter, witness, faults, raw, web)) {
                driver = process;
                clients = all;
                // The outputs start one after another after the bus; the queue of the last one holds a limited number.
                await("the first CSV file", () -> directory.resolve("state/csv").toFile().list() != null);
                awaitShown();
                List<Footprint> footprints = pass(telegrams, samples, subscriber);
                end(seed, url, subscriber, footprints);
            }
        } finally {
            database.ifPresent(Servers.Server::kill);
        }
    }

    private void await(String what, BooleanSupplier condition) {
        Await.await(faults.moment() + ": " + what, () -> {
            faults.check();
            return condition.getAsBoolean();
        });
    }

    /** Waits until the bus shows a telegram that is sent from now on; then the driver has to lose nothing. */
    private void awaitShown() {
        int next = meter.count();
        await("telegram " + next + " or later on the bus", () -> witness.shows(next));
        meter.promises(true);
    }

    private List<Footprint> pass(int telegrams, int samples, Subscriber subscriber) throws Exception {
        List<Footprint> footprints = new ArrayList<>();
        // The meter goes on while a sample is taken: on a busy machine all telegrams may be sent before the last sample.
        while (meter.count() < telegrams || footprints.size() < samples) {
            if (footprints.size() < samples && meter.count() >= telegrams / (samples + 1) * (footprints.size() + 1)) {
                bringBack();
                footprints.add(Footprint.of(driver.process().pid()));
            }
            next().run();
            int moment = database.isPresent() ? 3 : 20;
            meter.passes(moment + random.nextInt(5 * moment));
            clients.judge(subscriber);
            faults.check();
            assertThat(driver.runs()).as(happening).isTrue();
        }
        bringBack();
        return footprints;
    }

    /** One of the driver's peers goes or comes, or something happens to the line or to the driver. */
    private Step next() {
        Peer[] peers = Peer.values();
        boolean kill = random.nextBoolean();
        // Rarer: each takes some seconds.
        if (random.nextInt(LINE_ONE_IN) == 0) {
            return switch (random.nextInt(3)) {
                case 0 -> () -> onTheLine("the cable is pulled", () -> meter.pull(), () -> meter.plugIn());
                case 1 -> () -> onTheLine("the meter is silent", () -> meter.silent(), () -> meter.speaking());
                default -> this::driverStandsStill;
            };
        }
        Peer peer = peers[random.nextInt(peers.length)];
        happening = peer + (away.containsKey(peer) ? " is back" : kill ? " is gone" : " is stopped");
        if (away.containsKey(peer)) {
            return away.remove(peer);
        }
        return switch (peer) {
            case BROKER -> kill ? goes(peer, () -> broker.kill(), () -> broker.start())
                    : goes(peer, () -> broker.freeze(), () -> broker.thaw());
            case DATABASE -> database.isEmpty() ? () -> { }
                    : kill ? goes(peer, () -> database.get().kill(), () -> database.get().start())
                    : goes(peer, () -> database.get().signal("STOP"), () -> database.get().signal("CONT"));
            case LOCALSETTINGS -> kill ? goes(peer, this::settingsEnd, () -> localsettings = bus.localsettings())
                    : goes(peer, () -> TestBus.signal(localsettings.pid(), "STOP"), () -> TestBus.signal(localsettings.pid(), "CONT"));
            case LOG -> goes(peer, () -> TestBus.signal(logReader(), "STOP"), () -> TestBus.signal(logReader(), "CONT"));
            case CLIENTS -> goes(peer, () -> clients.deafOnes(8), () -> clients.deafOnesLeave());
        };
    }

    private Step goes(Peer peer, Step leave, Step comeBack) {
        return () -> {
            leave.run();
            away.put(peer, comeBack);
        };
    }

    private void settingsEnd() throws Exception {
        localsettings.destroyForcibly().waitFor();
    }

    private void bringBack() throws Exception {
        for (Step back : List.copyOf(away.values())) {
            back.run();
        }
        away.clear();
    }

    /** Ends the time in which nothing may be lost, when all that was promised has been shown. */
    private void beginDisturbance(String what) throws Exception {
        Step settings = away.remove(Peer.LOCALSETTINGS);
        if (settings != null) {
            settings.run();
        }
        meter.promises(false);
        int last = meter.count();
        happening = what;
        await("telegram " + last + " on the bus before it", () -> witness.shows(last));
    }

    private void onTheLine(String what, Step begin, Step end) throws Exception {
        beginDisturbance(what);
        begin.run();
        await("the service leaves the bus", witness::isGone);
        end.run();
        happening = what + " no longer";
        awaitShown();
    }

    private void driverStandsStill() throws Exception {
        beginDisturbance("the driver is stopped");
        witness.standsStill();
        driver.signal("STOP");
        meter.passes(5 + random.nextInt(15));
        driver.signal("CONT");
        witness.goesOn();
        happening = "the driver goes on";
        awaitShown();
    }

    private void end(long seed, String url, Subscriber subscriber, List<Footprint> footprints) throws Exception {
        happening = "the end";
        awaitShown();
        await("something of each output", () -> {
            try {
                clients.judge(subscriber);
            } catch (IOException e) {
                faults.add("mqtt", e.toString());
            }
            return clients.haveSeen();
        });
        // Discovery follows the first reading after the broker has come back.
        try (Subscriber late = Subscriber.on(broker, "homeassistant/#")) {
            late.await(message -> message.topic().matches("homeassistant/device/.*/config"));
        }
        expectPublished(subscriber, meter.silentAfterOneMore());
        expectFlat(seed, footprints);
        await("the end of the service", witness::isGone);
        Kept kept = new Kept(meter.all(), 60 / FastMeter.STEP, "seed " + seed);
        awaitCaughtUp(kept, url);
        driver.signal("TERM");
        assertThat(driver.status()).as("seed " + seed).isZero();
        faults.check();
        int lines = kept.expectCsv(directory.resolve("state/csv"));
        try (Connection history = connection(url)) {
            int minutes = kept.expectHistory(history);
            System.out.printf("soak with seed %d: %d telegrams, %d promised; %s; %s; %d CSV lines; %d minutes, %d promised; %s%n",
                    seed, meter.count(), meter.all().stream().filter(SentTelegram::promised).count(), witness.figures(),
                    clients.figures(), lines, minutes, kept.promisedMinutes().size(), footprints);
        }
    }

    private static Connection connection(String url) throws SQLException {
        return url.startsWith("sqlite:") ? DriverManager.getConnection("jdbc:" + url) : DriverManager.getConnection(url, "p1", "");
    }

    /** The writer tries a database that was away once in a minute; the minute that is running follows at the end. */
    private static void awaitCaughtUp(Kept kept, String url) throws Exception {
        long end = System.nanoTime() + CATCH_UP_NANOS;
        try (Connection history = connection(url)) {
            while (kept.found(history) < kept.promisedMinutes().size() - 1) {
                assertThat(System.nanoTime()).as("the history is written in time").isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }

    /** By a client that was there; one that comes afterwards finds the counters, and no measurement. */
    private void expectPublished(Subscriber subscriber, SentTelegram last) {
        String time = "\"time\":\"" + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(last.time()) + "\"";
        subscriber.await(message -> message.topic().matches("dbus-p1/[^/]+/state") && message.payload().contains(time));
        subscriber.await(message -> message.topic().matches("dbus-p1/[^/]+/status") && message.payload().equals("offline"));
        try (Subscriber late = Subscriber.on(broker, "dbus-p1/#")) {
            broker.publish("dbus-p1/end", "of the retained messages");
            late.await("dbus-p1/end");
            assertThat(late.all()).filteredOn(Subscriber.Delivered::retained).extracting(Subscriber.Delivered::topic)
                    .anyMatch(topic -> topic.endsWith("/status")).noneMatch(topic -> topic.endsWith("/state"));
        }
    }

    private void expectFlat(long seed, List<Footprint> footprints) throws Exception {
        int some = footprints.size() / 3;
        // The first sample lacks what each output loads and starts when it is used for the first time.
        List<Footprint> early = footprints.subList(1, 1 + some);
        List<Footprint> late = footprints.subList(footprints.size() - some, footprints.size());
        String all = "seed " + seed + ": " + footprints;
        assertThat(median(late, Footprint::heapKib)).as(all).isLessThan(median(early, Footprint::heapKib) + 3 * MEBIBYTE_IN_KIB);
        assertThat(median(late, Footprint::rssKib)).as(all).isLessThan(median(early, Footprint::rssKib) + 32 * MEBIBYTE_IN_KIB);
        long threads = early.stream().mapToLong(Footprint::threads).max().orElseThrow();
        long files = early.stream().mapToLong(Footprint::files).max().orElseThrow();
        await("descriptors and threads as in the beginning: " + all, () -> {
            try {
                Footprint now = Footprint.of(driver.process().pid());
                // Pools start a thread with each use until they are full.
                return now.files() <= files && now.threads() <= threads + POOL_THREADS;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static long median(List<Footprint> footprints, ToLongFunction<Footprint> figure) {
        return footprints.stream().map(figure::applyAsLong).sorted(Comparator.naturalOrder())
                .skip(footprints.size() / 2).findFirst().orElseThrow();
    }
}
