package org.dbusp1.output.modbus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.zip.CRC32;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.GridMeter.Part;
import org.dbusp1.metering.GridMeter;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The present answer of the server: the registers of the newest snapshot. There is no answer while the meter is silent, sends no power
 * or is not whole ({@link GridMeter#awaited}), and for a while after its number of phases changed, which a GX device reads only when it
 * finds the device. Answers end 6 s before the snapshot does, but not before two messages are overdue: dbus-modbus-client shows a device
 * for 5 s after its last answer. One thread brings snapshots; any thread may read the registers.
 */
final class Em24State {
    /** After this time without an answer a GX device has given the device up: its poll, FAIL_TIMEOUT (5 s), a request's time-out. */
    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(7);
    /** Answers end this long before the snapshot does: a GX device shows the last answer for FAIL_TIMEOUT (5 s) and up to a second more. */
    private static final Duration SHOWN_BY_GX = Duration.ofSeconds(6);
    /** Two messages are overdue this long after two intervals. */
    private static final Duration LATENESS_TOLERANCE = Duration.ofMillis(500);
    /** Not a current that is withheld for long, which is 0 A: a GX device must not lose its meter by it. Counters have a rule here. */
    private static final Set<Part> PARTS = EnumSet.complementOf(EnumSet.of(Part.WITHHELD_CURRENTS, Part.COUNTERS));
    private static final int HASH_DIGITS = 4;
    private static final Logger LOG = LoggerFactory.getLogger(Em24State.class);

    /** @param until monotonic nanoseconds */
    private record Answer(Em24.Registers registers, long until) {
    }

    private final String version;
    private final LongSupplier clock;
    private volatile @Nullable Answer answer;
    /** 1 or 3; 0 before the first message in which nothing is missing. */
    private int phases;
    /**
     * True once phases were shown. They stay while only the total is known, which is then on L1, because a change of their number costs
     * seconds without an answer.
     */
    private boolean phasesFound;
    private int meterIndex;
    /** The monotonic time at which the meter was first received; null before. */
    private @Nullable Long firstReceived;
    /** True if the guard has withheld counters that were sent: valid counters will follow. */
    private boolean countersWithheld;
    /** Monotonic time until which no request is answered: the GX device has to give the device up, to read another number of phases. */
    private long silentUntil;
    /** True if a client may have read the present number of phases. */
    private boolean phasesMayBeRead;
    private final ThinnedLog trouble = ThinnedLog.onChange(LOG::warn);

    /** @param clock monotonic nanoseconds */
    Em24State(String version, LongSupplier clock) {
        this.version = version;
        this.clock = clock;
        silentUntil = clock.getAsLong();
    }

    void accept(Snapshot snapshot) {
        long now = clock.getAsLong();
        GridMeter meter = snapshot.grid();
        if (firstReceived == null || snapshot.published().meterIndex() != meterIndex) {
            meterIndex = snapshot.published().meterIndex();
            firstReceived = now;
            countersWithheld = false;
            phasesFound = false;
        }
        countersWithheld |= snapshot.published().withheld().quantities().contains(Quantity.ENERGY_IMPORT);
        // Registers cannot hold an absent value, and a 0 in its place would be a false measurement.
        boolean isWhole = meter.power() != null && meter.awaited(PARTS) == null;
        if (isWhole) {
            updatePhaseCount(meter, now);
        }
        answer = isWhole && now - silentUntil >= 0 && countersKnown(snapshot, now) ? answer(snapshot, now) : null;
        phasesMayBeRead |= answer != null;
        if (meter.powerAbsence() != null) {
            trouble.log("modbus: this meter sends no power; a GX device finds the meter as soon as it sends power");
        }
    }

    private void updatePhaseCount(GridMeter meter, long now) {
        phasesFound |= meter.showsPhases();
        int offered = phasesFound ? meter.phases() : 1;
        if (offered != phases && phasesMayBeRead) {
            phasesMayBeRead = false;
            silentUntil = now + GIVEN_UP_AFTER.toNanos();
        }
        phases = offered;
    }

    /**
     * True if each message has the counters of the meter, if counters are known, in this run or from before, or if the meter has had
     * enough time to send counters and sends none.
     */
    private boolean countersKnown(Snapshot snapshot, long now) {
        return !snapshot.reading().meter().dialect().sendsPartialLists() || snapshot.grid().values().has(Quantity.ENERGY_IMPORT)
                || !countersWithheld && firstReceived != null && now - firstReceived > EnergyUse.HOURLY_COUNTERS_WAIT.toNanos();
    }

    private @Nullable Answer answer(Snapshot snapshot, long now) {
        Em24 meter = new Em24(snapshot.grid(), phases, serial(snapshot.key()), version);
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
