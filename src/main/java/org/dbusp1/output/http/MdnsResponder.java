package org.dbusp1.output.http;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.dbusp1.base.mdns.BoundedMdns;
import org.dbusp1.base.process.ThinnedLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the web server in the local network by multicast DNS: as {@code emeter.local} and {@code _http._tcp}, and as a HomeWizard
 * meter with a host name of its own, because some clients accept only hosts {@code p1meter-…}. Polls the networks and the meter's serial
 * number. A separate thread makes the library's calls, which wait for the network for seconds. This class and the library are loaded
 * only if announcing is on.
 */
final class MdnsResponder {
    private static final Logger LOG = LoggerFactory.getLogger(MdnsResponder.class);
    /** Usually the port is open and the meter has sent by then; otherwise a later poll announces them. */
    private static final int FIRST_POLL_SECONDS = 2;
    /** Rarely, because a poll takes about a hundred system calls. */
    private static final int POLL_SECONDS = 10;
    private static final long CLOSE_MILLIS = 600;
    /** The host name, without .local. */
    private static final String HOST_NAME = "emeter";
    private static final String WEB = "_http._tcp.local.";
    private static final String HOMEWIZARD = "_hwenergy._tcp.local.";

    /**
     * @param addresses an address of each network
     * @param serial of the HomeWizard meter, which is not announced while this is null
     */
    private record Advertisement(List<InetAddress> addresses, int port, @Nullable String serial) {
    }

    private final IntSupplier port;
    private final Supplier<@Nullable String> serial;
    private final ScheduledExecutorService executor;
    private final List<JmDNS> responders = new ArrayList<>();
    private @Nullable Advertisement published;
    private final ThinnedLog failures = ThinnedLog.counted();

    /**
     * @param port gives the port that the server listens on; 0 while it does not listen
     * @param serial gives the serial number of the HomeWizard meter; null while it is not known
     */
    MdnsResponder(IntSupplier port, Supplier<@Nullable String> serial) {
        this(port, serial, Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("mdns", true)));
    }

    /** @param executor makes the polls; ended by {@link #close} */
    MdnsResponder(IntSupplier port, Supplier<@Nullable String> serial, ScheduledExecutorService executor) {
        this.port = port;
        this.serial = serial;
        this.executor = executor;
        executor.scheduleWithFixedDelay(this::announce, FIRST_POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    }

    /** Polls once. Failures are caught for the next poll: a timer of Java ends at the first exception. */
    void announce() {
        try {
            Advertisement wanted = new Advertisement(addresses(), port.getAsInt(), serial.get());
            if (wanted.port() != 0 && !wanted.equals(published)) {
                withdraw();
                publish(wanted);
                published = wanted;
            }
        } catch (IOException | RuntimeException | Error e) {
            // The next attempt withdraws the announcement. JmDNS throws runtime exceptions for an interface that was removed.
            published = null;
            failures.countAndLog(times -> LOG.warn("multicast DNS: {}; tried again{}", e.toString(), times));
        }
    }

    private void publish(Advertisement wanted) throws IOException {
        for (InetAddress address : wanted.addresses()) {
            register(address, HOST_NAME, ServiceInfo.create(WEB, "Smart meter (" + HOST_NAME + ")", wanted.port(), 0, 0,
                    Map.of("path", "/")));
            String serial = wanted.serial();
            if (serial != null) {
                // As HomeWizard's own: the name of the service is that of its host.
                String name = "p1meter-" + serial.substring(6);
                register(address, name, ServiceInfo.create(HOMEWIZARD, name, wanted.port(), 0, 0, Map.of(
                        "api_enabled", "1", "path", "/api/v1", "serial", serial,
                        "product_name", HomeWizardApi.PRODUCT_NAME, "product_type", HomeWizardApi.PRODUCT_TYPE)));
            }
        }
    }

    private void register(InetAddress address, String host, ServiceInfo service) throws IOException {
        JmDNS responder = new BoundedMdns(address, host, List.of(service.getType()));
        responders.add(responder);
        responder.registerService(service);
        LOG.info("announced as http://{}:{} on {}", responder.getHostName().replaceFirst("\\.$", ""), service.getPort(),
                address.getHostAddress());
    }

    /** An address of each network with multicast: the server listens on every address. */
    private static List<InetAddress> addresses() throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            InetAddress address = address(network);
            if (address != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    /** Returns an address of a network with multicast; null for other networks, and for a removed network. */
    static @Nullable InetAddress address(NetworkInterface network) {
        try {
            boolean used = network.isUp() && !network.isLoopback() && network.supportsMulticast();
            return used ? network.inetAddresses().filter(Inet4Address.class::isInstance).findFirst().orElse(null) : null;
        } catch (SocketException e) {
            LOG.debug("multicast DNS: {}: {}", network.getName(), e.getMessage());
            return null;
        }
    }

    private void withdraw() {
        published = null;
        for (JmDNS responder : responders) {
            try {
                responder.close();
            } catch (IOException | RuntimeException e) {
                LOG.debug("closing multicast DNS: {}", e.toString());
            }
        }
        responders.clear();
    }

    /** Withdraws the announcement, if that takes less than the limit. */
    void close() {
        executor.execute(this::withdraw);
        executor.shutdown();
        try {
            executor.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
