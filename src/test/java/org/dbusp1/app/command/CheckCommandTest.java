package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.dbusp1.Beside;
import org.dbusp1.Captured;
import org.dbusp1.Corpus;
import org.dbusp1.Main;
import org.dbusp1.SimulatedLog;
import org.dbusp1.TestTelegram;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.fuzz.Resealed;
import org.dbusp1.line.frame.Damage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a check reports about logs, which are lines that have ended. */
class CheckCommandTest {
    private static String result(Condition finding) {
        return ReportTexts.in("en").result(finding, true);
    }

    private static final String ESS = "src/test/resources/org/dbusp1/app/command/ess.properties";
    private static final Instant START = Instant.parse("2026-06-15T10:00:00Z");

    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;

    @Tag(Beside.TAG)
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mid-start           | LINE_FIT
            clock-change        | LINE_FIT
            hu-log              | LINE_SLOW
            parity-7e1          | LINE_DAMAGED
            hu-noise            | LINE_DAMAGED_OFTEN
            noise               | LINE_DAMAGED_OFTEN
            inverted-line       | LINE_NOISE
            wrong-speed         | LINE_NOISE
            random              | LINE_NOISE
            only-text           | LINE_CUT
            encrypted-lu        | LINE_ENCRYPTED
            encrypted-wrong-key | LINE_ENCRYPTED
            """)
    void recognisesStreams(String stream, Condition finding) {
        int status = run(Corpus.file("streams/" + stream + ".bin").toString());
        assertThat(captured.out()).contains("Result         " + result(finding).substring(0, 30));
        assertThat(status).isEqualTo(finding.exitStatus().code());
        // Loggers that another test of this JVM made before it keep their level and may warn.
        assertThat(captured.err().lines()).allMatch(line -> line.contains(" WARN "));
    }

    /** On a machine without Venus OS there is no ESS to judge; but who buys a meter for it asks how good it is. */
    @Test
    void withoutVenusOsTheResultIsNotOfEss() throws IOException {
        assertThat(run(meter("dsmr42", 90), "--config", Files.createFile(directory.resolve("empty")).toString())).isZero();
        assertThat(captured.out()).contains("Interval       10 s\nFor ESS        with Follow the inverter\n")
                .endsWith("Result         good: telegrams come\n").doesNotContainPattern("(?s)ESS.*ESS");
    }

    @Test
    void ofWhatIsDoubtfulItIsSaidWhatToSend() throws IOException {
        assertThat(run(meter("dsmr42", 90))).isEqualTo(ExitStatus.DOUBTFUL.code());
        String sent = captured.out().substring(captured.out().indexOf("\n\nTo ask for help, open an issue"));
        // This machine is no GX device.
        assertThat(sent).contains("- what happens, and what you expect\n\nResult         telegrams come, but too seldom for ESS")
                .doesNotContain("stick", "VRM", "D-Bus", "firmware", "Setup");
    }

    @Test
    void aGoodLineIsDescribed() throws IOException {
        assertThat(run(meter("dsmr50", 90))).isZero();
        assertThat(captured.out()).contains("Meter          DSMR 5, version 5.0\n").contains("Interval       1 s: good for ESS\n")
                .contains("Telegrams      90 good, 0 repaired, 0 rejected in 89 s; the last good one at ")
                .contains("Noise          0 damaged telegrams and 0 stray bytes in 89 s: 0 and 0 an hour\n")
                .contains(" to the grid (import - export)\n", "\nL1  ", "\nL2  ", "\nL3  ", " kWh bought, ", "\nGas            ")
                .endsWith("Result         good: telegrams come often enough for ESS\n");
    }

    /** Some meters send more often than their type promises. */
    @Test
    void aFewTelegramsOfASlowTypeProveNoInterval() throws IOException {
        assertThat(run(meter("dsmr42", 4))).isEqualTo(ExitStatus.DOUBTFUL.code());
        assertThat(captured.out()).contains("Interval       not measured yet\n").contains(result(Condition.LINE_MEASURING))
                .doesNotContain("10 s", "too seldom", "What to do");
        run(meter("dsmr42", 9));
        assertThat(captured.out()).contains("Interval       10 s: too seldom for ESS");
    }

    /** A GX device has the zone UTC. */
    @Test
    void timesOfALogAreThoseThatTheMeterPrinted() throws IOException {
        String log = meter("dsmr50", 90);
        String printed = Files.readString(Path.of(log)).replaceAll("(?s).*0-0:1\\.0\\.0\\(\\d{6}(..)(..)(..)[SW]\\).*", "$1:$2:$3");

        run(log);

        assertThat(captured.out()).contains("; the last good one at " + printed + "\n");
    }

    /** Fluvius ends the month peak on the P1 port after a year; the rest goes on. */
    @Test
    void aBelgianMeterThatLostItsMonthPeakIsReported() throws IOException {
        Path log = Path.of(meter("emucs17", 30));
        run(log.toString());
        assertThat(captured.out()).contains("Meter          e-MUCS P1").doesNotContain("month peak");
        String without = Files.readString(log, StandardCharsets.ISO_8859_1).replaceAll("(?m)^1-0:1\\.6\\.0.*\r\n", "");
        assertThat(run(Files.write(log, Resealed.line(without.getBytes(StandardCharsets.ISO_8859_1))).toString())).isZero();
        assertThat(words()).contains("Peaks the P1 port sends the running quarter hour (1.4.0) but no month peak (1.6.0).")
                .contains("renew it at mijn.fluvius.be");
    }

    @Test
    void numbersOfMetersAreShortenedUnlessAskedFor() throws IOException {
        String log = meter("dsmr50", 2);
        String number = "E0047";
        run(log);
        assertThat(captured.out()).contains("Number         E0...").doesNotContain(number);
        run(log, "--ids");
        assertThat(captured.out()).contains("Number         " + number);
    }

    /** A bridge's first telegram may be clear. Without a key they are encrypted, with a wrong one they cannot be decrypted. */
    @ParameterizedTest
    @CsvSource({"true, LINE_WRONG_KEY", "false, LINE_ENCRYPTED"})
    void oneClearTelegramAmongThoseOfAnotherKeyIsNoGoodLine(boolean hasKey, Condition finding) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        int counter = 0;
        for (byte[] telegram : SimulatedLog.messages("luxembourg", START, 16)) {
            log.writeBytes(counter == 0 ? telegram : TestTelegram.encrypted(new String(telegram, StandardCharsets.ISO_8859_1),
                    "0102030405060708090A0B0C0D0E0F10", "00112233445566778899AABBCCDDEEFF", counter));
            counter++;
        }
        Path keyFile = Files.writeString(directory.resolve("meter.key"), "FF02030405060708090A0B0C0D0E0F10");
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        String file = Files.write(directory.resolve("p1.log"), log.toByteArray()).toString();

        assertThat(hasKey ? run(file, "--decryption.key.file=" + keyFile) : run(file)).isEqualTo(finding.exitStatus().code());
        assertThat(words()).contains("1 good, 0 repaired, 15 rejected").contains(result(finding));
    }

    /** An encrypted frame names its meter in the clear: maker and number are its system title. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            68 f9 f9 68 53 ff 00 01 67 db 08 4b 46 4d 67 50 00 12 34 82 | 68 f9 f9 68 ...
            00 00 00 00 00 00 00 00 0b 0a 01 45 4d 48 00 00 7a 5c 12 34 | 00 00 00 00 ...
            """)
    void numbersInBytesAreShortenedToo(String bytes, String shown) throws IOException {
        byte[] frame = Arrays.copyOf(HexFormat.ofDelimiter(" ").parseHex(bytes), 255);
        frame[254] = 0x16;
        Path log = Files.write(directory.resolve("p1.log"), frame);

        run(log.toString());
        assertThat(words()).contains("255 bytes: " + shown + " To ask for help");
        run(log.toString(), "--ids");
        assertThat(words()).contains("255 bytes: " + bytes + " ... To ask for help");
    }

    /** Only the list of each full hour names the time: before it nobody knows it, and it is no gap of years. */
    @Test
    void aMeterThatSendsTheTimeOnceAnHourIsWatchedForMinutes() throws IOException {
        assertThat(run(meter("han-aidon", 12, START.minusSeconds(20)))).isEqualTo(ExitStatus.DOUBTFUL.code());
        assertThat(captured.out()).contains("Telegrams      12 good, 0 repaired, 0 rejected in 110 s");
    }

    @Test
    void rejectedTelegramsAreShownByteByByteWhenAsked() throws IOException {
        String good = TestTelegram.dsmr5("1-0:1.7.0(00.866*kW)");
        Path log = Files.writeString(directory.resolve("p1.log"), (good + good.replace("866", "867")).repeat(6),
                StandardCharsets.ISO_8859_1);
        assertThat(run(log.toString(), "--rejected")).isEqualTo(ExitStatus.DOUBTFUL.code());
        assertThat(captured.out()).contains("Rejected       6 x its checksum does not match\n")
                .contains("Last rejected  its checksum does not match; 89 bytes: /ISK5\\2M550T-1012....1-3:0.2.8(50)..0-0:...")
                .contains("00000000  2f 49 53 4b 35 5c 32 4d  35 35 30 54 2d 31 30 31  |/ISK5\\2M550T-101|\n");
    }

    @Test
    void aMeterThatSendsEveryFewSecondsTakesCare() throws IOException {
        StringBuilder log = new StringBuilder();
        for (int second = 0; second < 59; second += 3) {
            log.append(TestTelegram.dsmr5At("260115201%03dW".formatted(second), "1-0:1.7.0(00.866*kW)"));
        }
        assertThat(run(Files.writeString(directory.resolve("p1.log"), log).toString())).isZero();
        assertThat(captured.out()).contains("Interval       3 s: usable for ESS with care\n").contains("What to do     1. ESS regulates");
    }

    /** 26 hours of a meter that counts the import alone, a telegram each 10 s; one of them may have an export. */
    @ParameterizedTest
    @CsvSource({"9300, -1, false", "9361, -1, true", "9361, 5, false", "9361, 9360, false"})
    void aMeterThatHasShownNoExportIsToldAfterADay(int telegrams, int withExport, boolean told) throws IOException {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < telegrams; i++) {
            log.append(TestTelegram.dsmr42(TestTelegram.time(START.plusSeconds(10L * i)), TestTelegram.energy("1.8.0", 7_000_000 + i),
                    TestTelegram.power(i == withExport ? "2.7.0" : "1.7.0", 300 + i % 7)));
        }
        run(Files.writeString(directory.resolve("import.log"), log).toString());
        assertThat(words().contains("Export This meter has shown no export so far; if the house feeds in, ask for a two-way meter"))
                .as(captured.out()).isEqualTo(told);
    }

    @Tag(Beside.TAG)
    @Test
    void aBinaryMeterIsNamed() throws IOException {
        byte[] list = HexFormat.of().parseHex(
                new String(Corpus.bytes("han/aidon-no-list2.hex"), StandardCharsets.US_ASCII).replaceAll("\\s|#.*", ""));
        Path log = directory.resolve("han.bin");
        Files.write(log, list);
        run(log.toString());
        assertThat(captured.out()).contains("HAN Aidon: a binary HAN meter\n");

        list[list.length - 10] ^= 1;
        Files.write(log, list);
        assertThat(run(log.toString())).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(captured.out()).contains(result(Condition.LINE_BINARY));
    }

    /** A log that begins or ends in the middle of a telegram is distinguished from silence. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            dsmr50, 0, 50, LINE_CUT
            dsmr50, 50, 100, LINE_CUT
            dsmr50, 25, 75, LINE_CUT
            dsmr22, 0, 50, LINE_CUT
            dsmr22, 50, 100, LINE_CUT
            dsmr22, 25, 75, LINE_CUT
            han-aidon, 0, 50, LINE_CUT_FRAMES
            han-aidon, 50, 100, LINE_CUT_FRAMES
            han-aidon, 25, 75, LINE_CUT_FRAMES
            han-kamstrup, 0, 50, LINE_CUT_FRAMES
            han-kamstrup, 50, 100, LINE_CUT_FRAMES
            han-kamstrup, 25, 75, LINE_CUT_FRAMES
            han-kaifa, 0, 50, LINE_CUT_FRAMES
            han-kaifa, 50, 100, LINE_CUT_FRAMES""")
    void aPieceOfATelegramIsNoSilence(String dialect, int fromPercent, int toPercent, Condition finding) throws IOException {
        byte[] longest = SimulatedLog.messages(dialect, START, 13).stream().max(Comparator.comparingInt(next -> next.length)).orElseThrow();
        Path log = directory.resolve("piece.bin");
        Files.write(log, Arrays.copyOfRange(longest, longest.length * fromPercent / 100, longest.length * toPercent / 100));
        assertThat(run(log.toString())).isEqualTo(finding.exitStatus().code());
        assertThat(captured.out()).contains("Result         " + result(finding), "1 rejected");
    }

    @Test
    void startsThatAreAlwaysDamagedAreNoCutOffTelegrams() throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (byte[] telegram : SimulatedLog.messages("dsmr50", START, 20)) {
            telegram[0] = (byte) 0xB9;
            telegram[2] = (byte) 0xEA;
            telegram[4] = '6';
            log.writeBytes(telegram);
        }
        Path file = directory.resolve("starts.bin");
        Files.write(file, log.toByteArray());
        assertThat(run(file.toString())).isZero();

        Files.write(file, new String(log.toByteArray(), StandardCharsets.ISO_8859_1).replace("T210-D", "T211-D")
                .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run(file.toString())).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(words()).contains("the first characters of each telegram are missing or damaged: level shifter, pull-up", "1 kOhm");
    }

    /** Between good telegrams: the part that is lost shows the cause, and its steps come in the place of those against noise. */
    @ParameterizedTest
    @CsvSource({"START, their first characters are missing, 1 kOhm", "END, they are cut off, data request",
        "MIDDLE, many are damaged on their way What to do, mains wires"})
    void theCauseOfDamageIsWhatEachTelegramLost(Damage.Part part, String result, String advice) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        int count = 0;
        for (byte[] telegram : SimulatedLog.messages("dsmr50", START, 40)) {
            boolean isDamaged = count++ % 4 == 3;
            telegram[300] ^= (byte) (isDamaged && part == Damage.Part.MIDDLE ? 1 : 0);
            int from = isDamaged && part == Damage.Part.START ? 40 : 0;
            int to = isDamaged && part == Damage.Part.END ? 400 : telegram.length;
            log.write(telegram, from, to - from);
        }
        assertThat(run(Files.write(directory.resolve("often.log"), log.toByteArray()).toString()))
                .isEqualTo(ExitStatus.DOUBTFUL.code());
        String advised = words().replaceAll(".*Result", "");
        assertThat(advised).contains(result, advice);
        assertThat(advised.contains("mains")).isEqualTo(part == Damage.Part.MIDDLE);
    }

    @ParameterizedTest
    @CsvSource({"00112233445566778899AABBCCDDEEFF, false", "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF, true"})
    void aTagThatWasNotCheckedIsSaid(String authenticationKey, boolean unchecked) throws IOException {
        String key = "0102030405060708090A0B0C0D0E0F10";
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        int counter = 0;
        for (byte[] telegram : SimulatedLog.messages("luxembourg", START, 8)) {
            log.writeBytes(TestTelegram.encrypted(new String(telegram, StandardCharsets.ISO_8859_1), key, authenticationKey, ++counter));
        }
        Path keyFile = Files.writeString(directory.resolve("meter.key"), key);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));

        run(Files.write(directory.resolve("p1.log"), log.toByteArray()).toString(), "--decryption.key.file=" + keyFile);

        assertThat(words()).contains("8 good, 0 repaired, 0 rejected");
        assertThat(words().contains("the authentication tag was not checked")).isEqualTo(unchecked);
    }

    /** The meter prints no checksum, or no line end follows the mark: more may be lost there. */
    @ParameterizedTest
    @CsvSource({"1, '', LINE_TOO_FEW, this meter sends no checksum", "12, '', LINE_FIT, 'Checksum this meter prints none'",
        "3, ' ', LINE_NO_CHECKSUM, read again by itself"})
    void aMeterThatPrintsNoChecksumIsNamed(int count, String end, Condition finding, String words) throws IOException {
        StringBuilder log = new StringBuilder();
        for (byte[] telegram : SimulatedLog.messages("dsmr50", START, count)) {
            String text = new String(telegram, StandardCharsets.ISO_8859_1);
            log.append(text, 0, text.lastIndexOf('!') + 1).append(end).append("\r\n");
        }
        Path file = Files.writeString(directory.resolve("bare.log"), log, StandardCharsets.ISO_8859_1);
        run(file.toString());
        assertThat(words()).contains(result(finding)).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hungary-sanxing", "han-aidon"})
    void aBridgeInTelnetModeIsNamed(String meter) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (byte[] message : SimulatedLog.messages(meter, START, 13)) {
            String text = new String(message, StandardCharsets.ISO_8859_1);
            if (meter.startsWith("hungary")) {
                text = TestTelegram.sealed(text.substring(0, text.lastIndexOf('!')) + "0-0:96.13.0(" + "\u00FF".repeat(99)
                        + ")\r\n!");
            }
            log.writeBytes(text.replace("\u00FF", "\u00FF\u00FF").getBytes(StandardCharsets.ISO_8859_1));
        }
        run(Files.write(directory.resolve("telnet.log"), log.toByteArray()).toString());
        assertThat(words()).contains("it doubles each byte FF, as Telnet does", "no Telnet").doesNotContain("mains");
    }

    @Test
    void anSmlMeterIsDescribedAndOneThatSendsNoPowerIsNoGridMeter() throws IOException {
        run(meter("sml-easymeter", 20));
        assertThat(captured.out()).contains("Meter          SML\n", "Telegrams      20 good, 0 repaired, 0 rejected", "\nL3  ");
        assertThat(run(meter("sml-reduced", 20))).isEqualTo(ExitStatus.DOUBTFUL.code());
        assertThat(words()).contains(result(Condition.LINE_NO_POWER)).contains("PIN of the meter").contains("Inf");
    }

    /** Before its PIN a meter sends whole kWh. */
    @Test
    void aMeterWithFineCountersAndNoPowerIsNotAskedForItsPin() throws IOException {
        String text = new String(SimulatedLog.of("d0", START, 20), StandardCharsets.ISO_8859_1)
                .replaceAll("(?m)^1-0:\\d*1\\.7\\.0.*\r\n", "");
        run(Files.writeString(directory.resolve("d0.log"), text, StandardCharsets.ISO_8859_1).toString());
        assertThat(words()).contains(result(Condition.LINE_NO_POWER), "sends counters but no power").doesNotContain("PIN", "torch");
    }

    /** Each telegram begins in the middle, or ends there: distinguished from silence, and from another speed. */
    @ParameterizedTest
    @CsvSource({"0, 150", "60, 1000"})
    void halfTelegramsOfAnSmlMeterAreExplained(int from, int to) throws IOException {
        assertThat(run(pieces("sml-iskra", from, to, 8))).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(words()).contains(result(Condition.LINE_HALF_SML)).contains("Turn the optical head");
    }

    /** Each telegram begins in the middle, or ends there. */
    @ParameterizedTest
    @CsvSource({"d0, 0, 200, optical head", "d0, 120, 400, optical head"})
    void halfTelegramsOfTextAreExplained(String name, int from, int to, String advice) throws IOException {
        assertThat(run(pieces(name, from, to, 8))).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(words()).contains(result(Condition.LINE_CUT), advice);
    }

    /** A file without telegrams is no fault of a cable or a port. */
    @ParameterizedTest
    @ValueSource(strings = {"", "hello, I am a file of something else\n", "noise \u0001\u0002\u0003"})
    void aFileWithoutTelegramsGetsAdviceAboutTheFile(String contents) throws IOException {
        Path log = Files.writeString(directory.resolve("other.log"), contents);

        assertThat(run(log.toString())).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(words()).contains("Result the file holds no telegram What to do 1. Is it the right file? A raw log holds the bytes",
                "2. Stop the driver and record a minute", "3. If nothing is recorded, check the port itself").doesNotContain("Is the port open", "cable");
    }

    @Test
    void aFileOfNoiseGetsAdviceAboutTheFileAndThatTheCableMayInvert() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        Path log = Files.write(directory.resolve("program"), noise);

        assertThat(run(log.toString())).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(words()).contains("What to do 1. Is it the right file?", "2. Did the cable invert?", "3. Stop the driver and record a minute",
                "4. If nothing is recorded, check the port itself", "5. Please send this").doesNotContain("splitter", "S1", "6. ");
    }

    /** The peak of a month is no power of now; one of a tariff has no direction that is known. */
    @ParameterizedTest
    @CsvSource({"'1.6.0(002.612*kW)(24-11-05,17:00)', 1. This meter sends counters", "'1-0:1.7.1*255(000250*W)', 1. This meter sends its power without",
        "'1-0:14.7.0*255(50.0*Hz)', 1. This meter sends counters"})
    void whyAGermanMeterSendsNoPower(String register, String step) throws IOException {
        StringBuilder telegrams = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            telegrams.append("/ELS5<1>AS2018\r\n\r\n1-0:96.1.0*255(42041800)\r\n1-0:1.8.0*255(005974.10").append(i).append("*kWh)\r\n")
                    .append("1-0:2.8.0*255(000113.121*kWh)\r\n").append(register).append("\r\n!\r\n");
        }
        Path log = Files.writeString(directory.resolve("d0.log"), telegrams);
        assertThat(run(log.toString())).isEqualTo(ExitStatus.DOUBTFUL.code());
        assertThat(words()).contains("What to do " + step);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsmr22", "d0"})
    void aSingleTelegramWithoutChecksumIsTooFew(String dialect) throws IOException {
        assertThat(run(meter(dialect, 1))).isEqualTo(ExitStatus.NOT_FOUND.code());
        assertThat(words()).contains("1 good, 0 repaired, 0 rejected To ask", "Result too few good telegrams: "
                + "this meter sends no checksum, so two in a row have to agree What to do 1. Stop the driver and record").doesNotContain("cable");
    }

    @Test
    void aLogThatLostItsCarriageReturnsIsGood() throws IOException {
        assertThat(run(withReturns(""))).isZero();
        assertThat(words()).contains("20 repaired", "Result good: telegrams come often enough for ESS What to do "
                + "1. Line ends were changed on the way and are put back here; no value is lost. Copy logs as they are")
                .doesNotContain("cable", "mains");
    }

    @Test
    void aLogWithDoubledCarriageReturnsIsNoFaultOfACable() throws IOException {
        assertThat(run(withReturns("\r\r"))).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(words()).contains("Result " + result(Condition.LINE_LINE_ENDS) + " What to do 1. Copy logs as they are")
                .doesNotContain("cable", "mains");
    }

    private String withReturns(String returns) throws IOException {
        Path log = Path.of(meter("dsmr50", 20));
        String text = Files.readString(log, StandardCharsets.ISO_8859_1).replace("\r", returns);
        return Files.writeString(log, text, StandardCharsets.ISO_8859_1).toString();
    }

    /** There is no DSMR 5 meter to ask for elsewhere. */
    @ParameterizedTest
    @CsvSource({"dsmr42, true", "dsmr22, true", "han-aidon, false", "sweden, false"})
    void onlyADutchOwnerIsSentToTheGridOperatorForAFasterMeter(String dialect, boolean dutch) throws IOException {
        assertThat(run(meter(dialect, 12))).isEqualTo(ExitStatus.DOUBTFUL.code());
        String advice = words().replaceAll(".*What to do", "");
        assertThat(advice).contains("install an energy meter beside it");
        assertThat(advice.contains("DSMR 5")).isEqualTo(dutch);
    }

    /** A log of a simulated meter; its path. */
    private String meter(String name, int telegrams) throws IOException {
        return meter(name, telegrams, START);
    }

    private String meter(String name, int telegrams, Instant start) throws IOException {
        return Files.write(directory.resolve(name + ".log"), SimulatedLog.of(name, start, telegrams)).toString();
    }

    /** A log of pieces of a simulated meter's first telegram; its path. */
    private String pieces(String name, int from, int to, int count) throws IOException {
        byte[] whole = SimulatedLog.meter(name, START).next();
        byte[] piece = Arrays.copyOfRange(whole, from, Math.min(to, whole.length));
        return Files.write(directory.resolve("pieces.log"), SimulatedLog.joined(Collections.nCopies(count, piece))).toString();
    }

    /** What was printed, on one line. */
    private String words() {
        return captured.out().replaceAll("\\s+", " ");
    }

    /** Runs it where ESS may use the meter, unless the arguments name a configuration. */
    private static int run(String... arguments) {
        List<String> words = new ArrayList<>(List.of("check"));
        words.addAll(List.of(arguments));
        if (!words.contains("--config")) {
            words.addAll(List.of("--config", ESS));
        }
        return Main.run(words);
    }
}
