package org.dbusp1.line.decode;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.ClockTime.Season;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Makes the instants of the local times in one line's messages. Where a message does not say its season, the clock is read in one way: by
 * the calendar of its zone, or as standard time all year, as Iskra's 2M550T in Sweden. Two rules:
 * <ol>
 * <li><b>The hour that occurs twice.</b> On a line, the one of the two that is nearer to the expected time: that of the message before and
 * the monotonic time since, or at a start the machine's, if it is near the second. But a time that follows the message before by ten
 * minutes at most is of the first, unless the second is the expected time to a minute. In a log, the first, until a time is more than
 * five minutes before the one before it; a log that begins with a status without the bit of summer time, the second.
 * <li><b>The way.</b> A time within the hour that summer time leaves out shows standard time. Else the way changes if with another one
 * the clock has agreed with the machine's for a day, and with the present one it has not; of a new meter, at its first message. Ways
 * are standard time or not, in the dialect's zone or, where its text is also that of Finnish meters, in the owner's.
 * </ol>
 * Used by one thread, except {@link TimesInside}.
 */
public final class LocalTimeResolver {
    private static final long HOUR_SECONDS = 3_600;
    private static final long MINUTE_SECONDS = 60;
    /** Most by which a clock differs from the machine's with which it agrees, and goes back where it is set. */
    private static final long AGREES_SECONDS = 5 * 60;
    /** Less than half an hour, so that only one of the two hours is near. */
    private static final long NEAR_SECONDS = 25 * 60;

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

    /** The time of a message and its arrival, monotonic. */
    private record Moment(long epochSecond, long nanos) {
    }

    /** The message that is handled. */
    private record Message(ClockTime time, Dialect dialect) {
    }

    private final @Nullable ZoneId configured;
    private final boolean isLog;
    private final ZoneMemory memory;
    /** Whether the memory was asked, or a message was believed of a meter whose key is known: earlier ones may have no number. */
    private boolean isRecalled;
    /** Whether the first time of this meter decides how its clock is read. */
    private boolean isNewMeter = true;
    /** When the message that is handled arrived, by the monotonic clock, and by the machine's. Of a line. */
    private long nanos;
    private Instant machine = Instant.EPOCH;
    private boolean standardAllYear;
    /** The zone of the clock if it is another than that of the dialect; else null. */
    private @Nullable ZoneId foundZone;
    /** The message that is handled; null if it has no clock. */
    private @Nullable Message current;
    /** The message before; null before the first. */
    private @Nullable Moment before;
    /** When another way began to agree with the machine's clock, monotonic; null while none does. */
    private @Nullable Long otherNanos;

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
        return new ClockTraits(standardAllYear, foundZone);
    }

    /** Accepts what earlier runs have seen of the meter's clock. */
    public void recall(ClockTraits traits) {
        standardAllYear |= traits.isStandardAllYear();
        foundZone = foundZone == null ? traits.zone() : foundZone;
        isNewMeter = false;
        isRecalled = true;
    }

    /** Forgets the meter's clock, because another meter is on the line. */
    public void forgetMeter() {
        standardAllYear = false;
        foundZone = null;
        isNewMeter = true;
        otherNanos = null;
        before = null;
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
        if (current != null && !isLog) {
            Way other = agreeing(current.time, current.dialect);
            otherNanos = other == null ? null : otherNanos == null ? (Long) nanos : otherNanos;
            if (other != null && otherNanos != null && nanos - otherNanos >= TimeUnit.DAYS.toNanos(1)) {
                change(other, current.dialect);
            }
        }
    }

    private void change(Way way, Dialect dialect) {
        otherNanos = null;
        standardAllYear = way.isStandard;
        foundZone = configured != null || way.zone.equals(dialect.zone()) ? null : way.zone;
    }

    /** Returns the zone of a meter's clock. */
    public ZoneId zone(Dialect dialect) {
        return configured != null ? configured : foundZone != null && dialect.isAlsoFinnish() ? foundZone : dialect.zone();
    }

    /** Returns another way with which the clock agrees with the machine's; null if there is none, or the present one agrees. */
    private @Nullable Way agreeing(ClockTime time, Dialect dialect) {
        List<ZoneId> zones = new ArrayList<>(List.of(zone(dialect)));
        if (configured == null && dialect.isAlsoFinnish() && (foundZone != null || memory.zone() != null)) {
            zones.add(foundZone != null ? dialect.zone() : memory.zone());
        }
        List<Way> ways = new ArrayList<>(List.of(new Way(zone(dialect), standardAllYear)));
        // In summer, standard time of one zone may be summer time of the other: few clocks run on standard time all year.
        List.of(false, true).forEach(isStandard -> zones.forEach(zone -> ways.add(new Way(zone, isStandard))));
        for (int i = 0; i < ways.size(); i++) {
            Way way = ways.get(i);
            long second = way.read(time, isSecondHour(time, way.zone)).epochSecond();
            if (Math.abs(second - machine.getEpochSecond()) <= AGREES_SECONDS) {
                return i == 0 ? null : way;
            }
        }
        return null;
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
        current = null;
        if (time == null) {
            return null;
        }
        Dialect dialect = meter.dialect();
        if (!isGuess) {
            Way other = isNewMeter && !isLog ? agreeing(time, dialect) : null;
            if (other != null) {
                change(other, dialect);
            }
            isNewMeter = false;
            // A clock that follows summer time may show the moment of the change.
            standardAllYear |= time.isByCalendar() && zone(dialect).getRules().getValidOffsets(time.dateTime()).isEmpty()
                    && time.dateTime().getMinute() > 0;
        }
        ZoneId zone = zone(dialect);
        Stamp stamp = new Way(zone, standardAllYear).read(time, isSecondHour(time, zone));
        current = new Message(time, dialect);
        before = new Moment(stamp.epochSecond(), nanos);
        return stamp;
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
            boolean isOfNow = !isLog && (Math.abs(first - now) <= NEAR_SECONDS || Math.abs(second - now) <= NEAR_SECONDS);
            return isOfNow ? Math.abs(second - now) <= NEAR_SECONDS : time.season() == Season.SUMMER_BIT_CLEAR;
        }
        if (isLog) {
            return first < before.epochSecond - AGREES_SECONDS;
        }
        long expected = before.epochSecond + TimeUnit.NANOSECONDS.toSeconds(nanos - before.nanos);
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
        long latest = messageTime != null ? messageTime.epochSecond() : isLog ? Long.MIN_VALUE : machine.getEpochSecond();
        return new TimesInside(new Way(zone(meter.dialect()), standardAllYear), latest);
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
