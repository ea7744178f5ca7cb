package org.dbusp1.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.Captured;
import org.dbusp1.Main;
import org.dbusp1.SimulatedLog;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.report.BlackBox.BlackBoxFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies raw logs without the numbers of meters: the copy decodes to the same values, and no number is in it. */
class AnonymousLogTest {
    private static final Instant START = Instant.parse("2026-06-21T10:00:00Z");
    private static final int MESSAGES = 30;
    /** The keys of decode that hold numbers of meters. */
    private static final Pattern NUMBER = Pattern.compile("\"(equipment_id|id)\":\"([^\"]*)\"");

    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;

    /** One of each format; some checksums of an EMH meter have one byte. */
    @ParameterizedTest
    @ValueSource(strings = {"dsmr22", "dsmr50", "emucs17", "sml-emh", "sml-iskra", "sml-easymeter", "han-aidon", "han-kaifa",
        "han-kamstrup", "d0", "tic-historique", "tic-standard"})
    void theCopyDecodesToTheSameValuesUnderOtherNumbers(String dialect) throws IOException {
        Path log = log(simulated(dialect));
        List<String> before = decoded(log);

        assertThat(anonymous(log)).isZero();

        List<String> after = decoded(copy());
        assertThat(after.stream().map(AnonymousLogTest::withoutNumbers))
                .isEqualTo(before.stream().map(AnonymousLogTest::withoutNumbers).toList()).hasSizeGreaterThanOrEqualTo(MESSAGES);
        assertThat(after).allMatch(line -> line.contains("\"accepted\""));
        assertThat(numbers(before)).isNotEmpty().doesNotContainAnyElementsOf(numbers(after)).hasSameSizeAs(numbers(after));
    }

    @Test
    void aNumberIsNeitherInPlainTextNorInHexDigitsAlsoOfADamagedTelegramWhichStaysRejected() throws IOException {
        String text = new String(simulated("dsmr50"), ISO_8859_1);
        int digit = text.indexOf("*kWh");
        Path log = log((text.substring(0, digit - 1) + '?' + text.substring(digit)).getBytes(ISO_8859_1));
        List<String> before = decoded(log);

        assertThat(anonymous(log)).isZero();

        List<String> after = decoded(copy());
        assertThat(after.get(0)).contains("\"rejected\"").contains("\"crc\"");
        assertThat(after.subList(1, MESSAGES)).allMatch(line -> line.contains("\"accepted\""));
        String bytes = Files.readString(copy(), ISO_8859_1);
        assertThat(numbers(before)).hasSize(2).allSatisfy(number -> assertThat(bytes)
                .doesNotContain(number).doesNotContain(HexFormat.of().formatHex(number.getBytes(ISO_8859_1))));
        assertThat(bytes).hasSameSizeAs(Files.readString(log, ISO_8859_1));
    }

    /** Without a checksum a telegram is good although bytes of its number were lost. */
    @ParameterizedTest
    @ValueSource(strings = {"d0", "d0-ebz", "dsmr22", "dsmr30"})
    void ofADamagedNumberNoSixDigitsAreLeft(String dialect) throws Exception {
        String whole = new String(simulated(dialect), ISO_8859_1);
        List<String> numbers = numbers(decoded(log(whole.getBytes(ISO_8859_1))));
        TreeSet<String> parts = new TreeSet<>();
        for (String number : numbers) {
            for (int at = 0; at + 6 <= number.length(); at++) {
                String part = number.substring(at, at + 6);
                if (part.matches("\\d{6}") && !part.equals("000000")) {
                    parts.add(part);
                    parts.add(HexFormat.of().withUpperCase().formatHex(part.getBytes(ISO_8859_1)));
                }
            }
        }
        assertThat(parts).isNotEmpty();
        for (int seed = 0; seed < 60; seed++) {
            byte[] damaged = withLosses(whole, parts, new Random(seed)).getBytes(ISO_8859_1);

            assertThat(anonymous(log(damaged))).as("%s, seed %d: %s", dialect, seed, captured.err()).isZero();
            byte[] ofBlackBox = BlackBoxFiles.anonymous(damaged, new DecodingFactory(true,
                    DsmrDecoder.Options.DEFAULT, false, Decryptor.none()).anonymizer("log")).log();

            for (byte[] bytes : List.of(Files.readAllBytes(copy()), ofBlackBox)) {
                String text = new String(bytes, ISO_8859_1);
                assertThat(parts).as("%s, seed %d: %s", dialect, seed, text).noneMatch(text::contains);
            }
            Files.delete(copy());
        }
    }

    /** Loses one to three bytes in, or just before, every other number. */
    private static String withLosses(String text, TreeSet<String> parts, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (String part : parts) {
            for (int at = damaged.indexOf(part); at >= 0; at = damaged.indexOf(part, at + part.length())) {
                if (random.nextInt(2 * part.length()) == 0) {
                    int from = Math.max(0, at - 5 + random.nextInt(9));
                    damaged.delete(from, from + 1 + random.nextInt(3));
                }
            }
        }
        return damaged.toString();
    }

    @Test
    void ofAnIdentificationWithANumberMakerAndTypeAreLeft() throws IOException {
        String text = new String(simulated("dsmr30"), ISO_8859_1);
        Path log = log(text.replaceAll("(?m)^/.*$", "/KMP5 ZABF001587315111").getBytes(ISO_8859_1));

        assertThat(anonymous(log)).as(captured.err()).isZero();

        assertThat(Files.readString(copy(), ISO_8859_1)).contains("/KMP5 ZABF0000000000").doesNotContain("158731", "315111");
        assertThat(decoded(copy())).hasSize(MESSAGES);
    }

    @Test
    void aWholeTelegramBehindACutOneOnTheSameLineIsStillGood() throws IOException {
        String text = new String(simulated("dsmr50"), ISO_8859_1);
        int cut = text.indexOf("1-0:1.8.1(") + 5;
        Path log = log((text.substring(0, cut) + text.substring(text.indexOf('/', cut))).getBytes(ISO_8859_1));

        assertThat(anonymous(log)).as(captured.err()).isZero();

        assertThat(decoded(copy())).filteredOn(line -> line.contains("\"accepted\"")).hasSize(MESSAGES - 1);
        assertThat(Files.readString(copy(), ISO_8859_1)).doesNotContain(numbers(decoded(log)));
    }

    @Test
    void aLogThatShowsNoNumberOrIsEncryptedIsNotCopied() throws IOException {
        assertThat(anonymous(log("no telegram".getBytes(ISO_8859_1)))).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(captured.err()).contains("it has no good telegram, which would show the numbers");

        assertThat(anonymous(log(simulated("han-kaifa-at")))).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(captured.err()).contains("it is encrypted, and the number of the meter is part of the encryption");
        assertThat(copy()).doesNotExist();
    }

    @Test
    void theLogItselfIsNeverReplaced() throws IOException {
        Path log = log(simulated("dsmr50"));
        byte[] bytes = Files.readAllBytes(log);

        assertThat(Main.run(List.of("convert", log.toString(), "--out", directory.toString(), "--anonymous")))
                .isEqualTo(ExitStatus.USAGE.code());
        assertThat(Main.run(List.of("convert", log.toString(), "--stats", "--anonymous"))).isEqualTo(ExitStatus.USAGE.code());

        assertThat(log).hasBinaryContent(bytes);
        assertThat(captured.err()).contains("would replace it; give another --out").contains("--anonymous needs --out DIR");
    }

    private static byte[] simulated(String name) {
        return SimulatedLog.of(name, START, MESSAGES);
    }

    private Path log(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("p1.log"), bytes);
    }

    private Path copy() {
        return directory.resolve("shared/p1.log");
    }

    private int anonymous(Path log) {
        return Main.run(List.of("convert", log.toString(), "--out", directory.resolve("shared").toString(), "--anonymous"));
    }

    /** The lines of decode without the file's name and the checksum. */
    private List<String> decoded(Path log) {
        int from = captured.out().length();
        Main.run(List.of("decode", log.toString()));
        return captured.out().substring(from).lines().map(line -> line.replaceAll("\"file\":\"[^\"]*\",|\"crc\":\"[^\"]*\",", "")).toList();
    }

    private static String withoutNumbers(String line) {
        return NUMBER.matcher(line).replaceAll("\"$1\":\"\"");
    }

    private static List<String> numbers(List<String> lines) {
        TreeSet<String> numbers = new TreeSet<>();
        for (String line : lines) {
            for (Matcher number = NUMBER.matcher(line); number.find();) {
                numbers.add(number.group(2));
            }
        }
        return new ArrayList<>(numbers);
    }
}
