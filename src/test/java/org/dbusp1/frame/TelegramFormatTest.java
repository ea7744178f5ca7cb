package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.TestTelegram.dsmr5;
import static org.dbusp1.TestTelegram.sealed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.TestTelegram;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Frame.Verdict;
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

    private final FrameScanner framer = new FrameScanner(false, Decryptor.none());
    private final List<Frame> frames = new ArrayList<>();

    static Stream<Arguments> lines() {
        return Stream.of(
            row("a checksum in lower case", body(0) + String.format("%04x", TestTelegram.checksum(body(0))), "PROVEN"),
            row("blanks and NULs behind the checksum", GOOD.strip() + "  \0\0\0\r\n" + OTHER, "PROVEN", "PROVEN"),
            row("a telegram behind one that broke off within its checksum", GOOD.substring(0, GOOD.indexOf('!') + 3) + OTHER,
                    "TRUNCATED", "PROVEN"),
            row("a telegram behind slashes in noise", "x/abc y/def\n/ghi\r\n" + GOOD, "TRUNCATED", "PROVEN"),
            row("noise without a start", "\0\0\377\376 5.123*kWh)\r\n" + GOOD + "\r\n\r\n\0" + OTHER, "PROVEN", "PROVEN"),
            row("an exclamation with other text behind it", dsmr5("0-0:96.13.0(first", "!cafe!", "!12345", "last)"), "PROVEN"),
            row("two wrong telegrams in a row", GOOD.replace("00.866", "00.867").repeat(2), "CRC", "CRC"),
            row("a byte of wrong parity without checksum", OLD.replace("678", "6\3778"), "PARITY"),
            row("too many bytes before a telegram", TestTelegram.DSMR5_HEAD + "1-0:1.7.0(00.866*kW)\r\n".repeat(5000) + GOOD,
                    "TOO_LONG", "PROVEN"),
            row("garbage in a row", "1-0:1.7.0(00.866*kW)\r\n!1234\r\n/\r\n!\r\n".repeat(100) + GOOD, "TRUNCATED", "PROVEN"));
    }

    private static Arguments row(String name, String text, String... outcomes) {
        return Arguments.of(name, text, outcomes);
    }

    /** The verdicts of good telegrams, and the causes of rejected ones. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aLineGivesTheseTelegrams(String name, String text, String... outcomes) {
        feed(text);
        assertThat(frames.stream().map(frame -> frame.cause().map(RejectCause::name).orElse(frame.verdict().name())))
                .as(name).containsExactly(outcomes);
    }

    @Test
    void handsOutATelegramWithTheLastDigitOfItsChecksum() {
        feed(GOOD.substring(0, GOOD.length() - 3));
        assertThat(frames).isEmpty();
        feed(GOOD.substring(GOOD.length() - 3, GOOD.length() - 2));
        assertThat(frames).singleElement().satisfies(frame -> assertFrame(frame, Verdict.PROVEN, GOOD, 0));
    }

    @Test
    void neitherWaitsForTheLineEndNorCountsItTwice() {
        feed(GOOD + OTHER);
        assertThat(frames).extracting(Frame::offset).containsExactly(0L, (long) GOOD.length());
        assertThat(frames).extracting(Frame::length).containsExactly(GOOD.length(), OTHER.length());
    }

    @Test
    void takesAChecksumWithoutLeadingZeros() {
        int n = 0;
        while (TestTelegram.checksum(body(n)) >= 0x1000) {
            n++;
        }
        feed(body(n) + Integer.toHexString(TestTelegram.checksum(body(n))).toUpperCase(Locale.ROOT) + "\r\n");
        assertVerdicts(Verdict.PROVEN);
    }

    @Test
    void computesTheChecksumOverBareLineFeedsWhereTheMeterSendsThem() {
        String bare = sealed(body(0).replace("\r\n", "\n")).strip() + "\n";
        feed(bare);
        assertThat(frames).singleElement().satisfies(frame -> assertFrame(frame, Verdict.PROVEN, bare, 0));
    }

    @Test
    void rejectsAWrongChecksumAndKeepsTheBytes() {
        String wrong = GOOD.replace("00.866", "00.867");
        feed(wrong);
        assertThat(frames).singleElement().satisfies(frame -> assertFrame(frame, Verdict.REJECTED, wrong, 0));
        assertCauses(RejectCause.CRC);
    }

    @Test
    void losesNoTelegramBehindOneThatBrokeOff() {
        String cut = GOOD.substring(0, 40);
        feed(cut + OTHER);
        assertVerdicts(Verdict.REJECTED, Verdict.PROVEN);
        assertCauses(RejectCause.TRUNCATED);
        assertThat(frames.get(0).length()).isEqualTo(cut.length());
        assertFrame(frames.get(1), Verdict.PROVEN, OTHER, cut.length());
    }

    @Test
    void countsATelegramWhoseStartIsMissing() {
        feed(GOOD.substring(1) + OTHER);
        assertVerdicts(Verdict.REJECTED, Verdict.PROVEN);
        assertCauses(RejectCause.TRUNCATED);
        assertThat(text(frames.get(0))).isEqualTo(GOOD.substring(1).strip());
    }

    @Test
    void marksWithinLinesEndNothing() {
        String marks = dsmr5("0-0:96.13.0(/ISK5 !ABCD /!)", "0-0:96.13.1(see www.example.nl/p1)");
        feed(marks);
        assertThat(frames).singleElement().satisfies(frame -> assertFrame(frame, Verdict.PROVEN, marks, 0));
    }

    @Test
    void withoutChecksumTheLineEndShowsThatNoneFollows() {
        feed(OLD.substring(0, OLD.length() - 2));
        assertThat(frames).isEmpty();
        feed("\r");
        assertThat(frames).singleElement().satisfies(frame -> assertFrame(frame, Verdict.UNPROVEN, OLD, 0));
    }

    @Test
    void silenceShowsThatNoChecksumFollows() {
        feed(OLD.strip());
        framer.idle(frames::add);
        assertVerdicts(Verdict.UNPROVEN);
    }

    @Test
    void silenceWithinATelegramDropsNothing() {
        feed(GOOD.substring(0, 40));
        framer.idle(frames::add);
        feed(GOOD.substring(40));
        assertVerdicts(Verdict.PROVEN);
    }

    @Test
    void withoutChecksumTheLastFirstLineCounts() {
        feed(OLD.substring(0, 30) + OLD);
        assertVerdicts(Verdict.REJECTED, Verdict.UNPROVEN);
        assertThat(text(frames.get(1))).isEqualTo(OLD.strip());
    }

    @Test
    void withoutChecksumASlashInTheIdentificationIsNoStart() {
        String telegram = "/HLY5/D545-METER\r\n\r\n1-0:1.8.1(12345.678*kWh)\r\n!\r\n";
        feed(telegram + "\0\0" + telegram + telegram);
        assertThat(frames).extracting(TelegramFormatTest::text).containsOnly(telegram.strip());
        assertVerdicts(Verdict.UNPROVEN, Verdict.UNPROVEN, Verdict.UNPROVEN);
    }

    @Test
    void aSlashInTheIdentificationOfATelegramWhoseChecksumIsWrongIsNoStartEither() {
        feed("/HLY5/D545-METER\r\n\r\n1-0:1.8.1(12345.678*kWh)\r\n!0000\r\n");
        assertThat(frames).singleElement().satisfies(frame -> assertThat(text(frame)).startsWith("/HLY5/D545-METER"));
        assertCauses(RejectCause.CRC);
    }

    /** The line was switched off and on: the same maker begins anew on the line on which it broke off. */
    @Test
    void withoutChecksumATelegramThatBrokeOffInItsFirstLineIsNoPartOfTheNext() {
        feed("/ISk5" + OLD);
        assertVerdicts(Verdict.REJECTED, Verdict.UNPROVEN);
        assertThat(text(frames.get(1))).isEqualTo(OLD.strip());
    }

    @Test
    void theEndRejectsWhatIsIncomplete() {
        feed(GOOD.substring(0, 60));
        framer.end(frames::add);
        assertCauses(RejectCause.TRUNCATED);
        feed(GOOD.substring(60));
        assertThat(frames).noneMatch(frame -> frame.verdict() == Verdict.PROVEN);
    }

    @Test
    void theLargestTelegramFits() {
        String large = dsmr5("0-0:96.13.0(" + "41".repeat(3900) + ")");
        assertThat(large.length()).isBetween(7800, TelegramFormat.MAX_TELEGRAM);
        feed(large);
        assertVerdicts(Verdict.PROVEN);
    }

    @Test
    void aTelegramBehindOneWithoutEndIsFoundWhenBothAreTooLong() {
        String endless = "/XXX5\r\n" + "1-0:1.7.0(00.866*kW)\r\n".repeat(300);
        String good = dsmr5("0-0:96.13.0(" + "41".repeat(1500) + ")");
        feed(endless + good);
        assertVerdicts(Verdict.REJECTED, Verdict.PROVEN);
        assertThat(text(frames.get(1))).isEqualTo(good.strip());
    }

    /** Two seconds of silence: the rest will not come. */
    @Test
    void aHeadWithoutATailIsCountedWhenTheLineFallsSilent() {
        feed(GOOD.substring(0, 60));
        for (int halfSeconds = 0; halfSeconds < 20; halfSeconds++) {
            framer.idle(frames::add);
        }
        assertCauses(RejectCause.TRUNCATED);
        feed(GOOD);
        assertVerdicts(Verdict.REJECTED, Verdict.PROVEN);
    }

    @Test
    void aPieceWithNeitherHeadNorTailIsCountedWhenTheLineFallsSilent() {
        for (int i = 0; i < 3; i++) {
            feed("0*kW)\r\n1-0:2.7.0(00.000*kW)\r\n1-0:21.");
            for (int halfSeconds = 0; halfSeconds < 10; halfSeconds++) {
                framer.idle(frames::add);
            }
        }
        assertCauses(RejectCause.TRUNCATED, RejectCause.TRUNCATED, RejectCause.TRUNCATED);
    }

    @Test
    void aPieceAtTheEndOfALogIsCounted() {
        feed("0*kW)\r\n1-0:2.7.0(00.000*kW)\r\n1-0:21.");
        framer.end(frames::add);
        assertCauses(RejectCause.TRUNCATED);
    }

    @Test
    void silenceAndNoiseAreNoPieces() {
        framer.idle(frames::add);
        feed("\0\0 some text: 12-34:56 without a register\r\n");
        for (int halfSeconds = 0; halfSeconds < 10; halfSeconds++) {
            framer.idle(frames::add);
        }
        framer.end(frames::add);
        assertThat(frames).isEmpty();
    }

    /** A bridge may pause inside a telegram; meters may for 1.5 s. */
    @Test
    void aPauseInsideATelegramCostsNothing() {
        feed(GOOD.substring(0, 60));
        framer.idle(frames::add);
        framer.idle(frames::add);
        framer.idle(frames::add);
        feed(GOOD.substring(60));
        assertVerdicts(Verdict.PROVEN);
    }

    @Test
    void telegramsThatAllBreakOffAreCutAndNotTooLong() {
        feed(GOOD.substring(0, GOOD.indexOf('!')).repeat(120));
        assertThat(frames).isNotEmpty().allMatch(frame -> frame.cause().equals(Optional.of(RejectCause.TRUNCATED)));
    }

    @Test
    void silenceEndsTheRowOfGarbage() {
        for (int i = 0; i < 3; i++) {
            feed(GOOD.substring(1));
            framer.idle(frames::add);
        }
        assertCauses(RejectCause.TRUNCATED, RejectCause.TRUNCATED, RejectCause.TRUNCATED);
    }

    @Test
    void aFragmentBeforeAWrongTelegramIsRejectedByItself() {
        String cut = GOOD.substring(0, 40);
        String wrong = OTHER.replace("01.234", "01.235");
        feed(cut + wrong);
        assertCauses(RejectCause.TRUNCATED, RejectCause.CRC);
        assertFrame(frames.get(1), Verdict.REJECTED, wrong, cut.length());
    }

    @Test
    void aTelegramWithoutStartHasNoPartInTheLineEndBeforeIt() {
        feed(GOOD + "\r\n" + OTHER.substring(1));
        assertThat(text(frames.get(1))).isEqualTo(OTHER.substring(1).strip());
        assertThat(frames.get(1).offset()).isEqualTo(GOOD.length() + 2);
    }

    @Test
    void aTelegramWithinOneThatIsTooLongIsFoundInItsPlace() {
        String endless = "/XXX5\r\n" + "1-0:1.7.0(00.866*kW)\r\n".repeat(300);
        String good = dsmr5("0-0:96.13.0(" + "41".repeat(1500) + ")");
        feed(endless + good);
        assertThat(text(frames.get(0))).isEqualTo(endless);
        assertFrame(frames.get(1), Verdict.PROVEN, good, endless.length());
    }

    @Test
    void placesAreRightHoweverLongTheStreamIs() {
        for (int i = 0; i < 500; i++) {
            feed("noise\r\n" + GOOD);
        }
        int each = 7 + GOOD.length();
        assertThat(frames).hasSize(500).allSatisfy(frame -> assertThat(frame.offset() % each).isEqualTo(7));
        assertThat(frames.get(499).offset()).isEqualTo(499L * each + 7);
    }

    private static String body(int n) {
        return TestTelegram.DSMR5_HEAD + "1-0:1.7.0(" + n + "*W)\r\n!";
    }

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        framer.feed(bytes, 0, bytes.length, frames::add);
    }

    private static String text(Frame frame) {
        return new String(frame.bytes(), StandardCharsets.ISO_8859_1);
    }

    private static void assertFrame(Frame frame, Verdict verdict, String sent, long offset) {
        assertThat(frame.verdict()).isEqualTo(verdict);
        assertThat(text(frame)).isEqualTo(sent.strip());
        assertThat(frame.offset()).isEqualTo(offset);
        assertThat(frame.length()).isEqualTo(sent.length());
    }

    private void assertVerdicts(Verdict... verdicts) {
        assertThat(frames).extracting(Frame::verdict).containsExactly(verdicts);
    }

    /** Asserts the causes of the rejected frames. */
    private void assertCauses(RejectCause... causes) {
        assertThat(frames.stream().map(Frame::cause).flatMap(Optional::stream)).containsExactly(causes);
    }
}
