package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Brokers that do not speak MQTT 5: a real one behind a door that lets in MQTT 3.1.1 alone. */
@Timeout(60)
class VersionTest {
    /** The protocol's level in a CONNECT of less than 128 bytes: behind the header, and behind the name MQTT with its length. */
    private static final int LEVEL = 8;
    private static final byte[] UNACCEPTABLE = {0x20, 2, 0, 1};

    /** Each of them is a connection with a broker. */
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Integer> levels = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    /** Passes everything on where the client speaks MQTT 3.1.1, or any version behind the first connection; else answers or closes. */
    private void serve(ServerSocket door, int broker, Kind kind) {
        try {
            while (true) {
                Socket client = door.accept();
                byte[] connect = new byte[4096];
                int length = client.getInputStream().read(connect);
                levels.add((int) connect[LEVEL]);
                if (connect[LEVEL] == 4 || kind == Kind.STARTING && !open.isEmpty()) {
                    Socket behind = new Socket(InetAddress.getLoopbackAddress(), broker);
                    behind.getOutputStream().write(connect, 0, length);
                    open.add(behind);
                    pass(client, behind);
                    pass(behind, client);
                } else {
                    if (kind == Kind.ANSWERS) {
                        client.getOutputStream().write(UNACCEPTABLE);
                    }
                    client.close();
                }
            }
        } catch (IOException end) {
            // The test has closed the door.
        }
    }

    private static void pass(Socket from, Socket to) {
        thread(() -> {
            try (from; to; InputStream in = from.getInputStream()) {
                in.transferTo(to.getOutputStream());
            } catch (IOException end) {
                // One of the two has gone.
            }
        });
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private MqttConnection connect(int port) {
        MqttConnection connection = new MqttConnection(TestSettings.of(port), "p1", Optional.empty(), () -> events.add("made"),
                loss -> events.add("lost"));
        connection.connect();
        return connection;
    }

    /** What becomes of a client of MQTT 5. */
    private enum Kind {
        /** It is told that the version is not supported. */
        ANSWERS,
        /** Its connection is closed without an answer. */
        CLOSES,
        /** So is the first one alone, as by a broker that is starting. */
        STARTING}

    /** Only a server that answers is believed for good. */
    @ParameterizedTest
    @CsvSource({"ANSWERS, 4", "CLOSES, 5 4", "STARTING, 5"})
    void aServerThatDoesNotTakeMqtt5IsSpokenToInMqtt311AndNothingIsReported(Kind kind, String afterALoss) throws Exception {
        try (Mosquitto broker = Mosquitto.open(); ServerSocket door = new ServerSocket(0)) {
            thread(() -> serve(door, broker.port(), kind));
            MqttConnection connection = connect(door.getLocalPort());
            assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("made");
            assertThat(levels).containsExactly(5, 4);
            levels.clear();
            open.get(0).close();
            assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("lost");
            assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("made");
            assertThat(levels).containsExactlyElementsOf(Arrays.stream(afterALoss.split(" ")).map(Integer::valueOf).toList());
            connection.disconnect().get(10, TimeUnit.SECONDS);
        }
    }

    /** What speaks neither is reported after both, and tried again. */
    @Test
    void aServerThatSpeaksNeitherIsReported() throws Exception {
        try (ServerSocket door = new ServerSocket(0)) {
            thread(() -> {
                try {
                    while (true) {
                        try (Socket client = door.accept()) {
                            levels.add(client.getInputStream().readNBytes(LEVEL + 1).length);
                        }
                    }
                } catch (IOException end) {
                    // The test has closed the door.
                }
            });
            MqttConnection connection = connect(door.getLocalPort());
            assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("lost");
            assertThat(levels).hasSize(2);
            assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo("lost");
            assertThat(levels).hasSize(4);
            connection.abandon();
        }
    }
}
