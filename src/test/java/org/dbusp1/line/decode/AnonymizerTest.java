package org.dbusp1.line.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.dbusp1.Captured;
import org.dbusp1.Main;
import org.dbusp1.SimulatedLog;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnonymizerTest {
    private static final DecodingFactory DECODING = new DecodingFactory(DsmrDecoder.Options.DEFAULT, Decryptor.none());

    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;

    private static byte[] simulated(String dialect, int messages) {
        return SimulatedLog.of(dialect, Instant.parse("2026-06-21T10:00:00Z"), messages);
    }

    private static byte[] copy(byte[] log) {
        return DECODING.anonymizer().copy(log);
    }

    /** The copy of some text, without its first line. */
    private static String copy(String text) {
        return new String(copy(text.getBytes(ISO_8859_1)), ISO_8859_1).replaceFirst("\\A\n# dbus-p1 redacted copy: [^\n]*\n", "");
    }

    private static List<Reading> readings(byte[] log) {
        TestScanner scanner = new TestScanner(DECODING.scanner());
        StreamDecoder decoder = DECODING.decoder();
        List<ScannedFrame> frames = Stream.concat(scanner.accept(log, 0, log.length).stream(), scanner.end().stream()).toList();
        return frames.stream().map(frame -> DecodeOutcome.of(decoder, frame).decoded()).flatMap(Optional::stream).toList();
    }

    /** What the standards print, and what no one need know. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1-0:1.8.1(000123.456*kWh)                               | 1-0:1.8.1(000123.456*kWh)
            0-0:1.0.0(260115201009W)                                | 0-0:1.0.0(260115201009W)
            0-1:24.2.1(101209112500W)(12785.123*m3)                 | 0-1:24.2.1(101209112500W)(12785.123*m3)
            0-0:96.14.0(0002)                                       | 0-0:96.14.0(0002)
            1-0:99.97.0(1)(0-0:96.7.19)(000101000001W)(0000000001*s)| 1-0:99.97.0(1)(0-0:96.7.19)(000101000001W)(0000000001*s)
            1.8.0(012345.678*kWh)                                   | 1.8.0(012345.678*kWh)
            /KMP5 ZABF001587315111                                  | /XXX0 XXXX000000000000
            0-0:96.1.1(4B384547303034303436333935353037)            | 0-0:96.1.1(0X000000000000000000000000000000)
            0-0:96.13.0(4461792066726565)                           | 0-0:96.13.0(0000000000000000)
            0-0:96.13.1(3031)                                       | 0-0:96.13.1(0000)
            0-1:96.1.0(3232323241424344313233)                      | 0-1:96.1.0(0000000000000000000000)
            1-0:77.77.7(house 4)                                    | 1-0:77.77.7(XXXXX 0)
            1-0:1.8.1(453030*kWh                                    | 0-0:0.0.0(000000*XXX
            1-0:1.8.1(4530303034)                                   | 1-0:1.8.1(0000000000)
            45303030343434*kWh)                                     | 00000000000000*XXX)
            !1A2B                                                   | !0X0X
            """)
    void inTextNumbersAndTimesOfKnownCodesStay(String line, String redacted) {
        assertThat(copy(line + "\r\n")).isEqualTo(redacted + "\r\n");
    }

    /** A text message, and a device that only a damaged telegram has. */
    @Test
    void whatOnlyADamagedTelegramHasGoesToo() {
        String damaged = "0-0:96.13.0(4461792066726565)\r\n0-2:96.1.0(4730303332353631)\r\n0-2:96.1.0(47303033?2353631\u0085\r\n!0000\r\n";
        assertThat(copy("/ISK5\r\n" + damaged)).doesNotContain("44617920", "47303033", "32353631", "2353631", "\u0085");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dsmr22", "dsmr50", "emucs17", "sml-emh", "sml-iskra", "sml-easymeter", "han-aidon", "han-kaifa",
        "han-kamstrup", "d0", "han-kaifa-at"})
    void noNumberOfAMeterIsInTheCopyAndTheDriversNotesAre(String dialect) {
        byte[] log = simulated(dialect, 5);
        TreeSet<String> numbers = new TreeSet<>();
        readings(log).forEach(reading -> {
            Optional.ofNullable(reading.meter().equipmentId()).ifPresent(numbers::add);
            reading.devices().stream().map(MBusDevice::id).filter(Objects::nonNull).forEach(numbers::add);
        });
        assertThat(numbers.isEmpty()).isEqualTo(dialect.equals("han-kaifa-at"));
        byte[] copy = copy(SimulatedLog.joined(List.of("\n# dbus-p1 a note 1-0:96.1.1\n".getBytes(ISO_8859_1), log)));

        String text = new String(copy, ISO_8859_1);
        assertThat(text).startsWith("\n# dbus-p1 redacted copy: ").contains("checksums are those of the original")
                .contains("\n# dbus-p1 a note 1-0:96.1.1\n");
        String hex = HexFormat.of().withUpperCase().formatHex(copy);
        assertThat(numbers).allSatisfy(number -> assertThat(text).doesNotContain(number)
                .doesNotContainIgnoringCase(HexFormat.of().formatHex(number.getBytes(ISO_8859_1)))
                .satisfies(name -> assertThat(hex).doesNotContain(number)));
    }

    /** Kamstrup in Denmark and Switzerland sends 1-1:0.0.1 as a number. */
    @Test
    void theNumberOfAMeterThatIsNoTextIsRedactedToo() {
        String power = "09060101010700FF" + "06000005DC";
        byte[] list = LinkFrames.hdlc("0F4000000000" + "0205" + "0A0E4B616D73747275705F5630303031"
                + "09060101000001FF" + "06B2D05E13" + power);
        String copy = HexFormat.of().withUpperCase().formatHex(copy(list));
        assertThat(copy).contains(power).doesNotContain("B2D05E13");
    }

    /** A copy is of use: what the driver reads of a text is in it, and a binary message keeps its codes. */
    @ParameterizedTest
    @CsvSource({"dsmr50, 1-0:1.7.0(", "emucs17, 1-0:32.7.0(", "d0, 1-0:1.8.0"})
    void valuesStayInText(String dialect, String code) {
        List<String> before = new String(simulated(dialect, 5), ISO_8859_1).lines().filter(line -> line.startsWith(code)).toList();
        assertThat(before).isNotEmpty();
        assertThat(copy(new String(simulated(dialect, 5), ISO_8859_1)).lines()).containsAll(before);
    }

    @ParameterizedTest
    @CsvSource({"sml-emh, 0100010800FF", "han-aidon, 0100010700FF", "han-kaifa, 02110600"})
    void codesAndValuesStayInBinaryMessages(String dialect, String kept) {
        String copy = HexFormat.of().withUpperCase().formatHex(copy(simulated(dialect, 5)));
        assertThat(copy).contains(kept);
    }

    @Test
    void theLogItselfIsNeverReplaced() throws Exception {
        Path log = Files.write(directory.resolve("p1.log"), simulated("dsmr50", 2));
        byte[] bytes = Files.readAllBytes(log);

        assertThat(Main.run(List.of("convert", log.toString(), "--out", directory.toString(), "--redact")))
                .isEqualTo(ExitStatus.USAGE.code());
        assertThat(Main.run(List.of("convert", log.toString(), "--stats", "--redact"))).isEqualTo(ExitStatus.USAGE.code());
        assertThat(log).hasBinaryContent(bytes);
        assertThat(captured.err()).contains("would replace it; give another --out").contains("--redact needs --out DIR");

        assertThat(Main.run(List.of("convert", log.toString(), "--out", directory.resolve("shared").toString(), "--redact"))).isZero();
        assertThat(directory.resolve("shared/p1.log")).hasBinaryContent(copy(bytes));
    }

    /** What crosses a piece, or what is kept in memory, is found all the same. */
    @Test
    void aCopyInPiecesIsThatOfTheWhole() throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (String dialect : List.of("dsmr50", "sml-emh", "d0", "han-kamstrup", "dsmr50", "sml-emh")) {
            log.write(simulated(dialect, 200));
        }
        assertThat(log.size()).isGreaterThan(6 * 65_536);
        byte[] whole = inPieces(log.toByteArray(), log.size());
        for (int size : new int[] {1_021, 8_192, 65_537}) {
            assertThat(Arrays.mismatch(inPieces(log.toByteArray(), size), whole)).as("pieces of %s", size).isEqualTo(-1);
        }
    }

    private static byte[] inPieces(byte[] log, int size) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Anonymizer.Copy copy = DECODING.anonymizer().copyTo(out);
        for (int at = 0; at < log.length; at += size) {
            byte[] piece = Arrays.copyOfRange(log, at, Math.min(log.length, at + size));
            copy.accept(piece, piece.length);
        }
        copy.end();
        return out.toByteArray();
    }

    /** No meter sends one; it is not kept in memory until its end. */
    @Test
    void aLineWithoutAnEndIsRemoved() {
        String line = "1-0:1.8.1(000123.456*kWh)".repeat(20_000);
        String redacted = copy(line + "\r\n1-0:1.8.1(000123.456*kWh)\r\n");
        assertThat(redacted.length()).isEqualTo(line.length() + 29);
        assertThat(redacted.substring(line.length() + 2)).isEqualTo("1-0:1.8.1(000123.456*kWh)\r\n");
        assertThat(redacted.chars().limit(line.length()).distinct()).containsOnly(0);
    }

    /** As in a load profile, on the small stack of the thread that writes files. */
    @Test
    void aLineOfThousandsOfBracketsNeedsNoStack() throws InterruptedException {
        String value = "(0000123.456*kWh)";
        for (String line : List.of("1-0:1.8.0" + "()".repeat(5_000), "1-0:1.8.0" + value.repeat(5_000), "(".repeat(5_000), "1-0:1.8.0(".repeat(5_000))) {
            AtomicReference<String> copied = new AtomicReference<>();
            Thread thread = new Thread(null, () -> copied.set(copy(line)), "small stack", 256 << 10);
            thread.start();
            thread.join();
            assertThat(copied.get()).hasSameSizeAs(line);
        }
    }
}
