package org.dbusp1.line.decode.han;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.decode.han.ListBytes.code;
import static org.dbusp1.line.decode.han.ListBytes.number;
import static org.dbusp1.line.decode.han.ListBytes.octets;
import static org.dbusp1.line.decode.han.ListBytes.readings;
import static org.dbusp1.line.decode.han.ListBytes.visible;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks in lists of binary meters, under each code of IEC 62056-6-1. */
class HanClockTest {
    private static final String WATTS = "02020F00161B";
    private static final String POWERS = code("1-0:1.7.0") + number(1500) + WATTS + code("1-0:2.7.0") + number(0) + WATTS;

    @ParameterizedTest
    @CsvSource({
        "0-0:1.0.0, 07E60705060D0019FFFF8880, 2022-07-05T13:00:25+02:00",
        "0-1:1.0.0, 07E60205060D0019FF800000, 2022-02-05T13:00:25+01:00",
        "0-0:1.0.0, 07E60705060D0019FF800000, 2022-07-05T13:00:25+02:00",
        "0-0:1.1.0, 07E60705060D0019FFFFC400, 2022-07-05T13:00:25+01:00",
        "1-0:0.9.4, 07E60705060D0019FF800000, 2022-07-05T13:00:25+02:00",
    })
    void aClockIsReadUnderEachOfItsCodesWithAndWithoutDeviation(String code, String clock, String time) {
        assertThat(readings(8, POWERS + code(code) + octets(clock))).singleElement()
                .satisfies(reading -> assertThat(reading.time()).hasToString(time));
    }

    /** Aidon in Norway sends the deviation 0 with the local time; with any other maker 0 is UTC. */
    @ParameterizedTest
    @CsvSource({
        "AIDON_V0001, 07E90C0E00100000FF000000, 2025-12-14T16:00:00+01:00",
        "AIDON_V0001, 07E90C0E00100000FFFFC400, 2025-12-14T16:00:00+01:00",
        "OTHER_V0001, 07E90C0E00100000FF000000, 2025-12-14T16:00:00Z",
    })
    void theDeviationOfZeroThatAidonSendsIsNone(String name, String clock, String time) {
        String list = "0202" + code("1-1:0.2.129") + visible(name) + "0203" + code("1-0:1.7.0") + number(5) + WATTS
                + "0202" + code("0-0:1.0.0") + octets(clock);
        assertThat(readings(3, list)).singleElement().satisfies(reading -> assertThat(reading.time()).hasToString(time));
    }

    /** Group F = 1. */
    @Test
    void aClockOfThePastIsNoClock() {
        String past = code("0-0:1.0.0").replaceFirst("FF$", "01") + octets("07E60705060D0019FF800000");
        String now = code("0-0:1.0.0") + octets("07E60705060D0119FF800000");
        for (String clocks : List.of(past + now, now + past)) {
            assertThat(readings(10, POWERS + clocks)).singleElement()
                    .satisfies(reading -> assertThat(reading.time()).hasToString("2022-07-05T13:01:25+02:00"));
        }
    }

    @Test
    void theUnixClockCountsSecondsSince1970() {
        assertThat(readings(8, POWERS + code("0-0:1.1.0") + number(1_657_018_825))).singleElement()
                .satisfies(reading -> assertThat(reading.time().epochSecond()).isEqualTo(1_657_018_825));
        assertThat(readings(8, POWERS + code("0-0:1.1.0") + number(0))).singleElement()
                .satisfies(reading -> assertThat(reading.time()).isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-0:", "1-1:", "0-0:"})
    void dateAndTimeOfDayApartAreOneClock(String channel) {
        assertThat(readings(10, POWERS + code(channel + "0.9.1") + octets("0D0019FF") + code(channel + "0.9.2") + octets("07E6070502")))
                .singleElement().satisfies(reading -> assertThat(reading.time()).hasToString("2022-07-05T13:00:25+02:00"));
    }
}
