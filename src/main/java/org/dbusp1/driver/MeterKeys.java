package org.dbusp1.driver;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.source.UsbCable;
import org.dbusp1.state.Disk;
import org.dbusp1.state.FileStateStore;
import org.dbusp1.state.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * Decides the meter's key, once in a run: the configured key, else the key remembered for this cable, else a key made
 * from the first good, unrepaired telegram, which is then remembered. So a new meter keeps the instance, the topics and
 * the history of the one that it replaces.
 */
public final class MeterKeys {
    /** The number of values in a short list: import and the net power derived from it. */
    private static final int SHORT_LIST = 2;
    private static final int MOST_NAMELESS = 10;
    private static final String FILE = "meters.properties";

    /** The owner's key; null if he configured none. */
    private final @Nullable MeterKey configured;
    private final StateStore store;
    /** The key of this run; null until it is decided. */
    private @Nullable MeterKey decided;
    private int nameless;
    /** The first cable of this run with an identity; null before there was one. */
    private @Nullable String first;

    /** @param directory the directory of the keys of cables; made at once when the first key is written */
    public MeterKeys(Optional<MeterKey> configured, Path directory) {
        this(configured, directory, Runnable::run);
    }

    public MeterKeys(Optional<MeterKey> configured, Path directory, Disk disk) {
        this.configured = configured.orElse(null);
        this.store = new FileStateStore(directory.resolve(FILE), "which meter is on which cable", disk);
    }

    /** Returns the key remembered for the cable that is now at a serial port. */
    public static Optional<MeterKey> remembered(Path directory, Path port) {
        return FileStateStore.glance(directory.resolve(FILE), UsbCable.at(port), MeterKey::new);
    }

    /** Returns whether a meter was read before, on any cable: by its number, or by what kind it is where it sends none. */
    public static boolean isKnown(Path directory, MeterIdentity meter) {
        StateStore store = new FileStateStore(directory.resolve(FILE), "");
        return store.keys().stream().flatMap(cable -> store.recall(cable, MeterKey::new).stream().filter(key ->
                printed(meter).map(key::equals).orElseGet(() -> key.equals(made(meter, cable))))).findAny().isPresent();
    }

    /**
     * Compares the cable of the opened source with the first one, to which the key, the settings and the ports of this
     * run belong. If /dev/ttyUSB0, or a link, leads to another cable now, it leads to another meter.
     *
     * @param cable identity of the cable
     * @param name  name of the port, which identifies no cable
     * @return false if it is another cable and the owner configured no key
     */
    boolean opened(Optional<String> cable, String name) {
        String known = cable.filter(one -> !one.equals(name)).orElse(null);
        first = first == null ? known : first;
        return configured != null || known == null || known.equals(first);
    }

    /**
     * Returns the remembered key that was made from the meter on a cable, even if another key is configured; absent if
     * there is none.
     *
     * @param cable identity of the cable; absent if no key is remembered for the source
     */
    public Optional<MeterKey> remembered(Optional<String> cable) {
        return cable.flatMap(known -> store.recall(known, MeterKey::new));
    }

    /** Returns the key that is known before the first reading: the configured one, else the one remembered for the cable. */
    Optional<MeterKey> known(Optional<String> cable) {
        return configured != null ? Optional.of(configured) : remembered(cable);
    }

    /**
     * Returns the key of a source's meter: the decided one, else the one that this reading proposes.
     *
     * @param cable identity of the cable; absent if no key is remembered for the source
     * @param name  replaces the cable in a key made without a meter number
     * @return absent after only repaired telegrams, or short lists that do not name their meter: a key lasts for years,
     *         so it is never made from a guess
     */
    Optional<MeterKey> of(Reading reading, Optional<String> cable, String name) {
        if (decided == null) {
            decided = known(cable).orElse(null);
        }
        if (decided == null && !reading.message().repaired() && !mayStillBeNamed(reading)) {
            return Optional.of(made(reading.meter(), cable.orElse(name)));
        }
        return Optional.ofNullable(decided);
    }

    /**
     * Stores the key with which a reading was published, for this run and for the cable.
     *
     * @param cable identity of the cable; absent if no key is to be remembered for the source
     */
    void keep(MeterKey key, Optional<String> cable) {
        if (decided == null) {
            decided = key;
            cable.ifPresent(known -> store.remember(known, key.text()));
        }
    }

    /**
     * Returns whether the meter may still send its number: binary meters send it only in long lists, one in ten or more
     * often.
     */
    private boolean mayStillBeNamed(Reading reading) {
        return reading.meter().dialect().sendsPartialLists() && reading.meter().equipmentId().isEmpty()
                && reading.values().present().size() <= SHORT_LIST && ++nameless <= MOST_NAMELESS;
    }

    private static MeterKey made(MeterIdentity meter, String cable) {
        return printed(meter).orElseGet(() -> MeterKey.of(meter.identification() + "_" + cable));
    }

    /** Returns the key made from a meter's number; empty if the meter sends no number, or a placeholder. */
    public static Optional<MeterKey> printed(MeterIdentity meter) {
        return meter.equipmentId().filter(id -> !masked(id)).map(MeterKey::of);
    }

    /** Returns whether a number is a placeholder that other meters send too: zeros, X's, blanks. */
    private static boolean masked(String id) {
        String significant = id.replaceAll("[^A-Za-z0-9]", "");
        return significant.chars().distinct().count() < 2 || significant.toLowerCase(Locale.ROOT).contains("xxx");
    }
}
