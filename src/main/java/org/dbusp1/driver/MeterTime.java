package org.dbusp1.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.decode.ClockTraits;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.meter.Arrival;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Published;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Decides the time of rows, days, demand windows and events of one meter: the time of the meter's clock, or of arrival while
 * that clock is absent or wrong. Only a live source shows a wrong clock: the time of a log, a replay or the simulator is the
 * meter's. Used by one thread.
 *
 * <table>
 * <caption>A live source</caption>
 * <tr><th>the meter's clock</th><th>time</th></tr>
 * <tr><td>stands for a minute while messages arrive; for two minutes where it shows no seconds</td><td>arrival</td></tr>
 * <tr><td>more than a day behind the machine's</td><td>arrival</td></tr>
 * <tr><td>more than a year ahead of the machine's</td><td>arrival</td></tr>
 * <tr><td>was wrong in one of these ways less than an hour ago</td><td>arrival</td></tr>
 * <tr><td>ahead by at most a year: a GX device without internet starts with the time at which it was switched off</td><td>the
 * meter's</td></tr>
 * <tr><td>any, while the machine's shows a time before this release</td><td>the meter's</td></tr>
 * <tr><td colspan="2">A time before this release is not used: the reading then has no time.</td></tr>
 * </table>
 */
public final class MeterTime {
    private static final long STANDS_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MINUTE_SECONDS = 60;
    private static final long LATE_SECONDS = Duration.ofDays(1).toSeconds();
    private static final long AHEAD_SECONDS = Duration.ofDays(365).toSeconds();
    private static final long RIGHT_NANOS = Duration.ofHours(1).toNanos();
    /** The most by which the time of an M-Bus counter is ahead of the telegram's, by summer time and time zones. */
    private static final long DEVICE_AHEAD_SECONDS = Duration.ofHours(25).toSeconds();

    /** A reading of an M-Bus device, and the time of its first arrival, which is used instead of its own. */
    private record Arrived(CounterReading reading, Stamp time) {
    }

    private final boolean live;
    private final LocalTimeResolver times;
    private final Instant released;
    private final StateStore store;
    private final Map<Integer, Arrived> arrived = new HashMap<>();
    /** The last time that the meter's clock showed; null before the first. */
    private @Nullable Stamp shown;
    /** When the meter's clock first showed that time, by the monotonic clock. */
    private long shownNanos;
    /** Whether the time of arrival is used: from the moment when the clock is wrong until it has been right for an hour. */
    private boolean arrivalUsed;
    /** When a wrong clock became right again, by the monotonic clock; null while it is wrong. */
    private @Nullable Long rightNanos;
    /**
     * The last time of rows less the monotonic time of its message's arrival, in seconds: lists without a clock go on from there,
     * whatever is set meanwhile. Null before the first list with a clock.
     */
    private @Nullable Long offsetToMonotonic;
    /** The traits of the meter's clock in the store. */
    private ClockTraits remembered = ClockTraits.NONE;
    private boolean isRecalled;
    private int meterIndex;
    private @Nullable String notice;

    private MeterTime(boolean live, LocalTimeResolver times, Instant released, StateStore store) {
        this.live = live;
        this.times = times;
        this.released = released;
        this.store = store;
    }

    /**
     * Returns the rule for a live source.
     *
     * @param times    holds what is known of the meter's clock
     * @param released the day of this release
     * @param store    remembers the traits of clocks by the key of the meter
     */
    public static MeterTime ofLine(LocalTimeResolver times, Instant released, StateStore store) {
        return new MeterTime(true, times, released, store);
    }

    /** Returns the rule for a log, a replay or a simulated meter. */
    public static MeterTime ofLog(LocalTimeResolver times) {
        return new MeterTime(false, times, Instant.EPOCH, StateStore.NONE);
    }

    /**
     * Accepts the key of the meter, before its first message if the key is known then: remembered facts of the clock then
     * hold for all messages.
     */
    void recallClock(MeterKey key) {
        if (!isRecalled) {
            isRecalled = true;
            store.recall(key.text(), ClockTraits::parse).ifPresent(traits -> {
                remembered = traits;
                times.recall(traits);
            });
        }
    }

    /**
     * Returns when a message arrived, by the clock of the source: for a log the time of the meter's clock, if the message has one.
     *
     * @param now by the clock of the source
     */
    Instant sourceTime(Reading reading, Instant now) {
        return live || reading.time() == null ? now : reading.time().instant();
    }

    /**
     * Forgets the clock of the meter before, if a reading is the first of a new meter.
     *
     * @param index index of the reading's meter in this run
     * @return whether the times in the reading were made with what was known of the clock of the meter before
     */
    boolean forgetReplacedMeter(MeterKey key, int index) {
        if (index == meterIndex) {
            return false;
        }
        meterIndex = index;
        boolean isMisread = !times.traits().text().isEmpty();
        replaced(key);
        return isMisread;
    }

    /**
     * Returns the arrival of a believed reading, with the time of its rows.
     *
     * @param machineTime time of day by the machine
     * @param sourceTime  time of day by the clock of the source
     * @param nanos       monotonic time by the clock of the source
     */
    public Arrival arrival(MeterKey key, Reading reading, Instant machineTime, Instant sourceTime, long nanos) {
        Instant usable = live && sourceTime.isBefore(released) ? null : sourceTime;
        rememberTraits(key, reading);
        Stamp printed = reading.time();
        if (live && printed != null) {
            compare(printed, usable, nanos);
        }
        Stamp time = time(times.zone(reading.meter().dialect()), printed, usable, TimeUnit.NANOSECONDS.toSeconds(nanos));
        return new Arrival(machineTime, sourceTime, nanos, live && time != null && time.instant().isBefore(released) ? null : time);
    }

    /** Returns what is published with a message, its devices with the time of its arrival while their own is that of a wrong clock. */
    public Published dated(Published published, Arrival arrival) {
        return published.withDevices(published.devices().stream().map(device -> dated(device, arrival.rowTime())).toList());
    }

    /** Returns the time of the meter's clock while that clock is wrong; null while it is used. */
    @Nullable Stamp wrongClock() {
        return arrivalUsed ? shown : null;
    }

    private void replaced(MeterKey key) {
        shown = null;
        arrivalUsed = false;
        offsetToMonotonic = null;
        arrived.clear();
        times.forgetMeter();
        if (!remembered.text().isEmpty()) {
            remembered = ClockTraits.NONE;
            store.remember(key.text(), remembered.text());
        }
    }

    private @Nullable Stamp time(ZoneId calendar, @Nullable Stamp printed, @Nullable Instant machine, long monotonicSecond) {
        if (arrivalUsed && machine != null) {
            offsetToMonotonic = null;
            return Stamp.of(machine.getEpochSecond(), calendar);
        }
        if (printed != null) {
            offsetToMonotonic = printed.epochSecond() - monotonicSecond;
            return printed;
        }
        return offsetToMonotonic != null ? Stamp.of(monotonicSecond + offsetToMonotonic, calendar)
                : machine == null ? null : Stamp.of(machine.getEpochSecond(), calendar);
    }

    private void rememberTraits(MeterKey key, Reading reading) {
        recallClock(key);
        ClockTraits traits = times.traits();
        if (traits.text().equals(remembered.text())) {
            return;
        }
        store.remember(key.text(), traits.text());
        if (traits.isStandardAllYear() != remembered.isStandardAllYear()) {
            notice = traits.isStandardAllYear()
                    ? "the meter's clock runs on standard time all year: its times are read with this fixed offset from now on"
                    : "the meter's clock follows summer time: its times are read by the calendar from now on";
        }
        if (!Objects.equals(traits.zone(), remembered.zone())) {
            notice = "the meter's clock is read with the time zone " + times.zone(reading.meter().dialect())
                    + ": with it the clock agrees with the machine's. meter.zone is another choice";
        }
        remembered = traits;
    }

    private void compare(Stamp printed, @Nullable Instant machine, long nanos) {
        if (!printed.equals(shown)) {
            shown = printed;
            shownNanos = nanos;
        }
        long late = machine == null ? 0 : machine.getEpochSecond() - printed.epochSecond();
        boolean bad = machine != null && (stands(printed, nanos) || late > LATE_SECONDS || late < -AHEAD_SECONDS);
        if (bad) {
            notice = arrivalUsed ? notice : """
                    the meter's clock is wrong, it shows %s: rows, days and demand windows take the time of arrival. Power and counters \
                    are right. The grid operator sets the clock.""".formatted(printed);
            arrivalUsed = true;
            rightNanos = null;
        } else if (arrivalUsed) {
            right(nanos);
        }
    }

    private void right(long nanos) {
        if (rightNanos == null) {
            rightNanos = nanos;
        } else if (nanos - rightNanos >= RIGHT_NANOS) {
            arrivalUsed = false;
            notice = "the meter's clock has been right for an hour and is used again";
        }
    }

    /**
     * Returns whether the clock stands. A clock without seconds shows each time for a minute, and a telegram may arrive
     * late: its limit is two minutes.
     */
    private boolean stands(Stamp printed, long nanos) {
        return nanos - shownNanos >= (printed.epochSecond() % MINUTE_SECONDS == 0 ? 2 : 1) * STANDS_NANOS;
    }

    /** Returns a device with the time of arrival of its reading, where the reading's own time is that of a wrong clock. */
    private MBusDevice dated(MBusDevice device, @Nullable Stamp time) {
        CounterReading reading = device.reading();
        Stamp own = reading == null ? null : reading.time();
        if (reading == null || own == null || time == null
                || !arrivalUsed && own.epochSecond() - time.epochSecond() <= DEVICE_AHEAD_SECONDS) {
            return device;
        }
        Arrived before = arrived.get(device.channel());
        Arrived now = before != null && before.reading().equals(reading) ? before : new Arrived(reading, time);
        arrived.put(device.channel(), now);
        return device.withReading(reading.withTime(now.time()));
    }

    /** Returns a line about the clock for the log, each line once; null if there is none. */
    @Nullable String takeNotice() {
        String line = notice;
        notice = null;
        return line;
    }
}
