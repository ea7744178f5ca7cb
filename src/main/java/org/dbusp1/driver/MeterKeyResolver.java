package org.dbusp1.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dbusp1.driver.CableMeters.CableMeter;
import org.dbusp1.driver.CableMeters.Decision;
import org.dbusp1.driver.CableMeters.NumberMatch;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Reading;
import org.dbusp1.process.FileProblem;
import org.dbusp1.process.LogOnChange;
import org.dbusp1.source.UsbCable;
import org.dbusp1.state.DiskExecutor;
import org.dbusp1.state.FileStateStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides the meter's key, once in a run: the configured key, else the key remembered for this cable, else a key made from
 * the first good, unrepaired telegram, which is then remembered. So a new meter keeps the instance, the topics and the
 * history of the meter that it replaces. Another number than the known one of a serial cable, and a number that another serial cable
 * has, are compared with the present file by {@link CableMeters}, on the thread that writes files: until the comparison is done, and
 * while another driver publishes the meter, nothing is published. If the meter was moved from another cable, the driver has to end,
 * and is started again for that meter.
 */
public final class MeterKeyResolver {
    private static final Logger LOG = LoggerFactory.getLogger(MeterKeyResolver.class);
    private static final int SHORT_LIST_VALUES = 2;
    private static final int MOST_NAMELESS = 10;
    /**
     * The most messages without a number that are held back while another meter may be on the cable: the meter's number
     * comes in its long messages.
     */
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
    public record CableExchange(String number, String previousNumber) {
    }

    /**
     * A meter whose number came on a cable, to be compared with the file.
     *
     * @param present the key of this run; null while it is not decided
     * @param isElsewhere whether another driver publishes the meter
     */
    private record PendingMeter(String cable, String name, MeterKey number, @Nullable MeterKey present, boolean isElsewhere) {
    }

    /** The owner's key; null if he configured none. */
    private final @Nullable MeterKey configured;
    private final FileStateStore store;
    private final DiskExecutor disk;
    /** Null where no other driver can read the meter, and where the owner configured the key. */
    private final @Nullable MeterLocks locks;
    private volatile CableMeters cableMeters;
    /** The key of this run; null until it is decided. */
    private @Nullable MeterKey runKey;
    /** The number in the last published telegram that had one; null before the first. */
    private @Nullable String publishedNumber;
    /** Whether a telegram was published since the line was lost: one without a number is then of the same meter. */
    private volatile boolean isConfirmed;
    private int namelessCount;
    /** The first cable of this run with an identity; null before the first opening of such a cable. */
    private @Nullable String firstCable;
    private final Runnable comparison = this::compareWithFile;
    /** The meter that is compared with the file; null while no comparison runs. */
    private volatile @Nullable PendingMeter pending;
    /** Whether another driver published the meter when this driver last tried to claim it. */
    private boolean isPublishedElsewhere;
    /** Logs why nothing is published. */
    private final LogOnChange waiting = new LogOnChange(LOG::warn);
    /** Why this driver has to end; null while it may run. */
    private volatile @Nullable String endReason;
    /** The cable of an exchange that the owner is not informed of yet; null without an exchange. */
    private volatile @Nullable String exchangedCable;
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
        this.cableMeters = read(store);
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
        CableMeter meter = cable == null ? null : cableMeters.meterOf(cable);
        return meter == null ? null : meter.key();
    }

    /** Returns the number of a cable's present meter, as a key; null if the number is not known, or the meter sends none. */
    public @Nullable MeterKey number(@Nullable String cable) {
        CableMeter meter = cable == null ? null : cableMeters.meterOf(cable);
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
     *         is never made from a guess. Null too while the meter may be another cable's, is published by another driver,
     *         or was moved
     */
    @Nullable MeterKey keyFor(Reading reading, @Nullable String cable, String name) {
        isPublishedElsewhere = false;
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
                : cable != null ? proposedKey(reading, cable) : proposedKeyOfRun(reading, name);
        if (key != null && runKey != null && !key.equals(runKey)) {
            return null; // the file has another meter for this cable now
        }
        isPublishedElsewhere = key != null && locks != null && cable != null && !locks.tryHold(key);
        return isPublishedElsewhere ? null : key;
    }

    /** Returns whether a reading is of the meter that is published, also if this message has no number. */
    private boolean isPublishedMeter(Reading reading, @Nullable String cable) {
        String number = reading.meter().equipmentId();
        return cable == null || (number == null ? isConfirmed : number.equals(publishedNumber));
    }

    private @Nullable MeterKey proposedKeyOfRun(Reading reading, String name) {
        return reading.message().repaired() || holdBackNameless(reading) ? null : makeKey(reading.meter(), name);
    }

    /** Returns the key of a cable's meter; null if the file has to be compared first, or the reading proves nothing. */
    private @Nullable MeterKey proposedKey(Reading reading, String cable) {
        CableMeter own = cableMeters.meterOf(cable);
        MeterKey number = numberOf(reading.meter()).orElse(null);
        if (number == null) {
            return own == null ? proposedKeyOfRun(reading, cable) : holdBackUnsure(reading, cable, own) ? null : own.key();
        }
        if (reading.message().repaired()) {
            return own != null && number.equals(own.number()) ? own.key() : null;
        }
        Decision decision = cableMeters.decide(cable, number);
        boolean needsFile = decision.match() == NumberMatch.MOVED
                || decision.match() == NumberMatch.REPLACED && CableMeters.isSerial(cable);
        return needsFile ? null : decision.meter().key();
    }

    /**
     * Returns whether a message without a number may come from another cable's meter: after the line was lost, binary meters name
     * themselves in their long lists.
     */
    private boolean holdBackUnsure(Reading reading, String cable, CableMeter own) {
        return !isConfirmed && own.number() != null && reading.meter().dialect().sendsPartialLists() && cableMeters.hasOthers(cable)
                && ++namelessCount <= MOST_UNSURE;
    }

    /**
     * Called with a reading that the guard believes and that {@link #keyFor} had no key for: compares the meter's number with
     * the file, on the thread that writes files. The next readings show the result.
     */
    void compareNumber(Reading reading, @Nullable String cable, String name) {
        MeterKey number = numberOf(reading.meter()).orElse(null);
        if (configured != null || endReason != null || pending != null || cable == null
                || reading.message().repaired() || number == null) {
            return;
        }
        pending = new PendingMeter(cable, name, number, runKey, isPublishedElsewhere);
        disk.execute(comparison);
    }

    private void compareWithFile() {
        PendingMeter heard = pending;
        if (heard == null) {
            disk.reportWrite(comparison, true); // a repeated task: a later telegram has been compared meanwhile
            return;
        }
        try {
            compareWithFile(heard.cable(), heard.name(), heard.number(), heard.present(), heard.isElsewhere());
        } catch (IOException e) {
            disk.reportWrite(comparison, false);
            waiting.log("cannot write which meter is on which cable ({}): the meter {} on {} is not published until that is possible",
                    FileProblem.writing(e).words(), heard.number(), heard.name());
        } finally {
            pending = null;
        }
    }

    private void compareWithFile(String cable, String name, MeterKey number, @Nullable MeterKey present,
            boolean isElsewhere) throws IOException {
        CableMeters before = CableMeters.of(store.update(facts -> facts));
        Decision now = before.decide(cable, number);
        MeterKey wanted = now.meter().key();
        if (locks != null && (isElsewhere || now.match() == NumberMatch.MOVED) && !locks.tryHold(wanted)) {
            waiting.log("the meter {} on {} is published by the driver of {}: this driver waits until that one no longer publishes it."
                    + " Connect each cable to its own meter", number, name,
                    Objects.requireNonNullElse(locks.holder(wanted), "another port"));
            return;
        }
        CableMeters after = CableMeters.of(store.update(facts -> {
            CableMeters meters = CableMeters.of(facts);
            Decision decision = meters.decide(cable, number);
            return decision.match() == NumberMatch.KNOWN || decision.match() == NumberMatch.NEW ? facts
                    : meters.apply(cable, decision).facts();
        }));
        disk.reportWrite(comparison, true);
        MeterKey was = number(cable);
        learn(after);
        MeterKey key = after.decide(cable, number).meter().key();
        CableMeter earlier = before.meterOf(cable);
        MeterKey former = present != null || earlier == null ? present : earlier.key();
        if (now.match() == NumberMatch.MOVED || former != null && !former.equals(key)) {
            endReason = "the meter " + number + " is on " + name + " now"
                    + (was == null || was.equals(number) ? "" : ", instead of the meter "
                    + was) + ": the driver ends and is started again as this meter; name, role, instance and history follow it";
        }
    }

    private synchronized void learn(CableMeters meters) {
        cableMeters = meters;
    }

    /** Returns why this driver has to end: its meter was moved. Null while it may run. */
    @Nullable String endReason() {
        return endReason;
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
        if (configured == null && cable != null) {
            remember(cable, key, numberOf(reading.meter()).filter(printed -> !reading.message().repaired()).orElse(null));
        }
    }

    private void remember(String cable, MeterKey key, @Nullable MeterKey number) {
        CableMeter own = cableMeters.meterOf(cable);
        if (own == null || number != null && !number.equals(own.number())) {
            remember(cable, new CableMeter(key, number));
        }
        if (own != null && own.previousNumber() != null && own.number() != null) {
            exchangedCable = cable;
        }
    }

    private synchronized void remember(String cable, CableMeter meter) {
        cableMeters = cableMeters.with(cable, meter);
        store.remember(cable, meter.text());
    }

    /** Returns the exchange that the owner is not informed of yet; null without one. */
    public @Nullable CableExchange cableExchange() {
        CableMeter meter = exchangedCable == null ? null : cableMeters.meterOf(exchangedCable);
        return meter == null || meter.number() == null || meter.previousNumber() == null ? null
                : new CableExchange(meter.number().text(), meter.previousNumber().text());
    }

    /** Called when the owner was informed of the exchange. */
    public void cableExchangeReported() {
        String cable = exchangedCable;
        exchangedCable = null;
        if (cable != null) {
            disk.execute(() -> forgetBefore(cable));
        }
    }

    /** If the file cannot be written, the owner is informed once more after the next start. */
    private void forgetBefore(String cable) {
        try {
            learn(CableMeters.of(store.update(facts -> {
                CableMeters meters = CableMeters.of(facts);
                CableMeter meter = meters.meterOf(cable);
                return meter == null || meter.previousNumber() == null ? facts
                        : meters.with(cable, new CableMeter(meter.key(), meter.number())).facts();
            })));
        } catch (IOException e) {
            LOG.debug("cannot write {} ({})", FILE, FileProblem.writing(e).words());
        }
    }

    /** Called when the published values ended: the next telegram may come from another meter. */
    void withdrawn() {
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

    /**
     * Returns whether the meter may still send its number: binary meters send their number only in long lists: at least
     * every tenth list is long.
     */
    private boolean holdBackNameless(Reading reading) {
        return reading.meter().dialect().sendsPartialLists() && reading.meter().equipmentId() == null
                && reading.values().present().size() <= SHORT_LIST_VALUES && ++namelessCount <= MOST_NAMELESS;
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
