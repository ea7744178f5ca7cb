package org.dbusp1.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Arrival;
import org.dbusp1.metering.Doubts.WrongZone;
import org.dbusp1.metering.Published;
import org.jspecify.annotations.Nullable;

/**
 * Decides the time of rows, days, demand windows and events of one meter. <b>A clock that is wrong is behind</b>: a meter's that lost its
 * power starts in the past, and so does a GX device without internet. So the time is the meter's, unless its clock is more than a day
 * behind the machine's (or, which no clock does, more than a year ahead); then it is that of arrival. Between messages with a clock the
 * time goes on monotonically. A time before this release is none.
 *
 * <p>The time of a log is the meter's. Used by one thread.
 */
public final class MeterTime {
    private static final long BEHIND_SECONDS = Duration.ofDays(1).toSeconds();
    private static final long QUARTER_SECONDS = 900;
    private static final long AHEAD_SECONDS = Duration.ofDays(365).toSeconds();
    /** The most by which the time of an M-Bus counter is ahead of the telegram's, by summer time and time zones. */
    private static final long DEVICE_AHEAD_SECONDS = Duration.ofHours(25).toSeconds();

    /** A reading of an M-Bus device, and the time of its first arrival, which is used instead of its own. */
    private record Arrived(CounterReading reading, Stamp time) {
    }

    private final Origin origin;
    private final LocalTimeResolver times;
    private final Instant released;
    private final @Nullable ZoneId configured;
    private final Map<Integer, Arrived> arrived = new HashMap<>();
    /** What the meter's clock shows while it is wrong; else null. */
    private @Nullable Stamp wrong;
    private @Nullable WrongZone wrongZone;
    /** The last time of the meter's clock less the monotonic time of its message, in seconds; null before it, and while it is wrong. */
    private @Nullable Long offsetToMonotonic;
    private @Nullable String notice;

    /**
     * @param released the day of this release
     * @param zone     the owner's choice of the zone of the meter's clock; null without one
     */
    public MeterTime(Origin origin, LocalTimeResolver times, Instant released, @Nullable ZoneId zone) {
        this.origin = origin;
        this.times = times;
        this.released = released;
        this.configured = zone;
    }

    /** Returns the arrival; of a log, the time that the message has. @param now by the clock of the source */
    Instant sourceTime(Reading reading, Instant now) {
        return !origin.isLog() || reading.time() == null ? now : reading.time().instant();
    }

    void forgetMeter() {
        wrong = null;
        wrongZone = null;
        offsetToMonotonic = null;
        arrived.clear();
        times.forgetMeter();
    }

    /** Returns the arrival of a believed reading, with the time of its rows; the other times are those of {@link Arrival}. */
    public Arrival arrival(Reading reading, Instant machineTime, Instant sourceTime, long nanos) {
        boolean isLive = !origin.isLog();
        Stamp time = time(times.daysZone(reading.meter().dialect()), reading.time(), isLive && sourceTime.isBefore(released) ? null
                : sourceTime.getEpochSecond(), TimeUnit.NANOSECONDS.toSeconds(nanos));
        if (isLive && reading.time() != null && !sourceTime.isBefore(released)) {
            WrongZone before = wrongZone;
            wrongZone = wrongZone(reading.time(), sourceTime.getEpochSecond(), reading.meter().dialect());
            if (before == null && wrongZone != null) {
                notice = "the meter's clock is hours off by " + wrongZone.zone() + (wrongZone.other() == null ? "" : ", and right by "
                        + wrongZone.other()) + ": meter.zone, the meter's clock or the clock of this device is wrong";
            }
        }
        return new Arrival(machineTime, sourceTime, nanos, isLive && time != null && time.instant().isBefore(released) ? null : time);
    }

    private @Nullable Stamp time(ZoneId calendar, @Nullable Stamp printed, @Nullable Long machine, long monotonicSecond) {
        if (printed != null) {
            long behind = !origin.isLog() && machine != null ? machine - printed.epochSecond() : 0;
            judge(printed, behind > BEHIND_SECONDS || behind < -AHEAD_SECONDS);
            offsetToMonotonic = wrong == null ? printed.epochSecond() - monotonicSecond : null;
        }
        return printed != null && wrong == null ? printed
                : offsetToMonotonic != null ? Stamp.of(monotonicSecond + offsetToMonotonic, calendar)
                : machine == null ? null : Stamp.of(machine, calendar);
    }

    private void judge(Stamp printed, boolean isWrong) {
        if (isWrong && wrong == null) {
            notice = """
                    the meter's clock is wrong, it shows %s: rows, days and demand windows take the time of arrival. Power and counters \
                    are right. The grid operator sets the clock.""".formatted(printed);
        } else if (!isWrong && wrong != null) {
            notice = "the meter's clock is right and is used again";
        }
        wrong = isWrong ? printed : null;
    }

    private @Nullable WrongZone wrongZone(Stamp shown, long machine, Dialect dialect) {
        long off = shown.epochSecond() - machine;
        long fromQuarters = Math.abs(off - Math.round((double) off / QUARTER_SECONDS) * QUARTER_SECONDS);
        if (Math.abs(off) <= ClockTime.SAME_ZONE_SECONDS || Math.abs(off) > BEHIND_SECONDS || fromQuarters > ClockTime.AGREEMENT_SECONDS) {
            return null;
        }
        ZoneId zone = times.clockZone(dialect);
        if (configured != null && dialect.country().isPresent() && isRight(shown, dialect.zone(), machine)) {
            return new WrongZone(zone, dialect.zone());
        }
        ZoneId standardTime = standardTime(zone, machine);
        if (times.isByCalendar() && isRight(shown, standardTime, machine)) {
            return new WrongZone(zone, standardTime);
        }
        return configured == null ? null : new WrongZone(zone, null);
    }

    private static boolean isRight(Stamp shown, ZoneId zone, long machine) {
        long offset = zone.getRules().getOffset(Instant.ofEpochSecond(machine)).getTotalSeconds();
        return Math.abs(shown.epochSecond() + shown.offsetSeconds() - offset - machine) <= ClockTime.AGREEMENT_SECONDS;
    }

    /** Returns the zone that has the standard time of another all year. Its name has the opposite sign. */
    private static ZoneId standardTime(ZoneId zone, long machine) {
        int hours = zone.getRules().getStandardOffset(Instant.ofEpochSecond(machine)).getTotalSeconds() / 3_600;
        return ZoneId.of("Etc/GMT" + (hours > 0 ? "-" : "+") + Math.abs(hours));
    }

    @Nullable WrongZone wrongZone() {
        return wrongZone;
    }

    @Nullable Stamp wrongClock() {
        return wrong;
    }

    /** Returns what is published with a message, its devices with the time of its arrival while their own is that of a wrong clock. */
    public Published dated(Published published, Arrival arrival) {
        return published.withDevices(published.devices().stream().map(device -> dated(device, arrival.rowTime())).toList());
    }

    private MBusDevice dated(MBusDevice device, @Nullable Stamp time) {
        CounterReading reading = device.reading();
        Stamp own = reading == null ? null : reading.time();
        if (reading == null || own == null || time == null
                || wrong == null && own.epochSecond() - time.epochSecond() <= DEVICE_AHEAD_SECONDS) {
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
