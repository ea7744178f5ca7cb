package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.output.venus.TestBus.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Brokers that connect, and do not do their work. */
@Timeout(120)
class OddBrokersTest {
    private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};
    private static final byte[] PINGRESP = {(byte) 0xD0, 0};
    private static final int CONNECT = 0x10;
    private static final int PINGREQ = 0xC0;

    private final SampleMeter meter = SampleMeter.usual();

    /** Reads packets, and answers a CONNECT and each PINGREQ. */
    private static void answer(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            for (int type = in.read(); type >= 0; type = in.read()) {
                int length = 0;
                for (int shift = 0, part = 0x80; (part & 0x80) != 0; shift += 7) {
                    part = in.read();
                    length |= (part & 0x7F) << shift;
                }
                in.readNBytes(length);
                if (type == CONNECT || type == PINGREQ) {
                    client.getOutputStream().write(type == CONNECT ? CONNACK : PINGRESP);
                }
            }
        } catch (IOException e) {
            // The output has ended.
        }
    }

    @Test
    void aBrokerThatAcknowledgesNothingDoesNotWork() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MqttOutput output = new MqttOutput(TestSettings.of(server.getLocalPort(), TopicLayout.NATIVE), TestOutputs.NO_FEEDBACK,
                    () -> null, Duration.ofMillis(200));
            output.snapshot(meter.next());
            Socket client = server.accept();
            Thread broker = new Thread(() -> answer(client));
            broker.start();
            await("the fault", () -> {
                output.snapshot(meter.next());
                return output.fault().filter(fault -> fault.contains("acknowledges no message")).isPresent();
            });
            output.close();
            client.close();
            broker.join();
        }
    }

    @Test
    void aBrokerOfSmallPacketsIsNamedWithoutTheLengthOfEachMessage() {
        try (Mosquitto small = Mosquitto.with("allow_anonymous true", "max_packet_size 300");
                TestOutputs outputs = new TestOutputs()) {
            MqttOutput output = outputs.open(TestSettings.of(small.port(), TopicLayout.NATIVE));
            await("the fault", () -> {
                output.snapshot(meter.next());
                return output.fault().filter(fault -> fault.contains("longer than this broker accepts")).isPresent();
            });
            assertThat(output.fault().orElseThrow()).doesNotContainPattern("\\d{3} bytes|size.*\\d|length.*\\d");
        }
    }
}
