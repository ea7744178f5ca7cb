package org.dbusp1.base.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.jmdns.ServiceInfo;
import javax.jmdns.impl.DNSEntry;
import javax.jmdns.impl.DNSRecord;
import org.dbusp1.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BoundedMdnsTest {
    /** Of one dongle: PTR, SRV, TXT and A. */
    private static final int RECORDS = 4;
    private static final int FLOOD = 3_600;
    /** More than there is room for. */
    private static final int DONGLES = 100;
    private static final int LONG_LIFE = Integer.MAX_VALUE;
    private static final List<String> SHORT = List.of("api_enabled=1", "product_type=HWE-P1");
    private static final List<String> LONG = Collections.nCopies(32, "x".repeat(250));

    private static void send(MulticastSocket socket, byte[] packet) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length, new InetSocketAddress("224.0.0.251", 5353)));
    }

    /** Records of long life, texts of 8 kB, and types of services that nobody asked for. */
    @Test
    void aHostThatAnnouncesThousandsFillsNoMemory() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (BoundedMdns mdns = new BoundedMdns(loopback, "bounded", List.of(Announcement.TYPE + ".", "_http._tcp.local."));
                MulticastSocket socket = new MulticastSocket()) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress(loopback));
            Await.await("the records of one dongle", () -> {
                send(socket, Announcement.of(0, "192.168.7.9", LONG_LIFE, SHORT));
                return mdns.getCache().allValues().size() >= RECORDS;
            });
            for (int i = 1; i <= FLOOD; i++) {
                send(socket, Announcement.of(i, "192.168.7.9", LONG_LIFE, i % 2 == 0 ? LONG : SHORT));
                if (i % 16 == 0) {
                    Thread.yield();
                }
            }
            List<ServiceInfo> found = new ArrayList<>(List.of(mdns.list(Announcement.TYPE + ".", 500)));
            Collection<DNSEntry> kept = mdns.getCache().allValues();
            assertThat(kept).hasSizeBetween(RECORDS, 256);
            assertThat(kept).allSatisfy(entry -> assertThat(((DNSRecord) entry).getTTL()).isLessThanOrEqualTo(4_500));
            assertThat(kept).allSatisfy(entry ->
                    assertThat(((DNSRecord) entry).getServiceInfo(false).getTextBytes()).hasSizeLessThanOrEqualTo(1_024));
            assertThat(found).hasSizeLessThanOrEqualTo(256);
            assertThat(mdns.getServiceTypes().keySet()).allMatch(type ->
                    Stream.of("_hwenergy._tcp", "_http._tcp").anyMatch(type::startsWith));
        }
    }

    /** A host that announces names without end keeps no dongle from being found. */
    @Test
    void addressesOfHostsWithoutAServiceTakeNoPlace() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (BoundedMdns mdns = new BoundedMdns(loopback, "bounded", List.of(Announcement.TYPE + "."));
                MulticastSocket socket = new MulticastSocket()) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress(loopback));
            for (int i = 0; i < 300; i++) {
                send(socket, Announcement.address(i, LONG_LIFE));
            }
            Await.await("the address of the dongle", () -> {
                send(socket, Announcement.of(7, "192.168.7.9", LONG_LIFE, SHORT));
                return mdns.getCache().allValues().stream().anyMatch(entry -> entry.getKey().equals("h7.local."));
            });
            assertThat(mdns.getCache().allValues()).noneMatch(entry -> entry.getKey().startsWith("talkative"));
        }
    }

    @Test
    void theOldestRecordMakesRoom() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (BoundedMdns mdns = new BoundedMdns(loopback, "bounded", List.of(Announcement.TYPE + "."));
                MulticastSocket socket = new MulticastSocket()) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByInetAddress(loopback));
            Await.await("more dongles than there is room for", () -> {
                for (int i = 0; i < DONGLES; i++) {
                    send(socket, Announcement.of(i, "192.168.7.9", LONG_LIFE, SHORT));
                }
                return mdns.getCache().allValues().size() >= 250;
            });
            Await.await("a new dongle", () -> {
                send(socket, Announcement.of(100_000, "192.168.7.9", LONG_LIFE, SHORT));
                return mdns.getCache().allValues().stream().anyMatch(entry -> entry.getKey().equals("h100000.local."));
            });
        }
    }
}
