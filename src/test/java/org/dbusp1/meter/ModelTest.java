package org.dbusp1.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Published;
import org.dbusp1.metering.TestDemand;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parts of the model, each against its standard. */
class ModelTest {
    @ParameterizedTest
    @CsvSource({"1-0:1.8.0, 1-0:1.8.0", "0-1:24.2.1*255, 0-1:24.2.1", "1-0:1.8.0.17, 1-0:1.8.0*17", "255-0:0.0.0*0, 255-0:0.0.0*0"})
    void anObisCodeIsParsedAndPrinted(String text, String printed) {
        assertThat(Obis.parse(text)).hasToString(printed);
    }

    @Test
    void theGroupsOfAnObisCodeKeepTheirOrder() {
        assertThat(Obis.parse("1-2:3.4.5*6")).isEqualTo(new Obis(1, 2, 3, 4, 5, 6));
        assertThat(Obis.parse("1-2:3.4.5").f()).isEqualTo(Obis.F_NOT_USED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1-0:1.8", "1-0:1.8.0*1*2", "1-0:1.8.x", "1-0:1.8.256", "256-0:1.8.0", "1--1:8.0.0", "1*0-1:8-0",
        "1-0.1.8.0", "1-0:1.8.0:255"})
    void whatIsNoObisCodeIsRefused(String text) {
        assertThatThrownBy(() -> Obis.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage("not an OBIS code: " + text);
    }

    @Test
    void aMeterKeyHasSafeCharactersOnly() {
        assertThat(MeterKey.of("E 31/ä")).hasToString("E_31__");
        assertThat(MeterKey.of("x".repeat(48)).text()).hasSize(48);
        assertThat(MeterKey.of("y" + "x".repeat(48)).text()).isEqualTo("y" + "x".repeat(47));
        for (String text : List.of("", "a b", "x".repeat(49))) {
            assertThatThrownBy(() -> new MeterKey(text)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a meter key: " + text);
        }
    }

    @Test
    void withheldValuesAndCountersAreTakenAway() {
        Values values = new Values.Builder().set(Quantity.POWER_NET, 1).set(Quantity.VOLTAGE_L1, 2).build();
        Published.Withheld withheld = new Published.Withheld(Set.of(Quantity.POWER_NET), Set.of(2));
        assertThat(withheld.removeFrom(values)).isEqualTo(new Values.Builder().set(Quantity.VOLTAGE_L1, 2).build());
        assertThat(withheld.keys()).containsExactly("power_net_w", "mbus.2.value");
        assertThat(withheld.isEmpty()).isFalse();
        assertThat(new Published.Withheld(Set.of(), Set.of(4, 3)).keys()).containsExactly("mbus.3.value", "mbus.4.value");
        assertThat(new Published.Withheld(Set.of(), Set.of(1)).isEmpty()).isFalse();
        assertThat(new Published.Withheld(Set.of(Quantity.FUSE), Set.of()).isEmpty()).isFalse();
    }

    private static MBusDevice device(int channel) {
        return new MBusDevice(channel, 3, "id", 1,
                new MBusDevice.CounterReading(new Stamp(0, 0), BigDecimal.ONE, "m3"));
    }

    @Test
    void aDeviceWithoutItsReadingKeepsAllElse() {
        assertThat(device(3).withoutReading()).isEqualTo(new MBusDevice(3, 3, "id",
                1, null));
    }

    /** EN 13757-3, table of device types. */
    @ParameterizedTest
    @CsvSource({"2, ELECTRICITY", "3, GAS", "4, HEAT", "12, HEAT", "13, HEAT", "6, HOT_WATER", "21, HOT_WATER", "7, WATER",
        "22, WATER", "10, COOLING", "11, COOLING", "0, OTHER", "99, OTHER", ", OTHER"})
    void theMediumFollowsFromTheDeviceType(Integer type, MBusDevice.Medium medium) {
        assertThat(new MBusDevice(1, type, null, null, null).medium()).isEqualTo(medium);
    }

    /** IEC 62056-6-2, table 4. */
    @ParameterizedTest
    @CsvSource({"WATT, 27, W", "VOLT_AMPERE, 28, VA", "VAR, 29, var", "KILOWATT_HOUR, 30, Wh", "KILOVAR_HOUR, 32, varh",
        "AMPERE, 33, A", "VOLT, 35, V", "HERTZ, 44, Hz", "RATIO, 255,", "COUNT, 255,"})
    void unitsHaveNumbersAndSymbols(Unit unit, int number, String symbol) {
        assertThat(unit.cosemUnit()).isEqualTo(number);
        assertThat(Unit.cosemSymbol(number)).isEqualTo(Optional.ofNullable(symbol));
        assertThat(unit.symbol()).endsWith(symbol == null ? "" : symbol);
    }

    @Test
    void aNumberThatTheStandardLeavesOutHasNoSymbol() {
        assertThat(Unit.cosemSymbol(-1)).isEmpty();
        assertThat(Unit.cosemSymbol(0)).isEmpty();
        assertThat(Unit.cosemSymbol(1)).contains("a");
        assertThat(Unit.cosemSymbol(58)).isEmpty();
        assertThat(Unit.cosemSymbol(72)).contains("dB");
        assertThat(Unit.cosemSymbol(73)).isEmpty();
    }

    /** IEC 62056-6-2, 4.1.5: common data types. */
    @Test
    void typesOfValuesAreFoundByTag() {
        for (AXdr.Type type : AXdr.Type.values()) {
            assertThat(AXdr.Type.of(type.tag())).isEqualTo(type);
            assertThat(type.standardName()).isEqualTo(type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        assertThat(AXdr.Type.of(0x07)).isNull();
        assertThat(AXdr.Type.of(0x1B)).isEqualTo(AXdr.Type.TIME);
        assertThat(AXdr.Type.of(0x13)).as("compact arrays, and differences, are not known").isNull();
        assertThat(AXdr.Type.of(0x1C)).isNull();
        assertThat(AXdr.Type.of(0x22)).isNull();
        assertThat(Arrays.stream(AXdr.Type.values()).filter(type -> !type.isNumber())).containsExactlyInAnyOrder(
                AXdr.Type.NULL_DATA, AXdr.Type.ARRAY, AXdr.Type.STRUCTURE, AXdr.Type.BIT_STRING, AXdr.Type.OCTET_STRING,
                AXdr.Type.VISIBLE_STRING, AXdr.Type.UTF8_STRING, AXdr.Type.DATE_TIME, AXdr.Type.DATE, AXdr.Type.TIME,
                AXdr.Type.DONT_CARE);
    }

    @Test
    void wholeNumbersAreExactTo64UnsignedBits() {
        assertThat(new AXdr.Whole(AXdr.Type.LONG64_UNSIGNED, -1).value()).isEqualTo("18446744073709551615");
        assertThat(new AXdr.Whole(AXdr.Type.LONG64, -1).value()).isEqualTo("-1");
        assertThat(new AXdr.Nothing().type()).isEqualTo(AXdr.Type.NULL_DATA);
    }

    @Test
    void onlyBinaryMetersSendPlainNumbers() {
        assertThat(register(AXdr.Type.LONG_UNSIGNED).isNumber()).isTrue();
        assertThat(register(AXdr.Type.OCTET_STRING).isNumber()).isFalse();
        assertThat(register(null).isNumber()).isFalse();
    }

    private static Message.Register register(AXdr.@Nullable Type type) {
        return new Message.Register("1-0:1.8.0", type, "1", null, "", null, null);
    }

    @Test
    void aMessageIsRepairedWhereARepairIsNamed() {
        Message plain = new PlainMessage(Message.Details.NONE);
        assertThat(plain.repaired()).isFalse();
        assertThat(new PlainMessage(new byte[0], Message.Details.NONE, "a bit", List.of()).repaired()).isTrue();
        assertThat(plain.push()).isNull();
    }

    @Test
    void aDemandWindowEndsWhenItIsOver() {
        Demand demand = TestDemand.window(new Stamp(900, 3600), Duration.ofMinutes(15), 0L, null, null);
        assertThat(demand.end()).isEqualTo(new Stamp(1800, 3600));
    }

    @Test
    void aStampIsAnInstantWithTheMetersOwnOffset() {
        Stamp stamp = new Stamp(1_767_225_600L, 3600);
        assertThat(stamp.instant()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(stamp).hasToString("2026-01-01T01:00:00+01:00");
    }
}
