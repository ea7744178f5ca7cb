package org.dbusp1.line.source;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.dbusp1.base.mdns.BoundedMdns;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A HomeWizard P1 dongle that announced itself, or that is remembered from an earlier reading.
 *
 * @param serial    12 hex digits
 * @param host      address in the local network, with the port unless it is 443 for version 2, 80 for version 1
 * @param isVersion1Enabled    whether its owner has switched version 1 of the local API on; true for a remembered dongle, not known and
 *                  false for one that announced version 2
 * @param version1Host the address of version 1 of a dongle that announced both, or that is at the owner's address; else null
 */
public record HomeWizardDongle(String serial, String host, boolean isVersion2, boolean isVersion1Enabled, @Nullable String version1Host) {
    static final int VERSION_2_PORT = 443;

    private static final Logger LOG = LoggerFactory.getLogger(HomeWizardDongle.class);
    private static final String VERSION_2 = "_homewizard._tcp.local.";
    private static final String VERSION_1 = "_hwenergy._tcp.local.";
    private static final long ANNOUNCEMENT_MILLIS = 1_000;
    private static final int MOST_DONGLES = 16;
    private static final int MOST_NETWORKS = 3;

    public HomeWizardDongle(String serial, String host, boolean isVersion2, boolean isVersion1Enabled) {
        this(serial, host, isVersion2, isVersion1Enabled, null);
    }

    /** Returns the dongles that announce themselves in the networks of this device. Blocks for some seconds. */
    public static List<HomeWizardDongle> announced() {
        Map<String, HomeWizardDongle> found = new TreeMap<>();
        try {
            List<InetAddress> own = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
            for (InetAddress address : own.stream().filter(candidate -> candidate instanceof Inet4Address && !candidate.isLoopbackAddress())
                    .limit(MOST_NETWORKS).toList()) {
                listen(address, own, found);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("multicast DNS: {}", e.toString());
        }
        return List.copyOf(found.values());
    }

    static void listen(InetAddress address, List<InetAddress> own, Map<String, HomeWizardDongle> found) throws IOException {
        try (JmDNS network = new BoundedMdns(address, null, List.of(VERSION_2, VERSION_1))) {
            // The first dongle to answer ends the wait; the other dongles have answered when the same type is asked for again.
            for (String type : List.of(VERSION_2, VERSION_1, VERSION_2, VERSION_1)) {
                for (ServiceInfo info : network.list(type, ANNOUNCEMENT_MILLIS)) {
                    for (InetAddress each : info.getInet4Addresses()) {
                        HomeWizardDongle dongle = of(type, each, info.getPort(), info::getPropertyString, own);
                        if (dongle != null && found.size() < MOST_DONGLES) {
                            found.merge(dongle.serial(), dongle, HomeWizardDongle::merge);
                        }
                    }
                }
            }
        }
    }

    /**
     * @param text the texts of the announcement by their keys, null for a key without a text
     * @param own  addresses of this device, which may announce itself as a dongle
     * @return null for another product, and for an address outside of the local network
     */
    static @Nullable HomeWizardDongle of(String type, InetAddress address, int port, UnaryOperator<String> text,
            Collection<InetAddress> own) {
        boolean isLocal = address instanceof Inet4Address && (address.isSiteLocalAddress() || address.isLinkLocalAddress());
        String serial = text.apply("serial");
        if (!isLocal || own.contains(address) || port < 1 || serial == null || !serial.matches("[0-9A-Fa-f]{12}")
                || !"HWE-P1".equals(text.apply("product_type"))) {
            return null;
        }
        boolean hasTokens = type.equals(VERSION_2);
        return new HomeWizardDongle(serial, address.getHostAddress() + (port == (hasTokens ? VERSION_2_PORT : 80) ? "" : ":" + port),
                hasTokens, !hasTokens && "1".equals(text.apply("api_enabled")));
    }

    public boolean isReadable() {
        return isVersion2 || isVersion1Enabled;
    }

    /** Returns this dongle, announced by version 2, to be asked by version 1: at port 80 unless it announced another. */
    HomeWizardDongle byVersion1() {
        return new HomeWizardDongle(serial, version1Host == null ? host.replaceFirst(":.*", "") : version1Host, false, true);
    }

    private HomeWizardDongle merge(HomeWizardDongle other) {
        return isVersion2 == other.isVersion2 ? this : isVersion2
                ? new HomeWizardDongle(serial, host, true, false, other.host) : new HomeWizardDongle(serial, other.host, true, false, host);
    }

    public String line() {
        return "source=homewizard://" + host + " (" + serial + ")";
    }
}
