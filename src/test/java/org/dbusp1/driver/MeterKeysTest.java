package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterKeysTest {
    private static final Optional<String> CABLE = Optional.of("usb-FTDI_P1_Converter_Cable_P1ABC");

    @TempDir
    Path state;

    private MeterKeys unconfigured() {
        return new MeterKeys(Optional.empty(), state.resolve("not/yet/there"));
    }

    private static Reading reading(String equipmentId, boolean repaired) {
        Message message = new PlainMessage(new byte[0], Details.NONE, Optional.of("first line").filter(rule -> repaired), List.of());
        MeterIdentity meter = new MeterIdentity(Dialect.DSMR5, "XYZ5\\METER",
                equipmentId.isEmpty() ? Optional.empty() : Optional.of(equipmentId), Optional.empty());
        return new Reading(meter, Optional.empty(), Values.NONE, List.of(), message);
    }

    /** Returns the key with which a reading is published, and which is kept then. */
    private static Optional<MeterKey> decide(MeterKeys keys, Reading reading, Optional<String> cable, String name) {
        Optional<MeterKey> key = keys.of(reading, cable, name);
        key.ifPresent(known -> keys.keep(known, cable));
        return key;
    }

    @Test
    void whatIsNotPublishedIsNotKept() {
        MeterKeys keys = unconfigured();
        assertThat(keys.of(reading("DAMAGED"), CABLE, "ttyUSB0")).isEqualTo(key("DAMAGED"));
        assertThat(keys.of(reading("RIGHT"), CABLE, "ttyUSB0")).isEqualTo(key("RIGHT"));
        assertThat(unconfigured().remembered(CABLE)).isEmpty();
    }

    @Test
    void waitsForTheLongListOfABinaryMeterThatNamesIt() {
        MeterKeys keys = unconfigured();
        Reading shortList = binary(Optional.empty());

        assertThat(decide(keys, shortList, CABLE, "ttyUSB0")).isEmpty();
        assertThat(decide(keys, binary(Optional.of("6970631400000001")), CABLE, "ttyUSB0")).contains(new MeterKey("6970631400000001"));
        assertThat(decide(keys, shortList, CABLE, "ttyUSB0")).isPresent();
    }

    @Test
    void doesNotWaitForEverForABinaryMeterThatNeverNamesItself() {
        MeterKeys keys = unconfigured();
        for (int i = 0; i < 10; i++) {
            assertThat(decide(keys, binary(Optional.empty()), CABLE, "ttyUSB0")).isEmpty();
        }

        assertThat(decide(keys, binary(Optional.empty()), CABLE, "ttyUSB0")).isPresent();
    }

    /** A decoder finds by it which of a meter's numbers an earlier run took. */
    @Test
    void theRememberedKeyIsThatOfTheCableWhateverIsConfigured() {
        assertThat(unconfigured().remembered(CABLE)).isEmpty();
        decide(unconfigured(), reading("1876350", false), CABLE, "ttyUSB0");

        assertThat(unconfigured().remembered(CABLE)).contains(new MeterKey("1876350"));
        assertThat(unconfigured().remembered(Optional.of("usb-other"))).isEmpty();
        assertThat(unconfigured().remembered(Optional.empty())).isEmpty();
        assertThat(new MeterKeys(Optional.of(new MeterKey("house")), state.resolve("not/yet/there")).remembered(CABLE))
                .contains(new MeterKey("1876350"));
    }

    private static Reading binary(Optional<String> equipmentId) {
        return new Reading(new MeterIdentity(Dialect.KAIFA, "", equipmentId, Optional.empty()), Optional.empty(),
                Values.NONE, List.of(), reading("").message());
    }

    private static Reading reading(String equipmentId) {
        return reading(equipmentId, false);
    }

    private static Optional<MeterKey> key(String text) {
        return Optional.of(new MeterKey(text));
    }

    /** A meter without a number, or with a masked one, is named by its first line and its cable. */
    @ParameterizedTest
    @CsvSource({"E0047000, E0047000", "12-3.4 5, 12_3_4_5",
        "777777777888888888888888888888888888888888888888888888888888, 777777777888888888888888888888888888888888888888",
        "'', XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC", "0000000000000, XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC",
        "XXXXXXXXXXXX, XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC", "E00xxxxxxxxx, XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC",
        "'   ', XYZ5_METER_usb_FTDI_P1_Converter_Cable_P1ABC"})
    void isTheMetersNumberAsDBusAllowsIt(String number, String key) {
        assertThat(decide(unconfigured(), reading(number), CABLE, "ttyUSB0")).isEqualTo(key(key));
    }

    @Test
    void aReplacedMeterTakesOverTheKeyOfItsCable() {
        decide(unconfigured(), reading("OLD1"), CABLE, "ttyUSB0");
        assertThat(decide(unconfigured(), reading("NEW2"), CABLE, "ttyUSB0")).isEqualTo(key("OLD1"));
        assertThat(decide(unconfigured(), reading("NEW2"), Optional.of("another cable"), "ttyUSB1")).isEqualTo(key("NEW2"));
        assertThat(decide(unconfigured(), reading("NEWER3"), CABLE, "ttyUSB0")).isEqualTo(key("OLD1"));
    }

    @Test
    void theKeyStaysWhileTheDriverRuns() {
        MeterKeys keys = unconfigured();
        decide(keys, reading("OLD1"), Optional.empty(), "sim");
        assertThat(decide(keys, reading("NEW2"), Optional.empty(), "sim")).isEqualTo(key("OLD1"));
    }

    @Test
    void itsCableIsTheFirstThatCanBeDistinguishedFromOthers() {
        MeterKeys keys = unconfigured();
        assertThat(keys.opened(Optional.empty(), "p1.log")).isTrue();
        assertThat(keys.opened(Optional.of("ttyUSB0"), "ttyUSB0")).isTrue();
        assertThat(keys.opened(CABLE, "ttyUSB0")).isTrue();
        assertThat(keys.opened(CABLE, "ttyUSB0")).isTrue();
        assertThat(keys.opened(Optional.of("another cable"), "ttyUSB0")).isFalse();
        assertThat(keys.opened(Optional.of("ttyUSB0"), "ttyUSB0")).isTrue();
    }

    @Test
    void aConfiguredKeyIsOfAnyCable() {
        MeterKeys keys = new MeterKeys(key("house"), state);
        assertThat(keys.opened(CABLE, "ttyUSB0")).isTrue();
        assertThat(keys.opened(Optional.of("another cable"), "ttyUSB0")).isTrue();
    }

    @Test
    void theConfiguredKeyWinsAndIsNotRemembered() {
        MeterKeys keys = new MeterKeys(key("house"), state);
        assertThat(decide(keys, reading("OLD1"), CABLE, "ttyUSB0")).isEqualTo(key("house"));
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void aRepairedTelegramNamesNoMeter() {
        MeterKeys keys = unconfigured();
        assertThat(decide(keys, reading("E0047O00", true), CABLE, "ttyUSB0")).isEmpty();
        assertThat(decide(keys, reading("E0047000"), CABLE, "ttyUSB0")).isEqualTo(key("E0047000"));
    }

    @Test
    void aDamagedMemoryIsReportedAndReplaced() throws Exception {
        Files.writeString(state.resolve("meters.properties"), "a=\\uXYZ");
        MeterKeys keys = new MeterKeys(Optional.empty(), state);
        assertThat(decide(keys, reading("E1"), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
        assertThat(decide(new MeterKeys(Optional.empty(), state), reading("E2"), CABLE, "ttyUSB0")).isEqualTo(key("E1"));
    }
}
