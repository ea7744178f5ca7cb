package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.source.UsbCable;
import org.dbusp1.state.FileStateStore;
import org.dbusp1.state.StateStore;

/**
 * Decides the meter's key, once in a run: the configured one; otherwise the one remembered for this cable; otherwise
 * one made from the first good, unrepaired telegram, which is then remembered. So the meter with which the utility
 * replaces the old one takes over its instance, its topics and its history.
 */
public final class MeterKeys {
    /** Import and the net power made of it: a long list holds more values. */
    private static final int SHORT_LIST = 2;
    private static final int MOST_NAMELESS = 10;
    private static final String FILE = "meters.properties";

    private final Optional<MeterKey> configured;
    private final StateStore store;
    private Optional<MeterKey> decided = Optional.empty();
    private int nameless;
    /** The first cable of this run that has a name of its own. */
    private Optional<String> first = Optional.empty();

    /** @param directory where the keys of cables are remembered; made when the first one is written, at once */
    public MeterKeys(Optional<MeterKey> configured, Path directory) {
        this(configured, directory, Runnable::run);
    }

    /** @param disk where files are written */
    public MeterKeys(Optional<MeterKey> configured, Path directory, Executor disk) {
        this.configured = configured;
        this.store = new FileStateStore(directory.resolve(FILE), "which meter is on which cable", disk);
    }

    /** The key remembered for the cable that is now at a serial port. */
    public static Optional<MeterKey> remembered(Path directory, Path port) {
        return FileStateStore.glance(directory.resolve(FILE), UsbCable.at(port), MeterKey::new);
    }

    /**
     * The source was opened. The key belongs to the first cable that was open, and so do the settings and ports of this
     * run. Where /dev/ttyUSB0, or a link, leads to another cable now, the meter behind that one is another.
     *
     * @param cable what names the cable
     * @param name  the port's own name, which names no cable
     * @return false where it is another cable, and the key is not one that the owner configured
     */
    boolean opened(Optional<String> cable, String name) {
        Optional<String> known = cable.filter(one -> !one.equals(name));
        first = first.or(() -> known);
        return configured.isPresent() || known.isEmpty() || known.equals(first);
    }

    /**
     * The key that was made of the meter on a cable and remembered, whatever is configured; absent where none is.
     *
     * @param cable what names the cable; absent where nothing is remembered by it
     */
    public Optional<MeterKey> remembered(Optional<String> cable) {
        return cable.flatMap(known -> store.recall(known, MeterKey::new));
    }

    /**
     * The key of the meter behind a source.
     *
     * @param cable what names the cable; absent where nothing is to be remembered by it
     * @param name  replaces the cable in a key made without a meter number
     * @return absent while only repaired telegrams came, or short lists that do not name their meter: a key stays for
     *     years, so that it is never made from a guess
     */
    Optional<MeterKey> of(Reading reading, Optional<String> cable, String name) {
        if (decided.isEmpty()) {
            decided = configured.or(() -> remembered(cable));
        }
        if (decided.isEmpty() && !reading.message().repaired() && !mayStillBeNamed(reading)) {
            MeterKey made = made(reading.meter(), cable.orElse(name));
            cable.ifPresent(known -> store.remember(known, made.text()));
            decided = Optional.of(made);
        }
        return decided;
    }

    /** Binary meters send their number in long lists only; one of those comes within ten short ones. */
    private boolean mayStillBeNamed(Reading reading) {
        return reading.meter().dialect().sendsPartialLists() && reading.meter().equipmentId().isEmpty()
                && reading.values().present().size() <= SHORT_LIST && ++nameless <= MOST_NAMELESS;
    }

    private static MeterKey made(MeterIdentity meter, String cable) {
        return printed(meter).orElseGet(() -> MeterKey.of(meter.identification() + "_" + cable));
    }

    /** The key made from a meter's own number; empty when it sends none that is its own. */
    public static Optional<MeterKey> printed(MeterIdentity meter) {
        return meter.equipmentId().filter(id -> !masked(id)).map(MeterKey::of);
    }

    /** Returns whether a number is a placeholder that other meters send as well: zeros, X's, blanks. */
    private static boolean masked(String id) {
        String significant = id.replaceAll("[^A-Za-z0-9]", "");
        return significant.chars().distinct().count() < 2 || significant.toLowerCase(Locale.ROOT).contains("xxx");
    }
}
