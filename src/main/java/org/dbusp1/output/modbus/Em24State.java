package org.dbusp1.output.modbus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.PhaseModel;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The present answer of the server: the registers of the newest snapshot. There is no answer while the meter is silent, sends no power
 * or omits a value that it sent before, and for a while after its number of phases changed, which a GX device reads only when it finds
 * the device. Answers end 6 s before the snapshot does, but not before two messages are overdue: dbus-modbus-client shows a device for
 * 5 s after its last answer. One thread brings snapshots; any thread may read the registers.
 */
final class Em24State {
    /** After this time without an answer a GX device has given the device up: its poll, FAIL_TIMEOUT (5 s), a request's time-out. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(7);
    /** Answers end this long before the snapshot does: a GX device shows the last answer for FAIL_TIMEOUT (5 s) and up to a second more. */
    private static final Duration SHOWN_BY_GX = Duration.ofSeconds(6);
    /** Two messages are overdue this long after two intervals. */
    private static final Duration LATENESS_TOLERANCE = Duration.ofMillis(500);
    /** Binary meters send a list with all phases each 10 s. */
    private static final Duration LONG_LIST = Duration.ofSeconds(11);
    /** The time in which a meter that sends counters once an hour has sent them. */
    private static final Duration HOURLY_COUNTERS_WAIT = Duration.ofMinutes(65);
    /** A missing frequency, voltage or current counts as never sent after this time. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);
    /** Quantities without which no answer is given, if they were valid within the last minute. */
    private static final List<Quantity> REQUIRED_QUANTITIES = Stream.concat(Stream.of(Quantity.FREQUENCY),
            Phase.ALL.stream().flatMap(phase -> Stream.of(phase.voltage(), phase.current()))).toList();
    private static final int HASH_DIGITS = 4;
    private static final Logger LOG = LoggerFactory.getLogger(Em24State.class);

    /** @param until monotonic nanoseconds */
    private record Answer(Em24.Registers registers, long until) {
    }

    private final String version;
    private final LongSupplier clock;
    private final PhaseModel phaseModel = new PhaseModel();
    /** The monotonic time at which each quantity last had a valid value; if all were withheld so far, at which the first was sent. */
    private final Map<Quantity, Long> lastSent = new EnumMap<>(Quantity.class);
    private volatile @Nullable Answer answer;
    /** 1 or 3; 0 before the first complete message, see {@link #isComplete}. */
    private int phases;
    /**
     * True once phases were shown. They stay while only the total is known, which is then on L1, because a change of their number costs
     * seconds without an answer.
     */
    private boolean phasesFound;
    /** The monotonic time at which the meter was first received; null before. */
    private @Nullable Long firstReceived;
    /** The counters that were sent last, by this meter or before a restart, in 0.1 mWh; null if never sent. */
    private @Nullable Long imported;
    private @Nullable Long exported;
    /** True if the guard has withheld counters that were sent: valid counters will follow. */
    private boolean countersWithheld;
    /**
     * Monotonic time until which no request is answered: at first because the number of phases may still change, after a change until
     * the GX device has given the device up and reads the new number.
     */
    private long silentUntil;
    /** True if a client may have read the present number of phases. */
    private boolean phasesMayBeRead;
    /** True if the ledger may hold the counters of the meter before: it keeps them until this meter has sent its own. */
    private boolean ledgerIsOfMeterBefore;
    private final ThinnedLog trouble = ThinnedLog.onChange(LOG::warn);

    /** @param clock monotonic nanoseconds */
    Em24State(String version, LongSupplier clock) {
        this.version = version;
        this.clock = clock;
    }

    void accept(Snapshot snapshot) {
        long now = clock.getAsLong();
        boolean anotherMeter = phaseModel.accept(snapshot);
        if (anotherMeter || firstReceived == null) {
            firstReceived = now;
            countersWithheld = false;
            imported = null;
            exported = null;
            ledgerIsOfMeterBefore = anotherMeter && snapshot.reading().meter().dialect().sendsPartialLists();
            lastSent.clear();
            phasesFound = false;
        }
        countersWithheld |= snapshot.published().withheld().quantities().contains(Quantity.ENERGY_IMPORT);
        imported = counter(snapshot, Counter.IMPORT, imported);
        exported = counter(snapshot, Counter.EXPORT, exported);
        boolean complete = isComplete(snapshot, now);
        if (complete) {
            updatePhaseCount(snapshot, now);
        }
        boolean sure = phaseModel.totalMilliwatts() != null && complete && now - silentUntil >= 0;
        answer = sure && countersKnown(snapshot, now) ? answer(snapshot, now) : null;
        phasesMayBeRead |= answer != null;
        if (phaseModel.powerAbsence() != null) {
            trouble.log("modbus: this meter sends no power; a GX device finds the meter as soon as it sends power");
        }
    }

    /**
     * True if the snapshot has the frequency and every voltage and current that was valid in the last minute: registers cannot hold an
     * absent value, and a 0 in its place would be a false measurement. One that the guard withholds for longer is 0, as if it were never
     * sent. A missing power of a phase is covered by the total.
     */
    private boolean isComplete(Snapshot snapshot, long now) {
        // No short circuit, so that each quantity's time is noted.
        return REQUIRED_QUANTITIES.stream().filter(quantity -> isMissing(quantity, snapshot, now)).toList().isEmpty();
    }

    private boolean isMissing(Quantity quantity, Snapshot snapshot, long now) {
        if (snapshot.published().values().has(quantity)) {
            lastSent.put(quantity, now);
            return false;
        }
        if (snapshot.reading().values().has(quantity)) {
            lastSent.putIfAbsent(quantity, now); // the guard withholds a value that was sent
        }
        Long last = lastSent.get(quantity);
        return last != null && now - last < FORGOTTEN.toNanos();
    }

    private void updatePhaseCount(Snapshot snapshot, long now) {
        phasesFound |= phaseModel.showsPhases();
        int offered = phasesFound ? phaseModel.phases() : 1;
        if (phases == 0) {
            silentUntil = snapshot.reading().meter().dialect().sendsPartialLists() ? now + LONG_LIST.toNanos() : now;
        } else if (offered != phases && phasesMayBeRead) {
            phasesMayBeRead = false;
            silentUntil = now + GIVEN_UP_AFTER.toNanos();
        }
        phases = offered;
    }

    /**
     * The counter that was sent last, so that it never falls to 0 for the GX device. A counter that is sent once an hour comes from the
     * ledger, which has its value from before this start.
     */
    private @Nullable Long counter(Snapshot snapshot, Counter counter, @Nullable Long last) {
        boolean isPublished = snapshot.published().values().has(Objects.requireNonNull(counter.quantity()));
        return isPublished || last == null && !ledgerIsOfMeterBefore ? snapshot.lastCounter(counter) : last;
    }

    /**
     * True if each message has the counters of the meter, if counters are known, in this run or from before, or if the meter has had
     * enough time to send counters and sends none.
     */
    private boolean countersKnown(Snapshot snapshot, long now) {
        return !snapshot.reading().meter().dialect().sendsPartialLists() || imported != null
                || !countersWithheld && firstReceived != null && now - firstReceived > HOURLY_COUNTERS_WAIT.toNanos();
    }

    private static long zeroIfUnknown(@Nullable Long counter) {
        return counter == null ? 0 : counter;
    }

    private @Nullable Answer answer(Snapshot snapshot, long now) {
        Em24 meter = new Em24(snapshot.published().values(), phaseModel, zeroIfUnknown(imported), zeroIfUnknown(exported), phases,
                serial(snapshot.key()), version);
        try {
            return new Answer(meter.registers(), now + answerDuration(snapshot).toNanos());
        } catch (ArithmeticException e) {
            trouble.log("modbus: a value of the meter fits no register of an EM24, so nothing is answered: {}",
                    String.valueOf(e.getMessage()));
            return null;
        }
    }

    /**
     * Returns the serial number by which a GX device stores instance, name and role; made of the meter's key, so that it outlives an
     * exchange.
     *
     * <p>A key of up to 14 characters is used as it is. Of a longer key the last 14 characters are used if these are digits, as on
     * Dutch and Belgian labels; else its last 9 characters, an underscore, and four digits of a hash, because the ends of two keys may
     * be equal.
     */
    static String serial(MeterKey key) {
        String text = key.text();
        int from = text.length() - Em24.SERIAL_LENGTH;
        if (from <= 0) {
            return text;
        }
        if (text.substring(from).chars().allMatch(character -> character >= '0' && character <= '9')) {
            return text.substring(from);
        }
        CRC32 hash = new CRC32();
        hash.update(text.getBytes(StandardCharsets.US_ASCII));
        return text.substring(from + HASH_DIGITS + 1) + String.format("_%04X", hash.getValue() & 0xffff);
    }

    private static Duration answerDuration(Snapshot snapshot) {
        Duration validWithoutGxDelay = snapshot.validFor().minus(SHOWN_BY_GX);
        Duration twoIntervals = snapshot.interval().multipliedBy(2).plus(LATENESS_TOLERANCE);
        return validWithoutGxDelay.compareTo(twoIntervals) > 0 ? validWithoutGxDelay : twoIntervals;
    }

    void withdraw() {
        answer = null;
    }

    /** Returns the registers; null while no request may be answered. */
    Em24.@Nullable Registers registers() {
        Answer last = answer;
        return last != null && last.until() - clock.getAsLong() > 0 ? last.registers() : null;
    }
}
