package org.dbusp1.decode.han;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dbusp1.decode.han.ListBytes.code;
import static org.dbusp1.decode.han.ListBytes.number;
import static org.dbusp1.decode.han.ListBytes.octets;
import static org.dbusp1.decode.han.ListBytes.readings;
import static org.dbusp1.decode.han.ListBytes.visible;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.Decoder.DecodeException;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.frame.LinkFrames;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of binary meters whose registers bring their codes: what no meter sends, and what some leave empty. */
class HanListTest {
    private static final String KAMSTRUP = visible("Kamstrup_V0001");
    private static final String POWERS = code("1-1:1.7.0") + number(1500) + code("1-1:2.7.0") + number(0);

    /** An array or a structure without a value. */
    @ParameterizedTest
    @ValueSource(strings = {"0200", "0100"})
    void aListWithAnEmptyStructureIsUnknown(String empty) {
        assertThat(readings(1, empty)).isEmpty();
        assertThat(readings(6, KAMSTRUP + POWERS + empty)).isEmpty();
        assertThat(readings(6, KAMSTRUP + POWERS + code("1-1:1.8.0") + empty)).isEmpty();
    }

    @Test
    void anUnknownListIsLoggedOnceWithoutItsBytes() throws Exception {
        List<String> logged = new ArrayList<>();
        HanDecoder decoder = new HanDecoder(Optional.empty(), Optional::empty, logged::add);
        byte[] bytes = LinkFrames.hdlc("0F4000000000" + "0202" + visible("6841121") + octets("020202"));
        for (int i = 0; i < 2; i++) {
            for (Frame frame : new FrameScanner(false, Decryptor.none()).take(bytes, 0, bytes.length)) {
                assertThatThrownBy(() -> decoder.decode(frame)).isInstanceOf(DecodeException.class);
            }
        }
        assertThat(logged).singleElement().asString().contains("structure of 2: visible-string, octet-string")
                .doesNotContain("6841121", HexFormat.of().formatHex("6841121".getBytes(StandardCharsets.US_ASCII)));
    }

    /** Kamstrup in Denmark: without scalers, in 10 Wh as the counters of the whole. */
    @Test
    void phasesHaveCountersOfTheirOwn() {
        StringBuilder list = new StringBuilder(KAMSTRUP + code("1-1:1.8.0") + number(600));
        int count = 3;
        for (Phase phase : Phase.ALL) {
            int group = 21 + 20 * phase.ordinal();
            list.append(code("1-1:" + group + ".8.0")).append(number(100L + phase.ordinal()));
            list.append(code("1-1:" + (group + 1) + ".8.0")).append(number(phase.ordinal()));
            count += 4;
        }
        Values values = readings(count, list.toString()).get(0).values();
        for (Phase phase : Phase.ALL) {
            assertThat(values.decimal(phase.energyImport())).isEqualByComparingTo((100 + phase.ordinal()) / 100.0 + "");
            assertThat(values.decimal(phase.energyExport())).isEqualByComparingTo(phase.ordinal() / 100.0 + "");
        }
        assertThat(values.decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("6");
    }

    /** The list itself may have the scaler. */
    @Test
    void countersOfPhasesMayBringTheirScaler() {
        String list = "0203" + code("1-0:41.8.0") + number(12_345) + "02020F00161E" + "0203" + code("1-0:42.8.0")
                + number(1) + "02020F01161E";
        Values values = readings(2, list).get(0).values();
        assertThat(values.decimal(Quantity.ENERGY_IMPORT_L2)).isEqualByComparingTo("12.345");
        assertThat(values.decimal(Quantity.ENERGY_EXPORT_L2)).isEqualByComparingTo("0.01");
    }

    /** A list of one register with its scaler, and a quantity that it has or not. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"an import alone, 1-0:1.7.0, 5, 1B, POWER_NET, 5", "no import, 1-0:1.7.0, 0, 1B, POWER_NET, ",
        "no export, 1-0:2.7.0, 0, 1B, POWER_EXPORT, 0", "another unit, 1-0:1.7.0, 5, 23, POWER_IMPORT, ",
        "no voltage, 1-0:52.7.0, 0, 23, VOLTAGE_L2, 0", "too low, 1-0:32.7.0, 79, 23, VOLTAGE_L1, ",
        "low, 1-0:32.7.0, 80, 23, VOLTAGE_L1, 80", "high, 1-0:32.7.0, 480, 23, VOLTAGE_L1, 480",
        "too high, 1-0:32.7.0, 481, 23, VOLTAGE_L1, "})
    void aShortListHasThisValue(String name, String obis, long number, String unit, Quantity quantity, BigDecimal value) {
        Values values = readings(1, "0203" + code(obis) + number(number) + "02020F0016" + unit).get(0).values();
        assertThat(Optional.of(quantity).filter(values::has).map(values::decimal).map(BigDecimal::stripTrailingZeros))
                .isEqualTo(Optional.ofNullable(value).map(BigDecimal::stripTrailingZeros));
    }

    /** E360 by the name of its list, meters behind transformers by the size of their numbers. */
    @ParameterizedTest
    @CsvSource({"0, DOUBLE_LONG_UNSIGNED, -2, 0", "6, DOUBLE_LONG_UNSIGNED, -2, -1", "0, LONG64, 0, 0", "0, LONG64_UNSIGNED, 0, 0"})
    void theListsOfLandisGyrHaveTheScalesOfTheirMeters(int channel, AXdr.Type type, int current, int voltage) {
        List<RegisterList.Entry> entries = Stream.of("1-0:31.7.0", "1-0:32.7.0")
                .map(code -> RegisterList.Entry.of(Obis.parse(code), new AXdr.Whole(type, 1))).toList();
        RegisterList list = new RegisterList(Optional.of(Dialect.LANDIS_GYR), channel, entries, List.of());
        assertThat(ListScales.complete(list, Dialect.LANDIS_GYR, "").entries())
                .extracting(entry -> entry.scale().orElseThrow().exponent()).containsExactly(current, voltage);
    }

    /** Octets without content are absent: they are no tariff 0. */
    @ParameterizedTest
    @CsvSource({"0002, 2", "05, 5", "'', "})
    void aTariffInOctets(String octets, Long tariff) {
        Values values = readings(7, KAMSTRUP + POWERS + code("0-0:96.14.0") + octets(octets)).get(0).values();
        assertThat(values.has(Quantity.TARIFF)).isEqualTo(tariff != null);
        if (tariff != null) {
            assertThat(values.scaled(Quantity.TARIFF)).isEqualTo(tariff);
        }
    }

    /** The largest and the smallest floating point numbers, each with the largest scaler. */
    @ParameterizedTest
    @ValueSource(strings = {"187FEFFFFFFFFFFFFF", "180000000000000001", "187FF0000000000000", "15FFFFFFFFFFFFFFFF"})
    void aNumberOfAnySizeCostsNothing(String number) {
        for (String scaler : new String[] {"7F", "80"}) {
            assertThat(readings(1, "0203" + code("1-0:1.7.0") + number + "02020F" + scaler + "161B")).singleElement()
                    .satisfies(reading -> assertThat(reading.message().registers()).hasSize(1));
        }
    }
}
