package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Captured;
import org.dbusp1.Corpus;
import org.dbusp1.Main;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.base.problem.Condition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The cause of a spoiled line is told, and a right one is told none. */
@Tag(Beside.TAG)
class SpoiledLinesTest {
    /** As many telegrams as show that none of them is damaged by chance. */
    private static final int COPIES = 6;
    private static final Charset LATIN = StandardCharsets.ISO_8859_1;
    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;

    private static final Map<String, UnaryOperator<byte[]>> ON_THE_WAY = Map.ofEntries(
            Map.entry("TELNET", bytes -> latin(latin(bytes).replace("\u00FF", "\u00FF\u00FF"))),
            Map.entry("TEXT_CODING", bytes -> latin(bytes).getBytes(StandardCharsets.UTF_8)),
            Map.entry("HEX_TEXT", bytes -> HexFormat.ofDelimiter(" ").formatHex(bytes).concat("\n").getBytes(LATIN)),
            Map.entry("LINE_ENDS", bytes -> latin(latin(bytes).replace("\r\n", "\r\r\n"))),
            Map.entry("ZEROS_LOST", bytes -> latin(latin(bytes).replace("\0", ""))),
            Map.entry("FLOW_CONTROL", bytes -> latin(latin(bytes).replaceAll("[\u0011\u0013]", ""))),
            Map.entry("SEVEN_BITS", bytes -> each(bytes, value -> value & 0x7F)),
            Map.entry("EIGHTH_BIT", bytes -> each(bytes, value -> value | (value * 7 % 5 == 0 ? 0x80 : 0))),
            Map.entry("INVERTED", bytes -> each(bytes, value -> ~(value << 1) & 0xFF)),
            Map.entry("WEAK_LIGHT", bytes -> each(bytes, value -> value & value << 1)),
            Map.entry("ONE_PARITY", SpoiledLinesTest::ofOneParity),
            Map.entry("CUT", bytes -> Arrays.copyOf(bytes, bytes.length * 2 / 3)));

    private static String latin(byte[] bytes) {
        return new String(bytes, LATIN);
    }

    private static byte[] latin(String text) {
        return text.getBytes(LATIN);
    }

    private static byte[] each(byte[] bytes, IntUnaryOperator change) {
        byte[] changed = bytes.clone();
        for (int at = 0; at < changed.length; at++) {
            changed[at] = (byte) change.applyAsInt(changed[at] & 0xFF);
        }
        return changed;
    }

    /** Text of 7 bits with odd parity, read as 8 bits. */
    private static byte[] ofOddParity(byte[] bytes) {
        return each(bytes, value -> value & 0x7F | (Integer.bitCount(value & 0x7F) + 1 & 1) << 7);
    }

    private static byte[] ofOneParity(byte[] bytes) {
        ByteArrayOutputStream even = new ByteArrayOutputStream();
        for (byte each : bytes) {
            if (Integer.bitCount(each & 0xFF) % 2 == 0) {
                even.write(each);
            }
        }
        return even.toByteArray();
    }

    static Stream<Arguments> spoiled() {
        Map<String, List<String>> causes = Map.of("telegrams/nl-", List.of("HEX_TEXT", "LINE_ENDS", "INVERTED", "CUT"),
                "eu/d0/", List.of("HEX_TEXT", "INVERTED"),
                "eu/sml/iskra", List.of("TELNET", "TEXT_CODING", "HEX_TEXT", "ZEROS_LOST", "SEVEN_BITS", "INVERTED", "WEAK_LIGHT", "ONE_PARITY"),
                "han/aidon-no-list2", List.of("TELNET", "TEXT_CODING", "HEX_TEXT", "ZEROS_LOST", "FLOW_CONTROL", "SEVEN_BITS", "ONE_PARITY"),
                "han/kamstrup-se", List.of("TELNET", "TEXT_CODING", "HEX_TEXT", "ZEROS_LOST", "SEVEN_BITS", "ONE_PARITY"));
        return causes.entrySet().stream().flatMap(row -> Corpus.eachOf(row.getKey()).stream().filter(name -> !name.matches(".*(data-v|damaged).*"))
                .flatMap(name -> row.getValue().stream().filter(cause -> !cause.equals("LINE_ENDS") || hasChecksum(name))
                        .map(cause -> Arguments.of(name, cause))));
    }

    /** Without one a telegram is read whatever ends its lines. */
    private static boolean hasChecksum(String name) {
        return latin(capture(name)).matches("(?s).*![0-9A-F]{4}\\s*");
    }

    private static byte[] capture(String name) {
        if (name.startsWith("han/")) {
            return HexFormat.of().parseHex(latin(Corpus.bytes(name + ".hex")).replaceAll("#.*|\\s", ""));
        }
        return Corpus.bytes(name + (name.startsWith("eu/sml") ? ".bin" : ".txt"));
    }

    @ParameterizedTest
    @MethodSource("spoiled")
    void theCauseIsToldThatSpoilsALine(String name, String cause) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (int copy = 0; copy < COPIES; copy++) {
            log.writeBytes(ON_THE_WAY.get(cause).apply(capture(name)));
        }
        assertThat(result(Files.write(directory.resolve("spoiled.raw"), log.toByteArray()))).startsWith(text(Condition.valueOf("LINE_" + cause)));
    }

    static List<String> texts() {
        return Corpus.eachOf("telegrams/nl-", "eu/d0/").stream().filter(name -> !name.matches(".*(data-v|damaged).*")).toList();
    }

    /** No known meter has odd parity: such a line is not read, and this is said of it. */
    @ParameterizedTest
    @MethodSource("texts")
    void aLineOfOddParityIsNamed(String name) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (int copy = 0; copy < COPIES; copy++) {
            log.writeBytes(ofOddParity(capture(name)));
        }
        assertThat(result(Files.write(directory.resolve("odd.raw"), log.toByteArray()))).startsWith(text(Condition.LINE_ONE_PARITY))
                .contains("odd parity, which is not read");
    }

    /** Of a UART that loses its place nothing is left to prove: the settings are to try. */
    @ParameterizedTest
    @CsvSource({"d0-8-a-minute-apart.txt, LINE_NO_POWER", "han-8n1-as-8e1.raw, LINE_NOISE", "han-as-utf8.raw, LINE_TEXT_CODING",
        "han-xonxoff.raw, LINE_FLOW_CONTROL", "sml-weak-head.raw, LINE_WEAK_LIGHT", "sml-zeros-lost.raw, LINE_ZEROS_LOST"})
    void theCauseOfAReportedLineIsTold(String name, Condition cause) {
        assertThat(result(Corpus.file("reports/han/lines/" + name))).startsWith(text(cause));
    }

    static List<String> right() {
        return Stream.of("telegrams/", "eu/sml/").flatMap(folder -> Corpus.eachOf(folder).stream()).toList();
    }

    /** What some captures hold is damaged; it is never blamed on a program, a setting or a head that changes the bytes. */
    @ParameterizedTest
    @MethodSource("right")
    void aRightLineIsToldNoCause(String name) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        for (int copy = 0; copy < COPIES; copy++) {
            log.writeBytes(capture(name));
        }
        String result = result(Files.write(directory.resolve("right.raw"), log.toByteArray()));
        assertThat(ON_THE_WAY.keySet()).filteredOn(cause -> !cause.equals("CUT"))
                .noneMatch(cause -> result.startsWith(text(Condition.valueOf("LINE_" + cause))));
    }

    private static String text(Condition finding) {
        return ReportTexts.in("en").result(finding, false);
    }

    private String result(Path log) {
        Main.run(List.of("check", log.toString()));
        return captured.out().replaceAll("\\s+", " ").replaceFirst(".* Result ", "");
    }
}
