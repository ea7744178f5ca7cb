package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.TestTelegram.dsmr5;
import static org.dbusp1.TestTelegram.sealed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One way for bytes to go wrong in each test. */
class TelegramFormatTest {
    private static final String GOOD = dsmr5("1-0:1.7.0(00.866*kW)");
    private static final String OTHER = dsmr5("1-0:1.7.0(01.234*kW)");
    private static final String OLD = "/ISk5\\2MT382-1000\r\n\r\n1-0:1.8.1(12345.678*kWh)\r\n!\r\n";

    private final TestScanner framer = new TestScanner(false, Decryptor.none());
    private final List<ScannedFrame> frames = new ArrayList<>();

    private static final String CUT = GOOD.substring(0, 40);
    private static final String PIECE = "0*kW)\r\n1-0:2.7.0(00.000*kW)\r\n1-0:21.";
    private static final String SLASH = "/HLY5/D545-METER\r\n\r\n1-0:1.8.1(12345.678*kWh)\r\n!";
    private static final String ENDLESS = "/XXX5\r\n" + "1-0:1.7.0(00.866*kW)\r\n".repeat(300);

    /**
     * Lines with ~ for a silence of half a second and $ for their end; the outcomes of good telegrams and the causes of
     * rejected ones, with place and length where these matter.
     */
    static Stream<Arguments> lines() {
        String wrong = OTHER.replace("01.234", "01.235");
        String bare = sealed(body(0).replace("\r\n", "\n")).strip() + "\n";
        return Stream.of(
            row("a checksum in lower case", body(0) + String.format("%04x", TestTelegram.checksum(body(0))), "PROVEN"),
            row("a checksum over bare line feeds", bare, "PROVEN@0+" + bare.length()),
            row("no wait for the line end, which counts once", GOOD + OTHER, "PROVEN@0+" + GOOD.length(),
                    "PROVEN@" + GOOD.length() + "+" + OTHER.length()),
            row("blanks and NULs behind the checksum", GOOD.strip() + "  \0\0\0\r\n" + OTHER, "PROVEN", "PROVEN"),
            row("a telegram behind one that broke off within its checksum", GOOD.substring(0, GOOD.indexOf('!') + 3) + OTHER,
                    "TRUNCATED", "PROVEN"),
            row("a telegram behind one that broke off", CUT + OTHER, "TRUNCATED@0+40", "PROVEN@40+" + OTHER.length()),
            row("a telegram behind one without a start", GOOD.substring(1) + OTHER, "TRUNCATED@0", "PROVEN@" + (GOOD.length() - 1)),
            row("a line end before a telegram without a start", GOOD + "\r\n" + OTHER.substring(1), "PROVEN@0",
                    "TRUNCATED@" + (GOOD.length() + 2)),
            row("slashes in noise are no piece of a telegram", "x/abc y/def\n/ghi\r\n" + GOOD, "PROVEN"),
            row("a telegram after another start of text", "\2\n" + GOOD + "$", "PROVEN@2"),
            row("noise without a start", "\0\0\377\376 5.123*kWh)\r\n" + GOOD + "\r\n\r\n\0" + OTHER, "PROVEN", "PROVEN"),
            row("marks within lines", dsmr5("0-0:96.13.0(/ISK5 !ABCD /!)", "0-0:96.13.1(see www.example.nl/p1)"), "PROVEN@0"),
            row("an exclamation with other text behind it", dsmr5("0-0:96.13.0(first", "!cafe!", "!12345", "last)"), "PROVEN"),
            row("a mark in the line of the last register", marked(body(0).replace("\r\n!", "!")) + GOOD, "PROVEN@0", "PROVEN"),
            row("a mark after a blank", marked(body(0).replace("!", " !")) + GOOD, "PROVEN@0", "PROVEN"),
            row("many marks within lines", marked(marks(64) + "1-0:1.7.0(1*W)!") + marked(marks(200) + "!"), "PROVEN", "PROVEN"),
            row("telegrams that are cut in the middle of a line", (GOOD.substring(0, GOOD.indexOf('!') - 9)).repeat(40) + GOOD,
                    "TRUNCATED@0", "PROVEN"),
            row("a wrong checksum", wrong, "CRC@0+" + (wrong.length() - 2)),
            row("two wrong telegrams in a row", wrong.repeat(2), "CRC", "CRC"),
            row("a fragment before a wrong telegram", CUT + wrong, "TRUNCATED@0", "CRC@40+" + (wrong.length() - 2)),
            row("a byte of wrong parity without checksum", OLD.replace("678", "6\3778"), "PARITY"),
            row("the last first line counts without checksum", OLD.substring(0, 30) + OLD, "TRUNCATED", "UNPROVEN@30"),
            row("a slash in the identification without checksum", SLASH + "\r\n\0\0" + SLASH + "\r\n" + SLASH + "\r\n", "UNPROVEN@0",
                    "UNPROVEN@" + (SLASH.length() + 4), "UNPROVEN@" + (2 * SLASH.length() + 6)),
            row("a slash in the identification and a wrong checksum", SLASH + "1234\r\n", "CRC@0"),
            // The line was switched off and on: the same maker begins anew on the line on which it broke off.
            row("a telegram that broke off in its first line", "/ISk5" + OLD, "UNPROVEN@5"),
            row("too many bytes before a telegram", TestTelegram.DSMR5_HEAD + "1-0:1.7.0(00.866*kW)\r\n".repeat(5000) + GOOD,
                    "TOO_LONG", "PROVEN"),
            row("a telegram behind one without an end, both too long", ENDLESS + dsmr5("0-0:96.13.0(" + "41".repeat(1500) + ")"),
                    "TRUNCATED@0", "PROVEN@" + ENDLESS.length()),
            row("garbage in a row", "1-0:1.7.0(00.866*kW)\r\n!1234\r\n/\r\n!\r\n".repeat(100) + GOOD, "TRUNCATED", "PROVEN"),
            row("a silence where a checksum may follow", OLD.strip() + "~", "UNPROVEN@0"),
            row("a silence within a telegram", CUT + "~" + GOOD.substring(40), "PROVEN@0"),
            // A bridge may pause inside a telegram; meters may for 1.5 s.
            row("three silences within a telegram", CUT + "~~~" + GOOD.substring(40), "PROVEN@0"),
            row("two seconds of silence: the rest will not come", CUT + "~".repeat(20) + GOOD, "TRUNCATED", "PROVEN"),
            row("pieces with neither start nor end", (PIECE + "~".repeat(10)).repeat(3), "TRUNCATED", "TRUNCATED", "TRUNCATED"),
            row("a piece at the end of a log", PIECE + "$", "TRUNCATED"),
            row("a telegram around the end of a log", CUT + "$" + GOOD.substring(40), "TRUNCATED", "TRUNCATED"),
            row("silences and noise", "~\0\0 some text: 12-34:56 without a register\r\n" + "~".repeat(10) + "$"),
            row("silences in a row of garbage", (GOOD.substring(1) + "~").repeat(3), "TRUNCATED", "TRUNCATED", "TRUNCATED"));
    }

    /** Returns the start of a telegram with as many marks within a line, of which none has the right checksum. */
    private static String marks(int count) {
        return TestTelegram.DSMR5_HEAD + " !1234".repeat(count) + "\r\n";
    }

    /** Returns a telegram with its checksum. @param body from the slash to the mark */
    private static String marked(String body) {
        return body + String.format("%04X\r\n", TestTelegram.checksum(body));
    }

    private static Arguments row(String name, String line, String... outcomes) {
        return Arguments.of(name, line, outcomes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aLineGivesTheseTelegrams(String name, String line, String... outcomes) {
        for (String part : line.split("(?=[~$])|(?<=[~$])")) {
            switch (part) {
                case "~" -> frames.addAll(framer.idle());
                case "$" -> frames.addAll(framer.end());
                default -> accept(part);
            }
        }
        assertThat(frames).as(name).hasSameSizeAs(outcomes);
        for (int i = 0; i < outcomes.length; i++) {
            ScannedFrame frame = frames.get(i);
            String outcome = frame.cause().map(RejectCause::name).orElse(frame.checked().name());
            assertThat(outcome + "@" + frame.offset() + "+" + frame.length()).as(name).matches(Pattern.quote(outcomes[i]) + "([@+].*)?");
            assertThat(line.replaceAll("[~$]", "")).as(name).contains(text(frame));
        }
    }

    @Test
    void handsOutATelegramWithTheLastDigitOfItsChecksum() {
        accept(GOOD.substring(0, GOOD.length() - 3));
        assertThat(frames).isEmpty();
        accept(GOOD.substring(GOOD.length() - 3, GOOD.length() - 2));
        assertThat(frames).singleElement().satisfies(frame -> assertFrame(frame, Proof.PROVEN, GOOD, 0));
    }

    @Test
    void takesAChecksumWithoutLeadingZeros() {
        int n = 0;
        while (TestTelegram.checksum(body(n)) >= 0x1000) {
            n++;
        }
        accept(body(n) + Integer.toHexString(TestTelegram.checksum(body(n))).toUpperCase(Locale.ROOT) + "\r\n");
        assertChecked(Proof.PROVEN);
    }

    @Test
    void withoutChecksumTheLineEndShowsThatNoneFollows() {
        accept(OLD.substring(0, OLD.length() - 2));
        assertThat(frames).isEmpty();
        accept("\r");
        assertThat(frames).singleElement().satisfies(frame -> assertFrame(frame, Proof.UNPROVEN, OLD, 0));
    }

    @Test
    void theLargestTelegramFits() {
        String large = dsmr5("0-0:96.13.0(" + "41".repeat(3900) + ")");
        assertThat(large.length()).isBetween(7800, TelegramFormat.MAX_TELEGRAM_BYTES);
        accept(large);
        assertChecked(Proof.PROVEN);
    }

    @Test
    void telegramsThatAllBreakOffAreCutAndNotTooLong() {
        accept(GOOD.substring(0, GOOD.indexOf('!')).repeat(120));
        assertThat(frames).isNotEmpty().allMatch(frame -> frame.cause().equals(Optional.of(RejectCause.TRUNCATED)));
    }

    @Test
    void placesAreRightHoweverLongTheStreamIs() {
        for (int i = 0; i < 500; i++) {
            accept("noise\r\n" + GOOD);
        }
        int each = 7 + GOOD.length();
        assertThat(frames).hasSize(500).allSatisfy(frame -> assertThat(frame.offset() % each).isEqualTo(7));
        assertThat(frames.get(499).offset()).isEqualTo(499L * each + 7);
    }

    private static String body(int n) {
        return TestTelegram.DSMR5_HEAD + "1-0:1.7.0(" + n + "*W)\r\n!";
    }

    private void accept(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        frames.addAll(framer.accept(bytes, 0, bytes.length));
    }

    private static String text(ScannedFrame frame) {
        return new String(frame.bytes(), StandardCharsets.ISO_8859_1);
    }

    private static void assertFrame(ScannedFrame frame, Proof checked, String sent, long offset) {
        assertThat(frame.checked()).isEqualTo(checked);
        assertThat(text(frame)).isEqualTo(sent.strip());
        assertThat(frame.offset()).isEqualTo(offset);
        assertThat(frame.length()).isEqualTo(sent.length());
    }

    private void assertChecked(Proof... expected) {
        assertThat(frames).extracting(ScannedFrame::checked).containsExactly(expected);
    }
}
