package org.dbusp1.line.source;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.dbusp1.base.mdns.BoundedMdns;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.source.HttpSource.Endpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A HomeWizard P1 dongle: the one of the house, whatever its address is, found by multicast DNS and remembered by its serial number, or
 * the one at the owner's address. Where its local API has version 2, each opening asks the dongle for a token until the owner presses its
 * button, for ten minutes from the first request, and again after the dongle was unplugged.
 */
public final class HomeWizardSource implements Source {
    /**
     * A dongle that announced itself, or that is remembered from an earlier reading.
     *
     * @param serial    12 hex digits
     * @param host      address in the local network, with the port unless it is 443 for version 2, 80 for version 1
     * @param isVersion1Enabled    whether its owner has switched version 1 of the local API on; true for a remembered dongle, not known and
     *                  false for one that announced version 2
     * @param version1Host the address of version 1 of a dongle that announced both, or that is at the owner's address; else null
     */
    public record Dongle(String serial, String host, boolean isVersion2, boolean isVersion1Enabled, @Nullable String version1Host) {
        public Dongle(String serial, String host, boolean isVersion2, boolean isVersion1Enabled) {
            this(serial, host, isVersion2, isVersion1Enabled, null);
        }

        public boolean isReadable() {
            return isVersion2 || isVersion1Enabled;
        }

        /** Returns this dongle, announced by version 2, to be asked by version 1: at port 80 unless it announced another. */
        private Dongle byVersion1() {
            return new Dongle(serial, version1Host == null ? host.replaceFirst(":.*", "") : version1Host, false, true);
        }

        private Dongle merge(Dongle other) {
            return isVersion2 == other.isVersion2 ? this : isVersion2
                    ? new Dongle(serial, host, true, false, other.host) : new Dongle(serial, other.host, true, false, host);
        }

        public String line() {
            return "source=homewizard://" + host + " (" + serial + ")";
        }

        /**
         * @param text the texts of the announcement by their keys, null for a key without a text
         * @param own  addresses of this device, which may announce itself as a dongle
         * @return null for another product, and for an address outside of the local network
         */
        static @Nullable Dongle of(String type, InetAddress address, int port, UnaryOperator<String> text, Collection<InetAddress> own) {
            boolean isLocal = address instanceof Inet4Address && (address.isSiteLocalAddress() || address.isLinkLocalAddress());
            String serial = text.apply("serial");
            if (!isLocal || own.contains(address) || port < 1 || serial == null || !serial.matches("[0-9A-Fa-f]{12}")
                    || !"HWE-P1".equals(text.apply("product_type"))) {
                return null;
            }
            boolean hasTokens = type.equals(VERSION_2);
            return new Dongle(serial, address.getHostAddress() + (port == (hasTokens ? VERSION_2_PORT : 80) ? "" : ":" + port),
                    hasTokens, !hasTokens && "1".equals(text.apply("api_enabled")));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(HomeWizardSource.class);
    private static final String VERSION_2 = "_homewizard._tcp.local.";
    private static final String VERSION_1 = "_hwenergy._tcp.local.";
    private static final int VERSION_2_PORT = 443;
    private static final long ANNOUNCEMENT_MILLIS = 1_000;
    private static final int MOST_DONGLES = 16;
    private static final int MOST_NETWORKS = 3;
    /** How long a token is asked for: an owner needs this time to read the notification and to walk to the dongle. */
    private static final Duration PAIRING_TIME = Duration.ofMinutes(10);
    /** Openings in a row without the dongle that show it to be unplugged: a single announcement may be lost. */
    private static final int UNPLUGGED_ABSENCES = 2;
    private static final Set<Condition> ABSENT_CONDITIONS = EnumSet.of(Condition.LINE_ABSENT, Condition.LINE_NOT_FOUND,
            Condition.LINE_UNPROTECTED);
    /** How long an opening may take: the driver ends a reader that hangs for 30 s. */
    private static final long OPENING_MILLIS = 25_000;
    /** The time at the remembered address, more than that of a connection, after which only the next opening looks for announcements. */
    private static final long REMEMBERED_MILLIS = 6_000;
    private static final long LEAST_REQUEST_MILLIS = 1_000;
    private static final String SERIAL = "serial";
    private static final String HOST = "host";
    private static final String TOKEN = "token";
    private static final Pattern TOKEN_TEXT = Pattern.compile("\"token\"\\s*:\\s*\"([0-9A-Fa-f]{32})\"");
    private static final Pattern SERIAL_TEXT = Pattern.compile("\"serial\"\\s*:\\s*\"([0-9A-Fa-f]{12})\"");

    /** The dongle that a source is for. @param token null for version 1 of the API; empty while the dongle is asked for a token */
    private record DongleAccess(Dongle dongle, @Nullable String token) {
    }

    /**
     * The owner's address of the dongle.
     *
     * @param host with the port of version 1 unless it is 80
     * @param version1 asks for the number; always the same, because it knows whether its last requests have ended
     */
    private record Address(String host, HttpSource version1) {
        Address(String host) {
            this(host, new HttpSource(Endpoint.homeWizard(host)));
        }
    }

    private final @Nullable Address address;
    private final StateStore memory;
    private final Supplier<List<Dongle>> announcements;
    private final int version2Port;
    private final byte[] authority;
    private final LongSupplier nanos;
    /** The source made last, and in {@code sourceAccess} its dongle and token. */
    private @Nullable HttpSource source;
    private @Nullable DongleAccess sourceAccess;
    private volatile @Nullable HttpSource openSource;
    private volatile boolean closed;
    /** When the dongle first refused a token; null before that, and after the dongle was unplugged or read. */
    private @Nullable Long pairingSince;
    private final ConsecutiveCount absences = new ConsecutiveCount(UNPLUGGED_ABSENCES);
    private long openingSince;
    /** Whether the last opening spent its time at the remembered address, so that this one begins with the announcements. */
    private boolean isAddressSlow;

    /**
     * @param host the owner's address of the dongle, with the port of version 1 unless it is 80; null: the dongle is found
     * @param memory of this address alone; it has the token: only the driver's user can read it
     */
    public HomeWizardSource(@Nullable String host, StateStore memory) {
        this(host, memory, HomeWizardSource::announced, VERSION_2_PORT, PinnedAuthority.homeWizardCertificate(), System::nanoTime);
    }

    HomeWizardSource(@Nullable String host, StateStore memory, Supplier<List<Dongle>> announcements, int version2Port, byte[] authority,
            LongSupplier nanos) {
        this.address = host == null ? null : new Address(host);
        this.memory = memory;
        this.announcements = announcements;
        this.version2Port = version2Port;
        this.authority = authority;
        this.nanos = nanos;
    }

    /** Returns the dongles that announce themselves in the networks of this device. Blocks for some seconds. */
    public static List<Dongle> announced() {
        Map<String, Dongle> found = new TreeMap<>();
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

    static void listen(InetAddress address, List<InetAddress> own, Map<String, Dongle> found) throws IOException {
        try (JmDNS network = new BoundedMdns(address, null, List.of(VERSION_2, VERSION_1))) {
            // The first dongle to answer ends the wait; the other dongles have answered when the same type is asked for again.
            for (String type : List.of(VERSION_2, VERSION_1, VERSION_2, VERSION_1)) {
                for (ServiceInfo info : network.list(type, ANNOUNCEMENT_MILLIS)) {
                    for (InetAddress each : info.getInet4Addresses()) {
                        Dongle dongle = Dongle.of(type, each, info.getPort(), info::getPropertyString, own);
                        if (dongle != null && found.size() < MOST_DONGLES) {
                            found.merge(dongle.serial(), dongle, Dongle::merge);
                        }
                    }
                }
            }
        }
    }

    @Override
    public void open() throws SourceException {
        closed = false;
        openingSince = nanos.getAsLong();
        try {
            if (address == null) {
                findAndOpen();
            } else {
                openAt(address);
            }
            absences.reset();
        } catch (SourceException e) {
            if (absences.accept(ABSENT_CONDITIONS.contains(e.condition()))) {
                pairingSince = null;
            }
            throw e.withUntrustedText();
        }
    }

    private void findAndOpen() throws SourceException {
        String serial = memory.recall(SERIAL);
        String host = memory.recall(HOST);
        String otherNumber = "";
        boolean wasSlow = isAddressSlow;
        isAddressSlow = false;
        if (serial != null && host != null && !wasSlow) {
            try {
                openDongle(new Dongle(serial, host, isPaired(serial), true));
                return;
            } catch (SourceException e) {
                if (e.condition() == Condition.LINE_UNPAIRED) {
                    throw e; // the dongle has answered
                }
                isAddressSlow = openingMillis() > REMEMBERED_MILLIS;
                if (isAddressSlow) {
                    throw e;
                }
                otherNumber = e.condition() == Condition.LINE_ABSENT ? e.detail() : "";
                LOG.debug("{}; looking for its announcement", e.getMessage());
            }
        }
        Dongle dongle;
        try {
            dongle = chosen(serial);
        } catch (SourceException e) {
            throw otherNumber.isEmpty() || e.condition() != Condition.LINE_NOT_FOUND ? e
                    : new SourceException(Condition.LINE_NOT_FOUND, "the device at " + host + " answers with the number " + otherNumber
                    + ", not as the HomeWizard dongle " + serial + ": if it is your dongle, whose firmware may have changed the number, "
                    + "write source=homewizard://" + host);
        }
        if (isPaired(dongle.serial()) && !dongle.isVersion2()) {
            usePaired(dongle, host);
        } else if (isPaired(dongle.serial()) || !dongle.isVersion2()) {
            openDongle(dongle);
        } else {
            openUnpaired(dongle);
        }
    }

    /**
     * Opens the dongle at the owner's address, whichever it is; after the first token there only by version 2, also another dongle that
     * has the address by then.
     */
    private void openAt(Address at) throws SourceException {
        String paired = memory.recall(TOKEN) == null ? null : memory.recall(SERIAL);
        if (paired == null) {
            openUnpaired(dongleAt(at));
            return;
        }
        try {
            openDongle(version2At(at, paired));
        } catch (SourceException e) {
            Dongle present = e.condition() == Condition.LINE_UNSUITABLE ? dongleAt(at) : null;
            if (present == null || present.serial().equals(paired)) {
                throw e;
            }
            openDongle(present);
        }
    }

    private Dongle dongleAt(Address at) throws SourceException {
        Matcher serial = SERIAL_TEXT.matcher(limit(at.version1()).text("/api"));
        if (!serial.find()) {
            throw new SourceException(Condition.LINE_UNSUITABLE, "the device at " + at.host()
                    + " gives no number of a HomeWizard dongle: is it one?");
        }
        return version2At(at, serial.group(1));
    }

    private Dongle version2At(Address at, String serial) {
        String name = at.host().replaceFirst(":[0-9]+$", "");
        return new Dongle(serial, version2Port == VERSION_2_PORT ? name : name + ":" + version2Port, true, false, at.host());
    }

    private long openingMillis() {
        return (nanos.getAsLong() - openingSince) / 1_000_000;
    }

    /**
     * Opens a dongle that may have version 2 and has never given a token: by version 1 if it does not answer by version 2, or with another
     * certificate, unless it gives a token now.
     */
    private void openUnpaired(Dongle dongle) throws SourceException {
        try {
            openDongle(dongle);
        } catch (SourceException e) {
            if (isPaired(dongle.serial()) || e.condition() != Condition.LINE_ABSENT && e.condition() != Condition.LINE_UNSUITABLE) {
                throw e;
            }
            try {
                openDongle(dongle.byVersion1());
            } catch (SourceException byVersion1) {
                throw byVersion1.condition() == Condition.LINE_ABSENT ? e : byVersion1;
            }
        }
    }

    /** A dongle that has ever given a token is read only by version 2, also after it has revoked the token. */
    private boolean isPaired(String serial) {
        return serial.equals(memory.recall(SERIAL)) && memory.recall(TOKEN) != null;
    }

    /**
     * Uses a paired dongle that is announced with version 1 only: the announcement of version 2 may be lost, and any host
     * can send that of version 1. So only the announced address is used, and version 2 is tried there.
     *
     * @param host address at which the dongle was read before, with its port; null if it was not read
     */
    private void usePaired(Dongle dongle, @Nullable String host) throws SourceException {
        String address = dongle.host().replaceFirst(":.*", "");
        String port = host == null ? "" : host.replaceFirst("^[^:]*", "");
        try {
            openDongle(new Dongle(dongle.serial(), address + port, true, false));
        } catch (SourceException e) {
            if (e.condition() == Condition.LINE_UNPAIRED || e.condition() == Condition.LINE_PAIRING_ENDED) {
                throw e;
            }
            throw new SourceException(Condition.LINE_UNPROTECTED,
                    "the HomeWizard dongle " + dongle.serial() + " was read encrypted, and is "
                    + "announced without encryption at " + dongle.host() + ": it is not read so. If you reset it, write "
                    + "source=homewizard://ADDRESS with its own address", dongle.host());
        }
    }

    private Dongle chosen(@Nullable String serial) throws SourceException {
        List<Dongle> all = announcements.get();
        List<Dongle> possible = all.stream().filter(announced -> serial == null || serial.equals(announced.serial())).toList();
        if (possible.size() == 1) {
            return possible.get(0);
        }
        String lines = all.stream().map(Dongle::line).collect(Collectors.joining(", "));
        if (serial != null) {
            throw new SourceException(Condition.LINE_NOT_FOUND, "the HomeWizard dongle " + serial + " does not answer: is it switched on, "
                    + "and in this network?" + (all.isEmpty() ? "" : " For another one write its line: " + lines));
        }
        if (all.isEmpty()) {
            throw new SourceException(Condition.LINE_NOT_FOUND,
                    "no HomeWizard P1 dongle is found: is it switched on, and in the network of this "
                    + "device? Where it is in another one, write source=homewizard://ADDRESS");
        }
        throw new SourceException(Condition.LINE_SEVERAL,
                "several HomeWizard P1 dongles are in this network: write the line of one: " + lines, lines);
    }

    private @Nullable String token() {
        String token = memory.recall(TOKEN);
        return token == null || token.isEmpty() ? null : token;
    }

    private void openDongle(Dongle dongle) throws SourceException {
        if (!dongle.isReadable()) {
            throw new SourceException(Condition.LINE_CLOSED, "the HomeWizard dongle " + dongle.serial()
                    + " is closed: switch Local API on in the HomeWizard app", dongle.serial());
        }
        try {
            String token = null;
            if (dongle.isVersion2()) {
                token = dongle.serial().equals(memory.recall(SERIAL)) ? token() : null;
                token = token == null ? pair(dongle) : token;
            }
            HttpSource httpSource = source(dongle, token);
            if (token == null) {
                checkSerial(limit(httpSource), dongle);
            }
            limit(httpSource).open();
            httpSource.limit(OPENING_MILLIS);
            memory.remember(SERIAL, dongle.serial());
            memory.remember(HOST, dongle.host());
            openSource = httpSource;
            pairingSince = null;
            if (closed) {
                httpSource.close();
            }
        } catch (SourceException e) {
            if (e.condition() == Condition.LINE_FORBIDDEN && dongle.isVersion2()
                    && e.detail().equals(HttpSource.UNKNOWN_TOKEN)) {
                // The owner may have revoked the token: the next opening asks for a new token. The dongle counts as paired.
                memory.remember(TOKEN, "");
            }
            throw e;
        } catch (IOException e) {
            throw new SourceException(Condition.LINE_ABSENT, "no answer from the HomeWizard dongle " + dongle.serial() + " at "
                    + dongle.host() + ": is it switched on, and in this network?");
        }
    }

    /** The source of the last call is returned again for the same dongle and token: it knows whether its last request has ended. */
    private HttpSource source(Dongle dongle, @Nullable String token) {
        DongleAccess wanted = new DongleAccess(dongle, token);
        HttpSource last = source;
        if (last == null || !wanted.equals(sourceAccess)) {
            sourceAccess = wanted;
            last = new HttpSource(token == null ? Endpoint.homeWizard(dongle.host())
                    : Endpoint.homeWizard(dongle.host(), token, PinnedAuthority.context(authority, dongle.serial())));
            source = last;
        }
        return last;
    }

    private HttpSource limit(HttpSource httpSource) {
        httpSource.limit(Math.max(LEAST_REQUEST_MILLIS, OPENING_MILLIS - openingMillis()));
        return httpSource;
    }

    /** Returns a new token. @throws SourceException unless the owner has pressed the button in the last 30 s */
    private String pair(Dongle dongle) throws IOException {
        long since = pairingSince == null ? nanos.getAsLong() : pairingSince;
        if (nanos.getAsLong() - since > PAIRING_TIME.toNanos()) {
            throw new SourceException(Condition.LINE_PAIRING_ENDED, "the button of the HomeWizard dongle (" + dongle.serial()
                    + ") was not pressed within " + PAIRING_TIME.toMinutes()
                    + " minutes: unplug it for a minute, or restart dbus-p1; a minute later press its button");
        }
        HttpSource.Answer answer = limit(source(dongle, "")).ask("/api/user", "{\"name\": \"local/dbus-p1\"}");
        Matcher token = TOKEN_TEXT.matcher(answer.text());
        if (answer.status() == 200 && token.find()) {
            memory.remember(SERIAL, dongle.serial());
            memory.remember(TOKEN, token.group(1));
            return token.group(1);
        }
        if (answer.status() != 403) {
            throw new IOException("it answers with status " + answer.status());
        }
        pairingSince = since;
        throw new SourceException(Condition.LINE_UNPAIRED,
                "press the button of the HomeWizard dongle now (" + dongle.serial() + "): it then lets dbus-p1 read the meter");
    }

    /**
     * Version 1 has no certificate: only the serial number shows that this is the dongle.
     *
     * @throws SourceException when another device has the address; its detail is the device's number, if it has one
     */
    private static void checkSerial(HttpSource httpSource, Dongle dongle) throws IOException {
        Matcher serial = SERIAL_TEXT.matcher(httpSource.ask("/api", null).text());
        boolean hasNumber = serial.find();
        if (!hasNumber || !serial.group(1).equalsIgnoreCase(dongle.serial())) {
            throw new SourceException(Condition.LINE_ABSENT,
                    "the device at " + dongle.host() + " is not the HomeWizard dongle " + dongle.serial(),
                    hasNumber ? serial.group(1) : "");
        }
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        return opened().read(into, timeoutMillis);
    }

    @Override
    public long lastReadNanos() {
        return opened().lastReadNanos();
    }

    private HttpSource opened() {
        HttpSource open = openSource;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    @Override
    public String name() {
        return address == null ? "homewizard" : address.version1().name();
    }

    @Override
    public Optional<String> lineIdentity() {
        return Optional.ofNullable(memory.recall(SERIAL)).map(serial -> "homewizard " + serial);
    }

    @Override
    public String description() {
        HttpSource open = openSource;
        return open != null ? open.description() : address != null ? address.version1().description() : "HomeWizard dongle";
    }

    @Override
    public void close() {
        closed = true;
        HttpSource open = openSource;
        if (open != null) {
            open.close();
        }
    }
}
