package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dbusp1.TestTelegram;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Doubts.WrongZone;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which time rows get where the meter's clock and the machine's differ, of telegrams that a test makes. */
class MeterTimeTest {
    private static final Instant NOON = Instant.parse("2026-11-20T11:00:07Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final String NUMBER = "0-0:96.1.1";
    private static final ZoneId STANDARD_TIME = ZoneId.of("Etc/GMT-1");

    private TestLine line = new TestLine(NOON);
    private int sent;

    /** A telegram of a meter that sends each ten seconds. @param clock as it is printed; empty: it sends none */
    private static String telegram(String clock, int number, String... more) {
        return TestTelegram.dsmr42(clock, Stream.concat(Stream.of(TestTelegram.energy("1.8.1", 1_000_000 + number),
                TestTelegram.power("1.7.0", 100 + number % 800), "1-0:2.7.0(00.000*kW)"), Stream.of(more)).toArray(String[]::new));
    }

    private Snapshot send(String clock, String... more) {
        line.pass(INTERVAL);
        line.send(telegram(clock, ++sent, more));
        return line.newest();
    }

    private static String printed(Instant time) {
        return TestTelegram.time(time, ZoneId.of("Europe/Amsterdam"));
    }

    /** The clock of winter. */
    private static String winter(Instant time) {
        return printed(time) + "W";
    }

    /** With the letter of standard time, whatever the season. */
    private static String lettered(Instant time) {
        return standardTime(time) + "W";
    }

    private Snapshot sendFor(Duration time, Function<Instant, String> clock) {
        Snapshot last = null;
        for (Instant end = line.now().plus(time); line.now().isBefore(end);) {
            last = send(clock.apply(line.now().plus(INTERVAL)));
        }
        return last;
    }

    private static void assertArrival(Snapshot snapshot) {
        assertThat(snapshot.arrival().rowTime().instant())
                .isEqualTo(Instant.ofEpochSecond(snapshot.arrival().sourceTime().getEpochSecond()));
        assertThat(snapshot.doubts().wrongClock()).isNotNull();
    }

    private static void assertMeters(Snapshot snapshot) {
        assertThat(snapshot.arrival().rowTime()).isEqualTo(snapshot.reading().time());
        assertThat(snapshot.doubts().wrongClock()).isNull();
    }

    /** Of a Dutch meter, whose clock is right by Amsterdam's; {@code ahead} in minutes. */
    @ParameterizedTest
    @CsvSource({"Europe/Amsterdam, 0, , ", "Europe/Amsterdam, 24, , ", "Europe/Berlin, 0, , ", "Europe/London, 0, Europe/London, Europe/Amsterdam",
        "America/New_York, 0, America/New_York, Europe/Amsterdam", "Asia/Kathmandu, 0, Asia/Kathmandu, Europe/Amsterdam",
        "Europe/Amsterdam, 60, Europe/Amsterdam, ", "Europe/Amsterdam, -30, Europe/Amsterdam, ", "Europe/Amsterdam, 38, , ",
        ", 60, , "})
    void aZoneOfTheOwnerThatTheClockContradictsIsNamed(@Nullable ZoneId zone, int ahead, @Nullable ZoneId wrong, @Nullable ZoneId other) {
        line = new TestLine(NOON, zone);
        Snapshot shown = send(winter(line.now().plus(INTERVAL).plus(Duration.ofMinutes(ahead))));
        assertThat(shown.doubts().wrongZone()).isEqualTo(wrong == null ? null : new WrongZone(wrong, other));
    }

    /** The remedy is said also where no zone is configured; not of a clock that says its season. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            2026-07-10T08:00:00Z, -,             260710090010,  Etc/GMT-1
            2026-07-10T08:00:00Z, Europe/Berlin, 260710090010,  Etc/GMT-1
            2026-07-10T08:00:00Z, Europe/Lisbon, 260710080010,  Etc/GMT+0
            2026-07-10T08:00:00Z, -,             260710090010S, -
            2026-07-10T08:00:00Z, -,             260710094010,  -
            2026-07-10T08:00:00Z, -,             260710100010,  -
            2026-07-10T08:00:00Z, Etc/GMT-1,     260710090010,  -
            2026-07-10T08:00:00Z, Etc/GMT-1,     260710100010,  Europe/Amsterdam
            2026-01-10T08:00:00Z, -,             260110080010,  -
            """)
    void aClockThatIsRightByStandardTimeInSummerIsNamedWithItsZone(Instant start, @Nullable ZoneId zone, String shown,
            @Nullable ZoneId right) {
        line = new TestLine(start, zone);
        WrongZone wrong = send(shown).doubts().wrongZone();
        assertThat(wrong == null ? null : wrong.other()).isEqualTo(right);
    }

    @Test
    void theClockOfTheMeterBeforeContradictsNoZoneOfANewOne() {
        line = new TestLine(NOON, ZoneId.of("Europe/London"));
        assertThat(send(winter(line.now().plus(INTERVAL)), NUMBER + "(4B31)").doubts().wrongZone()).isNotNull();
        line.lost();
        send("", NUMBER + "(4B32)");
        Snapshot ofNew = send("", NUMBER + "(4B32)");
        assertThat(ofNew.published().meterIndex()).isEqualTo(1);
        assertThat(ofNew.doubts().wrongZone()).isNull();
    }

    @Test
    void aMachineThatStartsInThePastContradictsNoZone() {
        line = new TestLine(TestDriver.RELEASED.minusSeconds(86_400), ZoneId.of("America/New_York"));
        assertThat(send("260101120000W").doubts().wrongZone()).isNull();
    }

    @Test
    void aClockThatStandsInTheYear2000IsNotUsedFromTheFirstTelegramOn() {
        for (int i = 0; i < 100; i++) {
            assertArrival(send("000101010000W"));
        }
        assertThat(line.snapshots).hasSize(100);
        assertThat(line.snapshots.get(99).arrival().rowTime().epochSecond() - line.snapshots.get(0).arrival().rowTime().epochSecond())
                .isEqualTo(990);
    }

    /** Seconds by which the clock is ahead: a device without internet starts with the time at which it was switched off. */
    @ParameterizedTest
    @CsvSource({"-86460, false", "-86340, true", "-7200, true", "0, true", "30, true", "86460, true", "30000000, true", "31700000, false"})
    void aClockIsUsedThatIsADayBehindAtMostAndAYearAheadAtMost(long ahead, boolean used) {
        for (int i = 0; i < 20; i++) {
            Snapshot snapshot = send(lettered(line.now().plus(INTERVAL).plusSeconds(ahead)));
            if (used) {
                assertMeters(snapshot);
            } else {
                assertArrival(snapshot);
            }
        }
    }

    @Test
    void aClockThatStandsIsNotUsedAfterADayAndUsedAgainAtOnce() {
        assertMeters(sendFor(Duration.ofMinutes(5), MeterTimeTest::winter));
        String stopped = winter(line.now());
        assertMeters(sendFor(Duration.ofDays(1), now -> stopped));
        assertArrival(sendFor(Duration.ofSeconds(20), now -> stopped));
        assertArrival(sendFor(Duration.ofMinutes(5), now -> stopped));
        assertMeters(send(winter(line.now().plus(INTERVAL))));
    }

    @Test
    void aClockThatShowsOnlyMinutesIsUsed() {
        for (int i = 0; i < 200; i++) {
            assertMeters(send(printed(line.now().plus(INTERVAL)).substring(0, 10) + "00W"));
        }
    }

    @Test
    void aMachineThatStartsIn1970HasNoTime() {
        line = new TestLine(Instant.ofEpochSecond(60));
        assertMeters(send(winter(NOON)));
        assertMeters(send(winter(NOON.plusSeconds(10))));
    }

    @Test
    void aMeterWithoutAClockHasNoRowBeforeTheReleaseAndCountsOn() {
        line = new TestLine(Instant.ofEpochSecond(60));
        for (int i = 0; i < 10; i++) {
            Snapshot snapshot = send("");
            assertThat(snapshot.arrival().rowTime()).isNull();
            assertThat(snapshot.energy().uses()).isEmpty();
            assertThat(snapshot.demand()).isNull();
            assertThat(snapshot.published().values().has(Quantity.POWER_NET)).isTrue();
        }
        line.pass(Duration.between(line.now(), NOON));
        send("");
        send("");
        assertThat(send("").arrival().rowTime().instant()).isEqualTo(Instant.ofEpochSecond(line.now().getEpochSecond()));
    }

    @Test
    void aGasMeterWhoseTimeIsAYearAheadHasItsValueAndTheTimeOfArrival() {
        Snapshot first = send(winter(line.now()), gas("271120110000W", "01269.375"));
        send(winter(line.now()), gas("271120110000W", "01269.375"));
        Snapshot later = send(winter(line.now()), gas("271120110000W", "01269.375"));
        assertThat(later.published().withheld().channels()).isEmpty();
        assertThat(later.published().devices().get(0).reading().value()).isEqualByComparingTo("1269.375");
        assertThat(later.published().devices().get(0).reading().time()).as("when it arrived first").isEqualTo(first.arrival().rowTime());
        Snapshot next = send(winter(line.now()), gas("271120120000W", "01269.875"));
        assertThat(next.published().devices().get(0).reading().time()).isEqualTo(next.arrival().rowTime());
    }

    private static String gas(String time, String value) {
        return "0-1:24.1.0(003)\r\n0-1:96.1.0(4730303235303030303030303030313137)\r\n0-1:24.2.1(" + time + ")(" + value + "*m3)";
    }

    /** Without a season, an hour behind all summer. */
    private static String standardTime(Instant time) {
        return TestTelegram.time(time, STANDARD_TIME);
    }

    @Test
    void aClockThatFollowsSummerTimeOrIsOnlyHalfAnHourBehindIsReadByTheCalendar() {
        line = new TestLine(Instant.parse("2026-07-10T08:00:00Z"));
        assertThat(sendFor(Duration.ofHours(25), now -> printed(now.minusSeconds(1_800))).arrival().rowTime().offsetSeconds())
                .isEqualTo(7_200);
        line = new TestLine(Instant.parse("2026-07-10T08:00:00Z"));
        assertThat(sendFor(Duration.ofHours(25), MeterTimeTest::printed).arrival().rowTime().offsetSeconds()).isEqualTo(7_200);
        line = new TestLine(NOON);
        assertThat(sendFor(Duration.ofHours(25), now -> printed(now.minusSeconds(3_600))).arrival().rowTime().instant())
                .as("in winter an hour behind is wrong, no standard time").isEqualTo(line.now().minusSeconds(3_600));
    }

    /** The nights in which summer time begins and ends. */
    @ParameterizedTest
    @CsvSource({"2026-03-29T00:30:00Z", "2026-10-25T00:00:00Z"})
    void aClockOnStandardTimeRunsOnInBothNights(Instant start) {
        line = new TestLine(start, STANDARD_TIME);
        for (int i = 0; i < 800; i++) {
            Instant now = line.now().plus(INTERVAL);
            assertThat(send(standardTime(now)).arrival().rowTime().instant()).isEqualTo(now);
        }
    }

    @Test
    void aClockOnStandardTimeMayBeSilentOverTheChange() {
        line = new TestLine(Instant.parse("2026-03-28T20:00:00Z"), STANDARD_TIME);
        sendFor(Duration.ofMinutes(5), MeterTimeTest::standardTime);
        line.pass(Duration.ofHours(10));
        sendFor(Duration.ofMinutes(5), MeterTimeTest::standardTime);
        assertThat(line.snapshots).hasSizeGreaterThan(50).allSatisfy(snapshot ->
                assertThat(snapshot.arrival().rowTime().instant()).isEqualTo(snapshot.arrival().sourceTime()));
    }
}
