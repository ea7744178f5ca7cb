package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.Frame.Proof;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepairTest {
    private static final String FIRST = "/ABC5METER1\r\n\r\n";
    private static final String BODY = "1-0:1.7.0(00.123*kW)\r\n0-0:96.13.0(48656C6C6F)\r\n!";

    private final TestScanner framer = new TestScanner(true, Decryptor.none());

    private static String withChecksum(String telegram) {
        byte[] bytes = telegram.getBytes(StandardCharsets.ISO_8859_1);
        return telegram + String.format("%04X\r\n", Crc16.ARC.of(bytes, 0, bytes.length));
    }

    private List<ScannedFrame> accept(String text) {
        List<ScannedFrame> frames = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        frames.addAll(framer.accept(bytes, 0, bytes.length));
        frames.addAll(framer.idle());
        return frames;
    }

    private static final String INTACT = withChecksum(FIRST + BODY);

    private static final String STAR = withChecksum("/STR5\\2MSZ314X\r\n\r\n" + BODY);
    private static final String STAR_DAMAGED = STAR.replace("/STR5", "\u00B9\u00EAu\u00EA\u00CD");
    private static final String KAIFA_DAMAGED = withChecksum("/KFM5KAIFA-METER\r\n\r\n" + BODY).replace("/KFM5", "\u00F1\u0001\u00C5Q/");
    private static final String UNKNOWN_DAMAGED = withChecksum("/QQQ5\\2METER\r\n\r\n" + BODY)
            .replace("/QQQ5", "\u00B9\u00EAu\u00EA\u00CD");

    static Stream<Arguments> damagedTelegrams() {
        return Stream.of(
            Arguments.of(INTACT.replace('/', '\u000E'), "first line"),
            Arguments.of("\u00ED\u0099\u00D4" + INTACT.substring(1), "first line"),
            Arguments.of("9" + INTACT.substring(4), "first line"), Arguments.of(INTACT.substring(8), "first line"),
            Arguments.of(INTACT.replace("0-0:96.13.0", "\u0083\u001F0-0:96.13.0"), "message"),
            Arguments.of(INTACT.replace("0-0:96.13.0", " -0:96.13.0"), "message"),
            Arguments.of(INTACT.replace("48656C6C6F", "4865\u00FF6F"), "message"),
            Arguments.of(INTACT.replace('/', '\u000E').replace("48656C6C6F", "48"), "message"),
            Arguments.of(INTACT.replace("\r", ""), "CR put back"),
            Arguments.of(INTACT.replaceFirst("\\)\r", ")"), "lost CR"),
            Arguments.of(INTACT.replaceAll("\\)\r", ")"), "lost CR"));
    }

    @ParameterizedTest
    @MethodSource("damagedTelegrams")
    void restoresWhatLinesDamage(String damaged, String rules) {
        accept(INTACT);
        assertThat(accept(damaged)).singleElement().satisfies(frame -> {
            assertThat(frame.checked()).isEqualTo(Proof.REPAIRED);
            assertThat(frame.repair()).hasValue(rules);
            assertThat(new String(frame.bytes(), StandardCharsets.ISO_8859_1) + "\r\n").isEqualTo(INTACT);
        });
    }

    /** Telegrams in a row, and whether each is proven (P), repaired (R) or rejected (X). */
    static Stream<Arguments> rows() {
        String message = withChecksum(FIRST + BODY.replace("48656C6C6F", "4869"));
        String meter = withChecksum("/XYZ5METER2\r\n\r\n" + BODY);
        String other = withChecksum(FIRST + BODY.replace("48656C6C6F", "41"));
        return Stream.of(
            Arguments.of("PPRX", List.of(INTACT, message, message.replace("4869", "48\u00FF69"),
                    INTACT.replace("48656C6C6F", "4865\u00FF6F"))),
            Arguments.of("PPRX", List.of(INTACT, meter, meter.replace('/', '\u000E'), INTACT.replace('/', '\u000E'))),
            Arguments.of("PX", List.of(INTACT, INTACT.replace("00.123", "00.124"))),
            Arguments.of("PXR", List.of(INTACT, other.replace("0-0:96.13.0", " -0:96.13.0"), INTACT.replace("48656C6C6F", "48"))),
            Arguments.of("X", List.of(INTACT.replace('/', '\u000E'))),
            // A flag of a known maker fits from the second telegram on.
            Arguments.of("XPPXP", List.of(STAR_DAMAGED, STAR_DAMAGED, STAR_DAMAGED, STAR_DAMAGED.replace("00.123", "00.124"),
                    STAR_DAMAGED)),
            Arguments.of("XXPP", List.of(STAR_DAMAGED, KAIFA_DAMAGED, KAIFA_DAMAGED, STAR)),
            Arguments.of("PR", List.of(STAR, STAR_DAMAGED)), Arguments.of("XPXP", List.of(STAR_DAMAGED, INTACT, STAR_DAMAGED, STAR_DAMAGED)),
            Arguments.of("XX", List.of(UNKNOWN_DAMAGED, UNKNOWN_DAMAGED)));
    }

    /** The message and the first line are those of the last intact telegram; a repaired one changes neither, and no reading is repaired. */
    @ParameterizedTest
    @MethodSource("rows")
    void repairsByTheLastIntactTelegram(String outcomes, List<String> telegrams) {
        String letters = telegrams.stream().flatMap(telegram -> accept(telegram).stream())
                .map(frame -> frame.checked() == Proof.REJECTED ? "X" : frame.checked().name().substring(0, 1))
                .collect(Collectors.joining());
        assertThat(letters).isEqualTo(outcomes);
    }

    @Test
    void aTelegramWithItsStartRestoredIsAWholeOne() {
        accept(STAR_DAMAGED);
        assertThat(accept(STAR_DAMAGED)).singleElement().satisfies(frame -> {
            assertThat(frame.repair()).isEmpty();
            assertThat(new String(frame.bytes(), StandardCharsets.ISO_8859_1) + "\r\n").isEqualTo(STAR);
            assertThat(frame.offset()).isEqualTo(STAR_DAMAGED.length());
            assertThat(frame.length()).isEqualTo(STAR_DAMAGED.length());
        });
    }

    @Test
    void aStartThatIsDamagedOnlyAtTimesIsRepaired() {
        accept(STAR_DAMAGED);
        accept(STAR);
        assertThat(accept(STAR_DAMAGED)).singleElement().satisfies(frame -> {
            assertThat(frame.checked()).isEqualTo(Proof.REPAIRED);
            assertThat(frame.repair()).contains("first line");
        });
    }

    private static final String LONG = withChecksum(FIRST + "1-0:1.8.1(001234.567*kWh)\r\n".repeat(10) + BODY);

    /** Wherever a byte of a telegram has noise in its eighth bit, its line ends, end mark and checksum included. */
    @Test
    void noiseInTheEighthBitIsRemovedAtEachPlace() {
        accept(LONG);
        for (int at = 0; at < LONG.length() - 2; at++) {
            List<ScannedFrame> frames = accept(noisy(LONG, at));
            assertThat(frames).as("byte %d", at).singleElement().satisfies(frame -> {
                assertThat(frame.checked()).isEqualTo(Proof.REPAIRED);
                // Rules for the first line and the message come first.
                assertThat(frame.repair().orElseThrow()).isIn("eighth bit", "first line", "message");
                assertThat(new String(frame.bytes(), StandardCharsets.ISO_8859_1) + "\r\n").isEqualTo(LONG);
            });
        }
        assertThat(accept(noisy(LONG, LONG.length() - 2))).as("after the checksum").extracting(ScannedFrame::checked)
                .containsExactly(Proof.PROVEN);
    }

    @Test
    void noiseIsRemovedOnlyWhereItIsRareAndTheFirstLineIsKnown() {
        String damaged = noisy(LONG, 40, 90, 140);
        assertThat(outcome(damaged)).as("no telegram was whole").isEqualTo(Proof.REJECTED);
        accept(INTACT);
        assertThat(outcome(damaged)).isEqualTo(Proof.REPAIRED);
        assertThat(outcome(noisy(LONG, 40, 50, 60, 70, 80, 90, 100))).as("1 byte in 50 at most").isEqualTo(Proof.REJECTED);
        assertThat(outcome(noisy(LONG, 40).replace("1234", "1235"))).as("another damage too").isEqualTo(Proof.REJECTED);
        assertThat(outcome(noisy(withChecksum(LONG.substring(0, LONG.length() - 6).replace("METER1", "METER2")), 40))).as("another first line").isEqualTo(Proof.REJECTED);
    }

    private Proof outcome(String telegram) {
        List<ScannedFrame> frames = accept(telegram);
        assertThat(frames).hasSize(1);
        return frames.get(0).checked();
    }

    private static String noisy(String telegram, int... places) {
        StringBuilder noisy = new StringBuilder(telegram);
        for (int place : places) {
            noisy.setCharAt(place, (char) (noisy.charAt(place) | 0x80));
        }
        return noisy.toString();
    }

    @Test
    void reportsWhereARepairedTelegramWasAndItsLength() {
        accept(INTACT);
        String damaged = INTACT.replace("0-0:96.13.0", " -0:96.13.0");
        assertThat(accept("\r\n" + damaged)).singleElement().satisfies(frame -> {
            assertThat(frame.offset()).isEqualTo(INTACT.length() + 2);
            assertThat(frame.length()).isEqualTo(damaged.length());
        });
    }

    @Test
    void switchedOffItRepairsNothing() {
        TestScanner plain = new TestScanner(false, Decryptor.none());
        List<ScannedFrame> frames = new ArrayList<>();
        byte[] bytes = (INTACT + INTACT.replace("0-0:96.13.0", " -0:96.13.0")).getBytes(StandardCharsets.ISO_8859_1);
        frames.addAll(plain.accept(bytes, 0, bytes.length));
        assertThat(frames).extracting(ScannedFrame::checked).containsExactly(Proof.PROVEN, Proof.REJECTED);
    }

    /** Every stream with a truth: what was intact comes out, what can be repaired is byte for byte what was sent. */
    @Tag(Beside.TAG)
    @ParameterizedTest
    @ValueSource(strings = {"hu-noise", "hu-log", "noise", "cut-off", "mid-start", "mid-start-se", "message-marks",
        "all-meters", "random", "only-text", "inverted-line", "wrong-speed"})
    void aStreamComesOutAsItsTruth(String name) {
        JsonNode truth = Corpus.truth("streams/" + name + ".json");
        byte[] bytes = Corpus.bytes("streams/" + name + ".bin");
        byte[] right = truth.has("right_sha256") ? Corpus.bytes("streams/" + name + ".right.bin") : bytes;
        List<Integer> must = new ArrayList<>();
        List<Integer> may = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        Map<String, Integer> expected = new TreeMap<>();
        for (JsonNode telegram : truth.path("telegrams")) {
            String sent = telegram.has("right_at")
                    ? hex(right, telegram.get("right_at").asInt(), telegram.get("right_length").asInt())
                    : hex(bytes, telegram.get("at").asInt(), telegram.get("length").asInt());
            String outcome = telegram.get("outcome").asText();
            int number = telegram.get("n").asInt();
            numbers.put(sent, number);
            expected.merge(outcome, 1, Integer::sum);
            if (outcome.equals("accept") || outcome.equals("repair")) {
                must.add(number);
            }
            String withoutNoise = sevenBits(sent);
            boolean repairable = !withoutNoise.equals(sent) && isWhole(withoutNoise);
            if (repairable) {
                numbers.put(withoutNoise, number);
            }
            if (!outcome.equals("reject") || repairable) {
                may.add(number);
            }
        }
        List<Integer> came = new ArrayList<>();
        int rejected = 0;
        int repaired = 0;
        for (ScannedFrame frame : accept(new String(bytes, StandardCharsets.ISO_8859_1))) {
            if (frame.checked() == Proof.REJECTED) {
                rejected++;
            } else {
                repaired += frame.checked() == Proof.REPAIRED ? 1 : 0;
                came.add(numbers.getOrDefault(hex(frame.bytes(), 0, frame.bytes().length), -1));
            }
        }
        System.out.printf("%s: %s, came out %d, of these repaired %d, rejected %d%n", name, expected, came.size(), repaired, rejected);
        assertThat(came).containsSubsequence(must);
        assertThat(may).containsSubsequence(came);
        int damaged = expected.getOrDefault("reject", 0);
        assertThat(rejected).isBetween(damaged > 0 ? 1 : 0, 2 * (damaged + expected.getOrDefault("either", 0))
                + truth.path("noise").size() + 1);
    }

    private static String sevenBits(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= 0x7F;
        }
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean isWhole(String hex) {
        String text = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        return text.matches("(?s).*![0-9A-F]{4}") && withChecksum(text.substring(0, text.length() - 4)).startsWith(text);
    }

    /** Without the line end, which a framer does not wait for. */
    private static String hex(byte[] bytes, int from, int length) {
        int to = from + length;
        while (to > from && (bytes[to - 1] == '\r' || bytes[to - 1] == '\n')) {
            to--;
        }
        return HexFormat.of().formatHex(Arrays.copyOfRange(bytes, from, to));
    }
}
