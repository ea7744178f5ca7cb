package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.mqtt.MqttSettings.ProfileSettings;
import org.dbusp1.output.QueuedOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that is away, hangs, is slow or refuses costs the driver nothing, and then gets the newest. */
@Timeout(180)
class NeverInTheWayTest {
    private static final String STATE = "dbus-p1/house/state";
    private static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final House house = House.of("dsmr50");
    private final List<MqttOutput> outputs = new ArrayList<>();

    @AfterEach
    void close() {
        outputs.forEach(MqttOutput::close);
    }

    private MqttOutput output(int port, int qos) {
        List<ProfileSettings> profiles = List.of(new ProfileSettings(Profile.NATIVE, "dbus-p1", qos, true),
                new ProfileSettings(Profile.RAW, "dbus-p1", qos, false));
        MqttOutput output = new MqttOutput(Settings.publishing(Settings.of(port), profiles, Duration.ZERO,
                Duration.ofMinutes(10)), Optional.empty());
        outputs.add(output);
        return output;
    }

    private static String time(Snapshot snapshot) {
        return "\"time\":\"" + snapshot.reading().time().orElseThrow() + "\"";
    }

    /** How long the slowest percent of the calls took, in microseconds. */
    private long slowestPercent(MqttOutput output, int telegrams) {
        long[] micros = new long[telegrams];
        for (int i = 0; i < telegrams; i++) {
            Snapshot snapshot = house.next();
            long start = System.nanoTime();
            output.snapshot(snapshot);
            micros[i] = (System.nanoTime() - start) / 1_000;
        }
        Arrays.sort(micros);
        return micros[telegrams * 99 / 100];
    }

    private static long usedMemory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void newestArrivesInTime(Listener listener, Snapshot newest, long since) {
        listener.await(said -> said.topic().equals(STATE) && said.payload().contains(time(newest)));
        assertThat(System.nanoTime() - since).isLessThan(RETURN_NANOS);
    }

    @Test
    void aBrokerThatIsAwayForHoursCostsNeitherTimeNorMemory() {
        try (Mosquitto broker = Mosquitto.asleep()) {
            MqttOutput output = output(broker.port(), 1);
            slowestPercent(output, 3_600);
            long before = usedMemory();
            assertThat(slowestPercent(output, 3 * 3_600)).as("microseconds").isLessThan(2_000);
            assertThat(usedMemory() - before).as("bytes").isLessThan(2_000_000);
            Snapshot newest = house.next();
            output.snapshot(newest);
            assertThat(output.dropped()).isEqualTo(4 * 3_600 + 1);
            broker.start();
            long start = System.nanoTime();
            try (Listener listener = Listener.on(broker, STATE)) {
                newestArrivesInTime(listener, newest, start);
            }
            assertThat(output.dropped()).as("all but the newest").isEqualTo(4 * 3_600);
        }
    }

    @Test
    void aBrokerThatHangsCostsNeitherTimeNorMemory() {
        for (int qos = 0; qos <= 2; qos++) {
            try (Mosquitto broker = Mosquitto.open(); Listener listener = Listener.on(broker, STATE)) {
                MqttOutput output = output(broker.port(), qos);
                output.snapshot(house.next());
                listener.await(STATE);
                broker.freeze();
                slowestPercent(output, 3_600);
                long before = usedMemory();
                assertThat(slowestPercent(output, 3_600)).as("microseconds").isLessThan(5_000);
                assertThat(usedMemory() - before).as("bytes").isLessThan(2_000_000);
                assertThat(output.dropped()).as("dropped").isPositive();
                Snapshot newest = house.next();
                output.snapshot(newest);
                long start = System.nanoTime();
                broker.thaw();
                newestArrivesInTime(listener, newest, start);
            }
        }
    }

    @Test
    void aSlowNetworkGetsTheNewestNotTheOldest() {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Listener listener = Listener.on(broker, STATE)) {
            MqttOutput output = output(relay.port(), 1);
            output.snapshot(house.next());
            listener.await(STATE);
            relay.slow(50);
            assertThat(slowestPercent(output, 2_000)).as("microseconds").isLessThan(5_000);
            Snapshot newest = house.next();
            output.snapshot(newest);
            newestArrivesInTime(listener, newest, System.nanoTime());
            assertThat(output.dropped()).isPositive();
        }
    }

    @Test
    void aConnectionThatBreaksAgainAndAgainIsMadeAgain() {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Listener listener = Listener.on(broker, STATE)) {
            MqttOutput output = output(relay.port(), 2);
            for (int i = 0; i < 5; i++) {
                Snapshot newest = house.next();
                output.snapshot(newest);
                newestArrivesInTime(listener, newest, System.nanoTime());
                relay.cut();
            }
        }
    }

    @Test
    void aHostThatDidNotAnswerIsFoundWhenItDoes() throws Exception {
        List<Socket> fill = new ArrayList<>();
        try (Mosquitto broker = Mosquitto.asleep()) {
            ServerSocket full = new ServerSocket();
            full.setReuseAddress(true);
            full.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()), 1);
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                fill.add(socket);
                connect(socket, broker.port());
            }
            MqttOutput output = output(broker.port(), 0);
            Snapshot newest = house.next();
            output.snapshot(newest);
            while (!dials(broker.port())) {
                Thread.onSpinWait();
            }
            full.close();
            broker.start();
            long start = System.nanoTime();
            try (Listener listener = Listener.on(broker, STATE)) {
                newestArrivesInTime(listener, newest, start);
            }
        } finally {
            for (Socket socket : fill) {
                socket.close();
            }
        }
    }

    /** Whether somebody on this machine waits for an answer from a port. */
    private static boolean dials(int port) throws IOException {
        String waiting = String.format(":%04X 02 ", port);
        return Files.readAllLines(Path.of("/proc/net/tcp")).stream().anyMatch(line -> line.contains(waiting))
                || Files.readAllLines(Path.of("/proc/net/tcp6")).stream().anyMatch(line -> line.contains(waiting));
    }

    private static void connect(Socket socket, int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
        } catch (IOException full) {
            socket.close();
        }
    }

    @Test
    @Tag("slow")
    void aCableThatWasPulledIsNoticedAndTheNewestSentWhenItIsBack() throws Exception {
        try (Mosquitto broker = Mosquitto.open(); Relay relay = new Relay(broker.port());
                Listener listener = Listener.on(broker, "dbus-p1/#")) {
            MqttOutput output = output(relay.port(), 1);
            output.snapshot(house.next());
            listener.await(STATE);
            relay.pull();
            listener.await("dbus-p1/house/status", "offline");
            Snapshot newest = house.next();
            output.snapshot(newest);
            long start = System.nanoTime();
            relay.plug();
            newestArrivesInTime(listener, newest, start);
        }
    }

    @Test
    void aRefusedUserIsNotLetInButNothingElseSuffers() {
        try (Mosquitto broker = Mosquitto.with("allow_anonymous false")) {
            MqttOutput output = output(broker.port(), 1);
            assertThat(slowestPercent(output, 2_000)).as("microseconds").isLessThan(2_000);
            assertThat(output.dropped()).isEqualTo(2_000);
        }
    }

    @Test
    void behindItsQueueNotEvenAFaultDelaysTheOthers() {
        try (Mosquitto broker = Mosquitto.open(); Listener listener = Listener.on(broker, "dbus-p1/#")) {
            QueuedOutput queued = new QueuedOutput("mqtt test", output(broker.port(), 0));
            outputs.clear();
            Snapshot snapshot = house.next();
            queued.snapshot(snapshot);
            listener.await(STATE);
            queued.close();
            listener.await("dbus-p1/house/status", "offline");
            assertThat(Optional.of(queued.dropped())).hasValue(0L);
        }
    }
}
