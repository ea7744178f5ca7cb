package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.ClockTime.Season;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local times without a season over the nights of both changes, against the moments at which a model of the meter measured. */
class LocalTimeResolverTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");
    private static final Instant OCTOBER = Instant.parse("2026-10-25T01:00:00Z");
    private static final Instant MARCH = Instant.parse("2026-03-29T01:00:00Z");
    private static final ZoneId STANDARD_TIME = ZoneId.of("Etc/GMT-1");
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;

    private LocalTimeResolver line = new LocalTimeResolver(Origin.LINE, null, null);

    /** A message of the model. @param measured seconds since 1970 UTC; local null: a list without a clock */
    private record Sent(double arrived, long measured, @Nullable Long local) {
    }

    /** Why the time of a message that is present, or was taken for present, was read wrong. */
    private enum Miss {
        /** What a bridge still delivers after it lost the newest telegrams of an hour of October looks like what follows them. */
        OLDEST_KEPT,
        UNKNOWN
    }

    /** A time that was read wrong. @param isOld whether the message was old, and looked present */
    private record Wrong(boolean isOld, double arrived, String text) {
    }

    private static MeterIdentity meter(Dialect dialect) {
        return new MeterIdentity(dialect, "", "1", null);
    }

    private static long follows(long second) {
        return second + ZONE.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
    }

    private static long standard(long second) {
        return second + HOUR;
    }

    private static ClockTime clock(String local) {
        return new ClockTime(LocalDateTime.parse(local), Season.UNKNOWN, null);
    }

    private static long second(String moment) {
        return Instant.parse(moment).getEpochSecond();
    }

    /** A message that arrives as it is measured, by a right machine. */
    private @Nullable Stamp live(long arrived, ClockTime time, MeterIdentity meter) {
        line.arrived(arrived * 1_000_000_000L, Instant.ofEpochSecond(arrived));
        return line.messageTime(time, meter);
    }

    /** The night of the model: who sends what, and how a bridge, a cable and the machine disturb it. */
    private static final class Night {
        private final Random random;
        private final long change;
        private final boolean isStandardTime;
        private final int interval;
        private final boolean isHourly;
        private final boolean isNetwork;
        private final List<Sent> sent = new ArrayList<>();
        private final List<Long> restarts = new ArrayList<>();
        private long machineAhead;
        private boolean canStall;
        private String story = "";

        Night(long seed, Instant change) {
            random = new Random(seed);
            this.change = change.getEpochSecond();
            interval = new int[] {1, 10, 10, 60}[random.nextInt(4)];
            isHourly = interval == 10 && random.nextBoolean();
            isStandardTime = random.nextInt(3) == 0;
            isNetwork = random.nextBoolean();
            story = "seed " + seed + ", each " + interval + " s" + (isHourly ? ", clock each hour" : "")
                    + (isStandardTime ? ", standard time" : "");
            long start = this.change - 2 * HOUR - random.nextInt(2_000);
            // Long enough for the end of what is read wrong after the longest stall.
            long end = this.change + 5 * HOUR;
            for (long second = start - Math.floorMod(start, interval); second < end; second += interval) {
                boolean hasClock = !isHourly || Math.floorMod(second, HOUR) < interval;
                long measured = isHourly && hasClock ? second - Math.floorMod(second, HOUR) : second;
                sent.add(new Sent(second + 0.2, measured,
                        hasClock ? (isStandardTime ? standard(measured) : follows(measured)) : null));
            }
            disturb();
            sent.sort(Comparator.comparingDouble(Sent::arrived));
        }

        private void disturb() {
            long start = sent.get(0).measured;
            long end = sent.stream().mapToLong(Sent::measured).filter(measured -> measured < change + HOUR + 2_000).max().orElseThrow();
            int kinds = random.nextInt(4);
            // After a loss and a stall it is not known whether what a bridge delivers is of before the loss or of after it.
            canStall = isNetwork && random.nextBoolean();
            boolean loses = !canStall;
            for (int kind = 0; kind < kinds; kind++) {
                long at = start + 300 + random.nextInt((int) (end - start) - 600);
                switch (random.nextInt(isNetwork ? 7 : 4)) {
                    case 0 -> story += twice(at);
                    case 1 -> story += lose(at, loses ? 10 * 60 + random.nextInt(90 * 60) : 2 * interval);
                    case 2 -> story += lose(at, 2 * interval);
                    case 3 -> {
                        // A machine that starts again in the hour that occurs twice has nothing but its clock.
                        restarts.add(at);
                        story += ", restart at " + (at - change);
                    }
                    case 4 -> story += swap(at);
                    case 5 -> story += delay(at);
                    default -> story += !canStall ? delay(at) : stall(at, new int[] {40, 65, 180}[random.nextInt(3)] * 60);
                }
            }
            // What a bridge stored before a restart is the first that the driver hears: nothing shows that it is old.
            restarts.removeIf(restart -> sent.stream().anyMatch(message -> message.arrived - message.measured > 6
                    && message.measured <= restart && message.arrived >= restart - 60));
            long firstClock = sent.stream().filter(message -> message.local != null).mapToLong(Sent::measured).min().orElseThrow();
            if (restarts.isEmpty() && firstClock < change - HOUR && random.nextInt(3) == 0) {
                machineAhead = new long[] {-40 * 86_400L, 300 * 86_400L, -HOUR, HOUR}[random.nextInt(4)];
                story += ", machine ahead by " + machineAhead;
            }
        }

        private String twice(long at) {
            for (Sent message : List.copyOf(sent)) {
                if (message.measured >= at && message.measured < at + 60) {
                    sent.add(new Sent(message.arrived + 0.1, message.measured, message.local));
                }
            }
            return ", twice at " + (at - change);
        }

        private String lose(long at, int seconds) {
            sent.removeIf(message -> message.arrived >= at && message.arrived < at + seconds);
            return ", lost at " + (at - change) + " for " + seconds;
        }

        private String swap(long at) {
            sent.replaceAll(message -> message.measured >= at && message.measured < at + interval
                    ? new Sent(message.arrived + 1.5 * interval, message.measured, message.local) : message);
            return ", swapped at " + (at - change);
        }

        private String delay(long at) {
            sent.replaceAll(message -> message.measured >= at && message.measured < at + 300
                    ? new Sent(message.arrived + random.nextInt(4), message.measured, message.local) : message);
            return ", delayed at " + (at - change);
        }

        /** A bridge that stores what it cannot send, and then sends it at once. */
        private String stall(long at, int seconds) {
            canStall = false;
            double[] sendAt = {at + seconds};
            boolean onlyOldest = !isHourly && random.nextInt(3) == 0;
            int most = onlyOldest ? 100 : Integer.MAX_VALUE;
            int[] stored = {0};
            List<Sent> all = new ArrayList<>();
            sent.sort(Comparator.comparingDouble(Sent::arrived));
            for (Sent message : sent) {
                boolean isStored = message.arrived >= at && message.arrived < at + seconds;
                if (!isStored) {
                    // What is sent next waits until all that was stored is sent.
                    boolean waits = message.arrived >= at + seconds && message.arrived <= sendAt[0];
                    sendAt[0] += waits ? 0.002 : 0;
                    all.add(waits ? new Sent(sendAt[0], message.measured, message.local) : message);
                } else if (stored[0]++ < most) {
                    sendAt[0] += 0.002;
                    all.add(new Sent(sendAt[0], message.measured, message.local));
                }
            }
            sent.clear();
            sent.addAll(all);
            return ", stalls at " + (at - change) + " for " + seconds + (onlyOldest ? ", keeps the oldest" : "");
        }

        /** Returns which times were read wrong. */
        List<Wrong> play() {
            List<Wrong> wrong = new ArrayList<>();
            LocalTimeResolver line = started();
            long newest = Long.MIN_VALUE;
            int next = 0;
            for (Sent message : sent) {
                if (next < restarts.size() && message.arrived >= restarts.stream().sorted().toList().get(next)) {
                    next++;
                    line = started();
                }
                line.arrived((long) (message.arrived * 1e9), Instant.ofEpochSecond((long) message.arrived + machineAhead));
                Stamp moment = line.messageTime(message.local == null ? null : new ClockTime(message.local, Season.UNKNOWN, null),
                        meter(isHourly ? Dialect.KAIFA : Dialect.NORDIC));
                boolean isPresent = message.arrived - message.measured < Math.max(6, 2.5 * interval);
                newest = isPresent ? Math.max(newest, message.measured) : newest;
                if (moment != null && moment.epochSecond() != message.measured) {
                    boolean looksPresent = moment.epochSecond() >= newest && Math.abs(message.arrived - moment.epochSecond()) < Math.max(6, 1.5 * interval);
                    if (isPresent || looksPresent) {
                        wrong.add(new Wrong(!isPresent, message.arrived, (message.measured - change) + " read as "
                                + (moment.epochSecond() - change) + ", arrived " + (message.arrived - change)));
                    }
                }
            }
            return wrong;
        }

        private LocalTimeResolver started() {
            return new LocalTimeResolver(Origin.LINE, isStandardTime ? STANDARD_TIME : null, null);
        }

        Miss miss(List<Wrong> wrong) {
            boolean isKept = change == OCTOBER.getEpochSecond() && !isStandardTime && story.contains("keeps the oldest");
            return isKept && wrong.stream().noneMatch(Wrong::isOld) ? Miss.OLDEST_KEPT : Miss.UNKNOWN;
        }
    }

    /** Returns the nights in which a time was read wrong. */
    private static Map<Miss, List<String>> play(long firstSeed, int nights) {
        Map<Miss, List<String>> missed = new EnumMap<>(Miss.class);
        for (long seed = firstSeed; seed < firstSeed + nights; seed++) {
            for (Instant change : List.of(OCTOBER, MARCH)) {
                Night night = new Night(seed, change);
                List<Wrong> wrong = night.play();
                if (!wrong.isEmpty()) {
                    String times = wrong.get(0).text + " to " + wrong.get(wrong.size() - 1).text;
                    missed.computeIfAbsent(night.miss(wrong), miss -> new ArrayList<>()).add((change == MARCH ? "March, " : "October, ")
                            + night.story + ": " + wrong.size() + " wrong, " + times);
                }
            }
        }
        return missed;
    }

    private static void assertMissed(Map<Miss, List<String>> missed, Map<Miss, Integer> nights) {
        Map<Miss, Integer> counts = new EnumMap<>(Miss.class);
        missed.forEach((miss, stories) -> counts.put(miss, stories.size()));
        assertThat(counts).as(() -> String.join("\n", missed.values().stream().flatMap(List::stream).toList())).isEqualTo(nights);
    }

    @Test
    void eachTimeOfDisturbedNightsIsTheMomentAtWhichTheMeterMeasured() {
        assertMissed(play(84_000, 60), Map.of());
    }

    /** They are wrong with any rule that was tried. */
    @Test
    @Tag("slow")
    void eachTimeOfManyDisturbedNightsIsTheMomentAtWhichTheMeterMeasured() {
        assertMissed(play(1_000_000, 4_000), Map.of(Miss.OLDEST_KEPT, 8));
    }

    /** A log shows no arrivals. Times in the order of the log: by W the second of the two hours. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            each ten minutes      | 01:50 02:00 02:10 02:20 02:30 02:40 02:50 W02:00 W02:10 W02:50 03:00
            begins in the hour    | 02:40 02:50 W02:00 W02:10 W02:20
            a swapped telegram    | 02:00 02:30 02:27 02:33 02:58 W02:00 W02:03 W02:02 W02:05
            a clock that was set  | 02:00 02:30 02:26 02:30 02:50 02:55 W02:01
            missing minutes       | 01:30 02:35 02:36 W02:16 W02:17 03:00 03:10
            only one hour         | 02:05 02:15 02:25 02:59 03:00
            the second after an hour of summer | 01:20 01:30 02:05 03:05 03:15
            """)
    void aLogIsReadInItsOrder(String name, String times) {
        LocalTimeResolver log = LocalTimeResolver.ofLog(null);
        for (String time : times.split(" ")) {
            boolean isSecond = time.startsWith("W");
            String local = time.substring(time.length() - 5);
            boolean isStandard = isSecond || local.compareTo("03:00") >= 0;
            assertThat(log.messageTime(clock("2026-10-25T" + local), meter(Dialect.NORDIC)))
                    .as(time).hasToString("2026-10-25T" + local + (isStandard ? ":00+01:00" : ":00+02:00"));
        }
    }

    /** Kaifa's form: no deviation, and the status 00 always, or with the bit of summer time. */
    @Test
    void aStatusWithTheBitIsOfTheFirstHourAndOneWithoutItMayBeOfEither() {
        long now = second("2026-10-25T00:30:00Z");
        ClockTime without = new ClockTime(follows(now), Season.SUMMER_BIT_CLEAR, null);
        ClockTime with = new ClockTime(follows(now), Season.SUMMER_BIT_SET, null);
        assertThat(live(now, without, meter(Dialect.KAIFA))).as("by the machine's clock").hasToString("2026-10-25T02:30:00+02:00");
        assertThat(live(now + HOUR, with, meter(Dialect.KAIFA))).hasToString("2026-10-25T02:30:00+02:00");
        line = new LocalTimeResolver(Origin.LINE, null, null);
        assertThat(live(now + HOUR, without, meter(Dialect.KAIFA))).hasToString("2026-10-25T02:30:00+01:00");
    }

    /** Nothing but the bit tells of which hour it is. */
    @ParameterizedTest
    @CsvSource({"SUMMER_BIT_CLEAR, +01:00", "SUMMER_BIT_SET, +02:00", "UNKNOWN, +02:00"})
    void aLogThatBeginsInTheHourThatOccursTwiceIsReadByTheBit(Season season, String offset) {
        LocalTimeResolver log = LocalTimeResolver.ofLog(null);
        for (String time : List.of("02:30:00", "02:45:00", "02:59:50")) {
            assertThat(log.messageTime(new ClockTime(LocalDateTime.parse("2026-10-25T" + time), season, null), meter(Dialect.KAIFA)))
                    .hasToString("2026-10-25T" + time + offset);
        }
    }

    /** A gas meter that prints its hour without a letter. */
    @Test
    void aTimeInsideAMessageIsNotLaterThanTheMessage() {
        ClockTime two = clock("2026-10-25T02:00:00");
        assertThat(gas("2026-10-25T00:03:00Z", two)).isEqualTo("2026-10-25T02:00:00+02:00");
        assertThat(gas("2026-10-25T00:59:00Z", two)).isEqualTo("2026-10-25T02:00:00+02:00");
        assertThat(gas("2026-10-25T01:05:00Z", two)).isEqualTo("2026-10-25T02:00:00+01:00");
        assertThat(gas("2026-10-25T02:05:00Z", clock("2026-10-25T03:00:00"))).isEqualTo("2026-10-25T03:00:00+01:00");
    }

    private String gas(String now, ClockTime time) {
        return line.inside(meter(Dialect.DSMR5), new Stamp(second(now), 3_600)).moment(time).toString();
    }

    /** At a start in the hour only the machine's clock is known. @param behind minutes by which the machine's clock is behind */
    @ParameterizedTest
    @CsvSource({"0, true", "24, true", "-24, true", "26, false", "60, false", "57600, false"})
    void atAStartTheMachinesClockDecidesIfItIsNear(int behind, boolean isSecond) {
        long now = second("2026-10-25T01:20:00Z");
        line.arrived(now * 1_000_000_000L, Instant.ofEpochSecond(now).minus(Duration.ofMinutes(behind)));
        assertThat(line.messageTime(new ClockTime(follows(now), Season.UNKNOWN, null), meter(Dialect.NORDIC)))
                .isEqualTo(new Stamp(isSecond ? now : now - HOUR, isSecond ? 3_600 : 7_200));
    }

    private static ClockTime shown(long second, String zone) {
        return new ClockTime(second + ZoneId.of(zone).getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds(),
                Season.UNKNOWN, null);
    }

    /** The zone of the text of several countries. @param owners zone that the owner has set */
    @ParameterizedTest
    @CsvSource({
        "NORDIC, Europe/Helsinki,  Europe/Helsinki",
        "P1,     Europe/Riga,      Europe/Riga",
        "NORDIC, Europe/Stockholm, Europe/Stockholm",
        "NORDIC, UTC,              Europe/Stockholm",
        "DSMR5,  Europe/Helsinki,  Europe/Amsterdam",
        "KAIFA,  Europe/Helsinki,  Europe/Oslo",
    })
    void whereATextIsAlsoThatOfFinnishMetersTheOwnersZoneIsTheClocks(Dialect dialect, String owners, ZoneId read) {
        line = new LocalTimeResolver(Origin.LINE, null, LocalTimeResolver.finnishZone(owners));
        for (String start : List.of("2026-01-10T12:00:00Z", "2026-07-10T22:30:00Z")) {
            assertThat(live(second(start), shown(second(start), read.getId()), meter(dialect)).epochSecond()).isEqualTo(second(start));
            assertThat(line.daysZone(dialect)).isEqualTo(read);
        }
    }

    /** As of Iskra's 2M550T in Sweden. */
    @Test
    void aClockOnStandardTimeIsReadInAZoneOfItsOwn() {
        long summer = second("2026-07-10T12:00:00Z");
        ClockTime standard = new ClockTime(standard(summer), Season.UNKNOWN, null);
        assertThat(live(summer, standard, meter(Dialect.NORDIC))).isEqualTo(new Stamp(summer - HOUR, 7_200));
        line = new LocalTimeResolver(Origin.LINE, STANDARD_TIME, null);
        assertThat(live(summer, standard, meter(Dialect.NORDIC))).isEqualTo(new Stamp(summer, 3_600));
        assertThat(line.daysZone(Dialect.NORDIC)).as("of the days").isEqualTo(ZONE);
    }

    /** After an hour's silence what a bridge has stored is not taken for present. */
    @Test
    void afterASilenceAClockIsReadAsBefore() {
        long summer = second("2026-07-10T12:00:00Z");
        live(summer, shown(summer, "Europe/Stockholm"), meter(Dialect.NORDIC));
        line.arrived((summer + HOUR) * 1_000_000_000L, Instant.ofEpochSecond(summer + HOUR));
        assertThat(line.messageTime(shown(summer + 10, "Europe/Stockholm"), meter(Dialect.NORDIC)))
                .isEqualTo(new Stamp(summer + 10, 7_200));
    }

    /** A bridge that sends the newest first delivers one of an hour ago between two of now. */
    @Test
    void aStoredMessageOfAnHourAgoIsNotReadAsOneOfNow() {
        long summer = second("2026-07-10T12:00:00Z");
        live(summer, shown(summer, "Europe/Stockholm"), meter(Dialect.NORDIC));
        for (long now = summer + 10; now < summer + 60; now += 10) {
            long stored = now - HOUR;
            assertThat(live(now, shown(stored, "Europe/Stockholm"), meter(Dialect.NORDIC))).isEqualTo(new Stamp(stored, 7_200));
            assertThat(live(now, shown(now, "Europe/Stockholm"), meter(Dialect.NORDIC))).isEqualTo(new Stamp(now, 7_200));
        }
    }

    @Test
    void aLogIsReadInTheZoneOfTheOwnerOrTheDialect() {
        long noon = second("2026-07-10T12:00:00Z");
        assertThat(LocalTimeResolver.ofLog(null).messageTime(shown(noon, "Europe/Stockholm"), meter(Dialect.NORDIC)))
                .isEqualTo(new Stamp(noon, 7_200));
        assertThat(LocalTimeResolver.ofLog(ZoneId.of("Europe/Lisbon")).messageTime(shown(noon, "Europe/Lisbon"), meter(Dialect.NORDIC)))
                .isEqualTo(new Stamp(noon, 3_600));
    }
}
