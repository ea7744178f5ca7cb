package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Optional;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosemTimeTest {
    /** Year, month, day, weekday, hour, minute, second, hundredths, deviation in minutes to UTC, status; in the zone of Norway. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a deviation is added to reach UTC            | 07E5091B01092F0F00FF8880 | 2021-09-27T09:47:15+02:00
            also in winter                               | 07E5031702123200FFFFC400 | 2021-03-23T18:50:00+01:00
            the zone has the offset without a deviation  | 07E60205060D0019FF800000 | 2022-02-05T13:00:25+01:00
            also in summer                               | 07E60705060D0019FF800000 | 2022-07-05T13:00:25+02:00
            an undefined second is the first             | 07E60205060D00FFFF800000 | 2022-02-05T13:00:00+01:00
            an impossible deviation is undefined         | 07E60205060D0019FF7FFF00 | 2022-02-05T13:00:25+01:00
            the deviation farthest east                  | 07E60205060D0019FFFCB800 | 2022-02-05T13:00:25+14:00
            beyond it                                    | 07E60205060D0019FFFCB700 | 2022-02-05T13:00:25+01:00
            the deviation farthest west                  | 07E60205060D0019FF02D000 | 2022-02-05T13:00:25-12:00
            beyond it                                    | 07E60205060D0019FF02D100 | 2022-02-05T13:00:25+01:00
            all bits of the status are undefined         | 07E60205060D0019FF8000FF | 2022-02-05T13:00:25+01:00
            the hour that comes twice, in summer time    | 07EA0A1907021E00FF800080 | 2026-10-25T02:30:00+02:00
            the same hour in standard time               | 07EA0A1907021E00FF800000 | 2026-10-25T02:30:00+01:00
            the same hour without a status               | 07EA0A1907021E00FF8000FF | 2026-10-25T02:30:00+02:00
            the hour before                              | 07EA0A1907013B3BFF800080 | 2026-10-25T01:59:59+02:00
            the hour after                               | 07EA0A1907030000FF800000 | 2026-10-25T03:00:00+01:00
            a clock that the meter calls invalid         | 07E60205060D0019FF800001 |
            an undefined year                            | FFFF0205060D0019FF800000 |
            a clock that was never set                   | 07C80205060D0019FF800000 |
            a year of five digits                        | 7FFF0101FF000000FF800000 |
            an undefined month                           | 07E6FF05060D0019FF800000 |
            a rule for the month                         | 07E6FE05060D0019FF800000 |
            a rule for the day                           | 07E602FE060D0019FF800000 |
            an undefined hour                            | 07E6020506FF0019FF800000 |
            30 February                                  | 07E6021E060D0019FF800000 |
            eleven bytes                                 | 07E60205060D0019FF8000   |
            """)
    void aDateTimeIsThisMoment(String name, String hex, String moment) {
        Optional<Stamp> stamp = Optional.ofNullable(CosemTime.parse(HexFormat.of().parseHex(hex)))
                .map(CosemTimeTest::moment);
        assertThat(stamp.map(Stamp::toString)).isEqualTo(Optional.ofNullable(moment));
    }

    @Test
    void showsTheLocalTimeOfTheMeter() {
        assertThat(CosemTime.parse(HexFormat.of().parseHex("07E60705060D0019FF800000"))).hasToString("2022-07-05T13:00:25");
    }

    @Test
    void aDateAndATimeOfTheirOwnAreAMomentInTheZoneOfTheMeter() {
        assertThat(stamp("07E8021D04", "173B3BFF")).hasToString("Optional[2024-02-29T23:59:59+01:00]");
        assertThat(stamp("07E8071F03", "00000000")).hasToString("Optional[2024-07-31T00:00:00+02:00]");
        assertThat(stamp("07E8021E05", "173B3BFF")).as("there is no 30 February").isEmpty();
        assertThat(stamp("07E8021D", "173B3BFF")).isEmpty();
        assertThat(stamp("07E8021D04", "173B3B")).isEmpty();
        assertThat(stamp("07E8021D04", "FFFFFFFF")).isEmpty();
    }

    private static Stamp moment(ClockTime time) {
        return LocalTimeResolver.ofLog(ZoneId.of("Europe/Oslo")).messageTime(time, new MeterIdentity(Dialect.HAN, "", null, null));
    }

    private static Optional<Stamp> stamp(String date, String time) {
        return Optional.ofNullable(CosemTime.parse(HexFormat.of().parseHex(date), HexFormat.of().parseHex(time)))
                .map(CosemTimeTest::moment);
    }
}
