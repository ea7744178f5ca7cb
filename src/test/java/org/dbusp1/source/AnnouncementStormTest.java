package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.dbusp1.source.FoundDongle.Announced;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Multicast DNS of a network in which a host announces a thousand dongles a second, some of them at addresses of others. */
@Tag("slow")
@Timeout(120)
class AnnouncementStormTest {
    private static final String[] ADDRESSES = {"192.168.7.9", "8.8.8.8", "127.0.0.1", "192.168.7.10"};

    private static final long PERIOD_NANOS = 1_000_000;

    private volatile boolean ended;
    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void aThousandAnnouncementsASecondEndInFewDonglesSoon() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Thread storm = new Thread(this::storm, "storm");
        storm.start();
        Map<String, Announced> found = new TreeMap<>();
        long begun = System.nanoTime();
        try {
            FoundDongle.listen(loopback, List.of(), found);
        } finally {
            ended = true;
            storm.join();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
        assertThat(sent).hasValueGreaterThan(1_000);
        assertThat(found).hasSizeBetween(1, 16);
        assertThat(found.values()).allSatisfy(dongle -> assertThat(dongle.host()).startsWith("192.168.7."));
    }

    private void storm() {
        try (MulticastSocket socket = new MulticastSocket()) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
            for (long due = System.nanoTime(); !ended; due += PERIOD_NANOS) {
                byte[] packet = announcement(sent.incrementAndGet());
                socket.send(new DatagramPacket(packet, packet.length, new InetSocketAddress("224.0.0.251", 5353)));
                // On a busy machine those that are late follow at once.
                LockSupport.parkNanos(due + PERIOD_NANOS - System.nanoTime());
            }
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    /** An answer with the records PTR, SRV, TXT and A. */
    private static byte[] announcement(int number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        String type = "_hwenergy._tcp.local";
        String instance = "p1-" + number + "." + type;
        String host = "h" + number + ".local";
        for (int word : new int[] {0, 0x8400, 0, 4, 0, 0}) {
            out.writeShort(word);
        }
        record(out, type, 12, name(instance));
        byte[] target = name(host);
        ByteArrayOutputStream service = new ByteArrayOutputStream();
        service.write(new byte[] {0, 0, 0, 0, 0, 80});
        service.write(target);
        record(out, instance, 33, service.toByteArray());
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        for (String text : List.of("api_enabled=1", "product_type=HWE-P1", "serial=%012x".formatted(number))) {
            texts.write(text.length());
            texts.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        record(out, instance, 16, texts.toByteArray());
        record(out, host, 1, InetAddress.getByName(ADDRESSES[number % ADDRESSES.length]).getAddress());
        return bytes.toByteArray();
    }

    private static void record(DataOutputStream out, String name, int type, byte[] data) throws IOException {
        out.write(name(name));
        out.writeShort(type);
        out.writeShort(1);
        out.writeInt(120);
        out.writeShort(data.length);
        out.write(data);
    }

    private static byte[] name(String text) throws IOException {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        for (String label : text.split("\\.")) {
            name.write(label.length());
            name.write(label.getBytes(StandardCharsets.US_ASCII));
        }
        name.write(0);
        return name.toByteArray();
    }
}
