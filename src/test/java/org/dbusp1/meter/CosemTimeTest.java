package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CosemTimeTest {
    @Test
    void deviationIsAddedToReachUtc() {
        assertThat(stamp("07E5091B01092F0F00FF8880")).hasToString("Optional[2021-09-27T09:47:15+02:00]");
        assertThat(stamp("07E5031702123200FFFFC400")).hasToString("Optional[2021-03-23T18:50:00+01:00]");
    }

    @Test
    void zoneGivesTheOffsetWhereTheMeterDoesNot() {
        assertThat(stamp("07E60205060D0019FF800000")).hasToString("Optional[2022-02-05T13:00:25+01:00]");
        assertThat(stamp("07E60705060D0019FF800000")).hasToString("Optional[2022-07-05T13:00:25+02:00]");
    }

    @Test
    void undefinedSecondIsTheFirst() {
        assertThat(stamp("07E60205060D00FFFF800000")).hasToString("Optional[2022-02-05T13:00:00+01:00]");
    }

    @Test
    void impossibleDeviationCountsAsUndefined() {
        assertThat(stamp("07E60205060D0019FF7FFF00")).hasToString("Optional[2022-02-05T13:00:25+01:00]");
    }

    @Test
    void deviationsReachFromTwelveHoursWestToFourteenEast() {
        assertThat(stamp("07E60205060D0019FFFCB800")).hasToString("Optional[2022-02-05T13:00:25+14:00]");
        assertThat(stamp("07E60205060D0019FFFCB700")).hasToString("Optional[2022-02-05T13:00:25+01:00]");
        assertThat(stamp("07E60205060D0019FF02D000")).hasToString("Optional[2022-02-05T13:00:25-12:00]");
        assertThat(stamp("07E60205060D0019FF02D100")).hasToString("Optional[2022-02-05T13:00:25+01:00]");
    }

    @Test
    void showsTheLocalTimeOfTheMeter() {
        assertThat(CosemTime.of(HexFormat.of().parseHex("07E60705060D0019FF800000"))).hasToString("Optional[2022-07-05T13:00:25]");
    }

    @Test
    void undefinedPartsAndRulesAreNoMoment() {
        assertThat(stamp("FFFF0205060D0019FF800000")).isEmpty();
        assertThat(stamp("07E6FF05060D0019FF800000")).isEmpty();
        assertThat(stamp("07E6FE05060D0019FF800000")).isEmpty();
        assertThat(stamp("07E602FE060D0019FF800000")).isEmpty();
        assertThat(stamp("07E60205 06FF0019FF800000")).isEmpty();
        assertThat(stamp("07E6021E060D0019FF800000")).isEmpty();
    }

    @Test
    void clockThatTheMeterCallsInvalidIsNoMoment() {
        assertThat(stamp("07E60205060D0019FF800001")).isEmpty();
        assertThat(stamp("07E60205060D0019FF8000FF")).isPresent();
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

    @Test
    void onlyTwelveBytesAreATime() {
        assertThat(stamp("07E60205060D0019FF8000")).isEmpty();
    }

    private static Optional<Stamp> stamp(String date, String time) {
        return CosemTime.of(HexFormat.of().parseHex(date), HexFormat.of().parseHex(time))
                .map(moment -> moment.stamp(ZoneId.of("Europe/Oslo")));
    }

    private static Optional<Stamp> stamp(String hex) {
        return CosemTime.of(HexFormat.of().parseHex(hex.replace(" ", "")))
                .map(time -> time.stamp(ZoneId.of("Europe/Oslo")));
    }
}
