package org.dbusp1.line.source;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.source.HttpSource.Endpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A HomeWizard P1 dongle: the one of the house, whatever its address is, found by multicast DNS and remembered by its serial number, or
 * the one at the owner's address. This class decides which dongle is tried, and by which version of its API; {@link DongleOpening} opens
 * it, with the token of its {@link DonglePairing}.
 */
public final class HomeWizardSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(HomeWizardSource.class);
    /** Openings in a row without the dongle that show it to be unplugged: a single announcement may be lost. */
    private static final int UNPLUGGED_ABSENCES = 2;
    private static final Set<Condition> ABSENT_CONDITIONS = EnumSet.of(Condition.LINE_ABSENT, Condition.LINE_NOT_FOUND,
            Condition.LINE_UNPROTECTED);
    /** The time at the remembered address, more than that of a connection, after which only the next opening looks for announcements. */
    private static final long REMEMBERED_MILLIS = 6_000;
    private static final String HOST = "host";

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
    private final DonglePairing pairing;
    private final DongleOpening opening;
    private final Supplier<List<HomeWizardDongle>> announcements;
    private final int version2Port;
    private volatile @Nullable HttpSource openSource;
    private volatile boolean closed;
    private final ConsecutiveCount absences = new ConsecutiveCount(UNPLUGGED_ABSENCES);
    /** Whether the last opening spent its time at the remembered address, so that this one begins with the announcements. */
    private boolean isAddressSlow;

    /**
     * @param host the owner's address of the dongle, with the port of version 1 unless it is 80; null: the dongle is found
     * @param memory of this address alone; it has the token: only the driver's user can read it
     */
    public HomeWizardSource(@Nullable String host, StateStore memory) {
        this(host, memory, HomeWizardDongle::announced, HomeWizardDongle.VERSION_2_PORT, PinnedAuthority.homeWizardCertificate(),
                System::nanoTime);
    }

    HomeWizardSource(@Nullable String host, StateStore memory, Supplier<List<HomeWizardDongle>> announcements, int version2Port,
            byte[] authority, LongSupplier nanos) {
        this.address = host == null ? null : new Address(host);
        this.memory = memory;
        this.announcements = announcements;
        this.version2Port = version2Port;
        this.pairing = new DonglePairing(memory, nanos);
        this.opening = new DongleOpening(pairing, authority, nanos);
    }

    @Override
    public void open() throws SourceException {
        closed = false;
        opening.begin();
        try {
            if (address == null) {
                findAndOpen();
            } else {
                openAt(address);
            }
            absences.reset();
        } catch (SourceException e) {
            if (absences.accept(ABSENT_CONDITIONS.contains(e.condition()))) {
                pairing.acceptUnplugged();
            }
            throw e.withUntrustedText();
        }
    }

    private void findAndOpen() throws SourceException {
        String serial = pairing.serial();
        String host = memory.recall(HOST);
        String otherNumber = "";
        boolean wasSlow = isAddressSlow;
        isAddressSlow = false;
        if (serial != null && host != null && !wasSlow) {
            try {
                openDongle(new HomeWizardDongle(serial, host, pairing.isPaired(serial), true));
                return;
            } catch (SourceException e) {
                if (e.condition() == Condition.LINE_UNPAIRED) {
                    throw e; // the dongle has answered
                }
                isAddressSlow = opening.millis() > REMEMBERED_MILLIS;
                if (isAddressSlow) {
                    throw e;
                }
                otherNumber = e.condition() == Condition.LINE_ABSENT ? e.detail() : "";
                LOG.debug("{}; looking for its announcement", e.getMessage());
            }
        }
        HomeWizardDongle dongle;
        try {
            dongle = chosen(serial);
        } catch (SourceException e) {
            throw otherNumber.isEmpty() || e.condition() != Condition.LINE_NOT_FOUND ? e
                    : new SourceException(Condition.LINE_NOT_FOUND, "the device at " + host + " answers with the number " + otherNumber
                    + ", not as the HomeWizard dongle " + serial + ": if it is your dongle, whose firmware may have changed the number, "
                    + "write source=homewizard://" + host);
        }
        if (pairing.isPaired(dongle.serial()) && !dongle.isVersion2()) {
            usePaired(dongle, host);
        } else {
            openByAnyVersion(dongle);
        }
    }

    /**
     * Opens the dongle at the owner's address, whichever it is; after the first token there only by version 2, also another dongle that
     * has the address by then.
     */
    private void openAt(Address at) throws SourceException {
        String paired = pairing.serial();
        if (paired == null || !pairing.isPaired(paired)) {
            openByAnyVersion(dongleAt(at));
            return;
        }
        try {
            openDongle(version2At(at, paired));
        } catch (SourceException e) {
            HomeWizardDongle present = e.condition() == Condition.LINE_UNSUITABLE ? dongleAt(at) : null;
            if (present == null || present.serial().equals(paired)) {
                throw e;
            }
            openDongle(present);
        }
    }

    private HomeWizardDongle dongleAt(Address at) throws SourceException {
        String serial = opening.serialAt(at.version1());
        if (serial == null) {
            throw new SourceException(Condition.LINE_UNSUITABLE, "the device at " + at.host()
                    + " gives no number of a HomeWizard dongle: is it one?");
        }
        return version2At(at, serial);
    }

    private HomeWizardDongle version2At(Address at, String serial) {
        String name = at.host().replaceFirst(":[0-9]+$", "");
        String host = version2Port == HomeWizardDongle.VERSION_2_PORT ? name : name + ":" + version2Port;
        return new HomeWizardDongle(serial, host, true, false, at.host());
    }

    /**
     * Opens a dongle. One that may have version 2 and has never given a token is read by version 1 if it does not answer by version 2, or
     * with another certificate, unless it gives a token now.
     */
    private void openByAnyVersion(HomeWizardDongle dongle) throws SourceException {
        try {
            openDongle(dongle);
        } catch (SourceException e) {
            if (!dongle.isVersion2() || pairing.isPaired(dongle.serial())
                    || e.condition() != Condition.LINE_ABSENT && e.condition() != Condition.LINE_UNSUITABLE) {
                throw e;
            }
            try {
                openDongle(dongle.byVersion1());
            } catch (SourceException byVersion1) {
                throw byVersion1.condition() == Condition.LINE_ABSENT ? e : byVersion1;
            }
        }
    }

    /**
     * Uses a paired dongle that is announced with version 1 only: the announcement of version 2 may be lost, and any host
     * can send that of version 1. So only the announced address is used, and version 2 is tried there.
     *
     * @param host address at which the dongle was read before, with its port; null if it was not read
     */
    private void usePaired(HomeWizardDongle dongle, @Nullable String host) throws SourceException {
        String address = dongle.host().replaceFirst(":.*", "");
        String port = host == null ? "" : host.replaceFirst("^[^:]*", "");
        try {
            openDongle(new HomeWizardDongle(dongle.serial(), address + port, true, false));
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

    private HomeWizardDongle chosen(@Nullable String serial) throws SourceException {
        List<HomeWizardDongle> all = announcements.get();
        List<HomeWizardDongle> possible = all.stream().filter(announced -> serial == null || serial.equals(announced.serial())).toList();
        if (possible.size() == 1) {
            return possible.get(0);
        }
        String lines = all.stream().map(HomeWizardDongle::line).collect(Collectors.joining(", "));
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

    private void openDongle(HomeWizardDongle dongle) throws SourceException {
        HttpSource opened = opening.open(dongle);
        memory.remember(HOST, dongle.host());
        openSource = opened;
        if (closed) {
            opened.close();
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
        return Optional.ofNullable(pairing.serial()).map(serial -> "homewizard " + serial);
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
