package org.dbusp1.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.DiskExecutor;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.driver.CableMeters.CableMeter;
import org.dbusp1.line.source.UsbCable;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides the meter's key, once in a run, from what is in memory: the configured key, else that of the cable's meter, else one made from
 * the first good, unrepaired telegram. {@link CableMeters} has the rules. A number is placed in the file by the thread that writes files,
 * because the drivers of other cables write it too: that of a new cable while its meter is published, another one than the cable's last
 * before it is. If its key is not the key of the run, the driver ends, and is started again as that meter.
 */
public final class MeterKeyResolver {
    private static final Logger LOG = LoggerFactory.getLogger(MeterKeyResolver.class);
    private static final int SHORT_LIST_VALUES = 2;
    /** With so many short messages without a number a key is made: at least every tenth message is long. */
    private static final int NAMELESS_MESSAGES = 11;
    /** Seconds without a published value after which another driver may publish the meter: in the first its services leave the bus. */
    private static final int IDLE_TICKS = 2;
    private static final Pattern INSIGNIFICANT = Pattern.compile("[^A-Za-z0-9]");
    private static final String FILE = "meters.properties";
    private static final String FILE_COMMENT = "which meter is on which cable: its key, and its number if that is another";

    /** A number that was read on a cable. @param name name of the source, for people */
    private record CableNumber(MeterKey number, String cable, String name) {
        /** Instead of the equals of a record, which loads 0.7 MB of Java. */
        boolean isSame(@Nullable CableNumber other) {
            return other != null && number.equals(other.number) && cable.equals(other.cable);
        }
    }

    /**
     * All that the reader and the thread that writes files both know. It is replaced as a whole, so that each of them sees what belongs
     * together.
     *
     * @param meters    the file as it last was read, with what is to be written
     * @param runKey    the key of this run, for which settings and outputs are made; of a new cable null until a message is published
     * @param runNumber the number with which the meter of this run is in the file; null before. A port whose adapter Linux does not show
     *                  at each opening has another identity then, and the same meter
     * @param unplaced  the number that has to be placed in the file; null if none has
     * @param endReason null while this driver may run
     */
    private record State(CableMeters meters, @Nullable MeterKey runKey, @Nullable MeterKey runNumber, @Nullable CableNumber unplaced,
            @Nullable String endReason) {
        State withMeters(CableMeters now) {
            return new State(now, runKey, runNumber, unplaced, endReason);
        }

        State withRun(@Nullable MeterKey key, @Nullable MeterKey number) {
            return new State(meters, key, number, unplaced, endReason);
        }

        State withUnplaced(@Nullable CableNumber number) {
            return new State(meters, runKey, runNumber, number, endReason);
        }

        State withEnd(String reason) {
            return new State(meters, runKey, runNumber, unplaced, reason);
        }

        @Nullable CableMeter on(@Nullable String cable) {
            return cable == null ? null : meters.on(cable);
        }
    }

    private final @Nullable MeterKey configured;
    private final FileStateStore store;
    private final DiskExecutor disk;
    /** Null where no other driver can read the meter, and where the owner configured the key. */
    private final @Nullable MeterLocks locks;
    private final Runnable placing = this::placeInFile;
    private volatile State state;
    private final ConsecutiveCount nameless = new ConsecutiveCount(NAMELESS_MESSAGES);
    /** The first cable of this run with an identity; null before the first opening of such a cable. */
    private @Nullable String firstCable;
    private final ThinnedLog waiting = ThinnedLog.onChange(LOG::warn);
    private int idleTicks;

    /** @param directory of the keys of cables; made when the first key is written */
    public MeterKeyResolver(@Nullable MeterKey configured, Path directory, DiskExecutor disk, @Nullable MeterLocks locks) {
        this.configured = configured;
        this.disk = disk;
        this.locks = locks;
        this.store = new FileStateStore(directory.resolve(FILE), FILE_COMMENT, disk);
        this.state = new State(read(store), null, null, null, null);
    }

    private synchronized State update(UnaryOperator<State> change) {
        state = change.apply(state);
        return state;
    }

    private static CableMeters read(FileStateStore store) {
        Map<String, CableMeter> meters = new HashMap<>();
        store.keys().forEach(cable -> store.recall(cable, CableMeter::parse).ifPresent(meter -> meters.put(cable, meter)));
        return new CableMeters(meters);
    }

    /** Returns the key remembered for the cable that is now at a serial port; null if no key is remembered. */
    public static @Nullable MeterKey remembered(Path directory, Path port) {
        return FileStateStore.readFact(directory.resolve(FILE), UsbCable.identityAt(port), CableMeter::parse).map(CableMeter::key)
                .orElse(null);
    }

    /** Returns whether an earlier run has read a meter on any cable; a meter without a number is compared by its kind. */
    public static boolean isKnown(Path directory, MeterIdentity meter) {
        CableMeters meters = read(new FileStateStore(directory.resolve(FILE), ""));
        return meters.meters().entrySet().stream().anyMatch(entry -> numberOf(meter)
                .map(number -> number.equals(entry.getValue().number()) || number.equals(entry.getValue().key()))
                .orElseGet(() -> entry.getValue().key().equals(namelessKey(meter, entry.getKey()))));
    }

    /**
     * If /dev/ttyUSB0, or a link, now leads to another cable, another meter may be there than that of the run's key, settings and ports.
     *
     * @param cable identity of the cable; null if the source has none
     * @return false if the cable is not the first of this run and the owner configured no key
     */
    boolean isFirstCable(@Nullable String cable, String name) {
        String identity = name.equals(cable) ? null : cable;
        firstCable = firstCable == null ? identity : firstCable;
        return configured != null || identity == null || identity.equals(firstCable);
    }

    /** Returns the remembered key that was made from the meter on a cable, even if another key is configured; null if there is none. */
    public @Nullable MeterKey remembered(@Nullable String cable) {
        CableMeter meter = state.on(cable);
        return meter == null ? null : meter.key();
    }

    /** Returns the last number on a cable, as a key; null if it is not known, or the meter sends none. */
    public @Nullable MeterKey number(@Nullable String cable) {
        CableMeter meter = state.on(cable);
        return meter == null ? null : meter.number();
    }

    /** Returns the key that is known before the first reading: the configured one, else the cable's; null without both. */
    public @Nullable MeterKey knownKey(@Nullable String cable) {
        return configured != null ? configured : remembered(cable);
    }

    /**
     * Returns the key of a reading's meter. Waits for nothing.
     *
     * @param cable identity of the cable; null for a source whose keys are never remembered, such as a file
     * @param name  replaces a cable that is null in a key made without a meter number
     * @return null while it is not decided, while another driver publishes the meter, and when this driver has to end
     */
    @Nullable MeterKey keyFor(Reading reading, @Nullable String cable, String name) {
        State now = state;
        if (configured != null || now.endReason != null) {
            return configured;
        }
        CableMeter own = now.on(cable);
        if (now.runKey == null && own != null) {
            now = update(latest -> latest.withRun(own.key(), latest.runNumber));
        }
        MeterKey key = keyInMemory(now, reading, cable, name);
        if (key == null || now.runKey != null && !key.equals(now.runKey)) {
            return null;
        }
        return cable == null || locks == null || locks.tryHold(key) ? key : null;
    }

    private @Nullable MeterKey keyInMemory(State now, Reading reading, @Nullable String cable, String name) {
        CableMeter own = now.on(cable);
        MeterKey known = own == null ? now.runKey : own.key();
        MeterKey number = numberOf(reading.meter()).orElse(null);
        MeterKey last = own == null ? now.runNumber : own.number();
        if (known != null && (cable == null || number == null || number.equals(last))) {
            return known;
        }
        // A key lasts for years: it is never made from a guess.
        if (own != null || known == null && (reading.message().repaired() || number == null && awaitsNumber(reading))) {
            return null;
        }
        if (cable == null || number == null) {
            return number != null ? number : namelessKey(reading.meter(), cable == null ? name : cable);
        }
        return now.meters.otherCable(cable, number) == null ? now.meters.keyOf(cable, number) : null;
    }

    /** Returns whether the meter may still send its number: binary meters send it only in their long lists. */
    private boolean awaitsNumber(Reading reading) {
        return reading.values().present().size() <= SHORT_LIST_VALUES && reading.meter().dialect().sendsPartialLists()
                && !nameless.accept(true);
    }

    /**
     * Called with each reading that is published, and with each that the guard believes and that {@link #keyFor} had no key for.
     *
     * @param key with which the reading was published; null if it was not
     */
    void believed(Reading reading, @Nullable MeterKey key, @Nullable String cable, String name) {
        State now = state;
        CableMeter own = now.on(cable);
        if (key != null) {
            idleTicks = 0;
            waiting.clear();
            MeterKey placed = own == null ? now.runNumber : own.number();
            if (!key.equals(now.runKey) || !Objects.equals(placed, now.runNumber)) {
                now = update(latest -> latest.withRun(key, placed));
            }
            if (own != null) {
                return;
            }
        }
        if (configured != null || now.endReason != null || cable == null || reading.message().repaired()) {
            return;
        }
        MeterKey number = numberOf(reading.meter()).orElse(null);
        boolean isPlacing = now.unplaced != null;
        // On a new cable the number of the run's meter is placed before that of a meter which replaced it.
        if (number != null && !(isPlacing && own == null && now.runKey != null)) {
            update(latest -> latest.withUnplaced(new CableNumber(number, cable, name)));
            disk.execute(placing);
        } else if (number == null && key != null && !isPlacing && !now.meters.isUsed(key)) {
            store.remember(cable, new CableMeter(key, null).text());
            update(latest -> latest.withMeters(read(store)));
        }
    }

    private void placeInFile() {
        CableNumber number = state.unplaced;
        if (number == null) {
            return;
        }
        try {
            place(number);
            disk.reportWrite(placing, true);
        } catch (IOException e) {
            disk.reportWrite(placing, false);
            if (state.on(number.cable()) != null) {
                logWaiting("cannot write which meter is on which cable (" + FileProblem.writing(e).words() + "): the meter "
                        + number.number() + " on " + number.name() + " is not published until that is possible");
            }
        }
    }

    private void place(CableNumber unplaced) throws IOException {
        MeterKey number = unplaced.number();
        String cable = unplaced.cable();
        AtomicReference<@Nullable CableMeters> changed = new AtomicReference<>();
        CableMeters after = CableMeters.of(store.update(lines -> {
            CableMeters before = CableMeters.of(lines);
            boolean isHeld = locks == null || locks.tryHold(before.keyOf(cable, number));
            changed.set(isHeld ? before : null);
            return (isHeld ? before.with(cable, number) : before).lines();
        }));
        CableMeters before = changed.get();
        if (before == null) {
            logWaiting("the meter " + number + " on " + unplaced.name() + " is published by the driver of "
                    + Objects.requireNonNullElse(after.otherCable(cable, number), "another port") + ": this driver waits until that one no"
                    + " longer publishes it. Connect each cable to its own meter");
        }
        update(latest -> {
            State placed = unplaced.isSame(latest.unplaced) ? latest.withUnplaced(null) : latest;
            boolean isFromOther = before != null && !number.equals(latest.runNumber) && before.otherCable(cable, number) != null;
            boolean isOtherKey = before != null && latest.runKey != null && !latest.runKey.equals(after.keyOf(cable, number));
            return (isFromOther || isOtherKey ? placed.withEnd(endReason(unplaced)) : placed).withMeters(read(store));
        });
    }

    private void logWaiting(String reason) {
        waiting.logAs(reason, reason);
    }

    private static String endReason(CableNumber now) {
        return "the meter " + now.number() + " is on " + now.name()
                + " now: the driver ends and is started again as this meter; name, role, instance and history follow it";
    }

    @Nullable String endReason() {
        return state.endReason;
    }

    /** Called each second while nothing is published. */
    void nothingPublished() {
        if (locks != null && ++idleTicks >= IDLE_TICKS) {
            locks.release();
        }
    }

    private static MeterKey namelessKey(MeterIdentity meter, String cable) {
        return MeterKey.of(meter.identification() + "_" + cable);
    }

    /** Returns the key made from a meter's number; empty if the meter sends no number, or a placeholder. */
    public static Optional<MeterKey> numberOf(MeterIdentity meter) {
        return Optional.ofNullable(meter.equipmentId()).filter(id -> !isPlaceholder(id)).map(MeterKey::of);
    }

    private static boolean isPlaceholder(String id) {
        String significant = INSIGNIFICANT.matcher(id).replaceAll("");
        return significant.chars().distinct().count() < 2 || significant.toLowerCase(Locale.ROOT).contains("xxx");
    }
}
