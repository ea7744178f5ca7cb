package org.dbusp1.line.decode.p1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.TestTelegram.dsmr5;
import static org.dbusp1.TestTelegram.power;
import static org.dbusp1.TestTelegram.sealed;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.DialectName;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.converter.ConvertWith;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Made-up telegrams, each with one thing that meters do or that goes wrong. */
class DsmrDecoderTest {
    private static final String OLD = "/ISk5\\2MT382-1000\r\n\r\n0-0:96.1.1(4B384547)\r\n1-0:1.8.1(12345.678*kWh)\r\n";

    @ParameterizedTest
    @CsvSource({"00.866*kW,866", "866*W,866", "0.000866*MW,866", "866000*mW,866", "00.866kW,866", "00.866,866", "00.866*KW,866",
        "0.000000866*GW,866", "+00.866*kW,866", "  00.866*kW,866", "00.866 *kW,866", "-00.866*kW,-866", ".5*kW,500", "5.*kW,5000",
        "00.866*,866", "00000000000000000000000.001*kW,1"})
    void readsAPowerInAnyUnitItIsPrintedIn(String printed, String watts) {
        assertThat(values("1-0:1.7.0(" + printed + ")").decimal(Quantity.POWER_IMPORT)).isEqualByComparingTo(watts);
    }

    @ParameterizedTest
    @CsvSource({"326641*Wh,326.641", "000326.641*kWh,326.641", "0.326641*MWh,326.641", "326641000*mWh,326.641", "0.000326641*GWh,326.641",
        "00052185.7825309*kWh,52185.7825309", "1.23456789*kWh,1.2345679"})
    void readsAnEnergyInAnyUnitItIsPrintedIn(String printed, String kilowattHours) {
        assertThat(values("1-0:1.8.0(" + printed + ")").decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo(kilowattHours);
    }

    @ParameterizedTest
    @CsvSource({"31.7.0,791*mA,CURRENT_L1,0.791", "32.7.0,230.1*V,VOLTAGE_L1,230.1", "32.7.0,0.2301*kV,VOLTAGE_L1,230.1",
        "3.7.0,00.743*kVAr,REACTIVE_IMPORT,743", "3.7.0,00.743*kvar,REACTIVE_IMPORT,743", "3.7.0,510*var,REACTIVE_IMPORT,510",
        "3.7.0,00.007,REACTIVE_IMPORT,7", "9.7.0,0.913*kVA,APPARENT_IMPORT,913", "4.8.0,11506.280*kVArh,REACTIVE_ENERGY_EXPORT,11506.28",
        "4.8.0,2000*varh,REACTIVE_ENERGY_EXPORT,2", "13.7.0,-0.913,POWER_FACTOR,-0.913", "14.7.0,49.99*Hz,FREQUENCY,49.99",
        "36.7.0,-0.250*kW,POWER_L1,-250", "1.6.0,260112223000W)(08.832*kW,PEAK_IMPORT,8832"})
    void readsEachQuantityInItsUnit(String code, String printed, Quantity quantity, String value) {
        assertThat(values("1-0:" + code + "(" + printed + ")").decimal(quantity)).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*kW", "x", "0x.866*kW", "00.8.66*kW", "00,866*kW", "--1*kW", "-", ".", "00.866*kVA", "00.866*V",
        "00.866*kWh", "99999999999999999999*kW", "9223372036854775807*GW", "00.866*kW*", "\0\0"})
    void aPowerThatCannotBeReadIsAbsentAndHidesNothing(String printed) {
        Values values = values("1-0:2.7.0(00.100*kW)", "1-0:1.7.0(" + printed + ")", "1-0:32.7.0(230.1*V)");
        assertThat(values.present()).containsExactlyInAnyOrder(Quantity.POWER_EXPORT, Quantity.VOLTAGE_L1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1.0*kWh", "1.0*kW", "1.0*V"})
    void aCounterIsNeverNegativeNorInAnotherUnit(String printed) {
        assertThat(values("1-0:1.8.0(" + printed + ")", "1-0:2.8.0(1*kWh)").present()).containsExactly(Quantity.ENERGY_EXPORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9-9:99.99.99(1)", "1-0:1.7(1)", "1-0:1.7.0.1.2.3(1)", "1-0:1.7.(1)", "1-0:1.7.0*1.1(1)", "-0:1.7.0(1)",
        "1-0/1.7.0(1)", "1-0:1.7;0(1)", "999-0:1.7.0(5*kW)", "no register", "1-0:1.7.0",
        "1-0:.7.0(5*kW)", "(5*kW)", "))((", "1-0:1.7.0*1(5*kW)", "\0\0\0"})
    void aLineThatIsNotKnownHidesNothing(String line) {
        assertThat(values("1-0:2.8.0(1*kWh)", line, "1-0:1.8.0(2*kWh)").present())
                .containsExactly(Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-0:1.7.0.255(5*W)", "1-0:1.7.0*255(5*W)", "1-0:1:7.0(5*W)", "1-1:1.7.0(5*W)", " 1-0:1.7.0(5*W) ",
        "1-0:1.7.0(5*W)\0\0"})
    void readsCodesAsMetersPrintThem(String line) {
        assertThat(values(line).decimal(Quantity.POWER_IMPORT)).isEqualByComparingTo("5");
    }

    /** The value of a quantity in some lines of a telegram; "absent" if it has none. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "the number of a tariff                | 0-0:96.14.0(0002)                                         | TARIFF        | 2",
        "behind a word                         | 0-0:96.14.0(TARIFF 1)                                     | TARIFF        | 1",
        "in the text of an Iskra meter         | 0-0:96.14.0(RATE2)                                        | TARIFF        | 2",
        "in the same text in hex               | 0-0:96.14.0(5241544532)                                   | TARIFF        | 2",
        "two numbers are no tariff             | 0-0:96.14.0(RATE2 OF 4)                                   | TARIFF        | absent",
        "a tariff without number               | 0-0:96.14.0(DAY)                                          | TARIFF        | absent",
        "a tariff without content              | 0-0:96.14.0()                                             | TARIFF        | absent",
        "a number that is no tariff            | 0-0:96.14.0(99999999999)                                  | TARIFF        | absent",
        "which hides nothing                   | 0-0:96.14.0(DAY) 1-0:1.8.0(1*kWh)                         | ENERGY_IMPORT | 1",
        "of a tariff twice the first counts    | 0-0:96.14.0(1) 0-0:96.14.0(2)                             | TARIFF        | 1",
        "a value of the past is no value       | 1-0:1.8.0*01(5*kWh) 1-0:1.8.0*255(7*kWh)                  | ENERGY_IMPORT | 7",
        "of any group F but 255                | 1-0:1.8.0*254(5*kWh) 1-0:1.8.0*0(6*kWh) 1-0:1.8.0.255(7*kWh) | ENERGY_IMPORT | 7",
        "the first usable line counts          | 1-0:1.7.0() 1-0:1.7.0(5*W) 1-0:1.7.0(6*W)                 | POWER_IMPORT  | 5",
        "five tariffs are added                | 1-0:1.8.1(1*kWh) 1-0:2.8.1(9*kWh) 1-0:1.8.2(2*kWh) 1-0:1.8.3(3*kWh) 1-0:1.8.4(4*kWh) "
                + "1-0:1.8.5(5*kWh) | ENERGY_IMPORT | 15",
        "a tariff that cannot be read          | 1-0:1.8.1(1*kWh) 1-0:1.8.2(x*kWh)                         | ENERGY_IMPORT | absent",
        "an export that cannot be read         | 1-0:1.7.0(5*W) 1-0:2.7.0()                                | POWER_NET     | absent",
        "an import that cannot be read         | 1-0:1.7.0() 1-0:2.7.0(5*W) 1-0:21.7.0(5*W)                | POWER_NET     | absent",
        "phases are added where no whole is    | 1-0:21.7.0(1*W) 1-0:22.7.0(3*W) 1-0:41.7.0(4*W) 1-0:42.7.0(0*W) | POWER_NET | 2",
        "a phase that cannot be read           | 1-0:21.7.0(1*W) 1-0:41.7.0(x)                             | POWER_NET     | absent"})
    void aTelegramHasThisValue(String name, String lines, Quantity quantity, String value) {
        Values values = values(lines.split("(?<=\\)) "));
        assertThat(values.has(quantity) ? values.decimal(quantity).toPlainString() : "absent").as(name).isEqualTo(value);
    }

    private static byte[] d0(boolean block, String... lines) {
        String body = String.join("\r\n", lines) + "\r\n!\r\n";
        String text = "/ISK5MT174\r\n" + (block ? "\002" + body + "\003" : "\r\n" + body);
        int check = 0;
        for (char one : text.substring(text.indexOf('\002') + 1).toCharArray()) {
            check ^= one;
        }
        return (block ? text + (char) check : text).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static Reading ofD0(boolean block, String... lines) {
        byte[] bytes = d0(block, lines);
        return new TestPipeline().accept(bytes, () -> bytes.length).end().readings().get(0);
    }

    /** What IEC 62056-21 and 62056-61 allow in D0, and what must not be read from it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "true  | D0 | 1-0:1.7.0(0) 2.7.0(1.5*kW)                                | -1500",
        "false | P1 | 1-0:1.7.0(0) 1-0:1.8.0(1*kWh) 2.7.0(1.5*kW)               | absent",
        "true  | D0 | 0-0:96.1.0(123456) 1.8.0(000012.3*kWh) 16.7.0(-00.250*kW) | -250",
        "false | D0 | 1.7.0(0) 1-0:2.7.0(1.5*kW)                                | -1500",
        "true  | P1 | 1-1:1.8.0(000012.3*kWh) 1-1:16.7.0(-00.250*kW)            | -250",
        "false | P1 | 1-1:1.8.0(000012.3*kWh) 1-1:16.7.0(-00.250*kW)            | -250",
        "false | D0 | 1-1:1.8.0*255(000012.3*kWh) 1-1:16.7.0*255(-00.250*kW)    | -250",
        "false | P1 | 1-0:1.8.0(000012.3*kWh) 1-0:16.7.0(-00.250*kW)            | -250",
        "false | D0 | 1-0:96.1.0(1) 1-0:1.8.0(12*kWh) 1-0:1.7.0(-00.250*kW)     | -250",
        "false | P1 | 1-0:16.7(-00.250*kW) 1:1.8.0(12*kWh)                      | -250",
        "false | P1 | 1:1.8.0(12*kWh) 1:16.7.0(-00.250*kW)                      | -250",
        "true  | D0 | 16.7.0(000500) 1.8.0(12*kWh)                              | absent",
        "true  | D0 | 16.7.0(000500*W) 1.8.0(12*kWh)                            | 500",
        "true  | D0 | 1.7.0(000.0*W) 1.8.0(12*kWh)                              | absent",
        "true  | D0 | 1.7.0(000.0*W) 2.8.0(12*kWh)                              | absent",
        "true  | D0 | 1.7.0(+00.0*W) 2.8.0(12*kWh)                              | 0",
        "true  | D0 | 1.7.0(0.000*kW) 21.7.0(-0.450*kW) 1.8.0(1*kWh)            | absent",
        "true  | D0 | 1.7.0(000.1*W) 2.8.0(12*kWh)                              | 0.1",
        "true  | D0 | 1.7.0(0.0*W) 2.8.0(1*kWh) 21.7.0(5*W) 41.7.0(-5*W)        | absent",
        "false | P1 | 1-0:1.7.0(000.000*kW) 1-0:2.8.0(771.72*kWh)               | absent",
        "false | P1 | 1-0:1.7.0(000.000*kW) 1-0:22.8.0(771.72*kWh)              | absent",
        "false | P1 | 1-0:1.7.0(000.000*kW) 1-0:2.4.0(000.00*kW)                | absent",
        "false | P1 | 1-0:1.7.0(000.000*kW) 1-0:15.7.0(000.02*kW)               | absent",
        "false | P1 | 1-0:1.7.0(000.000*kW) 1-0:1.8.0(688.01*kWh)               | absent"})
    void aTelegramWithoutChecksumHasThisPower(boolean block, @ConvertWith(DialectName.class) Dialect dialect, String lines, String watts) {
        Reading reading = ofD0(block, lines.trim().split(" +"));
        assertThat(reading.meter().dialect()).isEqualTo(dialect);
        assertThat(reading.values().has(Quantity.POWER_NET)
                ? reading.values().decimal(Quantity.POWER_NET).stripTrailingZeros().toPlainString() : "absent").isEqualTo(watts);
    }

    @Test
    void anImportOfZeroIsTheNetPowerOfAD0MeterOnceItHasPrintedASign() {
        TestPipeline line = new TestPipeline();
        String head = "/ESY5Q3DB1024 V3.04\r\n\r\n1-0:2.8.0*255(1*kWh)\r\n1-0:1.7.0*255(";
        for (String watts : List.of("000000.00", "-000200.00", "000000.00")) {
            line.accept(head + watts + "*W)\r\n!\r\n");
        }
        line.accept(head.replace("ESY5", "HAG5") + "000000.00*W)\r\n!\r\n");
        assertThat(line.readings()).extracting(reading -> reading.values().has(Quantity.POWER_NET))
                .containsExactly(false, true, true, false);
    }

    /** Nothing but what only one family prints, or the flag of its maker, names a country. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/STR5\\2MSZ314X | true | 1-3:0.2.8(50) 0-0:1.0.0(240303225425W) 0-0:96.1.1(3733) 1-0:1.8.1(1*kWh) 1-0:1.8.0(1*kWh) | P1",
        "/EST5\\253710000_A | true | 1-3:0.2.8(50) 0-0:1.0.0(240303225425W) 1-0:1.8.1(1*kWh) 1-0:1.8.0(1*kWh) | AUSTRIA",
        "/ISk5\\2M550T-2006 | true | 1-0:0.9.1(203805) 1-0:0.9.2(220910) 0-0:96.1.0(77510001) 1-0:1.8.0(1*kWh) 1-0:3.8.0(2*kvarh) | P1",
        "/ISk5\\2ME383-1008 | false | 0-0:96.1.0(52120001) 1-0:0.9.1(140217) 1-0:0.9.2(150427) 1-0:1.8.0(1*kWh) 1-0:2.8.0(2*kWh) | P1",
        "/ISk5\\2ME383-1008 | false | 0-0:96.1.0(52120001) 1-0:1.8.0*255(1*kWh) | D0",
        "/ISk5\\2MIE5E-200 | false | 1-0:0.9.1(222114) 1-0:1.8.0(1*kWh) 0-1:24.2.1(0366.475*m3) 0-1:24.2.3(74.8*degC) | ICELAND",
        "/ISk5\\2MIE5E-200 | false | 1-0:0.9.1(222114) 1-0:1.8.0(1*kWh) 0-1:24.2.1(0366.475*m3) | P1",
        "/KAM5\\2MIE5E-200 | false | 1-0:0.9.1(222114) 1-0:1.8.0(1*kWh) 0-1:24.2.1(0366.475*m3) 0-1:24.2.3(74.8*degC) | P1",
        "/AUX5UXX | true | 0-0:96.1.0(12) 0-0:1.0.0(240303225425W) 1-0:1.8.0(1*kWh) 1-0:3.8.0(2*kvarh) | NORDIC",
        "/XXX5 | true | 0-0:1.0.0(240303225425W) 0-0:96.1.1(3733) 1-0:1.8.0(1*kWh) 1-0:1.8.1(1*kWh) | P1",
        "/XXX5 | true | 0-0:1.0.0(240303225425W) 1-0:1.8.1(1*kWh) 0-0:96.14.0(1) | P1",
        "/XXX5 | true | 0-0:1.0.0(240303225425W) 1-0:15.8.0(1*kWh) | P1",
        "/XXX5 | true | 0-0:1.0.0(240303225425W) 1-1:1.8.0(1*kWh) | P1"})
    void aDialectIsNamedByWhatProvesIt(String head, boolean checksum, String lines, @ConvertWith(DialectName.class) Dialect dialect) {
        String telegram = head + "\r\n\r\n" + lines.replace(" ", "\r\n") + "\r\n!";
        Reading reading = new TestPipeline().accept(checksum ? sealed(telegram) : telegram + "\r\n").end().readings().get(0);
        assertThat(reading.meter().dialect()).isEqualTo(dialect);
        assertThat(dialect == Dialect.P1 ? dialect.country() : Optional.empty()).isEmpty();
    }

    @Test
    void aMeterKeepsItsDialectWhileTheProofIsNotPrinted() {
        String head = "/ISk5\\2MIE5E-200\r\n\r\n1-0:0.9.1(222114)\r\n1-0:0.9.2(240212)\r\n1-0:1.8.0(1*kWh)\r\n";
        TestPipeline line = new TestPipeline().accept(head + "0-1:24.2.1(1*m3)\r\n0-1:24.2.2(1*m3/h)\r\n!\r\n" + head + "!\r\n");
        assertThat(line.readings()).extracting(Reading::time)
                .containsOnly(new Stamp(1_707_776_474, 0));
    }

    /** A telegram of DSMR 5, then the same with another version, and with the name that only Luxembourg prints. */
    @Test
    void theDialectIsThatOfEachTelegram() {
        TestPipeline line = new TestPipeline();
        for (String lines : List.of("1-3:0.2.8(50)", "1-3:0.2.8(50)", "1-3:0.2.8(42)", "1-3:0.2.8(50)",
                "1-3:0.2.8(50)\r\n0-0:42.0.0(30)")) {
            line.accept(sealed("/LGF5E360\r\n\r\n" + lines + "\r\n1-0:1.8.1(1*kWh)\r\n!"));
        }
        assertThat(line.readings()).extracting(reading -> reading.meter().dialect())
                .containsExactly(Dialect.DSMR5, Dialect.DSMR5, Dialect.DSMR4, Dialect.DSMR5, Dialect.LUXEMBOURG);
    }

    @Test
    void severalDataSetsInALineAreAllRead() {
        assertThat(ofD0(true, "1.7.0(00.000*kW)2.7.0(01.500*kW)").values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("-1500");
        assertThat(values("1-0:1.8.1(1*kWh)1-0:1.8.2(2*kWh)").decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("3");
    }

    /** A message of the grid operator, and a bracket that was lost. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatLooksLikeARegisterInAnOpenBracketIsNone(boolean block) {
        Values values = ofD0(block, "1-0:1.8.0*255(12*kWh)", "0-0:96.13.0*255(text", "1-0:16.7.0*255(99*kW)", "1-0:2.8.0*255(3*kWh)")
                .values();
        assertThat(values.present()).contains(Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT).doesNotContain(Quantity.POWER_NET);
    }

    /** Both kept summer time as their standard time after the year 2000. */
    @ParameterizedTest
    @CsvSource({"Europe/Istanbul, 260101120000W, 2026-01-01T12:00:00+03:00", "Europe/Moscow, 260101120000W, 2026-01-01T12:00:00+03:00",
        "Europe/Istanbul, 150701120000S, 2015-07-01T12:00:00+03:00", "Europe/Istanbul, 150101120000W, 2015-01-01T12:00:00+02:00"})
    void theLetterMeansStandardTimeOfThatYear(ZoneId zone, String printed, String moment) {
        DsmrDecoder.Options options = new DsmrDecoder.Options(zone, null, Checksum.BY_METER);
        Reading reading = new TestPipeline(options).accept(sealed("/LGF5E360\r\n\r\n0-0:1.0.0(" + printed + ")\r\n1-0:1.8.0(1*kWh)\r\n!"))
                .readings().get(0);
        assertThat(reading.time()).hasToString(moment);
    }

    @Test
    void ownersMayNameTheZone() {
        DsmrDecoder.Options finland =
                new DsmrDecoder.Options(ZoneId.of("Europe/Helsinki"), null, Checksum.BY_METER);
        Reading reading = new TestPipeline(finland).accept(sealed("/LGF5E360\r\n\r\n0-0:1.0.0(250904163250S)\r\n1-0:1.8.0(1*kWh)\r\n!"))
                .readings().get(0);
        assertThat(reading.time()).hasToString("2025-09-04T16:32:50+03:00");
    }

    @Test
    void readsATelegramWithoutChecksumThatIsWhole() {
        String bare = dsmr5("1-0:1.7.0(5*W)").replaceAll("!....", "!");
        assertThat(new TestPipeline().accept(OLD + "!\r\n").readings()).hasSize(1);
        assertThat(new TestPipeline().accept(bare).readings()).hasSize(1);
        assertRejected(new TestPipeline().accept(bare.replace("!\r\n", "!")).end(), RejectCause.NO_CRC);
    }

    @Test
    void doubtsATelegramWithoutChecksumFromAMeterThatHasSentOne() {
        TestPipeline chain = new TestPipeline().accept(sealed(OLD + "!") + OLD + "!\r\n");
        assertThat(chain.readings()).hasSize(1);
        assertRejected(chain, RejectCause.NO_CRC);
    }

    /** A meter that prints zeros for a checksum; they fit one of 65,536 telegrams by chance. */
    @Test
    void zerosThatFitMakeNoMeterWithAChecksum() {
        TestPipeline chain = new TestPipeline();
        String bare = "";
        int sent = 0;
        for (int power = 0; !bare.endsWith("!0000"); power++) {
            String whole = dsmr5(power("1.7.0", power));
            bare = whole.substring(0, whole.lastIndexOf('!') + 5);
            if (power < 12 || bare.endsWith("!0000")) {
                chain.accept(whole.replaceAll("!....", "!0000"));
                sent++;
            }
        }
        for (int power = 0; power < 60; power++) {
            chain.accept(dsmr5(power("1.7.0", power)).replaceAll("!....", "!0000"));
        }
        assertThat(sent).isEqualTo(13);
        assertThat(chain.readings()).hasSize(sent + 60);
    }

    /** A dongle in the network has read the telegram that it passes on; only a block check proves one of D0. */
    @ParameterizedTest
    @CsvSource({"BY_METER, 1-0:1.8.1(1*kWh), true", "MAY_BE_MISSING, 1-0:1.8.1(1*kWh), false",
        "IGNORED, 1-3:0.2.8(50) 0-0:1.0.0() 1-0:1.8.1(1*kWh), true",
        "MAY_BE_MISSING, 1-0:0.0.0*255(02) 1-0:1.8.0*255(1*kWh), true"})
    void knowsWhatNoChecksumProtects(Checksum accepted, String lines, boolean unguarded) {
        TestPipeline chain = new TestPipeline(new DsmrDecoder.Options(null, null, accepted));
        Reading reading = chain.accept("/ISk5\\2\r\n\r\n" + lines.replace(" ", "\r\n") + "\r\n!\r\n").readings().get(0);
        assertThat(reading.message().hasNoChecksum()).isEqualTo(unguarded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-0:32.7.0(1*V)", "1-0:32.7.0(1*V)\r\n1-0:32.7.0(1*V)", "0-0:96.14.0(1)", "1-0:31.4.0(25*A)"})
    void withoutChecksumAnEnergyOrPowerMustBeReadable(String other) {
        String unreadable = "/ISk5\\2\r\n\r\n1-0:1.8.1(1234x.678*kWh)\r\n" + other + "\r\n!\r\n";
        assertRejected(new TestPipeline().accept(unreadable), RejectCause.GARBAGE);
    }

    /** Holley D545: the registers of the last month, with the codes of the present ones. */
    @ParameterizedTest
    @ValueSource(strings = {"0-0:98.1.0\r\n(", "0-0:98.1.0("})
    void valuesOfThePastInABlockOfLinesAreNoPresentOnes(String opening) {
        String block = opening + "\r\n0-0:1.0.0(251231000000W)\r\n1-0:1.8.0(00000100.000*kWh)\r\n1-0:4.8.0(00000007.000*kvarh)\r\n"
                + "1-0:1.6.0(00005.804*kW)";
        String before = "1-0:2.8.0(00000200.000*kWh)";
        Reading reading = reading(dsmr5(before, block, ")", "1-0:1.8.0(00000101.000*kWh)"));
        assertThat(reading.values().present()).containsExactlyInAnyOrder(Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT);
        assertThat(reading.values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("101");
        assertThat(reading(dsmr5(before, block)).values().present()).as("without an end").containsExactly(Quantity.ENERGY_EXPORT);
        String unproven = "/ISk5\\2\r\n\r\n1-0:1.8.1(1*kWh)\r\n" + block;
        assertThat(new TestPipeline().accept(unproven + "\r\n)\r\n!\r\n").readings()).hasSize(1);
        assertRejected(new TestPipeline().accept(unproven + "\r\n!\r\n"), RejectCause.CONTRADICTION);
    }

    @Test
    void ownersMayIgnoreChecksums() {
        DsmrDecoder.Options lenient = new DsmrDecoder.Options(null, null, Checksum.IGNORED);
        String wrong = dsmr5("1-0:1.7.0(5*W)").replace("(5*W", "(6*W");
        assertThat(new TestPipeline(lenient).accept(wrong).end().readings()).hasSize(1);
        assertThat(new TestPipeline(lenient).accept(wrong.replaceAll("!....", "!")).readings()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-0:96.13.0()", "0-0:1.0.0*1(260115200500W)"})
    void aProvenTelegramWithoutContentIsGarbage(String line) {
        assertRejected(new TestPipeline().accept(sealed("/XXX5\r\n\r\n" + line + "\r\n!")), RejectCause.GARBAGE);
    }

    @ParameterizedTest
    @CsvSource({"0-0:96.1.0(42) 0-0:96.1.1(453030343) 0-0:42.0.0(44), 453030343", "0-0:96.1.1() 0-0:42.0.0(44) 0-0:96.1.0(4230303030303031), B0000001",
        "0-0:96.1.1(20202020), ", "0-0:96.1.1(204b20), K", "0-0:96.1.1(10225141), 10225141", "0-0:96.1.255(4131303030303031), A1000001",
        "0-0:96.1.1() 0-0:96.1.1(4131303030303031) 0-0:96.1.1(4132303030303031), A1000001", "1-0:0.0.0(00000000), ",
        "0-0:0.0.0(103070000123) 0-0:96.1.2(20), 103070000123", "0-0:0.0.0(103070000123) 0-0:96.1.1(4131303030303031), A1000001",
        "0-0:0.0.0(260115201009), ", "0-0:0.0.0(260115211010), ", "0-0:0.0.0(260115235959), ", "0-0:0.0.0(260118201009), 260118201009",
        "0-0:0.0.0(2601152010), 2601152010", "0-0:96.1.0(ER23) 0-0:42.0.0(ISK1030792957277), ISK1030792957277",
        "0-0:96.1.0(77516735), 77516735"})
    void takesTheBestNumberThatIsPrinted(String lines, String number) {
        assertThat(reading(dsmr5(lines.split(" "))).meter().equipmentId()).isEqualTo(number);
    }

    @Test
    void aClockThatCannotBeIsNoNumber() {
        String telegram = "/GRE5\\12341234_A\r\n\r\n0-0:1.0.0(123412341234W)\r\n0-0:0.0.0(123412341234)\r\n1-1:1.7.0(1*kW)\r\n!";
        assertThat(reading(sealed(telegram)).meter().equipmentId()).isNull();
    }

    /** An error of Iskra's meters is none either. */
    @Test
    void theNumberOfADeviceMayBeOfPlainDigits() {
        assertThat(reading(dsmr5("0-1:24.1.0(003)", "0-1:96.1.0(ER23)", "0-1:96.1.0(77516735)", "0-1:24.2.1(260115200500W)(00246.138*m3)"))
                .devices()).extracting(MBusDevice::id).containsExactly("77516735");
    }

    /** The error is there: what stands for a power is no absent register. */
    @Test
    void anErrorOfAMeterInPlaceOfAnExportLeavesTheNetPowerOpen() {
        Values values = reading(dsmr5("1-0:1.7.0(00.500*kW)", "1-0:2.7.0(ER23)")).values();
        assertThat(values.has(Quantity.POWER_IMPORT)).isTrue();
        assertThat(values.has(Quantity.POWER_NET)).isFalse();
    }

    @Test
    void listsDevicesByChannelWhateverTheOrderOfTheirLines() {
        List<MBusDevice> devices = reading(dsmr5("0-2:24.2.1(260115200500W)(00246.138*m3)", "0-2:96.1.0(4730303030303031)", "0-2:24.1.0(003)",
                "0-1:24.4.0(1)", "0-1:24.1.0(007)", "0-3:96.3.10(1)")).devices();
        assertThat(devices).extracting(MBusDevice::channel).containsExactly(1, 2);
        assertThat(devices.get(0).reading()).isNull();
        assertThat(devices.get(0).valve()).isEqualTo(1);
        assertThat(devices.get(1).id()).isEqualTo("G0000001");
        MBusDevice.CounterReading counter = devices.get(1).reading();
        assertThat(counter.value()).isEqualByComparingTo("246.138");
        assertThat(counter.unit()).isEqualTo("m3");
        assertThat(counter.time()).hasToString("2026-01-15T20:05:00+01:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(260115200500W)()", "(260115200500W)(00246.138)", "(000000000000W)(00246.138*m3)", "()(1*m3)", "()", "",
        "(260115200500W)", "(260115200500W)(*m3)", "(700101010000W)(00000000)"})
    void aDeviceWithoutUsableReadingIsListedWithoutIt(String brackets) {
        List<MBusDevice> devices = reading(dsmr5("0-1:24.1.0(003)", "0-1:24.2.1" + brackets)).devices();
        assertThat(devices).singleElement().satisfies(device -> assertThat(device.reading()).isNull());
    }

    @Test
    void aDeviceThatIsNoLongerPrintedIsGone() {
        List<Reading> readings = new TestPipeline().accept(dsmr5("0-1:24.1.0(003)", "0-2:24.1.0(007)") + dsmr5("0-2:24.1.0(007)")
                + dsmr5("1-0:1.7.0(5*W)") + dsmr5("0-1:24.1.0(003)", "0-2:24.1.0(007)")).readings();

        assertThat(readings).extracting(reading -> reading.devices().stream().map(MBusDevice::channel).toList())
                .containsExactly(List.of(1, 2), List.of(2), List.of(), List.of(1, 2));
    }

    @Test
    void ofADeviceTheFirstUsableLineCounts() {
        MBusDevice device = reading(dsmr5("0-4:24.1.0()", "0-4:24.1.0(003)", "0-4:24.1.0(007)", "0-4:96.1.0()", "0-4:96.1.0(4730303030303031)",
                "0-4:96.1.1(4731)", "0-4:24.4.0()", "0-4:24.4.0(1)", "0-4:24.4.0(0)", "0-4:24.2.1()", "0-4:24.2.1(260115200500W)(1*m3)",
                "0-4:24.2.1(260115200500W)(2*m3)", "0-4:24.3.0(121030140000)(08)(60)(1)(0-1:24.2.1)(m3)(3)")).devices().get(0);

        assertThat(device.channel()).isEqualTo(4);
        assertThat(device.type()).isEqualTo(3);
        assertThat(device.id()).isEqualTo("G0000001");
        assertThat(device.valve()).isEqualTo(1);
        assertThat(device.reading().value()).isEqualByComparingTo("1");
    }

    /** Lines of a telegram, one part of its details, and what it holds. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            0-0:96.13.1(3031) 0-0:96.13.1(3032)                                              | textCode    | [01]
            0-0:96.3.10(1) 0-0:96.3.10(0)                                                    | breaker     | [1]
            0-0:96.50.68(ON)                                                                 | breaker     | [ON]
            0-0:96.13.0(207E41)                                                              | text        | [~A]
            0-0:96.13.0(411F)                                                                | text        | [411F]
            0-0:96.13.0(417F)                                                                | text        | [417F]
            0-0:96.13.0(4G41)                                                                | text        | [4G41]
            0-0:96.13.0(G141)                                                                | text        | [G141]
            0-0:96.13.0(414)                                                                 | text        | [414]
            0-0:96.13.0() 0-0:96.13.0(3) 0-0:96.13.0(41)                                     | text        | [3]
            0-0:96.13.0*1(41)                                                                | text        | .empty
            0-0:17.0.0(24000*W) 0-0:17.0.0(1*kW)                                             | limiter     | [24000 W]
            0-0:17.0.0(OFF) 0-0:17.0.0(1*kW)                                                 | limiter     | .empty
            0-0:17.0.0*1(1*kW)                                                               | limiter     | .empty
            1-0:1.6.0(260112223000W)(08.832*kW) 1-0:1.6.0(260112223000W)(09*kW)              | peakImport  | [2026-01-12T22:30 8832]
            1-0:1.6.0(08.832*kW)(260112223000)                                               | peakImport  | [2026-01-12T22:30 8832]
            1-0:1.6.0(35255255255255255S)(00.000*kW)                                         | peakImport  | [none 0]
            1-0:1.6.0(260112223000W)(x)                                                      | peakImport  | .empty
            1-0:2.6.0(260112223000W)(01.5*kW) 1-0:2.6.0(260112223000W)(02*kW)                | peakExport  | [2026-01-12T22:30 1500]
            1-0:99.97.0(1)(0-0:96.7.19)(190403133533S)(0000006201*s) 1-0:99.97.0()           | failures    | [[2019-04-03T13:35 6201]]
            1-0:99.97.0(2)(0-0:96.7.19)(190403133533S)(x)(190403133533S)(7*s)                | failures    | [[2019-04-03T13:35 7]]
            1-0:99:97.0(9)(0:96.7.19)(000000000000W)(0000000240*s)(000000000000W)(301)(101W) | failures    | [[none 240, none 301]]
            1-0:99.97.0()                                                                    | failures    | [[]]
            1-0:99.97.0(0)(0-0:96.7.19)                                                      | failures    | [[]]
            1-0:1.7.0(1*W)                                                                   | failures    | .empty
            1-0:99.97.0(2)(0-0:96.11.63)(231206102343W)(6)(231206102343W)(5)                 | failures    | .empty
            1-0:99.97.0(1)(0-0:96.11.63)(0-0:96.7.19)(231206102343W)(6)(0000000349*s)        | failures    | [[2023-12-06T10:23 349]]
            1-0:99.97.0(1)(0-0:96.7.19)(0-0:96.11.63)(231206102343W)(349*s)(6)               | failures    | [[2023-12-06T10:23 349]]
            1-0:99.97.0(1)(0-0:1.0.0)(0-0:96.7.19)(231206102343W)(0000000349*s)              | failures    | [[2023-12-06T10:23 349]]
            1-0:99.97.0(1)(231206102343W)(0000000349*s)                                      | failures    | .empty
            1-0:99.97.0(1)(0-0:96.7.19)(231206102343W)(5*min)                                | failures    | [[]]
            0-0:98.1.0(1)(1-0:1.6.0)(1-0:1.6.0)(251101000000W)(251029150000W)(4.122*kW) | peaks | [[2025-11-01T00:00 2025-10-29T15:00 4122]]
            0-0:98.1.0(1)(1-0:1.6.0)(1-0:1.6.0)(250801000000S)(35255255255255255S)(00.0*kW)  | peaks       | [[2025-08-01T00:00 none 0]]
            0-0:98.1.0(0)(1-0:1.6.0)(1-0:1.6.0)() 0-0:98.1.0(1)(1-0:1.6.0)(1-0:1.6.0)(251W)  | peaks       | [[]]
            0-0:98.1.0(1)(1-0:1.6.0)(1-0:1.6.0)(251101000000W)(251029150000W)(x)             | peaks       | [[]]
            0-0:98.1.0(12)                                                                   | peaks       | .empty
            0-0:98.1.0(1)(1-0:2.6.0)(1-0:2.6.0)(251101000000W)(251029150000W)(4.122*kW)      | peaks       | .empty
            0-0:98.1.0(230701000000S)(000040.777*kWh)(000008.950*kWh)                        | peaks       | .empty
            """)
    void readsTheDetails(String lines, String part, String expected) {
        Details details = details(lines.split(" "));
        Optional<?> read = switch (part) {
            case "text" -> Optional.ofNullable(details.text());
            case "textCode" -> Optional.ofNullable(details.textCode());
            case "breaker" -> Optional.ofNullable(details.breaker());
            case "limiter" -> Optional.ofNullable(details.limiter()).map(limit -> limit.value() + " " + limit.unit());
            case "peakImport" -> Optional.ofNullable(details.peakImport()).map(peak -> at(peak.time()) + watts(peak.watts()));
            case "peakExport" -> Optional.ofNullable(details.peakExport()).map(peak -> at(peak.time()) + watts(peak.watts()));
            case "failures" -> Optional.ofNullable(details.failures())
                    .map(all -> all.stream().map(failure -> at(failure.end()) + failure.seconds()).toList());
            default -> Optional.ofNullable(details.peakHistory()).map(all -> all.stream()
                    .map(monthPeak -> at(monthPeak.monthEnd()) + at(monthPeak.time()) + watts(monthPeak.watts())).toList());
        };
        assertThat(read).hasToString("Optional" + expected);
    }

    private static String at(@Nullable Stamp time) {
        return (time == null ? "none" : time.toString().substring(0, 16)) + " ";
    }

    private static String watts(BigDecimal watts) {
        return watts.stripTrailingZeros().toPlainString();
    }

    @Test
    void aMessageMayBeBrokenOverLines() {
        Reading reading = reading(dsmr5("0-0:96.13.0(303132", "3334)", "1-0:1.7.0(5*W)"));
        assertThat(reading.message().details().text()).isEqualTo("01234");
        assertThat(reading.values().has(Quantity.POWER_IMPORT)).isTrue();
    }

    @Test
    void aMessageWithoutPrintableCharactersIsEmpty() {
        assertThat(details("0-0:96.13.0(" + "\377".repeat(1024) + ")").text()).isNull();
        assertThat(details("0-0:96.13.0(\177\1)").text()).isNull();
    }

    @Test
    void showsEveryRegisterInTheMetersOwnWords() {
        List<Register> registers = reading(dsmr5("1-0:1.7.0(00.866*kW)", "0-9:77.7.7(hello)", "0-1:24.2.1(260115200500W)(00246.138*m3)"))
                .message().registers();
        assertThat(registers).extracting(Register::obis).containsExactly("1-3:0.2.8", "0-0:1.0.0", "1-0:1.7.0", "0-9:77.7.7", "0-1:24.2.1");
        assertThat(registers.get(2).raw()).isEqualTo("(00.866*kW)");
        assertThat(registers.get(2).unit()).isEqualTo("kW");
        assertThat(registers.get(2).value()).isEqualByComparingTo("0.866");
        assertThat(registers.get(3).text()).isEqualTo("hello");
        assertThat(registers.get(4).value()).isEqualByComparingTo("246.138");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1-0:31.7.0(791*mA)|0.791E3|mA", "1-0:32.7.0(230.1V)|230.1|V", "0-0:96.14.0(0002)|2|''",
        "1-0:1.6.0(260112223000W)(08.832*kW)|8.832|kW", "1-0:1.6.0(08.832*kW)(260112223000)|8.832|kW",
        "0-1:24.2.1(260112223000W)(00099.999m3)|99.999|m3", "1-1:31.4.0(040*A)(-040*A)|40|A"})
    void aRegisterShowsItsNumberAndUnit(String line, String value, String unit) {
        Register register = reading(dsmr5(line)).message().registers().get(2);
        assertThat(register.value()).isEqualByComparingTo(value);
        assertThat(register.scaler()).isEqualTo(-register.value().scale());
        assertThat(register.unit()).isEqualTo(unit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-0:99.97.0(1)(0-0:96.7.19)(190403133533S)(0000006201*s)", "0-0:1.0.0(190403133533S)", "0-0:96.1.1(3132)",
        "0-0:96.13.0()", "9-9:9.9.9(hello)"})
    void listsTimesAndTextsAreNoNumbers(String line) {
        assertThat(reading(dsmr5(line)).message().registers().get(2).value()).isNull();
    }

    private static Reading reading(String telegram) {
        return new TestPipeline().accept(telegram).readings().get(0);
    }

    private static Values values(String... lines) {
        return reading(dsmr5(lines)).values();
    }

    private static Details details(String... lines) {
        return reading(dsmr5(lines)).message().details();
    }

    private static void assertRejected(TestPipeline chain, RejectCause cause) {
        assertThat(chain.decoded).contains(DecodeOutcome.rejected(cause));
    }

    @Test
    void germanMetersPrint255AsTheTariffOfAPower() {
        Reading reading = d0("1-0:1.7.255*255(-000008.82*W)", "1-0:21.7.255*255(000000.00*W)", "1-0:1.8.255*255(1*kWh)");
        assertThat(reading.values().decimal(Quantity.POWER_NET)).isEqualByComparingTo("-8.82");
        assertThat(reading.values().has(Quantity.ENERGY_IMPORT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0-0:96.1.255*255(1ESY1)|1-0:96.1.0*255(2)|1-0:0.0.0*255(3)|1-0:1.8.0*255(1*kWh),1ESY1",
        "1-0:0.0.0*255(3)|1-0:96.1.0*255(1EBZ0100618430)|1-0:1.8.0*255(1*kWh),1EBZ0100618430",
        "1-0:0.0.0*255(001LOG0065193416)|1-0:1.8.0*255(1*kWh),001LOG0065193416", "0.0(  120858)|C.1.0(13647123)|1.8.0(1*kWh),13647123",
        "0.0.0( 20000)|1.8.0(1*kWh),20000", "C.1(26455234)|1.8.0(1*kWh),26455234"})
    void aGermanMeterIsKnownByTheBestOfItsNumbers(String lines, String number) {
        assertThat(d0(lines.split("\\|")).meter().equipmentId()).isEqualTo(number);
    }

    @Test
    void valuesOfThePastAreNotNow() {
        Reading reading = d0("C.1.0(1)", "1.8.0*01(1*kWh)", "1.8.0&02(2*kWh)", "1.8.0(3*kWh)");
        assertThat(reading.values().decimal(Quantity.ENERGY_IMPORT)).isEqualByComparingTo("3");
        assertThat(reading.meter().dialect()).isEqualTo(Dialect.D0);
    }

    private static Reading d0(String... lines) {
        return new TestPipeline().accept("/XXX5METER\r\n\r\n" + String.join("\r\n", lines) + "\r\n!\r\n").end().readings().get(0);
    }
}
