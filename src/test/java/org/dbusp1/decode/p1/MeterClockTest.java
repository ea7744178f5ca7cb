package org.dbusp1.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.api.Test;

/** Times as meters print them, against the calendar of Java. */
class MeterClockTest {
    private final MeterClock clock = new MeterClock(ZoneId.of("Europe/Amsterdam"));

    @Test
    void everyDayOfFourYearsIsTheDayOfTheCalendar() {
        LocalDateTime day = LocalDateTime.of(2023, 1, 1, 23, 59, 59);
        for (; day.getYear() < 2028; day = day.plusDays(1)) {
            String printed = "%02d%02d%02d235959W".formatted(day.getYear() % 100, day.getMonthValue(), day.getDayOfMonth());
            assertThat(read(printed)).as(printed).contains(new Stamp(day.toEpochSecond(ZoneOffset.ofHours(1)), 3600));
        }
    }

    @Test
    void aMonthHasNoDayBehindItsLastOrBeforeItsFirst() {
        for (int month = 1; month <= 12; month++) {
            for (int year : new int[] {0, 23, 24, 69}) {
                int last = YearMonth.of(2000 + year, month).lengthOfMonth();
                assertThat(read("%02d%02d%02d120000W".formatted(year, month, last))).isPresent();
                assertThat(read("%02d%02d%02d120000W".formatted(year, month, last + 1))).isEmpty();
                assertThat(read("%02d%02d00120000W".formatted(year, month))).isEmpty();
            }
        }
    }

    @Test
    void theClockOfAMeterRunsFrom2000To2069() {
        assertThat(read("691231235959W")).contains(new Stamp(
                LocalDateTime.of(2069, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.ofHours(1)), 3600));
        assertThat(read("700101000000W")).isEmpty();
    }

    @Test
    void aCharacterThatIsNoDigitAnywhereMakesItNoTime() {
        for (int place = 0; place < 12; place++) {
            for (char neighbour : new char[] {'/', ':'}) {
                StringBuilder printed = new StringBuilder("111111111111W");
                printed.setCharAt(place, neighbour);
                assertThat(read(printed.toString())).as(printed.toString()).isEmpty();
            }
        }
    }

    @Test
    void nothingMayBeBehindIt() {
        assertThat(read("11111111111")).isEmpty();
        assertThat(read("111111111111WW")).isEmpty();
        assertThat(read("111111111111")).isPresent();
    }

    /** The time between other text, as in a telegram. */
    private Optional<Stamp> read(String printed) {
        byte[] bytes = ("(9" + printed + "9)").getBytes(StandardCharsets.US_ASCII);
        return clock.read(bytes, 2, bytes.length - 2);
    }
}
