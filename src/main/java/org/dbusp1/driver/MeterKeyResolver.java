package org.dbusp1.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
 * Decides the meter's key, once in a run: the configured key, else the key of the cable in the file, else a key made from the first
 * good, unrepaired telegram, which is then remembered. So a new meter keeps the instance, the topics and the history of the meter that
 * it replaces. Another number than the cable's last one is looked up in the file, which the drivers of other cables write too, on the
 * thread that writes files: until then, and while another driver publishes the meter, nothing is published. Only a new cable does not wait
 * for a disk that has not answered when the next telegram comes. If the number comes from another cable, or has another key than the run,
 * the driver has to end, and is started again as that meter.
 */
public final class MeterKeyResolver {
    private static final Logger LOG = LoggerFactory.getLogger(MeterKeyResolver.class);
    private static final int SHORT_LIST_VALUES = 2;
    /** The most short messages without a number that are held back before a key is made: at least every tenth is long. */
    private static final int MOST_NAMELESS = 10;
    /** The most messages without a number that are held back while the meter of another cable may be on this one. */
    private static final int MOST_UNSURE = 3 * MOST_NAMELESS;
    /**
     * The seconds without a published value after which this driver no longer claims the meter, so that another driver may
     * publish it.
     */
    private static final int IDLE_TICKS = 2;
    private static final String FILE = "meters.properties";
    private static final String FILE_COMMENT = "which meter is on which cable: its key, and its number if that is another";

    /**
     * A meter that came to this cable from another one.
     *
     * @param number the number of the meter that came
     * @param previousNumber the number of the meter that was on this cable
     */
    public record CableExchange(MeterKey number, MeterKey previousNumber) {
    }

    /** A number that was read on a cable. @param name name of the source, for people */
    private record CableNumber(MeterKey number, String cable, String name) {
    }

    /** The owner's key; null if he configured none. */
    private final @Nullable MeterKey configured;
    private final FileStateStore store;
    private final DiskExecutor disk;
    /** Null where no other driver can read the meter, and where the owner configured the key. */
    private final @Nullable MeterLocks locks;
    private final Runnable lookingUp = this::lookUpInFile;
    /** The file as it last was looked up, with what is to be written. */
    private volatile CableMeters meters;
    /** The key of this run; null until it is decided. */
    private volatile @Nullable MeterKey runKey;
    /** The number in the last published telegram that had one; null before the first. */
    private @Nullable String publishedNumber;
    /** Whether a telegram was published since the line was lost: one without a number is then of the same meter. */
    private volatile boolean isConfirmed;
    private int namelessCount;
    /** The first cable of this run with an identity; null before the first opening of such a cable. */
    private @Nullable String firstCable;
    /** What the disk was asked and has not answered; null if it has answered. */
    private volatile @Nullable CableNumber unanswered;
    /** Logs why nothing is published. */
    private final ThinnedLog waiting = ThinnedLog.onChange(LOG::warn);
    /** Why this driver has to end; null while it may run. */
    private volatile @Nullable String endReason;
    /** The exchange for which this driver ends; null without one. */
    private volatile @Nullable CableExchange exchange;
    private int idleTicks;

    /**
     * @param configured the owner's key; null if there is none
     * @param directory  the directory of the keys of cables; made at once when the first key is written
     */
    public MeterKeyResolver(@Nullable MeterKey configured, Path directory) {
        this(configured, directory, Runnable::run, null);
    }

    /**
     * @param locks the meters that drivers publish; null where no other driver can read the meter, and where the owner
     *                  configured the key
     */
    public MeterKeyResolver(@Nullable MeterKey configured, Path directory, DiskExecutor disk, @Nullable MeterLocks locks) {
        this.configured = configured;
        this.disk = disk;
        this.locks = locks;
        this.store = new FileStateStore(directory.resolve(FILE), FILE_COMMENT, disk);
        this.meters = read(store);
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
                .orElseGet(() -> entry.getValue().key().equals(makeKey(meter, entry.getKey()))));
    }

    /**
     * Compares the cable of the opened source with the first cable of this run, to which the run's key, settings and ports
     * belong. If /dev/ttyUSB0, or a link, now leads to another cable, another meter may be there.
     *
     * @param cable identity of the cable; null if the source has none
     * @param name  name of the port, which identifies no cable
     * @return false if the cable is not the first of this run and the owner configured no key
     */
    boolean isFirstCable(@Nullable String cable, String name) {
        String identity = name.equals(cable) ? null : cable;
        firstCable = firstCable == null ? identity : firstCable;
        return configured != null || identity == null || identity.equals(firstCable);
    }

    /**
     * Returns the remembered key that was made from the meter on a cable, even if another key is configured; null if
     * there is none.
     *
     * @param cable identity of the cable; null for a source whose keys are never remembered, such as a file
     */
    public @Nullable MeterKey remembered(@Nullable String cable) {
        CableMeter meter = cable == null ? null : meters.on(cable);
        return meter == null ? null : meter.key();
    }

    /** Returns the last number on a cable, as a key; null if it is not known, or the meter sends none. */
    public @Nullable MeterKey number(@Nullable String cable) {
        CableMeter meter = cable == null ? null : meters.on(cable);
        return meter == null ? null : meter.number();
    }

    /**
     * Returns the key that is known before the first reading: the configured one, else the remembered key of the cable; null
     * without both.
     */
    public @Nullable MeterKey knownKey(@Nullable String cable) {
        return configured != null ? configured : remembered(cable);
    }

    /**
     * Returns the key of a source's meter: the decided key, else the key that this reading proposes.
     *
     * @param cable identity of the cable; null for a source whose keys are never remembered, such as a file
     * @param name  replaces a cable that is null in a key made without a meter number
     * @return null after only repaired telegrams, or short lists that do not name their meter: a key lasts for years, so it
     *         is never made from a guess. Null too until the number is looked up, while another driver publishes the meter, and
     *         when this driver has to end
     */
    @Nullable MeterKey keyFor(Reading reading, @Nullable String cable, String name) {
        if (configured != null) {
            return configured;
        }
        if (endReason != null) {
            return null;
        }
        if (runKey == null) {
            runKey = remembered(cable);
        }
        MeterKey key = runKey != null && isPublishedMeter(reading, cable) ? runKey
                : cable == null ? newKey(reading, name) : keyOn(cable, reading);
        return key == null || cable == null || locks == null || locks.tryHold(key) ? key : null;
    }

    /** Returns whether a reading is of the meter that is published, also if this message has no number. */
    private boolean isPublishedMeter(Reading reading, @Nullable String cable) {
        String number = reading.meter().equipmentId();
        return cable == null || (number == null ? isConfirmed : number.equals(publishedNumber));
    }

    /** Returns the key of a cable's meter; null if its number has to be looked up, or the reading proves nothing. */
    private @Nullable MeterKey keyOn(String cable, Reading reading) {
        CableMeter own = meters.on(cable);
        MeterKey number = numberOf(reading.meter()).orElse(null);
        MeterKey key;
        if (number == null) {
            boolean isUnsure = !isConfirmed && own != null && own.number() != null && meters.hasOthers(cable);
            key = own == null ? newKey(reading, cable) : isUnsure && awaitsNumber(reading, MOST_UNSURE) ? null : own.key();
        } else if (own == null) {
            CableNumber asked = unanswered;
            boolean isAsked = asked != null && number.equals(asked.number());
            key = isAsked && meters.otherCable(cable, number) == null ? meters.keyOf(cable, number) : null;
        } else {
            key = number.equals(own.number()) ? own.key() : null;
        }
        return runKey == null || runKey.equals(key) ? key : null;
    }

    private @Nullable MeterKey newKey(Reading reading, String cable) {
        boolean isShort = reading.meter().equipmentId() == null && reading.values().present().size() <= SHORT_LIST_VALUES;
        return reading.message().repaired() || isShort && awaitsNumber(reading, MOST_NAMELESS) ? null : makeKey(reading.meter(), cable);
    }

    /** Returns whether the meter may still send its number: binary meters send it only in their long lists. */
    private boolean awaitsNumber(Reading reading, int mostMessages) {
        return reading.meter().dialect().sendsPartialLists() && ++namelessCount <= mostMessages;
    }

    /**
     * Called with a reading that the guard believes and that {@link #keyFor} had no key for: looks its number up in the file, on the
     * thread that writes files. The next readings show the result.
     */
    void lookUp(Reading reading, @Nullable String cable, String name) {
        MeterKey number = numberOf(reading.meter()).orElse(null);
        if (configured == null && endReason == null && cable != null && number != null && !reading.message().repaired()) {
            unanswered = new CableNumber(number, cable, name);
            disk.execute(lookingUp);
        }
    }

    private void lookUpInFile() {
        CableNumber asked = unanswered;
        if (asked == null) {
            return;
        }
        try {
            lookUpInFile(asked.number(), asked.cable(), asked.name());
            unanswered = null;
        } catch (IOException e) {
            if (meters.on(asked.cable()) != null) {
                logWaiting("cannot write which meter is on which cable (" + FileProblem.writing(e).words() + "): the meter "
                        + asked.number() + " on " + asked.name() + " is not published until that is possible");
            }
        }
    }

    private void lookUpInFile(MeterKey number, String cable, String name) throws IOException {
        AtomicReference<@Nullable CableMeters> changed = new AtomicReference<>();
        CableMeters after = CableMeters.of(store.update(lines -> {
            CableMeters before = CableMeters.of(lines);
            boolean isHeld = locks == null || locks.tryHold(before.keyOf(cable, number));
            changed.set(isHeld ? before : null);
            return (isHeld ? before.with(cable, number) : before).lines();
        }));
        MeterKey key = after.keyOf(cable, number);
        CableMeters before = changed.get();
        MeterKey present = runKey;
        if (before == null) {
            String holder = locks == null ? null : locks.holder(key);
            logWaiting("the meter " + number + " on " + name + " is published by the driver of "
                    + Objects.requireNonNullElse(holder, "another port") + ": this driver waits until that one no longer publishes it."
                    + " Connect each cable to its own meter");
        } else if (before.otherCable(cable, number) != null || present != null && !present.equals(key)) {
            end(number, number(cable), before.otherCable(cable, number) != null, name);
        }
        learn();
    }

    /** Logs each number, port and cause once. */
    private void logWaiting(String reason) {
        waiting.logAs(reason, reason);
    }

    private synchronized void learn() {
        meters = read(store);
    }

    /** @param isFirst whether no other driver has seen the exchange before: only the first informs the owner */
    private void end(MeterKey number, @Nullable MeterKey previous, boolean isFirst, String name) {
        MeterKey replaced = number.equals(previous) ? null : previous;
        exchange = isFirst && replaced != null ? new CableExchange(number, replaced) : null;
        endReason = "the meter " + number + " is on " + name + " now" + (replaced == null ? "" : ", instead of the meter " + replaced)
                + ": the driver ends and is started again as this meter; name, role, instance and history follow it";
    }

    /** Returns why this driver has to end: the meter on the cable has another key. Null while it may run. */
    @Nullable String endReason() {
        return endReason;
    }

    /** Returns the exchange for which this driver ends; null without one. */
    public @Nullable CableExchange exchange() {
        return exchange;
    }

    /**
     * Stores the key with which a reading was published, for this run and for the cable.
     *
     * @param cable identity of the cable; null if no key is to be remembered for the source
     */
    void published(Reading reading, MeterKey key, @Nullable String cable) {
        idleTicks = 0;
        String number = reading.meter().equipmentId();
        if (isConfirmed && (number == null || number.equals(publishedNumber))) {
            return;
        }
        runKey = key;
        namelessCount = 0;
        waiting.clear();
        isConfirmed = true;
        publishedNumber = number != null && !reading.message().repaired() ? number : publishedNumber;
        if (configured == null && cable != null && meters.on(cable) == null) {
            store.remember(cable, new CableMeter(key, numberOf(reading.meter()).orElse(null)).text());
            learn();
        }
    }

    /** Called when the published values ended: the next telegram may come from another meter. */
    void valuesEnded() {
        isConfirmed = false;
        namelessCount = 0;
    }

    /**
     * Called each second while nothing is published. The meter is released only in the second such second: in the first one
     * its services still leave the bus.
     */
    void nothingPublished() {
        if (locks != null && ++idleTicks >= IDLE_TICKS) {
            locks.release();
        }
    }

    private static MeterKey makeKey(MeterIdentity meter, String cable) {
        return numberOf(meter).orElseGet(() -> MeterKey.of(meter.identification() + "_" + cable));
    }

    /** Returns the key made from a meter's number; empty if the meter sends no number, or a placeholder. */
    public static Optional<MeterKey> numberOf(MeterIdentity meter) {
        return Optional.ofNullable(meter.equipmentId()).filter(id -> !isPlaceholder(id)).map(MeterKey::of);
    }

    /** Returns whether a number is a placeholder that other meters send too: zeros, X's, blanks. */
    private static boolean isPlaceholder(String id) {
        String significant = id.replaceAll("[^A-Za-z0-9]", "");
        return significant.chars().distinct().count() < 2 || significant.toLowerCase(Locale.ROOT).contains("xxx");
    }
}
