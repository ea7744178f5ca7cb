package org.dbusp1.output.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Reading;
import org.dbusp1.output.CsvFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class P1DsmrColumnsTest {
    private static final String FIRST = telegram("250611120000S", "1-0:1.8.0(005012.100*kWh)", "1-0:2.8.0(000040.250*kWh)",
            "1-0:32.7.0(241.2*V)", "1-0:52.7.0(238.0*V)", "1-0:72.7.0(239.5*V)", "1-0:31.7.0(003*A)",
            "1-0:51.7.0(000*A)", "1-0:71.7.0(001*A)", "1-0:1.7.0(00.900*kW)", "1-0:2.7.0(00.000*kW)");
    private static final String SECOND = telegram("250611120010S", "1-0:1.8.0(005012.103*kWh)", "1-0:2.8.0(000040.250*kWh)",
            "1-0:32.7.0(240.1*V)", "1-0:52.7.0(238.2*V)", "1-0:72.7.0(239.4*V)", "1-0:31.7.0(003*A)",
            "1-0:51.7.0(000*A)", "1-0:71.7.0(001*A)", "1-0:1.7.0(00.940*kW)", "1-0:2.7.0(00.000*kW)");

    @Test
    void theColumnsAreThoseOfTheOldProgram() {
        assertThat(lines(CsvOutputTest.FORMAT, FIRST, SECOND)).isEqualTo("""
                "timeString";"kWhIn";"kWhOut";"Voltage3";"Voltage5";"Voltage7";"Amp3";"Amp5";"Amp7";"kWIn";"kWOut";\
                "kWInfromConsumption";"TotalAmp";"VoltStress";"AmpStress";"kWStress"\r
                "250611120000S";"5012.1";"40.25";"241.2";"238";"239.5";"3";"0";"1";"0.9";"0";;"-3.756783";"3";"";\r
                "250611120010S";"5012.103";"40.25";"240.1";"238.2";"239.4";"3";"0";"1";"0.94";"0";"1.08";"-3.929218";"3";"";\r
                """);
    }

    @Test
    void whatTheMeterDoesNotSayIsEmpty() {
        assertThat(cells(telegram("250611120000S", "1-0:99.99.9(1)"))).hasSize(16)
                .filteredOn(cell -> !cell.isEmpty()).containsExactly("250611120000S");
    }

    /** A meter with only tariffs gets their sum; a power above the limit is marked in both directions. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "kWhIn    | 3.75  | 1-0:1.8.1(000001.250*kWh) 1-0:1.8.2(000002.500*kWh) 1-0:2.8.1(000000.125*kWh)",
        "kWhOut   | 0.125 | 1-0:1.8.1(000001.250*kWh) 1-0:1.8.2(000002.500*kWh) 1-0:2.8.1(000000.125*kWh)",
        "Amp3     | 1.27  | 1-0:31.7.0(001.27*A)",
        "TotalAmp | 10    | 1-0:32.7.0(230.0*V) 1-0:52.7.0(230.0*V) 1-0:72.7.0(230.0*V) 1-0:1.7.0(00.000*kW) 1-0:2.7.0(02.300*kW)",
        "TotalAmp | ''    | 1-0:32.7.0(230.0*V) 1-0:52.7.0(230.0*V) 1-0:72.7.0(230.0*V) 1-0:1.7.0(00.100*kW) 1-0:2.7.0(02.300*kW)",
        "AmpStress | 37   | 1-0:31.7.0(019*A) 1-0:51.7.0(018*A) 1-0:71.7.0(020*A)",
        "kWStress | True  | 1-0:1.7.0(11.001*kW)",
        "kWStress | True  | 1-0:2.7.0(11.001*kW)",
        "kWStress | ''    | 1-0:1.7.0(11.000*kW)"})
    void aColumnIsMadeOfTheseLines(String column, String value, String lines) {
        String telegram = telegram("250611120000S", lines.split(" "));
        List<String> names = cellsOf(lines(CsvOutputTest.FORMAT, telegram)
                .lines().findFirst().orElseThrow());
        assertThat(cells(telegram).get(names.indexOf(column))).isEqualTo(value);
    }

    /** Telegrams in each of which the counter is 0.01 kWh higher: not over a gap; the change to winter time is none. */
    @ParameterizedTest
    @CsvSource({"' 3.6 3.6  3.6', 250611120000S 250611120010S 250611120020S 250611120035S 250611120045S",
        "' 3.6 3.6 3.6', 251026025940S 251026025950S 251026020000W 251026020010W",
        "' 36 36 ', 250611120000S 250611120001S 250611120002S 250611120004S"})
    void powerIsMadeOfEnergyByTheMetersClock(String powers, String clocks) {
        List<String> telegrams = new ArrayList<>();
        for (String clock : clocks.split(" ")) {
            telegrams.add(telegram(clock, "1-0:1.8.0(000001.%03d*kWh)".formatted(10 * telegrams.size())));
        }
        assertThat(lines(CsvOutputTest.FORMAT, telegrams.toArray(String[]::new)).lines().skip(1)
                .map(line -> cellsOf(line).get(11))).containsExactly(powers.split(" ", -1));
    }

    @Test
    void separatorAndDecimalMarkAreWrittenAsWanted() {
        assertThat(lines(new CsvFormat(',', ','), FIRST)).startsWith("\"timeString\",\"kWhIn\",")
                .contains("\r\n\"250611120000S\",\"5012,1\",\"40,25\",");
    }

    private static List<String> cells(String telegram) {
        return cellsOf(lines(CsvOutputTest.FORMAT, telegram).lines().skip(1).findFirst().orElseThrow());
    }

    private static List<String> cellsOf(String line) {
        return List.of(line.replace("\"", "").split(";", -1));
    }

    private static String lines(CsvFormat format, String... telegrams) {
        CsvLines writer = new CsvLines(CsvColumns.p1dsmr(null), format);
        StringBuilder lines = new StringBuilder(new String(writer.headerLine(), StandardCharsets.UTF_8));
        for (Reading reading : readings(String.join("", telegrams))) {
            lines.append(new String(writer.line(reading, reading.time()), StandardCharsets.UTF_8));
        }
        return lines.toString();
    }

    private static List<Reading> readings(String telegrams) {
        byte[] bytes = telegrams.getBytes(StandardCharsets.ISO_8859_1);
        DsmrDecoder decoder = new DsmrDecoder(DsmrDecoder.Options.DEFAULT, LocalTimeResolver.ofLog(null));
        List<Reading> readings = new ArrayList<>();
        new TestScanner(false, Decryptor.none()).accept(bytes, 0, bytes.length)
                .forEach(frame -> readings.add(DecodeOutcome.of(decoder, frame).reading()));
        return readings;
    }

    private static String telegram(String clock, String... lines) {
        return TestTelegram.sealed("/AUX5990123\r\n\r\n0-0:1.0.0(" + clock + ")\r\n0-0:42.0.0(AUX)\r\n"
                + String.join("\r\n", lines) + "\r\n!");
    }
}
