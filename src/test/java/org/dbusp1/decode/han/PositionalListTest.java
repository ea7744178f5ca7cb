package org.dbusp1.decode.han;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.decode.han.ListBytes.numbers;
import static org.dbusp1.decode.han.ListBytes.octets;
import static org.dbusp1.decode.han.ListBytes.readings;
import static org.dbusp1.decode.han.ListBytes.small;
import static org.dbusp1.decode.han.ListBytes.text;

import java.util.List;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists by position whose texts are empty or missing, after Kaifa's list KFM_001 and Iskra's lists of Slovenia. */
class PositionalListTest {
    /** P+ P- Q+ Q- in W and var, I in mA, U in tenths of a volt. */
    private static final String THREE_PHASES = numbers(1500, 0, 20, 30, 2100, 2200, 2300, 2301, 2302, 2303);
    private static final String ONE_PHASE = numbers(1500, 0, 20, 30, 2100, 2301);
    private static final String HOURLY = octets("07E60705060D0019FF800000") + numbers(123_456, 1, 2, 3);

    @ParameterizedTest
    @CsvSource({"KFM_001, 6970631400000000, MA304H3E", "'', 6970631400000000, MA304H3E", "'', '', MA304H3E", "KFM_001, '', ''", "'', '', ''"})
    void kaifasTextsMayBeEmpty(String name, String number, String type) {
        String head = text(name) + text(number) + text(type);
        assertKaifa(readings(13, head + THREE_PHASES), 3);
        assertKaifa(readings(9, head + ONE_PHASE), 1);
        assertThat(readings(18, head + THREE_PHASES + HOURLY)).singleElement().satisfies(reading -> {
            assertThat(reading.values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("123.456");
            assertThat(reading.time()).isPresent();
        });
        assertKaifa(readings(14, head + ONE_PHASE + HOURLY), 1);
    }

    @Test
    void kaifasListWithoutItsNameIsKnownByTheTypeOfTheMeter() {
        String head = text("6970631400000000") + text("MA304H3E");
        assertKaifa(readings(12, head + THREE_PHASES), 3);
        assertKaifa(readings(8, head + ONE_PHASE), 1);
        assertKaifa(readings(17, head + THREE_PHASES + HOURLY), 3);
        assertKaifa(readings(13, head + ONE_PHASE + HOURLY), 1);
    }

    @Test
    void iskrasDeviceNameMayBeEmptyWhereItsVoltageShowsTheList() {
        String list = text("") + text("") + numbers(1500, 0, 20, 30) + small(2301) + small(2302) + small(2303)
                + small(210) + small(220) + small(230) + numbers(500, 500, 500, 0, 0, 0);
        assertThat(readings(18, list)).singleElement().satisfies(reading -> {
            assertThat(reading.meter().dialect()).isEqualTo(Dialect.ISKRA);
            assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("1500");
            assertThat(reading.values().decimal(Quantity.CURRENT_L1)).isEqualByComparingTo("2.1");
        });
    }

    /** A guess would move an inverter. */
    @Test
    void aListThatNothingTellsIsUnknown() {
        String noVoltage = numbers(1500, 0, 20, 30, 2100, 2200, 2300, 23, 23, 23);
        assertThat(readings(13, text("") + text("") + text("") + noVoltage)).isEmpty();
        assertThat(readings(13, text("XYZ_001") + text("") + text("MA304H3E") + THREE_PHASES)).isEmpty();
        assertThat(readings(12, text("6970631400000000") + text("XX304H3E") + THREE_PHASES)).isEmpty();
        assertThat(readings(12, text("6970631400000000") + text("") + THREE_PHASES)).isEmpty();
        assertThat(readings(9, text("") + numbers(1, 2, 3, 4, 5, 6, 7, 8))).as("energies of Iskra, without its name").isEmpty();
    }

    private static void assertKaifa(List<Reading> readings, int phases) {
        assertThat(readings).singleElement().satisfies(reading -> {
            assertThat(reading.meter().dialect()).isEqualTo(Dialect.KAIFA);
            assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("1500");
            assertThat(reading.values().decimal(Quantity.CURRENT_L1)).isEqualByComparingTo("2.1");
            assertThat(reading.values().decimal(Quantity.VOLTAGE_L1)).isEqualByComparingTo("230.1");
            assertThat(reading.values().has(Quantity.VOLTAGE_L3)).isEqualTo(phases == 3);
        });
    }
}
