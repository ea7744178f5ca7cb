package org.dbusp1.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.TestTelegram;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Frame.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Makers whose checksum is another: only theirs, and only after several telegrams. */
class MakerChecksumTest {
    private final FrameScanner framer = new FrameScanner(true, Decryptor.none());
    private final List<Frame> frames = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(value = Crc16.class, mode = EnumSource.Mode.EXCLUDE, names = "ARC")
    void anotherChecksumOfHolleyIsBelievedFromTheThirdTelegramOn(Crc16 variant) {
        for (int watts = 1; watts <= 5; watts++) {
            feed(telegram("/HLY5/D545-METER", watts, variant, 0));
        }
        assertVerdicts(Verdict.REJECTED, Verdict.REJECTED, Verdict.PROVEN, Verdict.PROVEN, Verdict.PROVEN);
    }

    @Test
    void ofWasionToo() {
        for (int watts = 1; watts <= 3; watts++) {
            feed(telegram("/WSE5Wasion--Meter---", watts, Crc16.X_25, 0));
        }
        assertVerdicts(Verdict.REJECTED, Verdict.REJECTED, Verdict.PROVEN);
    }

    @Test
    void theBytesMayBePrintedInTheOrderOfTheLine() {
        for (int watts = 1; watts <= 3; watts++) {
            String body = body("/HLY5\\D545-METER", watts);
            int crc = crc(body, Crc16.X_25);
            feed(body + "%02X%02X\r\n".formatted(crc & 0xFF, crc >>> 8));
        }
        assertVerdicts(Verdict.REJECTED, Verdict.REJECTED, Verdict.PROVEN);
    }

    @Test
    void ofNoOtherMakerEver() {
        for (int watts = 1; watts <= 20; watts++) {
            feed(telegram("/KFM5KAIFA-METER", watts, Crc16.X_25, 0));
        }
        assertThat(frames).hasSize(20).allMatch(frame -> frame.verdict() == Verdict.REJECTED);
    }

    @Test
    void theSameTelegramAgainProvesNothing() {
        for (int i = 0; i < 20; i++) {
            feed(telegram("/HLY5/D545-METER", 7, Crc16.X_25, 0));
        }
        assertThat(frames).hasSize(20).allMatch(frame -> frame.verdict() == Verdict.REJECTED);
    }

    @Test
    void aTelegramForWhichNoneHoldsBeginsTheCountAnew() {
        for (int damaged : new int[] {0, 0, 1, 0, 0, 0}) {
            feed(telegram("/HLY5/D545-METER", frames.size(), Crc16.X_25, damaged));
        }
        assertVerdicts(Verdict.REJECTED, Verdict.REJECTED, Verdict.REJECTED, Verdict.REJECTED, Verdict.REJECTED, Verdict.PROVEN);
    }

    @Test
    void aDamagedTelegramIsRejectedAfterwardsToo() {
        for (int damaged : new int[] {0, 0, 0, 1, 0}) {
            feed(telegram("/HLY5/D545-METER", frames.size(), Crc16.X_25, damaged));
        }
        assertVerdicts(Verdict.REJECTED, Verdict.REJECTED, Verdict.PROVEN, Verdict.REJECTED, Verdict.PROVEN);
    }

    @Test
    void aMeterOfTheseMakersThatUsesArcIsBelievedAtOnceAndAlone() {
        feed(telegram("/HLY5/D545-METER", 1, Crc16.X_25, 0));
        feed(telegram("/HLY5/D545-METER", 2, Crc16.X_25, 0));
        feed(TestTelegram.sealed(body("/HLY5/D545-METER", 3)));
        feed(telegram("/HLY5/D545-METER", 4, Crc16.X_25, 0));
        assertVerdicts(Verdict.REJECTED, Verdict.REJECTED, Verdict.PROVEN, Verdict.REJECTED);
    }

    @Test
    void differentChecksumsInTurnAreNone() {
        for (int watts = 1; watts <= 12; watts++) {
            feed(telegram("/HLY5/D545-METER", watts, Crc16.values()[1 + watts % 2], 0));
        }
        assertThat(frames).hasSize(12).allMatch(frame -> frame.verdict() == Verdict.REJECTED);
    }

    /** Reports show that Wasion's checksum differs, and not how: what nothing proves stays rejected. */
    @ParameterizedTest
    @CsvSource({"/WSE5Wasion--Meter---", "/HLY5/D545-METER"})
    void aChecksumThatIsNotKnownIsRejectedForEver(String head) {
        for (int watts = 1; watts <= 500; watts++) {
            String body = body(head, watts);
            feed(body + "%04X\r\n".formatted(xmodem(body)));
        }
        assertThat(frames).hasSize(500).allMatch(frame -> frame.verdict() == Verdict.REJECTED);
        feed(TestTelegram.sealed(body(head, 501)));
        assertThat(frames.get(500).verdict()).as("the checksum of the standard").isEqualTo(Verdict.PROVEN);
    }

    /** CRC-16/XMODEM, which no variant is: polynomial 0x1021, not reflected. */
    private static int xmodem(String body) {
        int crc = 0;
        for (byte each : body.getBytes(StandardCharsets.ISO_8859_1)) {
            crc ^= (each & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
        }
        return crc & 0xFFFF;
    }

    /** @param damage how far the printed checksum is off */
    private static String telegram(String head, int watts, Crc16 variant, int damage) {
        String body = body(head, watts);
        return body + "%04X\r\n".formatted((crc(body, variant) + damage) & 0xFFFF);
    }

    private static int crc(String body, Crc16 variant) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return variant.of(bytes, 0, bytes.length);
    }

    private static String body(String head, int watts) {
        return head + "\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(260115201009W)\r\n1-0:1.7.0(" + watts + "*W)\r\n!";
    }

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        framer.feed(bytes, 0, bytes.length, frames::add);
    }

    private void assertVerdicts(Verdict... verdicts) {
        assertThat(frames).extracting(Frame::verdict).containsExactly(verdicts);
    }
}
