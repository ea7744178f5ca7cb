package org.dbusp1.line.decode;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.ClockTime.Season;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Makes the instants of the local times in one line's messages. Where a message does not say its season, its time means up to three
 * moments: those of the calendar of the clock's zone, and that of standard time, which some clocks show all year, as of Iskra's 2M550T
 * in Sweden. On a line it is the one that is within five minutes of the expected moment:
 * <ol>
 * <li>of the machine's clock: at a start; when that clock was set, until a time has agreed with it; and half an hour after the first
 * message of a start or after a silence of half an hour, when a bridge has delivered what it stored;
 * <li>else of the message before plus the monotonic time since. Not after a silence, and not standard time for a clock that the calendar
 * then reads as gone back: such a message may have been stored, and an hour ago by the calendar is now by standard time.
 * </ol>
 * If none is, the clock is read as at the message before; a time within the hour that summer time leaves out shows standard time. Of the
 * hour that occurs twice it is the one of the two that is nearer to the expected time, but a time that follows the message before by ten
 * minutes at most is of the first, unless the second is the expected time to a minute. In a log, the first, until a time is more than five
 * minutes before the one before it; a log that begins with a status without the bit of summer time, the second. Nothing is remembered over
 * a restart. Used by one thread, except {@link TimesInside}.
 */
public final class LocalTimeResolver {
    private static final long HOUR_SECONDS = 3_600;
    private static final long MINUTE_SECONDS = 60;
    /** Most by which a clock differs from what is expected of it, and goes back where it is set. */
    private static final long AGREES_SECONDS = 5 * 60;
    /** Less than half an hour, so that only one of the two hours is near. */
    private static final long NEAR_SECONDS = 25 * 60;
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(30);
    private static final ZoneOffset FINNISH_STANDARD_TIME = ZoneOffset.ofHours(2);

    /** A way to read the clock. */
    private record Way(ZoneId zone, boolean isStandard) {
        Stamp read(ClockTime time, boolean isSecondHour) {
            ZoneRules rules = zone.getRules();
            long local = time.local();
            if (time.offsetSeconds() != null) {
                // Some meters send the deviation with the wrong sign, +120 in a Dutch summer.
                ZoneOffset opposite = ZoneOffset.ofTotalSeconds(-time.offsetSeconds());
                int offset = rules.getValidOffsets(time.dateTime()).contains(opposite) ? opposite.getTotalSeconds() : time.offsetSeconds();
                return new Stamp(local - offset, offset);
            }
            // Istanbul and Moscow have changed their standard time.
            int standard = rules.getStandardOffset(Instant.ofEpochSecond(local)).getTotalSeconds();
            List<ZoneOffset> valid = rules.getValidOffsets(time.dateTime());
            int offset = switch (time.season()) {
                case UTC -> 0;
                case STANDARD -> standard;
                case SUMMER -> standard + (int) HOUR_SECONDS;
                case UNKNOWN, SUMMER_BIT_CLEAR, SUMMER_BIT_SET -> isStandard ? standard
                        : (valid.size() < 2 ? rules.getOffset(time.dateTime())
                        : valid.get(isSecondHour && time.season() != Season.SUMMER_BIT_SET ? 1 : 0)).getTotalSeconds();
            };
            return time.season() == Season.UTC ? Stamp.of(local, zone) : new Stamp(local - offset, offset);
        }
    }

    /** The time of a message; its arrival, monotonic, and by the machine's clock. */
    private record Moment(long epochSecond, long nanos, long machineSecond) {
        long secondsUntil(long later) {
            return TimeUnit.NANOSECONDS.toSeconds(later - nanos);
        }
    }

    private final @Nullable ZoneId configured;
    private final @Nullable ZoneId finnish;
    private final Origin origin;
    /** When the message that is handled arrived, by the monotonic clock, and by the machine's. Of a line. */
    private long nanos;
    private Instant machine = Instant.EPOCH;
    /** Whether no message had come for long before the one that is handled. */
    private boolean wasSilent;
    /** Whether the last time that shows it is standard time where the calendar has summer time. */
    private boolean isStandard;
    private boolean hasAgreed;
    /** When the machine's clock is asked again, monotonic; null: not. */
    private @Nullable Long askAgainNanos;
    /** The message before with a time; null before the first. */
    private @Nullable Moment before;

    /**
     * @param origin of the messages: a log does not show when they arrived
     * @param zone   the owner's choice of the zone of the meter's clock; null: that of the dialect
     * @param owners the zone that the owner has set on the device or the machine, where it is {@link #finnishZone}; else null: it is that
     *               of the clock where a dialect is also that of Finnish meters
     */
    public LocalTimeResolver(Origin origin, @Nullable ZoneId zone, @Nullable ZoneId owners) {
        this.origin = origin;
        this.configured = zone;
        this.finnish = owners;
    }

    /** Returns the resolver of a log. @param zone as for a line */
    public static LocalTimeResolver ofLog(@Nullable ZoneId zone) {
        return new LocalTimeResolver(Origin.LOG, zone, null);
    }

    /** Returns the zone of a name if it is in Europe and has the standard time of Finland; else null. */
    public static @Nullable ZoneId finnishZone(String name) {
        try {
            ZoneId zone = name.startsWith("Europe/") ? ZoneId.of(name) : null;
            return zone != null && zone.getRules().getStandardOffset(Instant.now()).equals(FINNISH_STANDARD_TIME) ? zone : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Forgets the meter's clock, because another meter is on the line. */
    public void forgetMeter() {
        before = null;
        isStandard = false;
        hasAgreed = false;
        askAgainNanos = null;
    }

    /**
     * Accepts the arrival of a message of a line, before it is decoded.
     *
     * @param arrivalNanos by the monotonic clock
     */
    public void arrived(long arrivalNanos, Instant now) {
        wasSilent = arrivalNanos - nanos > SILENCE_NANOS;
        if (before == null || wasSilent) {
            askAgainNanos = arrivalNanos + SILENCE_NANOS;
        }
        nanos = arrivalNanos;
        machine = now;
    }

    /** Returns the zone of a meter's clock. */
    public ZoneId zone(Dialect dialect) {
        return configured != null ? configured : finnish != null && dialect.isAlsoFinnish() ? finnish : dialect.zone();
    }

    /** Returns the moment of a message; null without a clock. Called once for each message of the line, in their order. */
    public @Nullable Stamp messageTime(@Nullable ClockTime time, MeterIdentity meter) {
        if (time == null) {
            return null;
        }
        ZoneId zone = zone(meter.dialect());
        // A clock that follows summer time may show the moment of the change.
        isStandard |= time.isByCalendar() && zone.getRules().getValidOffsets(time.dateTime()).isEmpty() && time.dateTime().getMinute() > 0;
        Stamp stamp = !origin.isLog() && time.isByCalendar() ? expected(time, zone)
                : new Way(zone, isStandard).read(time, isSecondHour(time, zone));
        before = new Moment(stamp.epochSecond(), nanos, machine.getEpochSecond());
        return stamp;
    }

    private Stamp expected(ClockTime time, ZoneId zone) {
        Way calendar = new Way(zone, false);
        List<Stamp> ofCalendar = List.of(calendar.read(time, false), calendar.read(time, true));
        Stamp standard = new Way(zone, true).read(time, false);
        Moment earlier = before;
        // Of a machine that never agreed, and is an hour behind, the second of two hours seems to be the first.
        boolean isAgain = askAgainNanos != null && nanos - askAgainNanos >= 0 && (hasAgreed || !occursTwice(time, zone));
        boolean isOfMachine = earlier == null || isAgain || !hasAgreed && wasMachineSet(earlier);
        askAgainNanos = isAgain ? null : askAgainNanos;
        Long expected = earlier == null || isOfMachine ? Long.valueOf(machine.getEpochSecond())
                : wasSilent ? null : earlier.epochSecond + earlier.secondsUntil(nanos);
        if (expected != null) {
            boolean mayBeStored = earlier != null && !isOfMachine && !isStandard
                    && ofCalendar.get(0).epochSecond() < earlier.epochSecond - AGREES_SECONDS;
            for (Stamp moment : mayBeStored ? ofCalendar : List.of(ofCalendar.get(0), ofCalendar.get(1), standard)) {
                if (Math.abs(moment.epochSecond() - expected) <= AGREES_SECONDS) {
                    isStandard = ofCalendar.contains(standard) ? isStandard : moment.equals(standard);
                    hasAgreed |= isOfMachine;
                    return moment;
                }
            }
        }
        return new Way(zone, isStandard).read(time, isSecondHour(time, zone));
    }

    private boolean wasMachineSet(Moment earlier) {
        return Math.abs(machine.getEpochSecond() - earlier.machineSecond - earlier.secondsUntil(nanos)) > AGREES_SECONDS;
    }

    private boolean isSecondHour(ClockTime time, ZoneId zone) {
        if (!occursTwice(time, zone)) {
            return false;
        }
        Way calendar = new Way(zone, false);
        long first = calendar.read(time, false).epochSecond();
        long second = calendar.read(time, true).epochSecond();
        if (before == null) {
            long now = machine.getEpochSecond();
            boolean isOfNow = !origin.isLog() && (Math.abs(first - now) <= NEAR_SECONDS || Math.abs(second - now) <= NEAR_SECONDS);
            return isOfNow ? Math.abs(second - now) <= NEAR_SECONDS : time.season() == Season.SUMMER_BIT_CLEAR;
        }
        if (origin.isLog()) {
            return first < before.epochSecond - AGREES_SECONDS;
        }
        long expected = before.epochSecond + before.secondsUntil(nanos);
        boolean isSuccessor = first > before.epochSecond && first - before.epochSecond <= 2 * AGREES_SECONDS;
        // A bridge may have stored the next message for an hour.
        return isSuccessor ? Math.abs(second - expected) <= MINUTE_SECONDS : second - expected < expected - first;
    }

    private static boolean occursTwice(ClockTime time, ZoneId zone) {
        return time.isByCalendar() && zone.getRules().getValidOffsets(time.dateTime()).size() > 1;
    }

    /**
     * Returns what makes the moments of the times inside the message that is handled.
     *
     * @param messageTime the message's own time; null without one
     */
    public TimesInside inside(MeterIdentity meter, @Nullable Stamp messageTime) {
        long latest = messageTime != null ? messageTime.epochSecond() : origin.isLog() ? Long.MIN_VALUE : machine.getEpochSecond();
        return new TimesInside(new Way(zone(meter.dialect()), isStandard), latest);
    }

    /**
     * Makes the moments of the times inside a message: none is later than the message. Outputs use it on their own threads, while later
     * messages are handled.
     */
    public static final class TimesInside {
        private final Way way;
        private final long latest;

        private TimesInside(Way way, long latest) {
            this.way = way;
            this.latest = latest;
        }

        public ZoneId zone() {
            return way.zone;
        }

        public Stamp moment(ClockTime time) {
            Stamp second = way.read(time, true);
            return second.epochSecond() <= latest ? second : way.read(time, false);
        }
    }
}
