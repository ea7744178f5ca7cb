package org.dbusp1.line.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.TestTelegram.sealed;

import java.time.OffsetDateTime;
import java.util.List;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of a meter under each code and in each form that IEC 62056-6-1, IEC 62056-6-2 and VDEW's specification know. */
class ClockFormsTest {
    @ParameterizedTest
    @CsvSource({"0-0:1.0.0", "0-0:1.1.0", "0-1:1.0.0", "1-0:0.9.4", "0-0:0.9.4"})
    void aClockIsReadUnderEachOfItsCodes(String code) {
        assertThat(time(code + "(260704120001S)")).isEqualTo(at("2026-07-04T12:00:01+02:00"));
    }

    @ParameterizedTest
    @CsvSource({
        "260115201009W, 2026-01-15T20:10:09+01:00",
        "260704120001S, 2026-07-04T12:00:01+02:00",
        // The letter decides, not the season.
        "260704120001s, 2026-07-04T12:00:01+02:00",
        "260704120001W, 2026-07-04T12:00:01+01:00",
        "260115201009S, 2026-01-15T20:10:09+02:00",
        "251026023000S, 2025-10-26T02:30:00+02:00",
        "251026023000W, 2025-10-26T02:30:00+01:00",
        "240229000000W, 2024-02-29T00:00:00+01:00",
        "000101000000W, 2000-01-01T00:00:00+01:00",
        "231231235959W, 2023-12-31T23:59:59+01:00",
        "691231235959W, 2069-12-31T23:59:59+01:00",
        "260115201009, 2026-01-15T20:10:09+01:00",
        "260704120001, 2026-07-04T12:00:01+02:00",
        "20260115 20:10:09, 2026-01-15T20:10:09+01:00",
        "20260704 12:00:01, 2026-07-04T12:00:01+02:00",
        "20260704 12:00:01W, 2026-07-04T12:00:01+01:00",
        "2026-07-04 12:00:01, 2026-07-04T12:00:01+02:00",
        "2026-07-04T12:00:01, 2026-07-04T12:00:01+02:00",
        "26-07-04 12:00:01, 2026-07-04T12:00:01+02:00",
        "20260704120001, 2026-07-04T12:00:01+02:00",
        "20260704120001S, 2026-07-04T12:00:01+02:00",
        "0260704120001, 2026-07-04T12:00:01+01:00",
        "1260704120001, 2026-07-04T12:00:01+02:00",
        "2260704120001, 2026-07-04T12:00:01Z",
        "'260704120001S ', 2026-07-04T12:00:01+02:00",
        "' 20260704 12:00:01 ', 2026-07-04T12:00:01+02:00",
    })
    void aClockIsReadInEachOfItsForms(String printed, String time) {
        assertThat(time("0-0:1.0.0(" + printed + ")")).isEqualTo(at(time));
    }

    @Test
    void theUnixClockMayCountSecondsSince1970() {
        assertThat(time("0-0:1.1.0(1783159201)")).isEqualTo(at("2026-07-04T12:00:01+02:00"));
        assertThat(time("0-0:1.1.0(1768504209)")).isEqualTo(at("2026-01-15T20:10:09+01:00"));
        assertThat(time("0-0:1.1.0(0000000000)")).isNull();
        assertThat(time("0-0:1.1.0(178315920)")).isNull();
        assertThat(time("0-0:1.0.0(1783159201)")).as("only the UNIX clock counts so").isNull();
    }

    @ParameterizedTest
    @CsvSource({
        // Year, month, day, weekday, hour, minute, second, hundredths, deviation in minutes, status.
        "07EA0704060C0001FFFF8880, 2026-07-04T12:00:01+02:00",
        "07ea010f0414090900ffc400, 2026-01-15T20:09:09+01:00",
        "07EA0704060C0001FF800000, 2026-07-04T12:00:01+02:00",
        "07EA0704060C000100000000, 2026-07-04T12:00:01Z",
    })
    void twelveOctetsOfCosemInHexBringTheirDeviation(String printed, String time) {
        assertThat(time("0-0:1.0.0(" + printed + ")")).isEqualTo(at(time));
    }

    @ParameterizedTest
    @CsvSource({
        "0-0:1.0.0(07EA0704060C0001FF007800), 2026-07-04T12:00:01+02:00",
        "0-0:1.0.0(07EA010F0414090900003C00), 2026-01-15T20:09:09+01:00",
        // In the hour that occurs twice both offsets are the zone's.
        "0-0:1.0.0(07EA0A190702000000007880), 2026-10-25T02:00:00+02:00",
        "0-0:1.0.0(07EA0A190702000000003C00), 2026-10-25T02:00:00+01:00",
        // Nowhere near the zone: as it is written.
        "0-0:1.0.0(07EA0704060C0001FF00F000), 2026-07-04T12:00:01-04:00",
    })
    void aDeviationWithTheOtherSignIsThatOfTheZone(String line, String time) {
        assertThat(time(line)).isEqualTo(at(time));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "000000000000W", "700101000000W", "260001000000W", "261301000000W", "260100000000W", "260132000000W",
        "260431000000W", "250229000000W", "260230120000W", "260115240000W", "260704250000S", "260115206000W", "260115200060W",
        "26011520100W", "2601152O1009W", "/60115201009W", "26:115201009W", "26011520100/W", "260115201009WW", "260704120001X",
        "20260230 12:00:00", "-26007-04 12:00", "-26-07-04 12:00:01", "20260704 :12:00:01", "26-0704 12:00:01", "20260704 1200:01",
        "21260704 12:00:01", "19700101 00:00:00", "20260704 24:00:00", "20260704", "12:00:01", "2026-07/04 12:00:01",
        "07B20101040000000000000", "07B201010400000000FFC400", "FFFFFFFFFFFFFFFFFF800000", "07EA0704060C0001FF80000X", "35255255255255255S",
        "3260704120001"})
    void whatIsNoTimeIsAbsent(String printed) {
        assertThat(time("0-0:1.0.0(" + printed + ")")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "105644, 220127, 2022-01-27T10:56:44+01:00",
        "105644, 0220727, 2022-07-27T10:56:44+01:00",
        "105644, 1220727, 2022-07-27T10:56:44+02:00",
        "2105644, 2220727, 2022-07-27T10:56:44Z",
        "1105644, 220727, 2022-07-27T10:56:44+02:00",
        "105644, 220727, 2022-07-27T10:56:44+02:00",
        "10:56:44, 22-07-27, 2022-07-27T10:56:44+02:00",
        "10:56:44, 2022-07-27, 2022-07-27T10:56:44+02:00",
        "10:56:44, 20220727, 2022-07-27T10:56:44+02:00",
        "10:56, 22-07-27, 2022-07-27T10:56:00+02:00",
        "105644W, 220727, 2022-07-27T10:56:44+01:00",
        "' 10:56:44 ', ' 22-07-27 ', 2022-07-27T10:56:44+02:00",
    })
    void dateAndTimeApartAreOneClock(String timeOfDay, String date, String time) {
        assertThat(time("1-0:0.9.1*255(" + timeOfDay + ")", "1-0:0.9.2*255(" + date + ")")).isEqualTo(at(time));
        assertThat(time("0-0:0.9.2(" + date + ")", "0-0:0.9.1(" + timeOfDay + ")")).isEqualTo(at(time));
    }

    @ParameterizedTest
    @CsvSource({"105644, 220230", "256044, 220127", "105644, ''", "1056, 220127", "'', 220127", "105644, 222"})
    void ofDateAndTimeApartBothMustBeRight(String timeOfDay, String date) {
        assertThat(time("1-0:0.9.1(" + timeOfDay + ")", "1-0:0.9.2(" + date + ")")).isNull();
    }

    @Test
    void aTimeOfDayWithoutADateIsNoClock() {
        assertThat(time("1-0:0.9.1(105644)")).isNull();
        assertThat(time("1-0:0.9.2(220127)")).isNull();
    }

    @Test
    void theFirstUsableClockCounts() {
        assertThat(time("0-0:1.0.0(000000000000W)", "0-0:1.1.0(260704120001S)", "0-0:1.0.0(260704120002S)"))
                .isEqualTo(at("2026-07-04T12:00:01+02:00"));
        assertThat(time("1-0:0.9.1(105644)", "1-0:0.9.2(220127)", "0-0:1.0.0(260704120001S)")).isEqualTo(at("2026-07-04T12:00:01+02:00"));
    }

    /** Meters that print date and time apart are found with and without a checksum: the clock must not demand one. */
    @Test
    void dateAndTimeApartDemandNoChecksum() {
        List<Reading> readings = new TestPipeline().accept("/ISK9\\2M551T-200\r\n\r\n1-0:0.9.1(105644)\r\n1-0:0.9.2(220127)\r\n"
                + "1-0:1.7.0(00.866*kW)\r\n!\r\n").end().readings();
        assertThat(readings).singleElement().satisfies(reading -> {
            assertThat(reading.time()).isEqualTo(at("2022-01-27T10:56:44+01:00"));
            assertThat(reading.meter().dialect()).isEqualTo(Dialect.P1);
        });
    }

    @Test
    void theTimeOfAPeakIsReadInEveryFormToo() {
        for (String printed : List.of("(20260704 12:15:00)(02.500*kW)", "(02.500*kW)(20260704 12:15:00)",
                "(07EA0704060C0F00FFFF8880)(02.500*kW)", "( 260704121500S )( 02.500*kW )")) {
            assertThat(reading("0-0:1.0.0(260704120001S)", "1-0:1.6.0" + printed).message().details().peakImport())
                    .satisfies(peak -> {
                        assertThat(peak.time()).isEqualTo(at("2026-07-04T12:15:00+02:00"));
                        assertThat(peak.watts()).isEqualByComparingTo("2500");
                    });
        }
    }

    private static @Nullable Stamp time(String... lines) {
        return reading(lines).time();
    }

    private static Reading reading(String... lines) {
        return new TestPipeline().accept(sealed("/XXX5TEST\r\n\r\n" + String.join("\r\n", lines) + "\r\n1-0:1.8.0(1*kWh)\r\n!"))
                .end().readings().get(0);
    }

    private static Stamp at(String time) {
        OffsetDateTime moment = OffsetDateTime.parse(time);
        return new Stamp(moment.toEpochSecond(), moment.getOffset().getTotalSeconds());
    }
}
