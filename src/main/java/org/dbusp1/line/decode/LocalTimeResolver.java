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
 * Makes the instants of the local times in one line's messages. Most meters send what their clock shows, without an offset.
 *
 * <p>A clock follows the calendar of its zone, or shows standard time all year, as Iskra's 2M550T does in Sweden. It is read as at the
 * message before, by the calendar at first, until only the other reading is within five minutes of the expected moment: the moment of the
 * message before plus the time since. At a start, and again half an hour after a start or a silence, the moment by the machine's clock is
 * expected.
 *
 * <p>Only {@link TimesInside} may be used by other threads.
 */
public final class LocalTimeResolver {
    private static final long HALF_HOUR_SECONDS = 30 * 60;
    private static final long HOUR_SECONDS = 60 * 60;

    private final boolean isLog;
    private final @Nullable ZoneId configuredZone;
    private final @Nullable ZoneId ownersZone;

    /** Of the message that is read; null in a log. */
    private @Nullable Arrival arrival;
    /** The last message with a clock: all that is known of the meter's clock. Null at a start. */
    private @Nullable Message before;

    /**
     * @param second    by the monotonic clock
     * @param beginning of the first message after a start or a silence: a bridge may have stored what arrives then
     */
    private record Arrival(long second, long machineSecond, long beginning) {
        private long sinceBeginning() {
            return second - beginning;
        }
    }

    /**
     * @param arrivedAt      by the monotonic clock; 0 in a log
     * @param isStandardTime whether the clock shows standard time all year
     * @param hasMachineAgreed whether a time has agreed with the machine's clock, so that it does not matter when that is set
     */
    private record Message(long epochSecond, long arrivedAt, boolean isStandardTime, boolean hasMachineAgreed) {
        private long presentAt(Arrival later) {
            return epochSecond + later.second - arrivedAt;
        }
    }

    /**
     * The moments, in seconds since 1970, from which a message that is not late is at most five minutes away; null if none is known.
     * <pre>
     *   what is known                               moment                       standard
     *   a log                                       null                         null
     *   at a start                                  by the machine's clock       by the machine's clock
     *   a message before                            of that message, continued   of that message, continued
     *   its silence has ended within five minutes   of that message, continued   null
     *   half an hour after a start or a silence     of that message, continued   by the machine's clock, once
     * </pre>
     *
     * @param moment   decides which of two hours it is
     * @param standard decides whether the clock shows standard time
     */
    private record Expected(@Nullable Long moment, @Nullable Long standard) {
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

    public ZoneId zone(Dialect dialect) {
        if (configuredZone != null) {
            return configuredZone;
        }
        return ownersZone != null && dialect.isAlsoFinnish() ? ownersZone : dialect.zone();
    }

    public void forgetMeter() {
        before = null;
    }

    /** Called with each message of a line, before it is decoded. @param arrivalNanos by the monotonic clock */
    public void arrived(long arrivalNanos, Instant now) {
        if (isLog) {
            return;
        }
        Arrival last = arrival;
        long second = Math.floorDiv(arrivalNanos, 1_000_000_000L);
        long elapsed = last == null ? 0 : second - last.second;
        boolean isMachineSet = last != null && Math.abs(now.getEpochSecond() - last.machineSecond - elapsed) > ClockTime.AGREEMENT_SECONDS;
        if (isMachineSet && before != null && !before.hasMachineAgreed) {
            before = null;
        }
        long beginning = last == null || before == null || elapsed > HALF_HOUR_SECONDS ? second : last.beginning;
        arrival = new Arrival(second, now.getEpochSecond(), beginning);
    }

    /** Returns the time of a message, null without a clock; called once for each message, in their order. */
    public @Nullable Stamp messageTime(@Nullable ClockTime time, MeterIdentity meter) {
        if (time == null) {
            return null;
        }
        ZoneId zone = zone(meter.dialect());
        boolean isStandardTime = before != null && before.isStandardTime;
        Stamp moment;
        if (time.isByCalendar()) {
            Candidates candidates = Candidates.of(time, zone.getRules());
            Expected expected = expected();
            long calendar = isSecondHour(candidates, time.season(), expected.moment) ? candidates.second : candidates.first;
            isStandardTime = isStandardTime(candidates, calendar, expected.standard);
            moment = stamp(time, isStandardTime ? candidates.standard : calendar);
        } else {
            moment = explicit(time, zone);
        }
        boolean agrees = arrival != null && agrees(moment.epochSecond(), arrival.machineSecond);
        before = new Message(moment.epochSecond(), arrival == null ? 0 : arrival.second, isStandardTime,
                agrees || before != null && before.hasMachineAgreed);
        return moment;
    }

    public TimesInside inside(MeterIdentity meter, @Nullable Stamp messageTime) {
        long latest = messageTime != null ? messageTime.epochSecond() : arrival != null ? arrival.machineSecond : Long.MAX_VALUE;
        return new TimesInside(zone(meter.dialect()), before != null && before.isStandardTime, latest);
    }

    private Expected expected() {
        if (arrival == null) {
            return new Expected(null, null);
        }
        if (before == null) {
            return new Expected(arrival.machineSecond, arrival.machineSecond);
        }
        boolean isAskedAgain = arrival.sinceBeginning() >= HALF_HOUR_SECONDS && before.arrivedAt - arrival.beginning < HALF_HOUR_SECONDS;
        // After a silence of an hour, what a bridge stored at its beginning would agree as standard time.
        boolean mayBeStored = arrival.sinceBeginning() < ClockTime.AGREEMENT_SECONDS && before.arrivedAt < arrival.beginning;
        Long present = before.presentAt(arrival);
        return new Expected(present, isAskedAgain ? Long.valueOf(arrival.machineSecond) : mayBeStored ? null : present);
    }

    private boolean isStandardTime(Candidates candidates, long calendar, @Nullable Long expected) {
        boolean wasStandardTime = before != null && before.isStandardTime;
        boolean isStandardExpected = agrees(candidates.standard, expected);
        if (candidates.isLeftOut || isStandardExpected == agrees(calendar, expected)) {
            return candidates.isLeftOut || wasStandardTime;
        }
        // A bridge that sends the newest first goes back to what it stored an hour ago.
        boolean goesBack = before != null && calendar < before.epochSecond - ClockTime.AGREEMENT_SECONDS;
        return isStandardExpected && (wasStandardTime || !goesBack);
    }

    private boolean isSecondHour(Candidates candidates, Season season, @Nullable Long expected) {
        if (before == null) {
            return expected != null && candidates.isNear(expected) ? candidates.isSecondNearer(expected)
                    : season == Season.SUMMER_BIT_CLEAR;
        }
        long sinceBefore = candidates.first - before.epochSecond;
        if (expected == null) {
            return sinceBefore < -ClockTime.AGREEMENT_SECONDS;
        }
        // Stored messages follow one another; or a silence of just an hour was a silence of the meter.
        boolean follows = sinceBefore > 0 && sinceBefore <= 10 * 60;
        return follows ? Math.abs(candidates.second - expected) <= 60 : candidates.isSecondNearer(expected);
    }

    private static boolean agrees(long moment, @Nullable Long expected) {
        return expected != null && Math.abs(moment - expected) <= ClockTime.AGREEMENT_SECONDS;
    }

    private static Stamp stamp(ClockTime time, long moment) {
        return new Stamp(moment, (int) (time.local() - moment));
    }

    /** Returns the moment of a time that says its offset or season. */
    private static Stamp explicit(ClockTime time, ZoneId zone) {
        Integer offset = time.offsetSeconds();
        if (offset != null) {
            // Some meters send it with the wrong sign.
            boolean isOppositeValid = zone.getRules().getValidOffsets(time.dateTime()).stream()
                    .anyMatch(valid -> valid.getTotalSeconds() == -offset);
            return stamp(time, time.local() - (isOppositeValid ? -offset : offset));
        }
        if (time.season() == Season.UTC) {
            return Stamp.of(time.local(), zone);
        }
        long summer = time.season() == Season.SUMMER ? HOUR_SECONDS : 0;
        return stamp(time, Candidates.of(time, zone.getRules()).standard - summer);
    }

    /**
     * The moments that a time without an offset may mean.
     *
     * @param first     by the calendar; in the hour that occurs twice, of the first
     * @param second    of the second hour; as the first at all other times
     * @param standard  by standard time
     * @param isLeftOut whether summer time leaves this time out, so that the clock shows standard time; the first minute proves nothing
     */
    private record Candidates(long first, long second, long standard, boolean isLeftOut) {
        private static Candidates of(ClockTime time, ZoneRules rules) {
            LocalDateTime local = time.dateTime();
            List<ZoneOffset> offsets = rules.getValidOffsets(local);
            long first = time.local() - rules.getOffset(local).getTotalSeconds();
            if (offsets.size() == 2 && time.season() == Season.SUMMER_BIT_SET) {
                return new Candidates(first, first, first, false);
            }
            long second = offsets.size() == 2 ? time.local() - offsets.get(1).getTotalSeconds() : first;
            long standard = time.local() - rules.getStandardOffset(Instant.ofEpochSecond(first)).getTotalSeconds();
            boolean isLeftOut = offsets.isEmpty() && rules.getValidOffsets(local.minusMinutes(1)).isEmpty();
            return new Candidates(first, second, standard, isLeftOut);
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
        private final ZoneId zone;
        private final boolean isStandardTime;
        private final long latest;

        private TimesInside(ZoneId zone, boolean isStandardTime, long latest) {
            this.zone = zone;
            this.isStandardTime = isStandardTime;
            this.latest = latest;
        }

        public ZoneId zone() {
            return zone;
        }

        /** Returns the moment of a time; of the hour that occurs twice the second, unless it is later than the message. */
        public Stamp moment(ClockTime time) {
            if (!time.isByCalendar()) {
                return explicit(time, zone);
            }
            Candidates candidates = Candidates.of(time, zone.getRules());
            long calendar = candidates.second <= latest ? candidates.second : candidates.first;
            return stamp(time, isStandardTime ? candidates.standard : calendar);
        }
    }
}
