package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.dbusp1.base.mdns.Announcement;
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
        Map<String, HomeWizardDongle> found = new TreeMap<>();
        long begun = System.nanoTime();
        try {
            HomeWizardDongle.listen(loopback, List.of(), found);
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
                int number = sent.incrementAndGet();
                byte[] packet = Announcement.of(number, ADDRESSES[number % ADDRESSES.length], 120, List.of("api_enabled=1",
                        "product_type=HWE-P1", "serial=%012x".formatted(number)));
                socket.send(new DatagramPacket(packet, packet.length, new InetSocketAddress("224.0.0.251", 5353)));
                // On a busy machine those that are late follow at once.
                LockSupport.parkNanos(due + PERIOD_NANOS - System.nanoTime());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
