package org.dbusp1.output.http;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.dbusp1.meter.MeterKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the web server in the local network by multicast DNS: as {@code NAME.local} and {@code _http._tcp}, and as
 * a HomeWizard meter if wanted. The calls wait for the network for seconds, so they are made on a separate thread.
 */
final class Announcement {
    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);
    private static final String WEB = "_http._tcp.local.";
    private static final String HOMEWIZARD = "_hwenergy._tcp.local.";

    private final HttpSettings settings;
    /** The host name, without .local. */
    private static final String NAME = "emeter";
    private final List<JmDNS> responders = new ArrayList<>();
    private List<InetAddress> announced = List.of();

    Announcement(HttpSettings settings) {
        this.settings = settings;
    }

    /**
     * Announces on every network there is.
     *
     * @param meter whose identity a HomeWizard meter shows; that service waits until it is known
     * @return whether the web server is announced on any network
     */
    boolean publish(int port, Optional<MeterKey> meter) {
        withdraw();
        try {
            announced = addresses();
            for (InetAddress address : announced) {
                JmDNS responder = JmDNS.create(address, NAME);
                responders.add(responder);
                for (ServiceInfo service : services(port, meter)) {
                    responder.registerService(service);
                }
                LOG.info("announced as http://{}:{} on {}", responder.getHostName().replaceFirst("\\.$", ""), port,
                        address.getHostAddress());
            }
        } catch (IOException trouble) {
            LOG.warn("multicast DNS: {}; tried again", trouble.getMessage());
            withdraw();
        }
        return !responders.isEmpty();
    }

    /** Returns whether the networks differ from those of the announcement: a cable was plugged in, a lease changed. */
    boolean outdated() {
        try {
            return !announced.equals(addresses());
        } catch (IOException unknown) {
            LOG.debug("multicast DNS: {}", unknown.toString());
            return false;
        }
    }

    private List<ServiceInfo> services(int port, Optional<MeterKey> meter) {
        List<ServiceInfo> services = new ArrayList<>();
        services.add(ServiceInfo.create(WEB, "Smart meter (" + NAME + ")", port, 0, 0,
                Map.of("path", "/")));
        if (settings.homewizard() && meter.isPresent()) {
            String serial = HomeWizard.serial(meter.get());
            services.add(ServiceInfo.create(HOMEWIZARD, "p1meter-" + serial.substring(6), port, 0, 0, Map.of(
                    "api_enabled", "1", "path", "/api/v1", "serial", serial,
                    "product_name", HomeWizard.PRODUCT_NAME, "product_type", HomeWizard.PRODUCT_TYPE)));
        }
        return services;
    }

    /** Returns the address that the server is bound to, or an address of each network with multicast. */
    private List<InetAddress> addresses() throws IOException {
        if (!settings.bind().isAnyLocalAddress()) {
            return List.of(settings.bind());
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (network.isUp() && !network.isLoopback() && network.supportsMulticast()) {
                network.inetAddresses().filter(Inet4Address.class::isInstance).findFirst().ifPresent(addresses::add);
            }
        }
        return addresses;
    }

    /** Withdraws the announcement. */
    void withdraw() {
        for (JmDNS responder : responders) {
            try {
                responder.close();
            } catch (IOException gone) {
                LOG.debug("closing multicast DNS: {}", gone.toString());
            }
        }
        responders.clear();
    }
}
