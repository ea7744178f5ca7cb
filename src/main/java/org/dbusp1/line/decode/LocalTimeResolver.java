package org.dbusp1.line.decode;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.ClockTime.Season;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Makes the instants of the local times in one line's messages. Most meters send what their clock shows, without an offset: it follows the
 * calendar of its zone. So only the hour that occurs twice is in doubt. A clock that shows standard time all year is in a zone of its own,
 * which the owner names; the days of the house stay those of the calendar.
 *
 * <p>Only {@link TimesInside} may be used by other threads.
 */
public final class LocalTimeResolver {
    private static final long HOUR_SECONDS = 60 * 60;
    /** A bridge sends what it stored one after the other; the slowest clock is sent each five minutes. */
    private static final long FOLLOWS_SECONDS = 10 * 60;
    private static final long SAME_MOMENT_SECONDS = 60;

    private final boolean isLog;
    private final @Nullable ZoneId configuredZone;
    private final @Nullable ZoneId ownersZone;

    /** Of the message that is read; null in a log. */
    private @Nullable Arrival arrival;
    /** The last message with a clock; null at a start. */
    private @Nullable Message before;

    /** @param second by the monotonic clock */
    private record Arrival(long second, long machineSecond) {
    }

    /** @param arrivedAt by the monotonic clock; 0 in a log */
    private record Message(long epochSecond, long arrivedAt, boolean isByCalendar) {
        private long continuedTo(Arrival now) {
            return epochSecond + now.second - arrivedAt;
        }
    }

    /**
     * @param origin a log does not show when its messages arrived
     * @param zone   the owner's choice of the zone of the meter's clock; null: that of the dialect
     * @param owners the zone set on the device, if it is a {@link #finnishZone}: that of the clock where a dialect is also Finnish
     */
    public LocalTimeResolver(Origin origin, @Nullable ZoneId zone, @Nullable ZoneId owners) {
        isLog = origin.isLog();
        configuredZone = zone;
        ownersZone = owners;
    }

    public static LocalTimeResolver ofLog(@Nullable ZoneId zone) {
        return new LocalTimeResolver(Origin.LOG, zone, null);
    }

    /** Returns the zone of this name if it is a European one with Finland's standard time, else null. */
    public static @Nullable ZoneId finnishZone(String name) {
        if (!name.startsWith("Europe/")) {
            return null;
        }
        try {
            ZoneId zone = ZoneId.of(name);
            return zone.getRules().getStandardOffset(Instant.now()).equals(ZoneOffset.ofHours(2)) ? zone : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns the zone of the house's days: the clock's, unless that shows the standard time of the dialect's zone all year. */
    public ZoneId daysZone(Dialect dialect) {
        ZoneId usual = usualZone(dialect);
        ZoneId clock = clockZone(dialect);
        boolean isStandardTime = clock.getRules().isFixedOffset()
                && clock.getRules().getOffset(Instant.EPOCH).equals(usual.getRules().getStandardOffset(Instant.now()));
        return isStandardTime ? usual : clock;
    }

    /** Returns the zone of what the meter's clock shows. */
    public ZoneId clockZone(Dialect dialect) {
        return configuredZone != null ? configuredZone : usualZone(dialect);
    }

    private ZoneId usualZone(Dialect dialect) {
        return ownersZone != null && dialect.isAlsoFinnish() ? ownersZone : dialect.zone();
    }

    /** Returns whether the last time had no season and no offset, so that its zone alone says which moment it is. */
    public boolean isByCalendar() {
        return before != null && before.isByCalendar;
    }

    public void forgetMeter() {
        before = null;
    }

    /** Called with each message of a line, before it is decoded. @param arrivalNanos by the monotonic clock */
    public void arrived(long arrivalNanos, Instant now) {
        arrival = isLog ? null : new Arrival(Math.floorDiv(arrivalNanos, 1_000_000_000L), now.getEpochSecond());
    }

    /** Returns the time of a message, null without a clock; called once for each message, in their order. */
    public @Nullable Stamp messageTime(@Nullable ClockTime time, MeterIdentity meter) {
        if (time == null) {
            return null;
        }
        ZoneId zone = clockZone(meter.dialect());
        Stamp moment = time.isByCalendar() ? byCalendar(time, Hours.of(time, zone.getRules())) : explicit(time, zone);
        before = new Message(moment.epochSecond(), arrival == null ? 0 : arrival.second, time.isByCalendar());
        return moment;
    }

    public TimesInside inside(MeterIdentity meter, @Nullable Stamp messageTime) {
        long latest = messageTime != null ? messageTime.epochSecond() : arrival != null ? arrival.machineSecond : Long.MAX_VALUE;
        return new TimesInside(daysZone(meter.dialect()), clockZone(meter.dialect()), latest);
    }

    private Stamp byCalendar(ClockTime time, Hours hours) {
        return stamp(time, hours.first != hours.second && isSecondHour(hours, time.season()) ? hours.second : hours.first);
    }

    /**
     * Returns which of two hours it is.
     * <pre>
     *   what is known                        the second, if
     *   nothing, at a start                  it is nearer to the machine's clock; if that is near neither, if the bit of summer is clear
     *   the message before, in a log         the first would be before that message
     *   the message before, and the time     it is nearer to that message, continued; where the first just follows that message, as what a
     *   since                                bridge stored, only if it is just then: the meter was silent for an hour
     * </pre>
     */
    private boolean isSecondHour(Hours hours, Season season) {
        if (before == null) {
            return arrival != null && hours.isNear(arrival.machineSecond) ? hours.isSecondNearer(arrival.machineSecond)
                    : season == Season.SUMMER_BIT_CLEAR;
        }
        long sinceBefore = hours.first - before.epochSecond;
        if (arrival == null) {
            return sinceBefore < -ClockTime.AGREEMENT_SECONDS;
        }
        long continued = before.continuedTo(arrival);
        boolean follows = sinceBefore > 0 && sinceBefore <= FOLLOWS_SECONDS;
        return follows ? Math.abs(hours.second - continued) <= SAME_MOMENT_SECONDS : hours.isSecondNearer(continued);
    }

    private static Stamp stamp(ClockTime time, long moment) {
        return new Stamp(moment, (int) (time.local() - moment));
    }

    /** Returns the moment of a time that says its offset or season. */
    private static Stamp explicit(ClockTime time, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        Integer offset = time.offsetSeconds();
        if (offset != null) {
            // Some meters send it with the wrong sign.
            boolean isOppositeValid = rules.getValidOffsets(time.dateTime()).stream().anyMatch(valid -> valid.getTotalSeconds() == -offset);
            return stamp(time, time.local() - (isOppositeValid ? -offset : offset));
        }
        if (time.season() == Season.UTC) {
            return Stamp.of(time.local(), zone);
        }
        long standard = rules.getStandardOffset(Instant.ofEpochSecond(Hours.of(time, rules).first)).getTotalSeconds();
        return stamp(time, time.local() - standard - (time.season() == Season.SUMMER ? HOUR_SECONDS : 0));
    }

    /** The moments that a time without an offset may mean: two in the hour that occurs twice; else both are the same. */
    private record Hours(long first, long second) {
        private static Hours of(ClockTime time, ZoneRules rules) {
            LocalDateTime local = time.dateTime();
            List<ZoneOffset> offsets = rules.getValidOffsets(local);
            long first = time.local() - rules.getOffset(local).getTotalSeconds();
            boolean isTwice = offsets.size() == 2 && time.season() != Season.SUMMER_BIT_SET;
            return new Hours(first, isTwice ? time.local() - offsets.get(1).getTotalSeconds() : first);
        }

        private boolean isNear(long moment) {
            return Math.min(Math.abs(first - moment), Math.abs(second - moment)) <= ClockTime.SAME_ZONE_SECONDS;
        }

        private boolean isSecondNearer(long moment) {
            return Math.abs(second - moment) < Math.abs(first - moment);
        }
    }

    /** How times inside a message are read, such as a gas meter's hour; immutable. */
    public static final class TimesInside {
        private final ZoneId daysZone;
        private final ZoneId clockZone;
        private final long latest;

        private TimesInside(ZoneId daysZone, ZoneId clockZone, long latest) {
            this.daysZone = daysZone;
            this.clockZone = clockZone;
            this.latest = latest;
        }

        public ZoneId daysZone() {
            return daysZone;
        }

        /** Returns the moment of a time; of the hour that occurs twice the second, unless it is later than the message. */
        public Stamp moment(ClockTime time) {
            if (!time.isByCalendar()) {
                return explicit(time, clockZone);
            }
            Hours hours = Hours.of(time, clockZone.getRules());
            return stamp(time, hours.second <= latest ? hours.second : hours.first);
        }
    }
}
