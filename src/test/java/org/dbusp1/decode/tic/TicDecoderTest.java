package org.dbusp1.decode.tic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Quantity.*;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what frames of French meters hold, and what may be published as their power. */
class TicDecoderTest {
    private static List<DecodeResult> decoded(byte[] bytes, boolean apparent) {
        TicDecoder decoder = new TicDecoder(apparent, Optional.empty());
        List<DecodeResult> decoded = new ArrayList<>();
        FrameScanner framer = new FrameScanner(false, Decryptor.none());
        framer.take(bytes, 0, bytes.length).forEach(frame -> decoded.add(DecodeResult.of(decoder, frame)));
        return decoded;
    }

    /** Local time overseas: UTC+4 all year on La Reunion, UTC-4 on Martinique. */
    @ParameterizedTest
    @CsvSource({"Indian/Reunion,H260115201009,2026-01-15T20:10:09+04:00",
        "America/Martinique,H260115201009,2026-01-15T20:10:09-04:00",
        "Europe/Paris,E260715201009,2026-07-15T20:10:09+02:00"})
    void theClockIsThatOfTheOwnersZone(String zone, String date, String time) {
        TicDecoder decoder = new TicDecoder(false, Optional.of(ZoneId.of(zone)));
        byte[] bytes = Frames.standard().with("DATE", date, "").with("EAST", "000001000").bytes();
        List<DecodeResult> decoded = new ArrayList<>();
        FrameScanner framer = new FrameScanner(false, Decryptor.none());
        framer.take(bytes, 0, bytes.length).forEach(frame -> decoded.add(DecodeResult.of(decoder, frame)));

        assertThat(decoded.get(0).reading().time().orElseThrow()).hasToString(time);
    }

    private static Reading read(Frames frame, boolean apparent) {
        return decoded(frame.bytes(), apparent).get(0).reading();
    }

    private static Optional<BigDecimal> power(Frames frame) {
        Reading reading = read(frame, true);
        return reading.values().has(POWER_NET) ? Optional.of(reading.values().decimal(POWER_NET).stripTrailingZeros()) : Optional.empty();
    }

    /** Status words: bit 9 is the direction. */
    private static final String DRAWS = "003A0001";
    private static final String FEEDS_IN = "003A0201";

    private static Frames onePhase(String drawn, String amperes, String status) {
        return Frames.standard().with("EAST", "000001000").with("IRMS1", amperes).with("URMS1", "230")
                .with("SINSTS", drawn).with("STGE", status);
    }

    private static void assertPower(Frames frame, String watts) {
        assertThat(power(frame).map(BigDecimal::toPlainString)).isEqualTo(Optional.ofNullable(watts));
    }

    @Test
    void withoutTheOwnersWordThereIsNoPower() {
        for (Frames frame : List.of(onePhase("00519", "002", DRAWS), onePhase("00000", "000", DRAWS).with("SINSTI", "01253"),
                Frames.historique().with("PAPP", "00540").with("IINST", "002"))) {
            assertThat(read(frame, false).values().present()).isNotEmpty().noneMatch(quantity -> quantity.unit() == Unit.WATT);
        }
    }

    /** Labels of a frame with their data, as the status DRAWS or FEEDS; and the power in W, none where its direction is not known. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        // A producer draws or feeds in, never both.
        "SINSTS=00519 SINSTI=00000 IRMS1=002 STGE=FEEDS | 519",
        "SINSTS=00000 SINSTI=01253 IRMS1=002 STGE=FEEDS | -1253",
        "SINSTS=00000 SINSTI=00000 IRMS1=002 STGE=FEEDS | none",
        "SINSTS=00000 SINSTI=00000 IRMS1=000 STGE=FEEDS | 0",
        "SINSTS=00300 SINSTI=00500 IRMS1=002 STGE=DRAWS | none",
        "SINSTS=00519 SINSTI=0000x IRMS1=002 STGE=DRAWS | none",
        // A consumer's power is known while it draws.
        "SINSTS=00519 IRMS1=002 STGE=DRAWS | 519",
        "SINSTS=00000 IRMS1=000 STGE=DRAWS | 0",
        "SINSTS=00000 IRMS1=005 STGE=FEEDS | none",
        "SINSTS=00519 IRMS1=002 STGE=FEEDS | none",
        "SINSTS=00000 IRMS1=000 STGE=FEEDS | none",
        "SINSTS=00519 IRMS1=002             | none",
        "SINSTS=00519 IRMS1=002 STGE=003A00 | none"})
    void theApparentPowerIsAPowerWhereItsDirectionIsKnown(String labels, String watts) {
        assertPower(frame(labels), watts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"IRMS1=001 SINSTS=00000 STGE=DRAWS", "IRMS1=000 IRMS2=001 IRMS3=000 SINSTS=00000 STGE=DRAWS",
        "IRMS1=0x1 SINSTS=00000 STGE=DRAWS", "SINSTS=00000 STGE=DRAWS"})
    void noApparentPowerIsNoZeroWhileCurrentFlows(String labels) {
        assertPower(frame(labels), null);
    }

    private static Frames frame(String labels) {
        Frames frame = Frames.standard();
        for (String label : labels.split(" ")) {
            String data = label.substring(label.indexOf('=') + 1);
            frame.with(label.substring(0, label.indexOf('=')), data.equals("DRAWS") ? DRAWS : data.equals("FEEDS") ? FEEDS_IN : data);
        }
        return frame;
    }

    @Test
    void historiqueNeverHasAPower() {
        assertPower(Frames.historique().with("BASE", "000001000").with("IINST", "002").with("PAPP", "00540"), null);
        assertPower(Frames.historique().with("PAPP", "00000").with("IINST1", "000").with("PMAX", "07990"), null);
    }

    @Test
    void onlyAOnePhaseMeterHasAPowerOfItsPhase() {
        assertThat(read(onePhase("00519", "002", DRAWS), true).values().decimal(POWER_L1)).isEqualByComparingTo("519");
        Reading three = read(Frames.standard().with("IRMS1", "001").with("IRMS2", "002").with("IRMS3", "001").with("URMS1", "234")
                .with("SINSTS", "00013").with("SINSTS1", "00000").with("SINSTS2", "00568").with("SINSTS3", "00000").with("SINSTI", "00000")
                .with("STGE", "013A0501"), true);
        assertThat(three.values().decimal(POWER_NET)).isEqualByComparingTo("13");
        assertThat(three.values().present()).doesNotContain(POWER_L1, POWER_L2, POWER_L3);
        assertThat(three.values().decimal(APPARENT_IMPORT_L2)).isEqualByComparingTo("568");
    }

    @Test
    void aNumberThatHasLostDigitsIsNone() {
        Reading reading = read(Frames.standard().with("EAST", "00000100").with("URMS1", "2300").with("SINSTS", "0519")
                .with("IRMS1", "002"), false);
        assertThat(reading.values().present()).containsExactly(CURRENT_L1);
    }

    @Test
    void meansAndMaximaAreNeverAPower() {
        Reading reading = read(Frames.standard().with("EAST", "000001000").with("CCASN", "H191203120000", "00521")
                .with("SMAXSN", "H191203032158", "05706").with("STGE", DRAWS), true);
        assertThat(reading.values().present()).containsExactly(ENERGY_IMPORT);
    }

    @ParameterizedTest
    @CsvSource({"013A0501,1,", "463A0800,2,1", "0F3A0000,3,3", "003A0000,,", "zz3A0000,,"})
    void theStatusWordHasTheColoursOfTempo(String status, String today, String tomorrow) {
        Reading reading = read(Frames.standard().with("EAST", "000001000").with("STGE", status), false);
        assertColour(reading, TEMPO_TODAY, today);
        assertColour(reading, TEMPO_TOMORROW, tomorrow);
    }

    @ParameterizedTest
    @CsvSource({"HCJB,----,1,1,", "HPJB,BLEU,2,1,1", "HCJW,BLAN,3,2,2", "HPJW,ROUG,4,2,3", "HCJR,----,5,3,", "HPJR,----,6,3,",
        "HC..,----,1,,", "HP..,----,2,,", "TH..,----,1,,", "XXXX,XXXX,,,"})
    void periodsOfHistoriqueHaveTariffsAndColours(String period, String next, String tariff, String today, String tomorrow) {
        Reading reading = read(Frames.historique().with("BBRHPJR", "000001000").with("PTEC", period).with("DEMAIN", next), false);
        assertColour(reading, TARIFF, tariff);
        assertColour(reading, TEMPO_TODAY, today);
        assertColour(reading, TEMPO_TOMORROW, tomorrow);
        assertThat(reading.values().decimal(ENERGY_IMPORT_T6)).isEqualByComparingTo("1");
    }

    private static void assertColour(Reading reading, Quantity quantity, String value) {
        assertThat(reading.values().has(quantity) ? Optional.of(reading.values().scaled(quantity)) : Optional.empty())
                .isEqualTo(Optional.ofNullable(value).map(Long::valueOf));
    }

    @Test
    void theSumOfAllSixTariffsIsTheTotal() {
        Frames tempo = Frames.historique();
        for (String label : List.of("BBRHCJB", "BBRHPJB", "BBRHCJW", "BBRHPJW", "BBRHCJR", "BBRHPJR")) {
            tempo.with(label, "000001000");
        }
        assertThat(read(tempo, false).values().decimal(ENERGY_IMPORT)).isEqualByComparingTo("6");
        assertThat(read(Frames.historique().with("HCHC", "000001000"), false).values().has(ENERGY_IMPORT)).isFalse();
        Reading unreadable = read(Frames.historique().with("HCHC", "00000100x").with("HCHP", "000001000"), false);
        assertThat(unreadable.values().has(ENERGY_IMPORT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"E180716103423,2018-07-16T10:34:23+02:00", "H191203125805,2019-12-03T12:58:05+01:00",
        "e180716103423,2018-07-16T10:34:23+02:00", "' 180716103423',", "E181316103423,"})
    void theClockHasItsSeason(String date, String time) {
        Reading reading = read(Frames.standard().with("DATE", date, "").with("EAST", "000001000"), false);
        assertThat(reading.time().map(Object::toString)).isEqualTo(Optional.ofNullable(time));
    }

    @ParameterizedTest
    @CsvSource({"E1807161034", "E18071610342x", "006421658F02"})
    void whatIsNoDateSpoilsItsFrame(String date) {
        assertThat(decoded(Frames.standard().with("EAST", date, "000001000").bytes(), false)).noneMatch(DecodeResult::accepted);
    }

    @Test
    void aWarningFrameHoldsCurrentsAlone() {
        Reading reading = read(Frames.historique().with("ADIR1", "070").with("ADIR2", "005").with("ADIR3", "006")
                .with("IINST1", "070").with("IINST2", "005").with("IINST3", "006"), true);
        assertThat(reading.values().present()).containsExactly(CURRENT_L1, CURRENT_L2, CURRENT_L3);
        assertThat(reading.meter().dialect()).isEqualTo(Dialect.TIC_HISTORIQUE);
    }

    @Test
    void aLabelTwiceMeansTwoFramesThatWereJoined() {
        Frames joined = onePhase("00519", "002", DRAWS).with("SINSTS", "00700");
        assertThat(decoded(joined.bytes(), true)).singleElement().matches(result -> !result.accepted());
    }

    @Test
    void anAddressOrAVersionOfBlanksIsNone() {
        MeterIdentity meter = read(Frames.standard(" ".repeat(12)).with("VTIC", "  ").with("EAST", "000000001"), false).meter();
        assertThat(meter.equipmentId()).isEmpty();
        assertThat(meter.version()).isEmpty();
    }

    @Test
    void theMessageForTheOwnerIsAMessage() {
        assertThat(read(Frames.standard().with("EAST", "000000001").with("MSG1", "PAS DE          MESSAGE         "), false)
                .message().details().text()).isEmpty();
        Reading reading = read(Frames.standard().with("EAST", "000000001")
                .with("MSG1", "COUPURE LE 12 MAI               ").with("PCOUP", "09"), false);
        assertThat(reading.message().details().text()).contains("COUPURE LE 12 MAI");
        assertThat(reading.message().details().limiter()).hasValueSatisfying(limit -> assertThat(limit.unit()).isEqualTo("kVA"));
    }

    @Test
    void aFrameWithoutItsMetersAddressIsNone() {
        byte[] bytes = onePhase("00519", "002", DRAWS).bytes();
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        String without = "\002" + text.substring(text.indexOf("\nEAST"));
        assertThat(decoded(without.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), true)).noneMatch(DecodeResult::accepted);
    }
}
