package org.dbusp1.line.decode.han;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.decode.han.ListBytes.code;
import static org.dbusp1.line.decode.han.ListBytes.numbers;
import static org.dbusp1.line.decode.han.ListBytes.octets;
import static org.dbusp1.line.decode.han.ListBytes.readings;
import static org.dbusp1.line.decode.han.ListBytes.small;
import static org.dbusp1.line.decode.han.ListBytes.text;

import java.util.List;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists by position, after Kaifa's list KFM_001, Iskra's lists of Slovenia and those of Austrian grids. */
class PositionalListTest {
    /** P+ P- Q+ Q- in W and var, I in mA, U in tenths of a volt. */
    private static final String THREE_PHASES = numbers(1500, 0, 20, 30, 2100, 2200, 2300, 2301, 2302, 2303);
    private static final String ONE_PHASE = numbers(1500, 0, 20, 30, 2100, 2301);
    private static final String HOURLY = octets("07E60705060D0019FF800000") + numbers(123_456, 1, 2, 3);

    @ParameterizedTest
    @CsvSource({"KFM_001, 6970631400000000, MA304H3E", "'', 6970631400000000, MA304H3E", "'', '', MA304H3E",
            "KFM_001, '', ''", "'', '', ''"})
    void kaifasTextsMayBeEmpty(String name, String number, String type) {
        String head = text(name) + text(number) + text(type);
        assertKaifa(readings(13, head + THREE_PHASES), 3);
        assertKaifa(readings(9, head + ONE_PHASE), 1);
        assertThat(readings(18, head + THREE_PHASES + HOURLY)).singleElement().satisfies(reading -> {
            assertThat(reading.values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("123.456");
            assertThat(reading.time()).isNotNull();
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

    /** Vienna: clock, energies and powers, whatever the maker is. */
    @Test
    void aClockAndEightNumbersAreEnergiesAndPowers() {
        String clock = octets("07E60705060D0019FFFF8880");
        assertThat(readings(9, clock + numbers(5_108_936, 12, 1_126_903, 566_784, 0, 230, 88, 21))).singleElement().satisfies(reading -> {
            assertThat(reading.meter().dialect()).isEqualTo(Dialect.HAN);
            assertThat(reading.time()).hasToString("2022-07-05T13:00:25+02:00");
            assertThat(reading.values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("5108.936");
            assertThat(reading.values().decimal(Quantity.ENERGY_EXPORT)).isEqualByComparingTo("0.012");
            assertThat(reading.values().decimal(Quantity.REACTIVE_ENERGY_EXPORT)).isEqualByComparingTo("566.784");
            assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("-230");
            assertThat(reading.values().decimal(Quantity.REACTIVE_IMPORT)).isEqualByComparingTo("88");
            assertThat(reading.message().registers()).filteredOn(register -> register.obis().startsWith("1-0:2.7.0"))
                    .singleElement().satisfies(register -> assertThat(register.unit()).isEqualTo("W"));
        });
        assertThat(readings(9, text("181220000009") + numbers(1, 2, 3, 4, 5, 6, 7, 8))).as("a text of as many octets").isEmpty();
    }

    /** Carinthia, with two texts at the end, and Wels, without them. */
    @ParameterizedTest
    @CsvSource({"12, 09000900", "10, ''"})
    void theCodeOfAPushListMayBeBeforeItsValues(int count, String messages) {
        String head = code("0-6:25.9.0") + text("1121370000000") + octets("150B1100") + octets("07E8050702");
        assertThat(readings(count, head + numbers(14_370_117, 420_837, 1, 2, 0, 24) + messages)).singleElement().satisfies(reading -> {
            assertThat(reading.meter().equipmentId()).isEqualTo("1121370000000");
            assertThat(reading.time()).hasToString("2024-05-07T21:11:17+02:00");
            assertThat(reading.values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("14370.117");
            assertThat(reading.values().decimal(Quantity.ENERGY_EXPORT)).isEqualByComparingTo("420.837");
            assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("-24");
        });
        assertThat(readings(count, head.replaceFirst(code("0-6:25.9.0"), code("1-0:1.8.0")) + numbers(1, 2, 3, 4, 5, 6) + messages))
                .as("another code").isEmpty();
    }

    /** Croatia, Iskra IE.5: with reactive energies and a power factor, and without them. */
    @ParameterizedTest
    @CsvSource({"33, true", "28, false"})
    void croatiasListsHaveThePowersOfThePhases(int count, boolean reactive) {
        String quadrants = reactive ? numbers(1, 2, 3, 4) : "";
        String factor = reactive ? small(998) : "";
        String list = text("92020011") + octets("0F351E00") + octets("07E90C0306") + numbers(6_000, 4_000, 2_000, 50, 40, 10) + quadrants
                + numbers(510, 0) + factor + numbers(30, 300, 180, 0, 0, 0) + small(2336) + small(2354) + small(2355)
                + small(29) + small(172) + small(109) + numbers(17_250) + "01011224B8".repeat(3) + "0301";
        assertThat(readings(count, list)).singleElement().satisfies(reading -> {
            assertThat(reading.meter().dialect()).isEqualTo(Dialect.ISKRA);
            assertThat(reading.meter().equipmentId()).isEqualTo("92020011");
            assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("510");
            assertThat(reading.values().decimal(Quantity.POWER_IMPORT_L2)).isEqualByComparingTo("300");
            assertThat(reading.values().decimal(Quantity.ENERGY_EXPORT_T2)).isEqualByComparingTo("0.01");
            assertThat(reading.values().decimal(Quantity.VOLTAGE_L3)).isEqualByComparingTo("235.5");
            assertThat(reading.values().decimal(Quantity.CURRENT_L2)).isEqualByComparingTo("1.72");
            assertThat(reading.values().has(Quantity.POWER_FACTOR)).isEqualTo(reactive);
        });
        assertThat(readings(count, list.replace("0301", "0601000000"))).as("another type at its end").isEmpty();
    }

    /** A guess would move an inverter. */
    @Test
    void aListThatNothingIdentifiesIsUnknown() {
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
