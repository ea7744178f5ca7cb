package org.dbusp1.line.decode;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.ClockTime.Season;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Makes the instants of the local times in one line's messages. Where a message does not say its season, the calendar of the zone
 * does, except in the hour that occurs twice when summer time ends (the overlap of {@link ZoneRules}), and for a clock that runs on
 * standard time all year, such as that of Iskra's 2M550T in Sweden. Used by one thread, except {@link TimesInside}.
 *
 * <table>
 * <caption>A time in the hour that occurs twice</caption>
 * <tr><th>source</th><th>condition, the first that holds</th><th>the hour</th></tr>
 * <tr><td>both</td><td>the status of a meter that sets the bit of summer time</td><td>of the bit</td></tr>
 * <tr><td>line</td><td>the first is later than the message before, by ten minutes at most</td><td>the first, unless no message came
 * for about an hour and the second is the present by the last believed message</td></tr>
 * <tr><td>line</td><td>the second is within ten minutes of the message before</td><td>the second</td></tr>
 * <tr><td>line</td><td>a message was believed</td><td>the second if it is the present by that message, else the first</td></tr>
 * <tr><td>line</td><td>none yet</td><td>the second if the machine's clock is near it, else the first</td></tr>
 * <tr><td>log</td><td>the clock went back since the first hour</td><td>the second</td></tr>
 * <tr><td>log</td><td>the log begins with a status without the bit</td><td>the second</td></tr>
 * <tr><td>log</td><td></td><td>the first</td></tr>
 * </table>
 */
public final class LocalTimeResolver {
    private static final long HOUR_SECONDS = 3_600;
    /** Most by which clocks, and the delays of two messages, differ. */
    private static final long TOLERANCE_SECONDS = 60;
    /** Clocks are set by less, and messages that are missing, swapped or repeated are nearer. */
    private static final long NEAR_SECONDS = 10 * 60;
    /** Less than half an hour, so that only one of the two hours is near the machine's clock. */
    private static final long NEAR_MACHINE_SECONDS = 25 * 60;
    /** A clock that is set, and messages that are swapped or repeated, go back by less. */
    private static final long SET_BACK_SECONDS = 5 * 60;
    /** Lists between two lists of an hour; a repeated list of an hour comes sooner. */
    private static final int LISTS_A_HOUR = 10;
    private static final long CONTRADICTED_SECONDS = 5 * 60;
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

    /** The time of a message and its arrival, monotonic. */
    private record Moment(long epochSecond, long nanos) {
        long at(long later) {
            return epochSecond + TimeUnit.NANOSECONDS.toSeconds(later - nanos);
        }
    }

    /** The message that is handled. */
    private record Message(ClockTime time, Dialect dialect, ZoneId zone, Moment moment) {
    }

    /** A time in the hour that summer time leaves out, and its arrival, monotonic. */
    private record TimeInGap(long local, long nanos) {
    }

    /** A value with a time of its own, in the hour that occurs twice. */
    private record TimedValue(long local, BigDecimal value, Stamp time) {
    }

    private final @Nullable ZoneId configured;
    private final boolean isLog;
    private final ZoneMemory memory;
    /** Whether the memory has answered, or a message was believed of a meter whose key is known: earlier ones may have no number. */
    private boolean isRecalled;
    /** When the message that is handled arrived, by the monotonic clock, and by the machine's. Of a line. */
    private long nanos;
    private Instant machine = Instant.EPOCH;
    private boolean standardAllYear;
    private boolean setsSummerBit;
    /** The zone of the clock if it is another than that of the dialect; else null. */
    private @Nullable ZoneId foundZone;
    /** Whether the first time of this meter decides its zone. */
    private boolean isNewMeter = true;
    /** When the clock began to agree with the machine's if it is read with the other zone, monotonic; null while it does not. */
    private @Nullable Long otherZoneNanos;
    /** The message that is handled; null if it has no clock. */
    private @Nullable Message current;
    /** The last message with a clock, believed or not; null before the first. */
    private @Nullable Moment last;
    /** The last message with a clock that the guard believed; null before the first. */
    private @Nullable Moment believed;
    private @Nullable TimeInGap inGap;
    /** When, in summer, the clock began to contradict {@code standardAllYear}, by the monotonic clock; null while it agrees. */
    private @Nullable Long contradictedNanos;
    /** Local times of the last message with a clock and of the one before; null before these. */
    private @Nullable Long lastLocal;
    private @Nullable Long localBeforeLast;
    private int listsWithoutClock;
    /** Local time at the end of the second of the two hours, which has begun in a log; null before it and after it. */
    private @Nullable Long endOfSecondHour;
    /** The last of each of these values by its name. Outputs read the peaks in a message, each on its own thread. */
    private final Map<String, TimedValue> timedValues = new ConcurrentHashMap<>();

    private LocalTimeResolver(@Nullable ZoneId configured, boolean isLog, ZoneMemory memory) {
        this.configured = configured;
        this.isLog = isLog;
        this.memory = memory;
    }

    /**
     * What is known of a meter and the owner before its first message.
     *
     * @param traits returns what earlier runs have seen of a meter's clock; null if no earlier run has read the meter
     * @param zone   the zone that the owner has set on the device or the machine; null if none is known
     */
    public record ZoneMemory(Function<MeterIdentity, @Nullable ClockTraits> traits, @Nullable ZoneId zone) {
        public static final ZoneMemory NONE = new ZoneMemory(meter -> null, null);
        private static final ZoneOffset FINNISH_STANDARD_TIME = ZoneOffset.ofHours(2);

        /** Returns the zone of a name if it is in Europe and has the standard time of Finland; else null. */
        public static @Nullable ZoneId finnishZone(String name) {
            ZoneId zone = ClockTraits.zoneOrNull(name);
            return zone != null && zone.getRules().getStandardOffset(Instant.now()).equals(FINNISH_STANDARD_TIME) ? zone : null;
        }
    }

    /** Returns the resolver of a live line. @param zone the owner's choice of the zone of the meter's clock; null: found out */
    public static LocalTimeResolver ofLine(@Nullable ZoneId zone, ZoneMemory memory) {
        return new LocalTimeResolver(zone, false, memory);
    }

    /**
     * Returns the resolver of a log, which does not show when its messages arrived.
     *
     * @param zone the owner's choice of the zone of the meter's clock; null: what is remembered, else the zone of the dialect
     */
    public static LocalTimeResolver ofLog(@Nullable ZoneId zone, ZoneMemory memory) {
        return new LocalTimeResolver(zone, true, memory);
    }

    /** Returns the resolver of a log of an unknown meter. */
    public static LocalTimeResolver ofLog(@Nullable ZoneId zone) {
        return ofLog(zone, ZoneMemory.NONE);
    }

    public ClockTraits traits() {
        return new ClockTraits(standardAllYear, setsSummerBit, foundZone);
    }

    /** Accepts what earlier runs have seen of the meter's clock. */
    public void recall(ClockTraits traits) {
        standardAllYear |= traits.isStandardAllYear();
        setsSummerBit |= traits.setsSummerBit();
        foundZone = foundZone == null ? traits.zone() : foundZone;
        isNewMeter = false;
        isRecalled = true;
    }

    /** Forgets the meter's clock, because another meter is on the line. */
    public void forgetMeter() {
        standardAllYear = false;
        setsSummerBit = false;
        foundZone = null;
        isNewMeter = true;
        otherZoneNanos = null;
        believed = null;
        inGap = null;
        contradictedNanos = null;
    }

    /**
     * Accepts the arrival of a message of a line, before it is decoded.
     *
     * @param arrivalNanos by the monotonic clock
     */
    public void arrived(long arrivalNanos, Instant now) {
        nanos = arrivalNanos;
        machine = now;
    }

    /** Called when the guard believes the message that was decoded last. @param isKeyKnown whether the key of the meter is known */
    public void believed(boolean isKeyKnown) {
        isRecalled |= isKeyKnown;
        if (current != null) {
            believed = current.moment;
            if (!isLog && current.time.isByCalendar()) {
                compareSummer(current);
            }
            if (!isLog) {
                compareZone(current);
            }
        }
    }

    /**
     * Changes {@code standardAllYear} after a day of summer in which the clock contradicts it: the clock is an hour behind
     * though it should not be, or is not though it should be.
     */
    private void compareSummer(Message message) {
        long contradictory = standardAllYear ? -HOUR_SECONDS : HOUR_SECONDS;
        if (!message.zone.getRules().isDaylightSavings(machine)
                || Math.abs(late(message.time, message.zone) - contradictory) > CONTRADICTED_SECONDS) {
            contradictedNanos = null;
        } else if (contradictedNanos == null) {
            contradictedNanos = nanos;
        } else if (nanos - contradictedNanos >= DAY_NANOS) {
            contradictedNanos = null;
            standardAllYear = !standardAllYear;
        }
    }

    /** Returns the zone of a meter's clock. */
    public ZoneId zone(Dialect dialect) {
        return configured != null ? configured : foundZone != null && dialect.isAlsoFinnish() ? foundZone : dialect.zone();
    }

    /** Returns the zone that the clock may have instead of the present one; null if there is none. */
    private @Nullable ZoneId otherZone(Dialect dialect) {
        return configured != null || !dialect.isAlsoFinnish() ? null : foundZone != null ? dialect.zone() : memory.zone();
    }

    /** Returns seconds by which a time is late by the machine's clock. @param zone of the clock */
    private long late(ClockTime time, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        boolean isSummer = time.season() == Season.SUMMER || time.isByCalendar() && !standardAllYear && rules.isDaylightSavings(machine);
        long offset = rules.getStandardOffset(machine).getTotalSeconds() + (isSummer ? HOUR_SECONDS : 0);
        return machine.getEpochSecond() - (time.local() - offset);
    }

    private static boolean saysOffset(ClockTime time) {
        return time.offsetSeconds() != null || time.season() == Season.UTC;
    }

    /** Changes the zone if with the other one the clock has agreed with the machine's for an hour. The two are an hour apart. */
    private void compareZone(Message message) {
        ZoneId other = otherZone(message.dialect);
        if (other == null || saysOffset(message.time) || Math.abs(late(message.time, other)) > CONTRADICTED_SECONDS) {
            otherZoneNanos = null;
        } else if (otherZoneNanos == null) {
            otherZoneNanos = nanos;
        } else if (nanos - otherZoneNanos >= HOUR_NANOS) {
            otherZoneNanos = null;
            contradictedNanos = null;
            foundZone = foundZone == null ? other : null;
        }
    }

    /** The first time of a new meter decides its zone. */
    private void chooseZone(ClockTime time, Dialect dialect) {
        ZoneId other = otherZone(dialect);
        if (isNewMeter && !isLog && other != null && !saysOffset(time) && Math.abs(late(time, other)) <= CONTRADICTED_SECONDS) {
            foundZone = other;
        }
        isNewMeter = false;
    }

    private void recall(MeterIdentity meter) {
        ClockTraits remembered = isRecalled ? null : memory.traits().apply(meter);
        if (remembered != null) {
            recall(remembered);
        }
    }

    /**
     * Returns the moment of a message; null without a clock. Called once for each message of the line, in their order.
     *
     * @param isGuess whether the bytes were repaired: such a time proves nothing about the clock
     */
    public @Nullable Stamp messageTime(@Nullable ClockTime time, MeterIdentity meter, boolean isGuess) {
        recall(meter);
        if (time == null) {
            current = null;
            listsWithoutClock++;
            return null;
        }
        Dialect dialect = meter.dialect();
        if (!isGuess) {
            chooseZone(time, dialect);
        }
        ZoneId zone = zone(dialect);
        setsSummerBit |= !isGuess && time.season() == Season.SUMMER_BIT_SET;
        if (time.isByCalendar() && !isGuess) {
            compareGap(time, zone, dialect);
        }
        if (isLog) {
            compareOverlap(time, zone.getRules());
        }
        Stamp stamp = stamp(time, zone, traits(), this::isSecondHour);
        last = new Moment(stamp.epochSecond(), nanos);
        current = new Message(time, dialect, zone, last);
        localBeforeLast = lastLocal;
        lastLocal = time.local();
        listsWithoutClock = 0;
        return stamp;
    }

    /**
     * Recognises standard time all year. A time in the hour that summer time leaves out may be the moment of the change, or the end of
     * the hour before it: the next message shows whether the clock then jumps. Of a log, in which nothing else tells how much time
     * passed, the next message in that hour, or a list of an hour.
     */
    private void compareGap(ClockTime time, ZoneId zone, Dialect dialect) {
        TimeInGap before = inGap;
        boolean isInGap = zone.getRules().getValidOffsets(time.dateTime()).isEmpty();
        if (isLog) {
            boolean isHourly = dialect.sendsPartialLists() && (lastLocal == null || time.local() - lastLocal >= NEAR_SECONDS);
            standardAllYear |= isInGap && (isHourly || before != null && time.local() - before.local >= TOLERANCE_SECONDS);
            inGap = isInGap ? before != null ? before : new TimeInGap(time.local(), 0) : null;
            return;
        }
        long moved = before == null ? 0 : time.local() - before.local;
        long passed = before == null ? 0 : TimeUnit.NANOSECONDS.toSeconds(nanos - before.nanos);
        boolean runsOn = before != null && moved > 0 && Math.abs(moved - passed) <= TOLERANCE_SECONDS;
        standardAllYear |= runsOn && moved >= TOLERANCE_SECONDS;
        inGap = runsOn && moved < TOLERANCE_SECONDS && isInGap ? before : isInGap ? new TimeInGap(time.local(), nanos) : null;
    }

    private interface HourDecision {
        /** @param first moment of the time in the first of the two hours, in seconds since 1970 UTC */
        boolean isSecond(long first, long second);
    }

    private static Stamp stamp(ClockTime time, ZoneId zone, ClockTraits traits, HourDecision decision) {
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
        return switch (time.season()) {
            case UTC -> Stamp.of(local, zone);
            case STANDARD -> new Stamp(local - standard, standard);
            case SUMMER -> new Stamp(local - standard - HOUR_SECONDS, standard + (int) HOUR_SECONDS);
            case UNKNOWN, SUMMER_BIT_CLEAR, SUMMER_BIT_SET -> {
                int offset = traits.isStandardAllYear() ? standard : offsetByCalendar(time, rules, traits, decision).getTotalSeconds();
                yield new Stamp(local - offset, offset);
            }
        };
    }

    private static ZoneOffset offsetByCalendar(ClockTime time, ZoneRules rules, ClockTraits traits, HourDecision decision) {
        List<ZoneOffset> offsets = rules.getValidOffsets(time.dateTime());
        if (offsets.size() < 2) {
            return rules.getOffset(time.dateTime());
        }
        boolean isSecond = time.season() != Season.SUMMER_BIT_SET
                && (traits.setsSummerBit() && time.season() == Season.SUMMER_BIT_CLEAR
                || decision.isSecond(time.local() - offsets.get(0).getTotalSeconds(), time.local() - offsets.get(1).getTotalSeconds()));
        return offsets.get(isSecond ? 1 : 0);
    }

    /** Returns whether a message is of the second of the two hours. @param first its moment in the first of them */
    private boolean isSecondHour(long first, long second) {
        if (isLog) {
            return endOfSecondHour != null;
        }
        boolean isPresent = believed != null && Math.abs(second - believed.at(nanos)) <= TOLERANCE_SECONDS;
        if (last != null && first > last.epochSecond && isNear(first, last)) {
            return isPresent && second <= last.at(nanos) + TOLERANCE_SECONDS;
        }
        return last != null && isNear(second, last)
                || (believed != null ? isPresent : Math.abs(second - machine.getEpochSecond()) <= NEAR_MACHINE_SECONDS);
    }

    private static boolean isNear(long second, Moment before) {
        return Math.abs(second - before.epochSecond) <= NEAR_SECONDS;
    }

    /** Notices where the clock of a log was set back to the second of the two hours, and where that is over. */
    private void compareOverlap(ClockTime time, ZoneRules rules) {
        ZoneOffsetTransition change = rules.getTransition(time.dateTime());
        if (change == null) {
            boolean isOver = endOfSecondHour != null && (time.local() > endOfSecondHour + SET_BACK_SECONDS
                    || time.local() < endOfSecondHour - HOUR_SECONDS - SET_BACK_SECONDS);
            endOfSecondHour = isOver ? null : endOfSecondHour;
            return;
        }
        long end = change.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC);
        boolean wasSetBack = isAfter(lastLocal, time.local(), end) && isAfter(localBeforeLast, time.local(), end);
        boolean isRepeated = lastLocal != null && listsWithoutClock >= LISTS_A_HOUR
                && Math.abs(time.local() - lastLocal) <= TOLERANCE_SECONDS;
        boolean beginsInStandardTime = lastLocal == null && time.season() == Season.SUMMER_BIT_CLEAR;
        if (change.isOverlap() && (wasSetBack || isRepeated || beginsInStandardTime)) {
            endOfSecondHour = end;
        }
    }

    private static boolean isAfter(@Nullable Long earlierMessage, long local, long endOfHour) {
        return earlierMessage != null && earlierMessage > local + SET_BACK_SECONDS && earlierMessage <= endOfHour + SET_BACK_SECONDS;
    }

    /**
     * Returns what makes the moments of the times inside the message that is handled.
     *
     * @param messageTime the message's own time; null without one
     */
    public TimesInside inside(MeterIdentity meter, @Nullable Stamp messageTime) {
        long latest = messageTime != null ? messageTime.epochSecond() : isLog ? Long.MIN_VALUE : machine.getEpochSecond();
        return new TimesInside(timedValues, traits(), zone(meter.dialect()), latest);
    }

    /**
     * Makes the moments of the times inside a message: none is later than the message. Outputs use it on their own threads, while later
     * messages are handled.
     */
    public static final class TimesInside {
        private final Map<String, TimedValue> timedValues;
        /** What was known of the clock at the message. */
        private final ClockTraits traits;
        private final ZoneId zone;
        /** The message's own time, in seconds since 1970 UTC. */
        private final long latest;

        private TimesInside(Map<String, TimedValue> timedValues, ClockTraits traits, ZoneId zone, long latest) {
            this.timedValues = timedValues;
            this.traits = traits;
            this.zone = zone;
            this.latest = latest;
        }

        public ZoneId zone() {
            return zone;
        }

        public Stamp moment(ClockTime time) {
            return stamp(time, zone, traits, (first, second) -> second <= latest);
        }

        /**
         * Returns when a value was measured: the counter of an M-Bus device, or a peak. A value that did not change keeps the time that
         * it had.
         *
         * @param name of the value within the meter
         */
        public Stamp momentOf(String name, BigDecimal value, ClockTime time) {
            Stamp now = moment(time);
            if (!occursTwice(time)) {
                timedValues.remove(name);
                return now;
            }
            TimedValue before = timedValues.get(name);
            if (before != null && before.local == time.local() && before.value.compareTo(value) == 0) {
                return before.time;
            }
            timedValues.put(name, new TimedValue(time.local(), value, now));
            return now;
        }

        private boolean occursTwice(ClockTime time) {
            return time.isByCalendar() && zone.getRules().getValidOffsets(time.dateTime()).size() > 1;
        }
    }
}
