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
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.Captured;
import org.dbusp1.Main;
import org.dbusp1.SimulatedLog;
import org.dbusp1.process.ExitStatus;
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
    @ValueSource(strings = {"dsmr22", "dsmr50", "emucs17", "sml-emh", "sml-iskra", "sml-easymeter",
            "han-aidon", "han-kaifa", "han-kamstrup",
        "tic-historique", "tic-standard"})
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
